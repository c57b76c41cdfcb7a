use std::time::{Duration, Instant};

use super::{
    budget::Spent,
    engine::Engine,
    failure::{Cause, Failed, Sent},
    frame::{At, View},
    keys::KeyUse,
    observer::{Event, Work},
    request::{http_call, shown_target},
    retry::{LONGEST_WAIT, Repeatable, next_wait},
    site::Site,
};
use crate::{
    connect::{Class, Effect, Failure, http, lambda::Invocation},
    faults::{Point, point},
    ir::Expr,
    job::Transaction,
    plan::{Operation, Step},
    value::{
        Value,
        json::{self, Layout, Secrets},
        show::shown,
    },
};

/// How much of a body a failure shows.
pub(super) const WIDTH: usize = 2_000;

/// A call, its bytes final: a repetition sends the same ones.
pub(super) struct Call {
    pub(super) what: What,
    /// What its bytes say, for a failure to show.
    pub(super) body: Option<Value>,
    pub(super) repeatable: Repeatable,
    /// Its idempotency key.
    pub(super) key: Option<KeyUse>,
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
            } => lambda_call(function.as_ref(), payload, *timeout, &view),
            Operation::Send {
                request, timeout, ..
            } => {
                let header = self.clients.http(step.connection).idempotency_header();
                http_call(step, request, *timeout, header, &view)
            }
            _ => unreachable!("the interpreter sends only calls here"),
        }
    }

    /// Makes a call, again where the retry policy says so. Gives what is kept of its answer.
    pub(super) async fn perform(
        &self,
        site: &Site<'_>,
        call: Call,
        index: Option<usize>,
    ) -> Result<Value, Failed> {
        let step = site.step;
        if let Some(answer) = self.memory.answer(step.id, || self.frames.place(index)) {
            return Ok(answer);
        }
        if let Some(key) = &call.key {
            let used = self.keys.use_for(key).map_err(Failed::from);
            used.map_err(|failed| failed.sent(self.sent(step, &call)).attempts(0))?;
        }
        self.budgets.request(step.connection, Instant::now());
        let mut attempt = 1;
        loop {
            let begun = Instant::now();
            let made = self.attempt(site, &call).await;
            let failed = made.is_err();
            let work = Work::Call {
                index,
                attempt,
                failed,
            };
            self.worked(step, work, begun);
            let failure = match made {
                Ok(answer) => {
                    self.remember(site, index, &call, &answer);
                    return Ok(answer);
                }
                Err(failure) => failure,
            };
            let Some(wait) = next_wait(step.retry.as_ref(), call.repeatable, &failure, attempt)
            else {
                let failure = advised(failure, step, &call);
                return Err(self.failed(step, &call, failure, attempt));
            };
            if let Err(spent) = self.budgets.repeat(step.connection, Instant::now()) {
                let failure = self.spent(step, spent, failure);
                return Err(self.failed(step, &call, failure, attempt));
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

    fn failed(&self, step: &Step, call: &Call, failure: Failure, attempts: u32) -> Failed {
        let sent = self.sent(step, call);
        Failed::from(failure).sent(sent).attempts(attempts)
    }

    /// What a failure shows of a call.
    fn sent(&self, step: &Step, call: &Call) -> Sent {
        let body = call.body.as_ref().map(|body| shown(body, WIDTH));
        match &call.what {
            What::Http(request) => {
                let settings = step
                    .connection
                    .and_then(|id| self.world.settings.get(id.0)?.as_ref());
                Sent::Http {
                    method: request.method.to_string(),
                    target: shown_target(&request.target, settings),
                    body,
                }
            }
            What::Lambda { function, .. } => Sent::Lambda {
                function: function.clone(),
                payload: body.unwrap_or_default(),
            },
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
    async fn attempt(&self, site: &Site<'_>, call: &Call) -> Result<Value, Failure> {
        self.ledger.add(|summary| summary.calls += 1);
        if let Some(mark) = &site.mark {
            self.ledger.irrevocable(mark);
        }
        point(Point::BeforeCall);
        let answer = match &call.what {
            What::Http(request) => self.send(site, request).await,
            What::Lambda {
                function,
                payload,
                timeout,
            } => {
                let function = function.as_deref();
                self.invoke(site, function, payload, *timeout).await
            }
        };
        point(Point::AfterCall);
        if let (Err(failure), Some(mark)) = (&answer, &site.mark) {
            if never_arrived(failure) {
                self.ledger.never_happened(mark);
            } else {
                self.memory.bind();
            }
        }
        answer
    }

    /// A function is not invoked again if the transaction has to begin again; a request that wrote can't be taken back.
    fn remember(&self, site: &Site<'_>, index: Option<usize>, call: &Call, answer: &Value) {
        match (&call.what, &site.mark) {
            _ if self.plan.transaction == Transaction::Step => {}
            (What::Lambda { .. }, _) => {
                let place = self.frames.place(index);
                self.memory.keep(site.step.id, place, answer);
            }
            (What::Http(_), Some(_)) => self.memory.bind(),
            (What::Http(_), None) => {}
        }
    }

    async fn send(&self, site: &Site<'_>, request: &http::Request) -> Result<Value, Failure> {
        let client = self.clients.http(site.step.connection);
        site.response(client.send(request).await?)
    }

    async fn invoke(
        &self,
        site: &Site<'_>,
        function: Option<&str>,
        payload: &str,
        timeout: Option<Duration>,
    ) -> Result<Value, Failure> {
        let connection = site
            .step
            .connection
            .expect("the checker gives every invocation a connection");
        let invocation = Invocation {
            function,
            qualifier: None,
            payload,
            timeout,
            key: None,
        };
        let client = self.clients.lambda(connection);
        site.answer(client.invoke(invocation).await?)
    }
}

/// Whether a failure came before the first byte was sent; who answers has had the call, even if it refuses it.
fn never_arrived(failure: &Failure) -> bool {
    failure.effect == Effect::None
        && !matches!(failure.class, Class::Status(_) | Class::LambdaThrottled)
}

fn lambda_call(
    function: Option<&Expr>,
    payload: &Expr,
    timeout: Option<Duration>,
    view: &View<'_>,
) -> Result<Call, Failed> {
    let function = function.map(|function| text(function, view)).transpose()?;
    let body = view.evaluate(payload)?;
    let payload = json::write(&body, Layout::Compact, Secrets::Exposed).map_err(Cause::from)?;
    Ok(Call {
        what: What::Lambda {
            function,
            payload,
            timeout,
        },
        body: Some(body),
        repeatable: Repeatable::IfNamed,
        key: None,
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
