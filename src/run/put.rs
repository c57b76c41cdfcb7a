//! The statements that put a message into the outbox.

use super::{
    failure::{Cause, Failed},
    session::Session,
};
use crate::{
    connect::database::StatementFailure,
    faults::{Point, point},
    message::Message,
    spec::Dialect,
    sql::outbox,
    value::{Table, Value},
};

/// A message that is in the outbox, or was, under the same key.
struct Known {
    found_in: String,
    id: String,
    digest: String,
    job: String,
    step: String,
}

/// Puts a message in; gives the id of the one that is known already by its key and bytes.
///
/// It is put in before anything is looked up: then nobody else can put the same key in, and a message that is delivered at
/// this moment is among the delivered ones once the insert has passed.
pub(super) async fn put(
    session: &mut Session,
    dialect: Dialect,
    message: &Message,
) -> Result<Option<String>, Failed> {
    let digest = message.digest();
    let put = session
        .query(&outbox::insert(dialect), &values(message, &digest))
        .await
        .map_err(failed)?;
    let is_new = put.affected > 0;
    if is_new && message.order_key.is_some() {
        let place = put.cell("place");
        session.order_at_commit(&message.run_id, place.unwrap_or(Value::Int(0)));
    }
    point(Point::MessagePut);
    let key = [Value::from(message.key.as_str())];
    let rows = session
        .query(&outbox::find(dialect), &key)
        .await
        .map_err(failed)?;
    let mut known = known(&rows.into_table()?);
    point(Point::MessageFound);
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

fn known(rows: &Table) -> Vec<Known> {
    let text = |column: &str, index: usize| match rows.column(column).map(|c| c.get(index)) {
        Some(Value::Text(text)) => text.to_string(),
        _ => String::new(),
    };
    let [found_in, id, digest, job, step] = outbox::FIND;
    (0..rows.len())
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
