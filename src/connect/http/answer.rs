use encoding_rs::{Encoding, UTF_8};
use http::{HeaderMap, StatusCode, header::CONTENT_TYPE};

use crate::{
    connect::{Class, Effect, Failure, transport::Answer, transport::excerpt},
    value::{Value, json},
};

/// What an HTTP API answered.
#[derive(Debug, Clone)]
pub struct Response {
    /// The status.
    pub status: u16,
    /// The headers in order, names in lower case; one that came twice is there twice.
    pub headers: Vec<(String, String)>,
    /// The body: what JSON says, else text, else bytes; null if it is empty.
    pub body: Value,
}

impl Response {
    /// Reads an answer of an expected status.
    pub(super) fn read(answer: Answer) -> Result<Self, Failure> {
        let bytes = answer.body?;
        Ok(Self {
            status: answer.status.as_u16(),
            body: body(answer.status, &answer.headers, &bytes)?,
            headers: answer
                .headers
                .iter()
                .map(|(name, value)| {
                    let value = String::from_utf8_lossy(value.as_bytes());
                    (name.as_str().to_owned(), value.into_owned())
                })
                .collect(),
        })
    }
}

fn body(status: StatusCode, headers: &HeaderMap, bytes: &[u8]) -> Result<Value, Failure> {
    let kind = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    if bytes.is_empty() {
        return Ok(Value::Null);
    }
    if is_json(kind) {
        return parse(bytes).map_err(|reason| {
            let effect = if status.is_success() {
                Effect::Done
            } else {
                Effect::Unknown
            };
            Failure::new(format!("the answer can't be read: {reason}"))
                .class(Class::Unreadable)
                .effect(effect)
                .fact("answer", excerpt(bytes))
        });
    }
    let text = charset(kind).decode_without_bom_handling_and_without_replacement(bytes);
    Ok(text.map_or_else(|| Value::Bytes(bytes.into()), |text| Value::from(&*text)))
}

/// JSON is UTF-8 whatever its content type says; a byte order mark is no part of it.
fn parse(bytes: &[u8]) -> Result<Value, String> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|_| "JSON that is not UTF-8".to_owned())?;
    json::parse(text).map_err(|failure| failure.message)
}

fn is_json(content_type: &str) -> bool {
    let essence = content_type.split(';').next().unwrap_or_default();
    let essence = essence.trim().to_ascii_lowercase();
    essence == "application/json" || essence == "text/json" || essence.ends_with("+json")
}

fn charset(content_type: &str) -> &'static Encoding {
    content_type
        .split(';')
        .skip(1)
        .filter_map(|parameter| parameter.split_once('='))
        .find(|(name, _)| name.trim().eq_ignore_ascii_case("charset"))
        .and_then(|(_, label)| Encoding::for_label(label.trim().trim_matches('"').as_bytes()))
        .unwrap_or(UTF_8)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(content_type: &'static str, bytes: &'static [u8]) -> Result<Response, Failure> {
        Response::read(Answer {
            status: StatusCode::OK,
            headers: [(CONTENT_TYPE, http::HeaderValue::from_static(content_type))]
                .into_iter()
                .collect(),
            body: Ok(bytes::Bytes::from_static(bytes)),
        })
    }

    fn body_of(content_type: &'static str, bytes: &'static [u8]) -> String {
        format!("{:?}", read(content_type, bytes).expect("readable").body)
    }

    #[test]
    fn the_content_type_decides() {
        assert_eq!(body_of("application/json", b"7"), "Int(7)");
        assert_eq!(
            body_of("application/problem+json; charset=utf-8", b"true"),
            "Bool(true)"
        );
        assert_eq!(body_of("text/plain", b"7"), r#"Text("7")"#);
        assert_eq!(
            body_of("text/plain; charset=\"latin1\"", b"\xe9"),
            r#"Text("é")"#
        );
        assert_eq!(body_of("image/png", b"\x89\xff"), "Bytes([137, 255])");
        assert_eq!(body_of("application/json", b""), "Null");
    }

    #[test]
    fn an_unreadable_answer_has_had_its_effect() {
        let failure = read("application/json", b"<html>").expect_err("not JSON");
        assert_eq!(failure.effect, Effect::Done);
        assert_eq!(failure.facts, [("answer", "<html>".to_owned())]);
    }
}
