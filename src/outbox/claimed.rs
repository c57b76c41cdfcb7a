use std::time::{Duration, Instant};

use crate::{
    message::{Call, Delivery},
    value::{Table, Value},
};

/// A message that this drainer has leased.
#[derive(Debug, Clone)]
pub struct Claimed {
    /// Its id.
    pub id: String,
    /// Its key.
    pub key: String,
    /// The step that enqueued it.
    pub step: String,
    /// The connection that delivers it.
    pub connection: String,
    /// Which attempt this is, from 1.
    pub attempt: u32,
    pub(super) token: String,
    pub(super) place: i64,
    /// What is to be sent, or why that can't be read.
    pub(super) content: Result<(Call, Delivery), String>,
    /// For how long the outcome of an earlier attempt has been unknown.
    pub(super) unknown_for: Option<Duration>,
    /// When it was leased, by this machine's clock; a little earlier than the database says.
    pub(super) since: Instant,
}

impl Claimed {
    /// Reads the messages that a claim gave, the oldest first.
    pub(super) fn read(rows: &Table, token: &str, since: Instant) -> Vec<Self> {
        let mut claimed: Vec<_> = (0..rows.len())
            .map(|index| Self::row(&Row { rows, index }, token, since))
            .collect();
        claimed.sort_by_key(|message| message.place);
        claimed
    }

    fn row(row: &Row<'_>, token: &str, since: Instant) -> Self {
        let body = row.bytes("body");
        let call = Call::read(&row.text("kind"), &row.text("request"), body.as_deref());
        let content = call.and_then(|call| Ok((call, Delivery::read(&row.text("delivery"))?)));
        let unknown = row.int("unknown_ms");
        let unknown = unknown.map(|ms| Duration::from_millis(u64::try_from(ms).unwrap_or(0)));
        Self {
            id: row.text("id"),
            key: row.text("dedup_key"),
            step: row.text("step"),
            connection: row.text("connection"),
            attempt: row
                .int("attempts")
                .and_then(|count| u32::try_from(count).ok())
                .unwrap_or(1),
            token: token.to_owned(),
            place: row.int("place").unwrap_or(0),
            content,
            unknown_for: unknown,
            since,
        }
    }

    /// How much time there is for an attempt to begin, so that it ends well before its lease; none if it is too late.
    pub(super) fn time_left(&self) -> Option<Duration> {
        let (_, delivery) = self.content.as_ref().ok()?;
        (delivery.lease() / 3).checked_sub(self.since.elapsed())
    }
}

/// A row of a result, read by name.
pub(super) struct Row<'a> {
    pub(super) rows: &'a Table,
    pub(super) index: usize,
}

impl Row<'_> {
    fn value(&self, column: &str) -> Value {
        let column = self.rows.column(column);
        column.map_or(Value::Null, |column| column.get(self.index))
    }

    /// A text; empty where there is none.
    pub(super) fn text(&self, column: &str) -> String {
        self.maybe_text(column).unwrap_or_default()
    }

    /// A text, or the text of a moment.
    pub(super) fn maybe_text(&self, column: &str) -> Option<String> {
        match self.value(column) {
            Value::Text(text) => Some(text.to_string()),
            Value::Null => None,
            other => crate::value::show::text_of(&other).ok(),
        }
    }

    pub(super) fn int(&self, column: &str) -> Option<i64> {
        match self.value(column) {
            Value::Int(int) => Some(int),
            _ => None,
        }
    }

    fn bytes(&self, column: &str) -> Option<Vec<u8>> {
        match self.value(column) {
            Value::Bytes(bytes) => Some(bytes.to_vec()),
            _ => None,
        }
    }
}
