//! AWS's Invoke API inside the test, for what an emulator does not do: function errors as AWS gives them, throttling, failures.

use std::time::Duration;

use serde_json::{Value, json};

use super::from_set_up;
use super::http::{Answer, Recorded, Server};

/// The Invoke API of the emulator that `tests/run.sh` starts, with real functions behind it.
pub(crate) fn emulator_url() -> String {
    from_set_up("PORTL_TEST_LAMBDA_URL")
}

/// An invocation as it arrived.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Invocation {
    pub(crate) function: String,
    pub(crate) qualifier: Option<String>,
    pub(crate) payload: Value,
}

/// What becomes of an invocation.
#[derive(Clone, Debug)]
pub(crate) enum Outcome {
    /// The function's answer.
    Returns(Value),
    /// The function raised an error of this type, with this message.
    Raises(&'static str, &'static str),
    /// AWS refused it before the function ran.
    Throttled,
    /// AWS failed; whether the function ran is unknown.
    ServiceException,
    /// The connection is closed without an answer.
    Cut,
    /// The function's answer, after a pause.
    Slow(Duration, Value),
}

/// An endpoint on 127.0.0.1; it stops with this value.
pub(crate) struct Lambda {
    server: Server,
}

impl Lambda {
    /// An endpoint that asks `script` for each outcome.
    pub(crate) fn start(mut script: impl FnMut(&Invocation) -> Outcome + Send + 'static) -> Self {
        let server = Server::start(move |request| match invocation(request) {
            Some(invocation) => answer(script(&invocation)),
            None => failure(
                404,
                "ResourceNotFoundException",
                &json!({"Type": "User", "Message": "no such operation"}),
            ),
        });
        Self { server }
    }

    /// For `endpoint_url`.
    pub(crate) fn url(&self) -> String {
        self.server.url()
    }

    /// All invocations so far, in the order in which they arrived.
    pub(crate) fn invocations(&self) -> Vec<Invocation> {
        self.server
            .requests()
            .iter()
            .filter_map(invocation)
            .collect()
    }

    /// The most invocations that ran at one time.
    pub(crate) fn max_in_flight(&self) -> usize {
        self.server.max_in_flight()
    }
}

/// Reads `POST /2015-03-31/functions/NAME/invocations?Qualifier=Q`.
fn invocation(request: &Recorded) -> Option<Invocation> {
    let (path, query) = request.path.split_once('?').unwrap_or((&request.path, ""));
    let function = path
        .strip_prefix("/2015-03-31/functions/")?
        .strip_suffix("/invocations")?;
    if request.method != "POST" || function.contains('/') {
        return None;
    }
    let qualifier = query
        .split('&')
        .find_map(|pair| pair.strip_prefix("Qualifier="))
        .map(str::to_owned);
    Some(Invocation {
        function: function.to_owned(),
        qualifier,
        payload: request.json(),
    })
}

fn answer(outcome: Outcome) -> Answer {
    match outcome {
        Outcome::Returns(value) => returned(&value),
        Outcome::Slow(delay, value) => returned(&value).after(delay),
        Outcome::Raises(kind, message) => {
            let problem = json!({"errorMessage": message, "errorType": kind, "stackTrace": []});
            returned(&problem).header("x-amz-function-error", "Unhandled")
        }
        Outcome::Throttled => {
            let reason = "ReservedFunctionConcurrentInvocationLimitExceeded";
            let body = json!({"Reason": reason, "Type": "User", "message": "Rate Exceeded."});
            failure(429, "TooManyRequestsException", &body)
        }
        Outcome::ServiceException => failure(
            500,
            "ServiceException",
            &json!({"Type": "Service", "Message": "internal failure"}),
        ),
        Outcome::Cut => Answer::cut(),
    }
}

fn returned(value: &Value) -> Answer {
    Answer::json(200, value).header("x-amz-executed-version", "$LATEST")
}

fn failure(status: u16, kind: &str, body: &Value) -> Answer {
    Answer::json(status, body).header("x-amzn-errortype", kind)
}

#[cfg(test)]
mod plain;
#[cfg(test)]
mod tests;
