use super::{
    budget::Spent,
    engine::Engine,
    failure::{Cause, Failed, Sent},
    frame::{At, View},
    keys::KeyUse,
    observer::{Event, Work},
    request::http_call,
    retry::{LONGEST_WAIT, Repeatable, next_wait},
};
use crate::{
    connect::{Class, Effect, Failure, http, lambda::Invocation},
    faults::{Point, point},
    ir::Expr,
    job::Transaction,
    plan::{Operation, Step},
    value::{
        Fields, Value,
        convert::conform,
        json::{self, Layout, Secrets},
        show::shown,
    },
};
use std::{
    sync::Arc,
    time::{Duration, Instant},
};

/// How much of a body a failure shows.
pub(super) const WIDTH: usize = 2_000;

/// A call, its bytes final: a repetition sends the same ones.
pub(super) struct Call {
    pub(super) what: What,
    pub(super) sent: Sent,
    pub(super) repeatable: Repeatable,
    /// Its idempotency key.
    pub(super) key: Option<KeyUse>,
    /// What is remembered of it once it may have been made; none if it can't have changed anything.
    pub(super) mark: Option<String>,
}

pub(super) enum What {
    Http(http::Request),
    Lambda {
        function: Option<String>,
        payload: String,
        timeout: Option<Duration>,
    },
}

impl Engine<'_> {
    /// Puts the call of an item together.
    pub(super) fn prepare_call(&self, step: &Step, at: Option<&At>) -> Result<Call, Failed> {
        let view = self.view(at);
        match &step.operation {
            Operation::Invoke {
                function,
                payload,
                timeout,
                ..
            } => lambda_call(step, function.as_ref(), payload, *timeout, &view),
            Operation::Send {
                request, timeout, ..
            } => {
                let header = self.clients.http(step.connection).idempotency_header();
                http_call(step, request, *timeout, header, &view)
            }
            _ => unreachable!("the interpreter sends only calls here"),
        }
    }

    /// Makes a call, again where the retry policy says so.
    pub(super) async fn perform(
        &self,
        step: &Step,
        call: Call,
        index: Option<usize>,
    ) -> Result<Value, Failed> {
        let place = self.frames.place(index);
        if let Some(answer) = self.memory.answer(step.id, &place) {
            return Ok(answer);
        }
        if let Some(key) = &call.key {
            let used = self.keys.use_for(key).map_err(Failed::from);
            used.map_err(|failed| failed.sent(call.sent.clone()).attempts(0))?;
        }
        self.budgets.request(step.connection, Instant::now());
        let mut attempt = 1;
        loop {
            let begun = Instant::now();
            let made = self.attempt(step, &call).await;
            let failed = made.is_err();
            let work = Work::Call {
                index,
                attempt,
                failed,
            };
            self.worked(step, work, begun);
            let failure = match made {
                Ok(answer) => {
                    self.remember(step, place, &call, &answer);
                    return Ok(answer);
                }
                Err(failure) => failure,
            };
            let Some(wait) = next_wait(step.retry.as_ref(), call.repeatable, &failure, attempt)
            else {
                let failure = advised(failure, step, &call);
                return Err(Failed::from(failure).sent(call.sent).attempts(attempt));
            };
            if let Err(spent) = self.budgets.repeat(step.connection, Instant::now()) {
                let failure = self.spent(step, spent, failure);
                return Err(Failed::from(failure).sent(call.sent).attempts(attempt));
            }
            attempt += 1;
            self.ledger.add(|summary| summary.retries += 1);
            let reason = failure.message.as_str();
            self.notice(&Event::RetryScheduled {
                step: &step.name,
                index,
                attempt,
                wait,
                reason,
            });
            tokio::time::sleep(wait).await;
            point(Point::BeforeRepeat);
        }
    }

    /// The failure of a call that would be repeated, if not so many had been.
    fn spent(&self, step: &Step, spent: Spent, failure: Failure) -> Failure {
        let connection = step.connection.map(|id| &self.plan.connections[id.0]);
        let why = spent.describe(connection.map(|connection| connection.name.as_str()));
        let message = format!("{}; {why}", failure.message);
        Failure { message, ..failure }.help(
            "run the job again when the server is well; `concurrency` and `rate_limit` bound what it is asked",
        )
    }

    /// One attempt. It counts as made from before its first byte, and not made only if it is known never to have arrived:
    /// so one that is dropped half-way is told of, and one that was refused as well.
    async fn attempt(&self, step: &Step, call: &Call) -> Result<Value, Failure> {
        self.ledger.add(|summary| summary.calls += 1);
        if let Some(mark) = &call.mark {
            self.ledger.irrevocable(mark.as_str());
        }
        point(Point::BeforeCall);
        let answer = match &call.what {
            What::Http(request) => self.send(step, request).await,
            What::Lambda {
                function,
                payload,
                timeout,
            } => {
                self.invoke(step, function.as_deref(), payload, *timeout)
                    .await
            }
        };
        point(Point::AfterCall);
        if let (Err(failure), Some(mark)) = (&answer, &call.mark) {
            if never_arrived(failure) {
                self.ledger.never_happened(mark);
            } else {
                self.memory.bind();
            }
        }
        answer
    }

    /// A function is not invoked again if the transaction has to begin again; a request that wrote can't be taken back.
    fn remember(&self, step: &Step, place: Vec<usize>, call: &Call, answer: &Value) {
        match (&call.what, &call.mark) {
            _ if self.plan.transaction == Transaction::Step => {}
            (What::Lambda { .. }, _) => self.memory.keep(step.id, place, answer),
            (What::Http(_), Some(_)) => self.memory.bind(),
            (What::Http(_), None) => {}
        }
    }

    async fn send(&self, step: &Step, request: &http::Request) -> Result<Value, Failure> {
        let Operation::Send { returns, .. } = &step.operation else {
            unreachable!("requests are sent by this alone")
        };
        let response = self.clients.http(step.connection).send(request).await?;
        let body = shaped(response.body, returns.as_ref())?;
        let headers: Fields = response
            .headers
            .into_iter()
            .map(|(name, value)| (Arc::from(name), Value::from(value)))
            .collect();
        let fields = [
            ("status_code", Value::Int(response.status.into())),
            ("headers", Value::from(headers)),
            ("body", body),
        ];
        Ok(Value::from(
            fields
                .into_iter()
                .map(|(name, value)| (Arc::from(name), value))
                .collect::<Fields>(),
        ))
    }

    async fn invoke(
        &self,
        step: &Step,
        function: Option<&str>,
        payload: &str,
        timeout: Option<Duration>,
    ) -> Result<Value, Failure> {
        let Operation::Invoke { returns, .. } = &step.operation else {
            unreachable!("functions are invoked by this alone")
        };
        let connection = step
            .connection
            .expect("the checker gives every invocation a connection");
        let client = self.clients.lambda(connection);
        let answer = client
            .invoke(Invocation {
                function,
                qualifier: None,
                payload,
                timeout,
                key: None,
            })
            .await?;
        shaped(answer, returns.as_ref())
    }
}

/// Whether a failure came before the first byte was sent; who answers has had the call, even if it refuses it.
fn never_arrived(failure: &Failure) -> bool {
    failure.effect == Effect::None
        && !matches!(failure.class, Class::Status(_) | Class::LambdaThrottled)
}

/// The answer in the shape that the job declares; one of another shape came all the same.
fn shaped(answer: Value, returns: Option<&crate::types::Type>) -> Result<Value, Failure> {
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

fn lambda_call(
    step: &Step,
    function: Option<&Expr>,
    payload: &Expr,
    timeout: Option<Duration>,
    view: &View<'_>,
) -> Result<Call, Failed> {
    let function = function.map(|function| text(function, view)).transpose()?;
    let payload = view.evaluate(payload)?;
    let sent = Sent::Lambda {
        function: function.clone(),
        payload: shown(&payload, WIDTH),
    };
    let payload = json::write(&payload, Layout::Compact, Secrets::Exposed).map_err(Cause::from)?;
    Ok(Call {
        what: What::Lambda {
            function,
            payload,
            timeout,
        },
        sent,
        repeatable: Repeatable::IfNamed,
        key: None,
        mark: Some(format!("`{}` invoked a function", step.name)),
    })
}

/// Says why a call that was to be repeated is not.
fn advised(failure: Failure, step: &Step, call: &Call) -> Failure {
    let asked = step.retry.is_some() && failure.help.is_none();
    if let Some(wait) = failure.retry_after.filter(|wait| *wait > LONGEST_WAIT) {
        let seconds = wait.as_secs();
        return failure.help(format!(
            "the server asks to wait {seconds} s: run the job again after that"
        ));
    }
    if asked && call.repeatable == Repeatable::No && failure.effect != Effect::None {
        return failure.help(
            "a POST or PATCH without a key is not sent again once it may have been carried out; add `idempotency_key: …`",
        );
    }
    failure
}

/// The text of a value that stands where nothing but text makes sense.
pub(super) fn text(expr: &Expr, view: &View<'_>) -> Result<String, Failed> {
    match view.evaluate(expr)? {
        Value::Text(text) => Ok(text.to_string()),
        other => crate::value::show::text_of(&other)
            .map_err(|failure| Cause::from(failure).at(expr.span).into()),
    }
}
