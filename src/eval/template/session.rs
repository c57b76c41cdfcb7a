use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Instant,
};

use jiff::Timestamp;
use minijinja::{
    Error, ErrorKind, State, Value as Passed,
    value::{Object, ObjectRepr},
};

use super::{
    super::{Stop, evaluate::Evaluator, secret::exposed, stop::At},
    SHORTER,
    capture::Captured,
    items::Items,
    program::Program,
    writer::{Callback, LOOP, Purpose},
};
use crate::{
    ir::show,
    limits::Limits,
    spec::{Registry, Runtime},
    text::Span,
    value::{Failure, Fields, List, Value, check_text, is_true, show as text},
};

/// One rendering: it answers the callbacks, gathers what is written out, and keeps what stopped it.
pub(super) struct Session {
    program: Arc<Program>,
    scope: Captured,
    now: Timestamp,
    registry: Registry,
    limits: Limits,
    span: Span,
    started: Instant,
    written: Mutex<Written>,
}

#[derive(Default)]
struct Written {
    pieces: Vec<Value>,
    bytes: usize,
    stop: Option<Stop>,
}

/// A value on its way through the template's control flow, which does not look into it.
#[derive(Debug)]
pub(super) struct Held(Value);

impl Held {
    pub(super) fn passed(value: Value) -> Passed {
        Passed::from_object(Self(value))
    }
}

impl Object for Held {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session").finish_non_exhaustive()
    }
}

impl Object for Session {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn call(self: &Arc<Self>, _: &mut State<'_, '_>, args: &[Passed]) -> Result<Passed, Error> {
        let stopped = || Error::new(ErrorKind::InvalidOperation, "stopped");
        if self.written().stop.is_some() {
            return Err(stopped());
        }
        self.answer(args).map_err(|stop| {
            self.written().stop.get_or_insert(stop);
            stopped()
        })
    }
}

impl Session {
    pub(super) fn new(program: Arc<Program>, evaluator: &Evaluator<'_>, span: Span) -> Self {
        Self {
            scope: Captured::new(&program.leaves, evaluator.scope),
            program,
            now: evaluator.runtime.now,
            registry: *evaluator.runtime.registry,
            limits: evaluator.runtime.limits,
            span,
            started: Instant::now(),
            written: Mutex::default(),
        }
    }

    /// What was written out, or what stopped it.
    pub(super) fn finish(&self) -> Result<Vec<Value>, Stop> {
        let mut written = self.written();
        match written.stop.take() {
            Some(stop) => Err(stop),
            None => Ok(std::mem::take(&mut written.pieces)),
        }
    }

    /// Stops the rendering at its next callback.
    pub(super) fn fail(&self, failure: Failure, span: Span) {
        let stop = Stop::failed(failure, span);
        self.written().stop.get_or_insert(stop);
    }

    fn written(&self) -> MutexGuard<'_, Written> {
        self.written.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn answer(self: &Arc<Self>, args: &[Passed]) -> Result<Passed, Stop> {
        let longest = self.limits.template_time;
        if self.started.elapsed() > longest.time() {
            let failure = Failure::new(format!("the template takes longer than {longest}"))
                .help(format!("{SHORTER}; or {}", longest.raise()));
            return Err(Stop::failed(failure, self.span));
        }
        let (number, locals) = args
            .split_first()
            .expect("a callback is written with its number");
        let number = number
            .as_usize()
            .expect("the number of a callback is whole");
        let call = &self.program.calls[number];
        let value = self.value(call, locals)?;
        match call.purpose {
            Purpose::Output => self.write(&value, call.expr.span),
            Purpose::Condition => Ok(Passed::from(is_true(&value))),
            Purpose::Bind => Ok(Held::passed(value)),
            Purpose::Iterate(targets) => self.items(&value, targets, call),
        }
    }

    /// The value of the expression, with the names it was handed; one that is not bound stays so.
    fn value(&self, call: &Callback, passed: &[Passed]) -> Result<Value, Stop> {
        let mut locals = Vec::with_capacity(passed.len());
        for (name, passed) in call.locals.iter().zip(passed) {
            if let Some(held) = passed.downcast_object_ref::<Held>() {
                locals.push((Arc::clone(name), held.0.clone()));
            } else if &**name == LOOP && !passed.is_undefined() {
                locals.push((Arc::clone(name), loop_state(passed)));
            }
        }
        let runtime = Runtime {
            now: self.now,
            registry: &self.registry,
            limits: self.limits,
        };
        let evaluator = Evaluator {
            scope: &self.scope,
            runtime: &runtime,
            locals: &locals,
        };
        evaluator.value(&call.expr)
    }

    /// Keeps a piece of text; the template itself prints nothing.
    fn write(&self, value: &Value, span: Span) -> Result<Passed, Stop> {
        let piece = text::join([value], self.limits.text).at(span)?;
        let mut written = self.written();
        if let Value::Text(text) = exposed(&piece) {
            written.bytes += text.len();
        }
        check_text(written.bytes, self.limits.text).at(self.span)?;
        written.pieces.push(piece);
        Ok(Passed::from(""))
    }

    fn items(
        self: &Arc<Self>,
        value: &Value,
        targets: usize,
        call: &Callback,
    ) -> Result<Passed, Stop> {
        let list = match exposed(value) {
            Value::List(list) => list.clone(),
            Value::Record(record) => {
                let names = record.names().map(|name| Value::Text(Arc::clone(name)));
                List::from(names.collect::<Vec<_>>())
            }
            Value::Text(text) => {
                let characters = text.chars().map(|one| Value::from(one.to_string()));
                List::from(characters.collect::<Vec<_>>())
            }
            _ => {
                let message = format!(
                    "`{}` can't be gone through: expected a list, a record or text, found {}",
                    show(&call.expr, &self.scope),
                    text::found(value)
                );
                return Err(Stop::failed(Failure::new(message), call.expr.span));
            }
        };
        Ok(Passed::from_object(Items {
            list,
            is_secret: matches!(value, Value::Secret(_)),
            targets,
            span: call.expr.span,
            session: Arc::clone(self),
        }))
    }
}

/// What `loop` tells, as a record.
fn loop_state(state: &Passed) -> Value {
    const COUNTS: [&str; 5] = ["index", "index0", "revindex", "revindex0", "length"];
    let read = |name| state.get_attr(name).unwrap_or_default();
    let mut fields = Fields::new();
    for name in COUNTS {
        let count = read(name).as_i64().unwrap_or_default();
        fields.insert(name.into(), Value::Int(count));
    }
    for name in ["first", "last"] {
        fields.insert(name.into(), Value::Bool(read(name).is_true()));
    }
    Value::from(fields)
}
