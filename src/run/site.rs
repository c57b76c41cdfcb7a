//! What all calls of a step share.

use std::sync::Arc;

use super::kept::kept_of;
use crate::{
    connect::{Effect, Failure, http::Response},
    plan::{Kept, Operation, Step},
    spec::http::only_reads,
    types::Type,
    value::{Fields, Value, convert::conform},
};

/// A step that makes calls, and what is the same for each of them.
pub(super) struct Site<'s> {
    pub(super) step: &'s Step,
    /// What is remembered of a call once it may have been made; none if it can't have changed anything.
    pub(super) mark: Option<String>,
    returns: Option<&'s Type>,
    names: Names,
}

/// The names of what a request gives, made once.
struct Names {
    status_code: Arc<str>,
    headers: Arc<str>,
    body: Arc<str>,
}

impl<'s> Site<'s> {
    pub(super) fn new(step: &'s Step) -> Self {
        let name = &step.name;
        let (mark, returns) = match &step.operation {
            Operation::Invoke { returns, .. } => {
                (Some(format!("`{name}` invoked a function")), returns)
            }
            Operation::Send {
                request, returns, ..
            } => {
                let changes = !only_reads(request.method);
                let mark = changes.then(|| format!("`{name}` sent a {}", request.method));
                (mark, returns)
            }
            _ => unreachable!("the interpreter sends only calls here"),
        };
        Self {
            step,
            mark,
            returns: returns.as_ref(),
            names: Names {
                status_code: Arc::from("status_code"),
                headers: Arc::from("headers"),
                body: Arc::from("body"),
            },
        }
    }

    /// What is kept of a function's answer.
    ///
    /// # Errors
    /// If it is not of the shape that the job declares.
    pub(super) fn answer(&self, answer: Value) -> Result<Value, Failure> {
        let answer = shaped(answer, self.returns)?;
        Ok(match &self.step.kept {
            Kept::Nothing => Value::Null,
            kept => kept_of(answer, kept),
        })
    }

    /// What is kept of a response: of a field that nobody reads only its name.
    ///
    /// # Errors
    /// If its body is not of the shape that the job declares.
    pub(super) fn response(&self, mut response: Response) -> Result<Value, Failure> {
        let body = std::mem::replace(&mut response.body, Value::Null);
        let body = shaped(body, self.returns)?;
        let is_read = |name: &str| match &self.step.kept {
            Kept::Whole => true,
            Kept::Fields(fields) => fields.contains(name),
            Kept::Presence | Kept::Nothing => false,
        };
        if self.step.kept == Kept::Nothing {
            return Ok(Value::Null);
        }
        let Names {
            status_code,
            headers,
            body: name,
        } = &self.names;
        let mut fields = Fields::with_capacity(3);
        let mut give = |name: &Arc<str>, value: &mut dyn FnMut() -> Value| {
            let value = if is_read(name) { value() } else { Value::Null };
            fields.insert(Arc::clone(name), value);
        };
        give(status_code, &mut || Value::Int(response.status.into()));
        give(headers, &mut || texts(&response));
        give(name, &mut || body.clone());
        Ok(Value::from(fields))
    }
}

fn texts(response: &Response) -> Value {
    let headers = response.headers();
    let fields: Fields = headers
        .map(|(name, value)| (Arc::from(name), Value::from(&*value)))
        .collect();
    Value::from(fields)
}

/// The answer in the shape that the job declares; one of another shape came all the same.
fn shaped(answer: Value, returns: Option<&Type>) -> Result<Value, Failure> {
    let Some(returns) = returns else {
        return Ok(answer);
    };
    conform(answer, returns).map_err(|failure| {
        Failure::new(format!(
            "the answer is not of the shape that `returns` declares: {}",
            failure.message
        ))
        .effect(Effect::Done)
    })
}
