//! Values: what expressions give, cells hold and connectors carry.
//!
//! Values are immutable and cheap to clone. Lists of rows are columns underneath ([`Table`]) and may live outside
//! memory ([`Rows`]); a [`Secret`] never prints what it holds.

mod column;
pub mod compare;
pub mod convert;
mod failure;
pub mod json;
mod limit;
mod list;
pub mod parse;
mod record;
mod secret;
mod segment;
pub mod show;
mod table;
mod truth;

use std::sync::Arc;

use jiff::{Timestamp, civil::Date};
use rust_decimal::Decimal;

pub use column::{Column, ColumnBuilder, IntColumn, TextColumn};
pub use failure::Failure;
pub use limit::{MAX_TEXT, check_text};
pub use list::{List, ReadError, Rows};
pub use record::{Fields, Record};
pub use secret::Secret;
pub use segment::{Segment, SegmentBuilder};
pub use table::Table;
pub use truth::is_true;

/// A value of a job.
#[derive(Debug, Clone)]
pub enum Value {
    /// Nothing: SQL's NULL, JSON's null, Jinja's none.
    Null,
    /// True or false.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A binary floating point number.
    Float(f64),
    /// A number with exact decimal digits.
    Decimal(Decimal),
    /// Text.
    Text(Arc<str>),
    /// Raw bytes.
    Bytes(Arc<[u8]>),
    /// A day of the calendar.
    Date(Date),
    /// An instant.
    Timestamp(Timestamp),
    /// Values in order.
    List(List),
    /// Values by name.
    Record(Record),
    /// A value that is used but never shown.
    Secret(Secret),
}

impl Value {
    /// Text as a value.
    pub fn text(text: impl Into<Arc<str>>) -> Self {
        Self::Text(text.into())
    }

    /// Whether this is [`Value::Null`].
    #[must_use]
    pub const fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// About how many bytes of memory it takes; what it shares with others counts in full, but for rows of a table.
    #[must_use]
    pub fn size(&self) -> usize {
        size_of::<Self>()
            + match self {
                Self::Text(text) => text.len(),
                Self::Bytes(bytes) => bytes.len(),
                Self::List(list) => list.size(),
                Self::Record(record) => record.size(),
                Self::Secret(secret) => secret.expose().size(),
                _ => 0,
            }
    }

    /// What kind of value this is, in the language's words: `text`, `int`, `list`, …
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "bool",
            Self::Int(_) => "int",
            Self::Float(_) => "float",
            Self::Decimal(_) => "decimal",
            Self::Text(_) => "text",
            Self::Bytes(_) => "bytes",
            Self::Date(_) => "date",
            Self::Timestamp(_) => "timestamp",
            Self::List(_) => "list",
            Self::Record(_) => "record",
            Self::Secret(_) => "secret",
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl From<bool> for Value {
    fn from(truth: bool) -> Self {
        Self::Bool(truth)
    }
}

impl From<Vec<Value>> for Value {
    fn from(items: Vec<Value>) -> Self {
        Self::List(List::from(items))
    }
}

impl From<Fields> for Value {
    fn from(fields: Fields) -> Self {
        Self::Record(Record::from(fields))
    }
}
