use std::error::Error;

use aws_credential_types::provider::error::CredentialsError;
use aws_sdk_lambda::{
    config::http::HttpResponse,
    error::{DisplayErrorContext, ProvideErrorMetadata, SdkError},
    operation::invoke::InvokeError,
};

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

/// Why an invocation has no answer.
pub(super) fn invoking(error: &SdkError<InvokeError, HttpResponse>) -> Failure {
    // The failure of a request for credentials is carried in the same way; there the request meant is not ours.
    if let Some(reason) = credentials(error) {
        return reason;
    }
    if let Some(failure) = transport(error) {
        return failure.clone();
    }
    match error {
        SdkError::ServiceError(service) => refused(service.raw().status().as_u16(), service.err()),
        SdkError::ResponseError(response) => {
            let failure = Failure::new(format!("Lambda's answer can't be read: {}", last(error)));
            let status = response.raw().status().as_u16();
            let effect = if status < 300 {
                Effect::Done
            } else {
                Effect::Unknown
            };
            failure.class(Class::Status(status)).effect(effect)
        }
        SdkError::TimeoutError(_) => Failure::new("no answer from Lambda in time")
            .class(Class::Timeout)
            .effect(Effect::Unknown),
        SdkError::ConstructionFailure(_) => {
            Failure::new(format!("the invocation can't be sent: {}", last(error)))
        }
        _ => Failure::new(DisplayErrorContext(error).to_string()).effect(Effect::Unknown),
    }
}

/// What a function that failed says of itself.
pub(super) fn function(payload: &[u8]) -> Failure {
    let said = std::str::from_utf8(payload)
        .ok()
        .and_then(|text| json::parse(text).ok());
    let field = |name: &str| match &said {
        Some(Value::Record(record)) => match record.get(name) {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        },
        _ => None,
    };
    let kind = field("errorType");
    let message = field("errorMessage");
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
        ("at", at(&said)),
    ] {
        if let Some(text) = text {
            failure = failure.fact(name, excerpt(text.as_bytes()));
        }
    }
    failure
}

/// The first line of the stack trace.
fn at(said: &Option<Value>) -> Option<std::sync::Arc<str>> {
    let Some(Value::Record(record)) = said else {
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

fn refused(status: u16, error: &InvokeError) -> Failure {
    let code = error.code().unwrap_or("an error without a name");
    let code = code.split(['#', ':']).next_back().unwrap_or(code);
    let said = error
        .message()
        .map(|text| format!(": {}", excerpt(text.as_bytes())));
    let failure = Failure::new(format!(
        "Lambda answered {status} {code}{}",
        said.unwrap_or_default()
    ))
    .fact("status", status.to_string())
    .fact("error type", code);
    if status == 429 || THROTTLES.contains(&code) {
        return failure.class(Class::LambdaThrottled);
    }
    let effect = if (400..500).contains(&status) {
        Effect::None
    } else {
        Effect::Unknown
    };
    failure.class(Class::Status(status)).effect(effect)
}

/// The failure of our transport inside the SDK's error.
fn transport<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a Failure> {
    causes(error).find_map(|cause| cause.downcast_ref())
}

/// That AWS's chain of credential sources came to nothing, whatever each of them ran into.
fn credentials(error: &(dyn Error + 'static)) -> Option<Failure> {
    causes(error).find(|cause| cause.is::<CredentialsError>())?;
    Some(
        Failure::new("no source of AWS credentials has any")
            .fact("tried", last(error))
            .help("set `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`, or `AWS_PROFILE`"),
    )
}

fn last(error: &(dyn Error + 'static)) -> String {
    let last = causes(error).last();
    excerpt(last.map(ToString::to_string).unwrap_or_default().as_bytes())
}

fn causes<'a>(
    error: &'a (dyn Error + 'static),
) -> impl Iterator<Item = &'a (dyn Error + 'static)> + 'a {
    std::iter::successors(Some(error), |error| (*error).source())
}
