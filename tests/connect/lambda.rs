//! Invocations of functions, each counted at the endpoint. Credentials come from the environment that `tests/run.sh` sets.

use std::time::Duration;

use portl::{
    connect::{
        Class, Effect, Failure, SettingValue, Settings,
        lambda::{Invocation, LambdaClient},
    },
    value::Value,
};
use serde_json::json;

use super::wait;
use crate::support::{
    http::{Answer, Server},
    lambda::{self, Lambda, Outcome},
};

fn client(url: &str) -> LambdaClient {
    let mut settings = Settings::new("lambda", "/");
    for (key, text) in [
        ("region", "us-east-1"),
        ("endpoint_url", url),
        ("function_name", "ingest"),
    ] {
        settings
            .values
            .insert(key, SettingValue::Text(text.to_owned()));
    }
    LambdaClient::open(&settings).expect("the settings are good")
}

fn call(payload: &str) -> Invocation<'_> {
    Invocation {
        function: None,
        qualifier: None,
        payload,
        timeout: None,
        key: None,
    }
}

/// Invokes a function once, with this outcome.
fn once(outcome: Outcome) -> Result<Value, Failure> {
    let slow = matches!(outcome, Outcome::Slow(..));
    let lambda = Lambda::start(move |_| outcome.clone());
    let mut call = call("{}");
    call.timeout = slow.then_some(Duration::from_millis(500));
    let result = wait(client(&lambda.url()).invoke(call));
    assert_eq!(
        lambda.invocations().len(),
        1,
        "an invocation is never repeated"
    );
    result
}

fn failed(outcome: Outcome) -> Failure {
    once(outcome).expect_err("failed")
}

#[test]
fn a_function_answers() {
    let lambda = Lambda::start(|invocation| Outcome::Returns(json!({"got": invocation.payload})));
    let client = client(&lambda.url());
    let mut call = call(r#"{"n":7}"#);
    call.qualifier = Some("live");
    let answer = wait(client.invoke(call)).expect("answered");
    let Value::Record(answer) = answer else {
        panic!("a record, not {answer:?}");
    };
    assert!(matches!(answer.get("got"), Some(Value::Record(_))));
    call.function = Some("other");
    wait(client.invoke(call)).expect("answered");
    let invocations = lambda.invocations();
    assert_eq!(invocations.len(), 2);
    assert_eq!(invocations[0].function, "ingest");
    assert_eq!(invocations[0].qualifier.as_deref(), Some("live"));
    assert_eq!(invocations[0].payload, json!({"n": 7}));
    assert_eq!(invocations[1].function, "other");
}

#[test]
fn an_invocation_is_signed_and_says_who_sends_it_and_no_more() {
    let server = Server::start(|_| Answer::json(200, &json!(1)));
    wait(client(&server.url()).invoke(call("{}"))).expect("answered");
    let requests = server.requests();
    let sent = &requests[0];
    let signature = sent.header("authorization").expect("signed");
    assert!(signature.starts_with("AWS4-HMAC-SHA256 "), "{signature}");
    let agent = concat!("portl/", env!("CARGO_PKG_VERSION"));
    assert_eq!(sent.header("user-agent"), Some(agent));
    for name in [
        "x-amz-user-agent",
        "amz-sdk-request",
        "amz-sdk-invocation-id",
    ] {
        assert_eq!(sent.header(name), None, "{name}");
    }
}

#[test]
fn null_is_an_answer() {
    assert!(
        once(Outcome::Returns(json!(null)))
            .expect("answered")
            .is_null()
    );
}

#[test]
fn a_function_that_failed_did_run() {
    let failure = failed(Outcome::Raises("ValueError", "no price"));
    assert_eq!(
        (failure.class, failure.effect),
        (Class::LambdaError, Effect::Done)
    );
    assert_eq!(failure.message, "the function failed: ValueError: no price");
    assert!(
        failure
            .facts
            .contains(&("error type", "ValueError".to_owned()))
    );
}

#[test]
fn a_throttled_function_did_not_run() {
    let failure = failed(Outcome::Throttled);
    assert_eq!(
        (failure.class, failure.effect),
        (Class::LambdaThrottled, Effect::None)
    );
    assert!(
        failure.message.contains("429 TooManyRequestsException"),
        "{failure}"
    );
}

#[test]
fn nobody_knows_what_a_service_that_failed_did() {
    let failure = failed(Outcome::ServiceException);
    assert_eq!(
        (failure.class, failure.effect),
        (Class::Status(500), Effect::Unknown)
    );
    assert!(
        failure
            .message
            .contains("500 ServiceException: internal failure"),
        "{failure}"
    );
    let failure = failed(Outcome::Cut);
    assert_eq!(
        (failure.class, failure.effect),
        (Class::Connection, Effect::Unknown),
        "{failure}"
    );
    let failure = failed(Outcome::Slow(Duration::from_secs(2), json!(1)));
    assert_eq!(
        (failure.class, failure.effect),
        (Class::Timeout, Effect::Unknown),
        "{failure}"
    );
}

#[test]
fn an_answer_has_a_limit() {
    let failure = failed(Outcome::Returns(json!("x".repeat(6 << 20))));
    assert_eq!(
        (failure.class, failure.effect),
        (Class::Other, Effect::Done)
    );
    assert_eq!(failure.message, "the answer is larger than 6 MiB");
}

#[test]
fn without_an_endpoint_nothing_was_done() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}", free.local_addr().expect("bound"));
    drop(free);
    let failure = wait(client(&url).invoke(call("{}"))).expect_err("nobody there");
    assert_eq!(
        (failure.class, failure.effect),
        (Class::Connection, Effect::None),
        "{failure}"
    );
}

#[test]
fn a_function_must_be_named() {
    let mut settings = Settings::new("lambda", "/");
    settings
        .values
        .insert("region", SettingValue::Text("us-east-1".to_owned()));
    let client = LambdaClient::open(&settings).expect("the settings are good");
    let failure = wait(client.invoke(call("{}"))).expect_err("no function");
    assert!(failure.help.expect("a help").contains("function_name"));
}

#[test]
fn the_emulator_runs_real_functions() {
    let client = client(&lambda::emulator_url());
    let answer = wait(client.invoke(call(
        r#"{"code":"B-7","row":{"code":"B-7","name":"Größe"}}"#,
    )));
    let Ok(Value::Record(answer)) = answer else {
        panic!("a record, not {answer:?}");
    };
    assert!(matches!(answer.get("md5"), Some(Value::Text(md5)) if md5.len() == 32));
}
