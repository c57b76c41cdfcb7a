use http::{
    HeaderMap, HeaderName, HeaderValue,
    header::{CONNECTION, CONTENT_LENGTH, HOST, TE, TRANSFER_ENCODING, UPGRADE},
};

use crate::{
    connect::{Failure, cell},
    value::Value,
};

/// What frames a message on the wire: a job that sets one of these would break the connection for others.
const FRAMING: [HeaderName; 6] = [
    CONNECTION,
    CONTENT_LENGTH,
    HOST,
    TE,
    TRANSFER_ENCODING,
    UPGRADE,
];

/// Puts `entries` into `headers`, each in the place of those of the same name; a null leaves none of that name.
///
/// # Errors
/// If a name or a value can't be sent: a line break in one would begin another header.
pub(super) fn set(headers: &mut HeaderMap, entries: &[(String, Value)]) -> Result<(), Failure> {
    for (name, value) in entries {
        let key = HeaderName::from_bytes(name.as_bytes()).map_err(|_| {
            Failure::new(format!("`{}` is not a header's name", name.escape_debug()))
        })?;
        if FRAMING.contains(&key) {
            return Err(Failure::new(format!(
                "the header `{key}` can't be set by a job"
            )));
        }
        match sent(name, value)? {
            Some(value) => headers.insert(key, value),
            None => headers.remove(key),
        };
    }
    Ok(())
}

fn sent(name: &str, value: &Value) -> Result<Option<HeaderValue>, Failure> {
    let Some(text) = cell::text(value).map_err(|kind| {
        Failure::new(format!("the header `{name}` can't hold a {kind}"))
            .help("turn it into text: `{{ value | tojson }}`")
    })?
    else {
        return Ok(None);
    };
    let mut sent = HeaderValue::from_bytes(text.as_bytes()).map_err(|_| {
        Failure::new(format!(
            "the value of the header `{name}` holds a line break or another control character"
        ))
    })?;
    sent.set_sensitive(matches!(value, Value::Secret(_)));
    Ok(Some(sent))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Secret;

    fn set_one(name: &str, value: impl Into<Value>) -> Result<HeaderMap, Failure> {
        let mut headers = HeaderMap::new();
        set(&mut headers, &[(name.into(), value.into())]).map(|()| headers)
    }

    #[test]
    fn values_of_every_plain_kind_are_sent() {
        assert_eq!(
            set_one("X-A", "é").expect("sent")["x-a"].as_bytes(),
            "é".as_bytes()
        );
        assert_eq!(set_one("X-A", 7_i64).expect("sent")["x-a"], "7");
        let secret = set_one("X-A", Value::Secret(Secret::new(Value::from("s")))).expect("sent");
        assert_eq!(secret["x-a"], "s");
        assert!(secret["x-a"].is_sensitive());
    }

    #[test]
    fn a_null_takes_a_header_away() {
        let mut headers = set_one("X-A", "1").expect("sent");
        set(&mut headers, &[("x-a".into(), Value::Null)]).expect("set");
        assert!(headers.is_empty());
    }

    #[test]
    fn what_would_begin_another_header_is_refused() {
        for value in ["a\r\nX: y", "a\nb", "a\0"] {
            assert!(set_one("X-A", value).is_err(), "{value:?}");
        }
        for name in ["", "a b", "a:b", "a\r\nb", "é"] {
            assert!(set_one(name, "1").is_err(), "{name:?}");
        }
        assert!(set_one("Transfer-Encoding", "chunked").is_err());
        assert!(set_one("X-A", Vec::new()).is_err());
    }

    #[test]
    fn a_secret_is_not_in_the_failure() {
        let secret = Value::Secret(Secret::new(Value::from("hush\n")));
        let failure = set_one("Authorization", secret).expect_err("refused");
        assert!(!format!("{failure:?}").contains("hush"));
    }
}
