//! Putting calls into the outbox, in the transaction of the data that they tell of.

use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::{
    engine::Engine,
    failure::{Cause, Failed, Sent},
    frame::At,
    session::Session,
    stored::{self, Written},
};
use crate::{
    connect::database::{Rows, StatementFailure},
    message::{Call, Delivery, Message},
    plan::{Operation, Outgoing, Step},
    spec::Dialect,
    sql::outbox,
    value::{
        Fields, Value,
        json::{self, Layout, Secrets},
    },
};

/// A message that is in the outbox, or was, under the same key.
struct Known {
    found_in: String,
    id: String,
    digest: String,
    job: String,
    step: String,
}

impl Engine<'_> {
    /// Puts the call of an item into the outbox, once for each key; its result says whether it was put there now.
    pub(super) async fn enqueue(&mut self, step: &Step, at: Option<&At>) -> Result<Value, Failed> {
        let message = self.message(step, at)?;
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

    /// The job's own key, or one that the same item with the same bytes always gets.
    fn key(
        &self,
        step: &Step,
        at: Option<&At>,
        call: &Call,
        connection: &str,
        own: Option<String>,
    ) -> Result<String, Failed> {
        match own {
            Some(key) if key.trim().is_empty() => {
                let mut cause = Cause::new("the key of this item is empty");
                cause.help = Some("make it of what identifies the item".to_owned());
                Err(cause.into())
            }
            Some(key) => Ok(key),
            None => {
                let item = self.identity(step, at)?;
                let pieces = [
                    self.plan.job.as_str(),
                    step.name.as_str(),
                    item.as_str(),
                    &call.digest(connection),
                ];
                Ok(derived(&step.name, &pieces))
            }
        }
    }

    /// What identifies the item: the key of the row that its batch upserts, else the plain fields of the item. Never its
    /// position, which another item has in the next run.
    fn identity(&self, step: &Step, at: Option<&At>) -> Result<String, Failed> {
        let view = self.view(at);
        let Some(at) = view.innermost() else {
            return Ok(String::new());
        };
        let fields: Fields = self
            .upserted(step, at)
            .unwrap_or_else(|| plain_fields(&at.item));
        let text = json::write(&Value::from(fields), Layout::Canonical, Secrets::Shown);
        Ok(text.map_err(Cause::from)?)
    }

    /// The key columns of the row that the same batch upserts before the step.
    fn upserted(&self, step: &Step, at: &At) -> Option<Fields> {
        let steps = self.plan.all_steps();
        let batch = steps.iter().find(|other| other.id == at.batch)?;
        let mut inside = Vec::new();
        for (_, children) in batch.children() {
            inside.extend(children);
        }
        let before = inside.into_iter().take_while(|other| other.id != step.id);
        let row = before
            .filter_map(|other| match &other.operation {
                Operation::StoreRow(row) if row.is_upsert && other.batch.is_none() => Some(row),
                _ => None,
            })
            .last()?;
        let view = self.view(None);
        let value = |column: &Arc<str>| {
            let mut parameters = row.statement.parameters.iter();
            let parameter = parameters.find(|parameter| parameter.name == **column)?;
            let value = view.evaluate(&parameter.value).ok()?;
            Some((Arc::clone(column), value))
        };
        row.key.iter().map(value).collect()
    }
}

/// The fields of an item that hold a plain value, or the item itself.
fn plain_fields(item: &Value) -> Fields {
    let is_plain = |value: &Value| {
        !matches!(
            value,
            Value::Null | Value::List(_) | Value::Record(_) | Value::Secret(_)
        )
    };
    match item {
        Value::Record(record) => record.iter().filter(|(_, value)| is_plain(value)).collect(),
        plain if is_plain(plain) => Fields::from_iter([(Arc::from("item"), plain.clone())]),
        _ => Fields::new(),
    }
}

/// A key that says which step it is of, and of nothing else what it is.
fn derived(step: &str, pieces: &[&str]) -> String {
    let mut hash = Sha256::new();
    for piece in pieces {
        hash.update((piece.len() as u64).to_be_bytes());
        hash.update(piece);
    }
    let digits: String = hash
        .finalize()
        .iter()
        .take(20)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("{step}-{digits}")
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

/// Puts a message in; gives the id of the one that is known already by its key and bytes.
///
/// It is put in before anything is looked up: then nobody else can put the same key in, and a message that is delivered at
/// this moment is among the delivered ones once the insert has passed.
async fn put(
    session: &mut Session,
    dialect: Dialect,
    message: &Message,
) -> Result<Option<String>, Failed> {
    if let (Some(order), Some(lock)) = (&message.order_key, outbox::lock_order(dialect)) {
        let scope = Value::from(format!("{}\n{order}", message.job));
        session.query(lock, &[scope]).await.map_err(failed)?;
    }
    let digest = message.digest();
    let put = session
        .query(&outbox::insert(dialect), &values(message, &digest))
        .await
        .map_err(failed)?;
    let is_new = put.affected > 0;
    let key = [Value::from(message.key.as_str())];
    let rows = session
        .query(&outbox::find(dialect), &key)
        .await
        .map_err(failed)?;
    let mut known = known(&rows);
    if is_new {
        known.retain(|known| known.found_in != "outbox");
    }
    let Some(known) = known.into_iter().next() else {
        if is_new {
            return Ok(None);
        }
        return Err(Cause::new(format!(
            "the message of the key `{}` was taken out of the outbox while it was looked up",
            message.key
        ))
        .into());
    };
    if is_new {
        let id = [Value::from(message.id())];
        let remove = outbox::remove(dialect);
        session.query(&remove, &id).await.map_err(failed)?;
    }
    if known.digest == digest {
        return Ok(Some(known.id));
    }
    Err(other_bytes(message, &known))
}

fn values(message: &Message, digest: &str) -> [Value; outbox::INSERTED.len()] {
    let text = |text: &str| Value::from(text);
    let lease = u64::try_from(message.delivery.lease().as_millis()).unwrap_or(u64::MAX);
    let body = message.call.body();
    [
        Value::from(message.id()),
        text(&message.key),
        text(digest),
        text(&message.run_id),
        text(&message.job),
        text(&message.step),
        message.order_key.as_deref().map_or(Value::Null, text),
        text(&message.connection),
        text(message.call.kind()),
        Value::from(message.call.head()),
        body.map_or(Value::Null, |body| Value::Bytes(body.into())),
        Value::from(message.delivery.write()),
        Value::Int(i64::try_from(lease).unwrap_or(i64::MAX)),
    ]
}

fn known(rows: &Rows) -> Vec<Known> {
    let text = |column: &str, index: usize| match rows.table.column(column).map(|c| c.get(index)) {
        Some(Value::Text(text)) => text.to_string(),
        _ => String::new(),
    };
    let [found_in, id, digest, job, step] = outbox::FIND;
    (0..rows.table.len())
        .map(|index| Known {
            found_in: text(found_in, index),
            id: text(id, index),
            digest: text(digest, index),
            job: text(job, index),
            step: text(step, index),
        })
        .collect()
}

fn other_bytes(message: &Message, known: &Known) -> Failed {
    let state = match known.found_in.as_str() {
        "outbox_done" => "was delivered",
        "outbox_dead" => "is dead",
        _ => "is in the outbox",
    };
    let mut cause = Cause::new(format!(
        "a message with the key `{}` but other bytes {state}: that of the step `{}` of the job `{}`",
        message.key, known.step, known.job
    ));
    cause.help = Some(if known.found_in == "outbox_dead" {
        format!(
            "let this one take its place with `portl outbox discard JOB {}`, or give it another key",
            known.id
        )
    } else {
        "a receiver takes one key for one request: make the key of everything that the request depends on".to_owned()
    });
    cause.into()
}

fn failed(failure: StatementFailure) -> Failed {
    crate::connect::Failure::from(failure).into()
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
