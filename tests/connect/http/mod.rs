//! Calls of an HTTP API, each counted at the server.

mod failures;
mod requests;
mod tls;

use std::time::Duration;

use http::Method;
use portl::{
    connect::{
        Failure, SettingValue, Settings,
        http::{HttpClient, Request, Response, Target},
    },
    value::{Secret, Value},
};

use super::wait;
use crate::support::http::{Answer, Server};

/// A connection to `base`, with other settings as given.
fn client(
    base: &str,
    settings: impl IntoIterator<Item = (&'static str, SettingValue)>,
) -> HttpClient {
    let mut all = Settings::new("api", "/");
    all.values
        .insert("base_url", SettingValue::Text(base.to_owned()));
    all.values.extend(settings);
    HttpClient::open(&all).expect("the settings are good")
}

fn get(path: &str) -> Request {
    Request::new(Method::GET, Target::Path(path.to_owned()))
}

fn post(path: &str) -> Request {
    Request::new(Method::POST, Target::Path(path.to_owned()))
}

/// Sends one request to a server that answers in this way; gives what came of it, and how many requests arrived.
fn once(answer: Answer, request: &Request) -> (Result<Response, Failure>, usize) {
    let server = Server::in_turn([answer]);
    let outcome = wait(client(&server.url(), []).send(request));
    (outcome, server.requests().len())
}

fn refused(answer: Answer, request: &Request) -> Failure {
    let (outcome, count) = once(answer, request);
    assert_eq!(count, 1, "a connector sends a request once");
    outcome.expect_err("refused")
}

fn bearer() -> Value {
    Value::Secret(Secret::new(Value::from("Bearer hush")))
}

const SHORT: Duration = Duration::from_millis(200);
