use std::{cell::Cell, io, sync::Arc};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::ser::{Error as _, Serialize, SerializeMap as _, SerializeSeq as _, Serializer};
use serde_json::Number;

use super::super::{Failure, List, Record, Secret, Value, limit::too_long};
use crate::limits::Most;

/// What is written where a secret stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Secrets {
    /// What may be shown in its place.
    Shown,
    /// The value itself: for a connector that is about to send it.
    Exposed,
}

/// How JSON is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// On one line, fields in their own order.
    Compact,
    /// Indented by this many spaces.
    Pretty(usize),
    /// On one line, fields by name, no spaces: equal values give equal text.
    Canonical,
}

/// The JSON text of a value.
///
/// # Errors
/// If a float is not finite, or rows that live outside memory can't be read.
pub fn write(value: &Value, layout: Layout, secrets: Secrets) -> Result<String, Failure> {
    written(value, layout, secrets, None).map(|(text, _)| text)
}

/// The JSON text of a value as a value: a secret where there is one inside.
///
/// # Errors
/// As [`write()`], and if the text would be longer than `most`.
pub fn write_value(value: &Value, layout: Layout, most: Most) -> Result<Value, Failure> {
    let (text, hidden) = written(value, layout, Secrets::Exposed, Some(most))?;
    if !hidden {
        return Ok(Value::from(text));
    }
    let shown = write(value, layout, Secrets::Shown)?;
    Ok(Value::Secret(Secret::with_shown(Value::from(text), shown)))
}

/// The JSON tree of a value.
///
/// # Errors
/// As [`write()`].
pub fn to_json(value: &Value, secrets: Secrets) -> Result<serde_json::Value, Failure> {
    let way = Way::new(secrets, false);
    serde_json::to_value(Json { value, way: &way }).map_err(|error| Failure::new(error.to_string()))
}

/// Secrets are written as what may be shown in their place.
impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let way = Way::new(Secrets::Shown, false);
        Json {
            value: self,
            way: &way,
        }
        .serialize(serializer)
    }
}

/// The text, and whether a secret was met.
fn written(
    value: &Value,
    layout: Layout,
    secrets: Secrets,
    most: Option<Most>,
) -> Result<(String, bool), Failure> {
    let way = Way::new(secrets, layout == Layout::Canonical);
    let json = Json { value, way: &way };
    let mut bounded = Bounded {
        bytes: Vec::new(),
        max: most.map_or(usize::MAX, Most::amount),
        is_full: false,
    };
    let done = match layout {
        Layout::Pretty(indent) => {
            let spaces = " ".repeat(indent);
            let formatter = serde_json::ser::PrettyFormatter::with_indent(spaces.as_bytes());
            json.serialize(&mut serde_json::Serializer::with_formatter(
                &mut bounded,
                formatter,
            ))
        }
        Layout::Compact | Layout::Canonical => serde_json::to_writer(&mut bounded, &json),
    };
    done.map_err(|error| match most {
        Some(most) if bounded.is_full => too_long("JSON", most),
        _ => Failure::new(error.to_string()),
    })?;
    let text = String::from_utf8(bounded.bytes).expect("JSON is written as UTF-8");
    Ok((text, way.hidden.get()))
}

/// How the values of one text are written, and what was met on the way.
struct Way {
    secrets: Secrets,
    sorted: bool,
    hidden: Cell<bool>,
}

impl Way {
    const fn new(secrets: Secrets, sorted: bool) -> Self {
        Self {
            secrets,
            sorted,
            hidden: Cell::new(false),
        }
    }
}

struct Json<'a> {
    value: &'a Value,
    way: &'a Way,
}

impl Serialize for Json<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.value {
            Value::Null => serializer.serialize_unit(),
            Value::Bool(truth) => serializer.serialize_bool(*truth),
            Value::Int(int) => serializer.serialize_i64(*int),
            Value::Float(float) if float.is_finite() => serializer.serialize_f64(*float),
            Value::Float(float) => Err(S::Error::custom(format!("the float {float} has no JSON"))),
            Value::Decimal(decimal) => {
                Number::from_string_unchecked(decimal.to_string()).serialize(serializer)
            }
            Value::Text(text) => serializer.serialize_str(text),
            Value::Bytes(bytes) => serializer.serialize_str(&STANDARD.encode(bytes)),
            Value::Date(date) => serializer.collect_str(date),
            Value::Timestamp(timestamp) => serializer.collect_str(timestamp),
            Value::List(list) => self.list(list, serializer),
            Value::Record(record) => self.record(record, serializer),
            Value::Secret(secret) => self.secret(secret, serializer),
        }
    }
}

impl Json<'_> {
    fn list<S: Serializer>(&self, list: &List, serializer: S) -> Result<S::Ok, S::Error> {
        let mut items = serializer.serialize_seq(Some(list.len()))?;
        for item in list.iter() {
            let value = &item.map_err(S::Error::custom)?;
            items.serialize_element(&Json {
                value,
                way: self.way,
            })?;
        }
        items.end()
    }

    fn record<S: Serializer>(&self, record: &Record, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields: Vec<(Arc<str>, Value)> = record.iter().collect();
        if self.way.sorted {
            fields.sort_by(|(a, _), (b, _)| a.cmp(b));
        }
        let mut members = serializer.serialize_map(Some(fields.len()))?;
        for (name, value) in &fields {
            members.serialize_entry(
                &**name,
                &Json {
                    value,
                    way: self.way,
                },
            )?;
        }
        members.end()
    }

    fn secret<S: Serializer>(&self, secret: &Secret, serializer: S) -> Result<S::Ok, S::Error> {
        self.way.hidden.set(true);
        match self.way.secrets {
            Secrets::Shown => serializer.serialize_str(secret.shown()),
            Secrets::Exposed => Json {
                value: secret.expose(),
                way: self.way,
            }
            .serialize(serializer),
        }
    }
}

/// Memory for so many bytes and no more, so that a file's worth of rows is refused before it is in memory.
struct Bounded {
    bytes: Vec<u8>,
    max: usize,
    is_full: bool,
}

impl io::Write for Bounded {
    fn write(&mut self, more: &[u8]) -> io::Result<usize> {
        if self.bytes.len() + more.len() > self.max {
            self.is_full = true;
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.bytes.extend_from_slice(more);
        Ok(more.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
