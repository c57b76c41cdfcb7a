use std::{error::Error, sync::Arc};

use http::{HeaderMap, StatusCode};

use super::clock::Clock;
use crate::{
    connect::{Class, Effect, Failure, transport::excerpt},
    value::{Value, json},
};

/// The errors by which Lambda says that it did not run the function now but may do so later.
const THROTTLES: [&str; 6] = [
    "TooManyRequestsException",
    "ResourceConflictException",
    "ResourceNotReadyException",
    "EC2ThrottledException",
    "SnapStartNotReadyException",
    "ThrottlingException",
];

/// The errors by which Lambda refuses a signature, be it for its moment or for its key.
const SIGNATURE: [&str; 4] = [
    "InvalidSignatureException",
    "SignatureDoesNotMatch",
    "RequestTimeTooSkewed",
    "RequestExpired",
];

/// How AWS says that it is the moment of a signature.
const MOMENT: [&str; 3] = [
    "Signature expired",
    "not yet current",
    "Request has expired",
];

/// What the header of an error holds.
const TYPE: &str = "x-amzn-errortype";

/// What a function that failed says of itself.
pub(super) fn function(payload: &[u8]) -> Failure {
    let said = Said::read(payload);
    let kind = said.text("errorType");
    let message = said.text("errorMessage");
    let summary = match (&kind, &message) {
        (Some(kind), Some(message)) => format!("{kind}: {message}"),
        (Some(one), None) | (None, Some(one)) => one.to_string(),
        (None, None) => excerpt(payload),
    };
    let summary = excerpt(summary.as_bytes());
    let mut failure = Failure::new(format!("the function failed: {summary}"))
        .class(Class::LambdaError)
        .effect(Effect::Done);
    for (name, text) in [
        ("error type", kind),
        ("error message", message),
        ("at", said.at()),
    ] {
        if let Some(text) = text {
            failure = failure.fact(name, excerpt(text.as_bytes()));
        }
    }
    failure
}

/// Why Lambda did not take an invocation.
pub(super) fn refused(
    status: StatusCode,
    headers: &HeaderMap,
    body: &[u8],
    clock: &Clock,
) -> Failure {
    let said = Said::read(body);
    let code = said.code(headers);
    let is_one_of = |codes: &[&str]| code.as_deref().is_some_and(|code| codes.contains(&code));
    let mut failure =
        Failure::new(said.sentence(status, code.as_deref(), body)).fact("status", status.as_str());
    failure
        .facts
        .extend(code.clone().map(|code| ("error type", code)));
    if is_one_of(&SIGNATURE) {
        failure = of_signature(failure, headers, clock);
    }
    if status == StatusCode::TOO_MANY_REQUESTS || is_one_of(&THROTTLES) {
        return failure.class(Class::LambdaThrottled);
    }
    let effect = if status.is_client_error() {
        Effect::None
    } else {
        Effect::Unknown
    };
    failure.class(Class::Status(status.as_u16())).effect(effect)
}

/// Whether it is for this machine's clock that a signature was refused.
fn of_signature(mut failure: Failure, headers: &HeaderMap, clock: &Clock) -> Failure {
    if let Some(differs) = clock.compare(headers) {
        failure.message = format!("{failure} (this machine's clock is {differs})");
        return failure.help("set this machine's clock right");
    }
    if MOMENT.iter().any(|said| failure.message.contains(said)) {
        return failure.help("look whether this machine's clock is right");
    }
    failure
}

/// What an error says of itself, if it is JSON.
struct Said(Option<Value>);

impl Said {
    fn read(body: &[u8]) -> Self {
        let text = std::str::from_utf8(body).ok();
        Self(text.and_then(|text| json::parse(text).ok()))
    }

    fn text(&self, name: &str) -> Option<Arc<str>> {
        match &self.0 {
            Some(Value::Record(record)) => match record.get(name) {
                Some(Value::Text(text)) => Some(text.clone()),
                _ => None,
            },
            _ => None,
        }
    }

    /// Who answers without JSON is something in front of Lambda, and is quoted.
    fn message(&self, body: &[u8]) -> String {
        let names = ["message", "Message", "errorMessage"];
        match (names.iter().find_map(|name| self.text(name)), &self.0) {
            (Some(text), _) => excerpt(text.as_bytes()),
            (None, Some(Value::Record(_))) => String::new(),
            (None, _) => excerpt(body),
        }
    }

    fn sentence(&self, status: StatusCode, code: Option<&str>, body: &[u8]) -> String {
        let name = code.or(status.canonical_reason()).unwrap_or_default();
        let answered = format!("Lambda answered {} {name}", status.as_str());
        match self.message(body) {
            message if message.is_empty() => answered.trim_end().to_owned(),
            message => format!("{}: {message}", answered.trim_end()),
        }
    }

    /// The name of the error: `NAME`, `NAME:URL` or `NAMESPACE#NAME`.
    fn code(&self, headers: &HeaderMap) -> Option<String> {
        let header = headers.get(TYPE).and_then(|value| value.to_str().ok());
        let body = || self.text("code").or_else(|| self.text("__type"));
        let whole = header.map(Arc::from).or_else(body)?;
        let name = whole.split(':').next().unwrap_or_default();
        let name = name.rsplit('#').next().unwrap_or_default();
        (!name.is_empty()).then(|| name.to_owned())
    }

    /// The first line of the stack trace.
    fn at(&self) -> Option<Arc<str>> {
        let Some(Value::Record(record)) = &self.0 else {
            return None;
        };
        let trace = record.get("stackTrace").or_else(|| record.get("trace"))?;
        let Value::List(lines) = trace else {
            return None;
        };
        match lines.get(0) {
            Ok(Some(Value::Text(line))) => Some(line.trim().into()),
            _ => None,
        }
    }
}

/// What an error of AWS's libraries goes back to.
pub(super) fn last(error: &(dyn Error + 'static)) -> String {
    let causes = std::iter::successors(Some(error), |error| (*error).source());
    let last = causes.last();
    excerpt(last.map(ToString::to_string).unwrap_or_default().as_bytes())
}

#[cfg(test)]
mod tests;
