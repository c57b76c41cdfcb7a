//! The bytes of a call on its way into the outbox. No secret gets there: who may read a table may read them.

use bytes::Bytes;

use super::{
    call::text,
    failure::{Cause, Failed},
    frame::View,
    request::{Draft, draft},
};
use crate::{
    faults::{Guard, stands},
    ir,
    message::{Call, HttpCall, LambdaCall},
    plan::Invocation,
    spec::http::carries_key,
    value::{
        Value,
        json::{self, Layout, Secrets},
        show::text_of,
    },
};

/// A call, and the key that the job gives it, in whichever way.
pub(super) struct Written {
    pub(super) call: Call,
    pub(super) key: Option<String>,
}

/// The request of an item; `key_header` is its connection's header for keys.
pub(super) fn request(
    request: &ir::Request,
    key_header: &str,
    view: &View<'_>,
) -> Result<Written, Failed> {
    let Draft {
        target,
        query,
        headers,
        body,
    } = draft(request, key_header, view)?;
    let query = texts(query, "the parameter")?;
    let headers = texts(headers, "the header")?;
    let key = headers
        .iter()
        .rfind(|(name, value)| value.is_some() && carries_key(name, key_header));
    let key = key.and_then(|(_, value)| value.clone());
    let is_json = !matches!(body, Some(Value::Text(_)));
    let call = HttpCall {
        method: request.method.to_owned(),
        target,
        is_absolute: request.is_absolute,
        query: query
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?)))
            .collect(),
        headers,
        is_json,
        body: body.map(|body| bytes(&body)).transpose()?,
    };
    Ok(Written {
        call: Call::Http(call),
        key,
    })
}

/// The invocation of an item.
pub(super) fn invocation(call: &Invocation, view: &View<'_>) -> Result<Written, Failed> {
    let function = call.function.as_ref();
    let function = function.map(|function| text(function, view)).transpose()?;
    let payload = json_of(&view.evaluate(&call.payload)?, "the payload")?;
    let key = match &call.key {
        Some(key) => plain(&view.evaluate(key)?, "the key")?,
        None => None,
    };
    Ok(Written {
        call: Call::Lambda(LambdaCall { function, payload }),
        key,
    })
}

/// Text as it stands; anything else as JSON.
fn bytes(body: &Value) -> Result<Bytes, Failed> {
    match body {
        Value::Text(text) => Ok(Bytes::copy_from_slice(text.as_bytes())),
        other => Ok(json_of(other, "the body")?.into()),
    }
}

fn json_of(value: &Value, place: &str) -> Result<String, Failed> {
    let text = json::write(value, Layout::Compact, Secrets::Exposed).map_err(Cause::from)?;
    // Two texts that differ say that something is hidden, wherever it stands.
    let shown = json::write(value, Layout::Compact, Secrets::Shown).map_err(Cause::from)?;
    let is_secret = matches!(value, Value::Secret(_)) || text != shown;
    if is_secret && stands(Guard::SecretStored) {
        return Err(secret(place));
    }
    Ok(text)
}

fn texts(
    entries: Vec<(String, Value)>,
    what: &str,
) -> Result<Vec<(String, Option<String>)>, Failed> {
    let text = |(name, value): (String, Value)| {
        let text = plain(&value, &format!("{what} `{name}`"))?;
        Ok((name, text))
    };
    entries.into_iter().map(text).collect()
}

/// The text of a plain value; none for null.
pub(super) fn plain(value: &Value, place: &str) -> Result<Option<String>, Failed> {
    match value {
        Value::Null => Ok(None),
        Value::Secret(_) => Err(secret(place)),
        Value::List(_) | Value::Record(_) | Value::Bytes(_) => {
            let mut cause = Cause::new(format!("{place} can't hold a {}", value.kind()));
            cause.help = Some("turn it into text: `{{ value | tojson }}`".to_owned());
            Err(cause.into())
        }
        plain => Ok(Some(text_of(plain).map_err(Cause::from)?)),
    }
}

fn secret(place: &str) -> Failed {
    let message = format!("{place} holds a secret, which would be stored in the outbox as it is");
    let mut cause = Cause::new(message);
    cause.help = Some(
        "put it into the connection's `headers:`, which are added when the message is delivered"
            .to_owned(),
    );
    cause.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{Fields, Secret};

    #[test]
    fn a_secret_is_refused_wherever_it_stands() {
        let secret = || Value::Secret(Secret::new(Value::from("hush")));
        let inside = Fields::from_iter([("a".into(), Value::from(vec![secret()]))]);
        for value in [secret(), Value::from(inside)] {
            let failed = bytes(&value).expect_err("it would be stored");
            assert!(failed.cause.message.contains("holds a secret"));
            assert!(!format!("{failed:?}").contains("hush"));
        }
        assert!(plain(&secret(), "the header").is_err());
        let open = Fields::from_iter([("a".into(), Value::from(1_i64))]);
        let stored = bytes(&Value::from(open)).expect("nothing is hidden");
        assert_eq!(&*stored, b"{\"a\":1}");
    }
}
