use std::borrow::Cow;

use crate::value::{Value, show};

/// The text of a plain value as it is sent: none for a null, a secret exposed.
///
/// # Errors
/// The kind of a value that has no plain text: a list, a record or bytes.
pub(super) fn text(value: &Value) -> Result<Option<Cow<'_, str>>, &'static str> {
    match value {
        Value::Null => Ok(None),
        Value::Text(text) => Ok(Some(Cow::Borrowed(&**text))),
        Value::Secret(secret) => text(secret.expose()),
        Value::Bytes(_) | Value::List(_) | Value::Record(_) => Err(value.kind()),
        plain => show::text_of(plain)
            .map(|text| Some(text.into()))
            .map_err(|_| value.kind()),
    }
}
