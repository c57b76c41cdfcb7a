//! Values as text: in templates, and for people to read.

#[cfg(test)]
mod tests;

use std::ops::ControlFlow;

use serde_json::Number;

use super::{
    Failure, List, Record, Secret, Value,
    json::{self, Layout, Secrets},
    limit::{MAX_TEXT, check_text},
};
use crate::limits::Most;

/// How much of a value an error quotes.
const MAX_FOUND: usize = 40;

/// The text of a value where text is wanted: text as it is, numbers, `true` or `false`, ISO 8601, lists and records as
/// JSON.
///
/// # Errors
/// If the value is null, bytes or holds a secret, or has no JSON. [`join`] takes secrets.
pub fn text_of(value: &Value) -> Result<String, Failure> {
    match printed(value, MAX_TEXT)? {
        Printed { text, shown: None } => Ok(text),
        Printed { shown: Some(_), .. } => {
            Err(Failure::new("a secret has no text that may be shown"))
        }
    }
}

/// The texts of values end to end. With a secret among them the whole is a secret, whose shown form keeps the open
/// parts.
///
/// # Errors
/// If one of `parts` is null or bytes, or the whole would be longer than `most`.
pub fn join<'a>(parts: impl IntoIterator<Item = &'a Value>, most: Most) -> Result<Value, Failure> {
    let mut whole = Printed::default();
    for part in parts {
        match part {
            Value::Text(text) => whole.append(text, None),
            other => {
                let Printed { text, shown } = printed(other, most)?;
                whole.append(&text, shown.as_deref());
            }
        }
        check_text(whole.text.len(), most)?;
    }
    Ok(match whole.shown {
        Some(shown) => Value::Secret(Secret::with_shown(Value::from(whole.text), shown)),
        None => Value::from(whole.text),
    })
}

/// A value for people to read, in at most about `max` characters: texts quoted, what is too long cut with `…`, secrets
/// masked. Never fails: rows that can't be read any more are cut, too.
#[must_use]
pub fn shown(value: &Value, max: usize) -> String {
    let mut print = Print {
        out: String::new(),
        left: max,
    };
    // Where room ran out, the text ends with the mark of it.
    let _ = print.value(value);
    print.out
}

/// A value behind the word "found" of an error: its kind and as much of it as helps.
#[must_use]
pub fn found(value: &Value) -> String {
    match value {
        Value::Null => "null".into(),
        Value::List(_) => "a list".into(),
        Value::Record(_) => "a record".into(),
        Value::Secret(_) => "a secret".into(),
        Value::Bytes(_) => "bytes".into(),
        plain => format!("{} {}", plain.kind(), shown(plain, MAX_FOUND)),
    }
}

/// A text and, where it holds a secret, what may be shown instead.
#[derive(Default)]
struct Printed {
    text: String,
    shown: Option<String>,
}

impl Printed {
    fn append(&mut self, text: &str, shown: Option<&str>) {
        if self.shown.is_some() || shown.is_some() {
            self.shown
                .get_or_insert_with(|| self.text.clone())
                .push_str(shown.unwrap_or(text));
        }
        self.text.push_str(text);
    }
}

fn printed(value: &Value, most: Most) -> Result<Printed, Failure> {
    let text = match value {
        Value::Text(text) => String::from(&**text),
        Value::Bool(truth) => truth.to_string(),
        Value::Int(int) => int.to_string(),
        Value::Float(float) => {
            Number::from_f64(*float).map_or_else(|| float.to_string(), |number| number.to_string())
        }
        Value::Decimal(decimal) => decimal.to_string(),
        Value::Date(date) => date.to_string(),
        Value::Timestamp(timestamp) => timestamp.to_string(),
        Value::List(_) | Value::Record(_) => return printed_json(value, most),
        Value::Secret(secret) => {
            return Ok(Printed {
                text: printed(secret.expose(), most)?.text,
                shown: Some(secret.shown().into()),
            });
        }
        Value::Null => {
            return Err(Failure::new("null has no text").help("give it one: `default('')`"));
        }
        Value::Bytes(_) => {
            return Err(
                Failure::new("bytes have no text").help("write them as base64: `b64encode`")
            );
        }
    };
    Ok(Printed { text, shown: None })
}

fn printed_json(value: &Value, most: Most) -> Result<Printed, Failure> {
    let text = match json::write_value(value, Layout::Compact, most)? {
        Value::Secret(secret) => {
            return Ok(Printed {
                text: text_of(secret.expose())?,
                shown: Some(json::write(value, Layout::Compact, Secrets::Shown)?),
            });
        }
        other => text_of(&other)?,
    };
    Ok(Printed { text, shown: None })
}

/// Text with room for so many more characters; out of room breaks off.
struct Print {
    out: String,
    left: usize,
}

impl Print {
    fn value(&mut self, value: &Value) -> ControlFlow<()> {
        match value {
            Value::Null => self.push("null"),
            Value::Text(text) => self.text(text),
            Value::Bytes(bytes) => self.push(&format!("{} bytes", bytes.len())),
            Value::List(list) => self.list(list),
            Value::Record(record) => self.record(record),
            Value::Secret(secret) => self.push(secret.shown()),
            plain => self.push(&text_of(plain).unwrap_or_default()),
        }
    }

    fn list(&mut self, list: &List) -> ControlFlow<()> {
        self.push("[")?;
        for (index, item) in list.iter().enumerate() {
            self.separate(index)?;
            match item {
                Ok(item) => self.value(&item)?,
                Err(_) => return self.cut(),
            }
        }
        self.push("]")
    }

    fn record(&mut self, record: &Record) -> ControlFlow<()> {
        self.push("{")?;
        for (index, (name, value)) in record.iter().enumerate() {
            self.separate(index)?;
            self.push(&name)?;
            self.push(": ")?;
            self.value(&value)?;
        }
        self.push("}")
    }

    fn separate(&mut self, index: usize) -> ControlFlow<()> {
        self.push(if index == 0 { "" } else { ", " })
    }

    /// Quotes a text, closing the quote where it is cut.
    fn text(&mut self, text: &str) -> ControlFlow<()> {
        let whole = text.chars().nth(self.left).is_none();
        let mut part: String = text.chars().take(self.left).collect();
        self.left -= part.chars().count();
        if !whole {
            part.push('…');
        }
        self.out
            .push_str(&serde_json::Value::from(part).to_string());
        if whole {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        }
    }

    fn push(&mut self, text: &str) -> ControlFlow<()> {
        for c in text.chars() {
            if self.left == 0 {
                return self.cut();
            }
            self.left -= 1;
            self.out.push(c);
        }
        ControlFlow::Continue(())
    }

    fn cut(&mut self) -> ControlFlow<()> {
        self.out.push('…');
        ControlFlow::Break(())
    }
}
