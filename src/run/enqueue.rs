//! Calls on their way into the outbox, in the transaction of the data that they tell of.

use std::sync::Arc;

use super::{
    engine::Engine,
    failure::{Cause, Failed, Sent},
    frame::At,
    put::put,
    stored::{self, Written},
};
use crate::{
    faults::{Guard, stands},
    message::{Call, Delivery, Message},
    plan::{Operation, Outgoing, Step},
    value::{Fields, Value},
};

impl Engine<'_> {
    /// Puts the call of an item into the outbox, once for each key; its result says whether it was put there now.
    pub(super) async fn enqueue(&mut self, step: &Step, at: Option<&At>) -> Result<Value, Failed> {
        let mut message = self.message(step, at)?;
        if !stands(Guard::DedupKey) {
            message.key = format!("{}-{}", message.key, self.world.run_id);
        }
        let sent = sent(&message);
        let database = step
            .connection
            .expect("the checker gives every call through the outbox a database");
        let dialect = self.plan.connections[database.0].declaration.dialect;
        let dialect = dialect.expect("an outbox is in a database");
        let session = self.session(step, database).await?;
        let put = put(session, dialect, &message).await;
        let known = put.map_err(|failed| failed.sent(sent))?;
        if known.is_none() {
            self.ledger.add(|summary| summary.enqueued += 1);
        }
        let was_enqueued = known.is_none();
        let id = known.unwrap_or_else(|| message.id());
        Ok(Value::from(Fields::from_iter([
            (Arc::from("id"), Value::from(id)),
            (Arc::from("was_enqueued"), Value::Bool(was_enqueued)),
        ])))
    }

    fn message(&self, step: &Step, at: Option<&At>) -> Result<Message, Failed> {
        let Operation::Enqueue {
            to,
            call,
            order_by,
            timeout,
        } = &step.operation
        else {
            unreachable!("the interpreter sends only calls through the outbox here")
        };
        let view = self.view(at);
        let connection = &self.plan.connections[to.0].name;
        let order_key = match order_by {
            Some(order) => stored::plain(&view.evaluate(order)?, "`order_by`")?,
            None => None,
        };
        let (call, key) = match call {
            Outgoing::Request(request) => {
                let client = self.clients.http(Some(*to));
                let header = client.idempotency_header();
                let Written { mut call, key } = stored::request(request, header, &view)?;
                let key = self.key(step, at, &call, connection, key)?;
                carry(&mut call, header, &key);
                (call, key)
            }
            Outgoing::Invocation(invocation) => {
                let Written { call, key } = stored::invocation(invocation, &view)?;
                let key = self.key(step, at, &call, connection, key)?;
                (call, key)
            }
        };
        let settings = self.world.settings.get(to.0).and_then(Option::as_ref);
        let own = settings.and_then(|settings| settings.duration("timeout"));
        let delivery = Delivery {
            timeout: timeout.or(own).unwrap_or(Delivery::TIMEOUT),
            expect_status: match &step.operation {
                Operation::Enqueue {
                    call: Outgoing::Request(request),
                    ..
                } => request.expect_status.clone(),
                _ => Vec::new(),
            },
            retry: step.retry.clone().unwrap_or(Delivery::RETRY),
        };
        if let Call::Http(http) = &call {
            // What can't be sent is refused now: later, nobody would be there to mend the job's data.
            let request = http.request(&delivery).map_err(Cause::new)?;
            self.clients.http(Some(*to)).check(&request)?;
        }
        Ok(Message {
            key,
            run_id: self.world.run_id.clone(),
            job: self.plan.job.clone(),
            step: step.name.clone(),
            order_key,
            connection: connection.clone(),
            call,
            delivery,
        })
    }
}

/// Has a request carry its key, unless it does already.
fn carry(call: &mut Call, header: &str, key: &str) {
    let Call::Http(request) = call else { return };
    let mut headers = request.headers.iter();
    let carries = headers
        .any(|(name, value)| value.is_some() && crate::spec::http::carries_key(name, header));
    if !carries {
        request
            .headers
            .push((header.to_owned(), Some(key.to_owned())));
    }
}

/// What would have been enqueued, as a failure shows it.
fn sent(message: &Message) -> Sent {
    let body = message.call.body();
    let body = body.map(|body| {
        let text = String::from_utf8_lossy(body);
        text.chars().take(super::call::WIDTH).collect::<String>()
    });
    match &message.call {
        Call::Http(request) => Sent::Http {
            method: request.method.clone(),
            target: request
                .target
                .split('?')
                .next()
                .unwrap_or_default()
                .to_owned(),
            body,
        },
        Call::Lambda(call) => Sent::Lambda {
            function: call.function.clone(),
            payload: body.unwrap_or_default(),
        },
    }
}
