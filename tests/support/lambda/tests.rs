//! Both endpoints, driven by AWS's own client.

use aws_sdk_lambda::config::retry::RetryConfig;
use aws_sdk_lambda::config::{BehaviorVersion, Credentials, Region};
use aws_sdk_lambda::error::SdkError;
use aws_sdk_lambda::operation::invoke::{InvokeError, InvokeOutput};
use aws_sdk_lambda::primitives::Blob;
use aws_sdk_lambda::{Client, Config};

use super::super::runtime;
use super::*;

type Answered = Result<InvokeOutput, Box<SdkError<InvokeError>>>;

/// Invokes a function once, without retries.
fn invoke(url: &str, function: &str, payload: &Value) -> Answered {
    let credentials = Credentials::builder()
        .access_key_id("test")
        .secret_access_key("test")
        .provider_name("test")
        .build();
    let config = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .credentials_provider(credentials)
        .retry_config(RetryConfig::disabled())
        .http_client(plain::client())
        .endpoint_url(url)
        .build();
    let call = Client::from_conf(config)
        .invoke()
        .function_name(function)
        .payload(Blob::new(payload.to_string()));
    runtime()
        .block_on(call.qualifier("live").send())
        .map_err(Box::new)
}

fn payload(answer: &InvokeOutput) -> Value {
    let bytes = answer.payload().expect("an answer has a payload").as_ref();
    serde_json::from_slice(bytes).expect("a function answers JSON")
}

#[test]
fn answers_and_function_errors_look_like_those_of_aws() {
    let lambda = Lambda::start(|invocation| match invocation.function.as_str() {
        "fail" => Outcome::Raises("ValueError", "no price"),
        _ => Outcome::Slow(Duration::from_millis(1), json!({"got": invocation.payload})),
    });
    let fine = invoke(&lambda.url(), "ingest", &json!({"n": 1})).expect("the function answers");
    assert_eq!(
        (payload(&fine), fine.function_error()),
        (json!({"got": {"n": 1}}), None)
    );

    let raised = invoke(&lambda.url(), "fail", &json!({})).expect("a function error is an answer");
    assert_eq!(raised.function_error(), Some("Unhandled"));
    assert_eq!(payload(&raised)["errorType"], "ValueError");

    let qualifier = Some("live".to_owned());
    let first = Invocation {
        function: "ingest".to_owned(),
        qualifier,
        payload: json!({"n": 1}),
    };
    assert_eq!(lambda.invocations()[0], first);
    assert_eq!((lambda.invocations().len(), lambda.max_in_flight()), (2, 1));
}

#[test]
fn refusals_are_the_errors_that_the_client_knows() {
    let mut outcomes = [Outcome::Throttled, Outcome::ServiceException, Outcome::Cut].into_iter();
    let lambda = Lambda::start(move |_| outcomes.next().unwrap_or(Outcome::Returns(Value::Null)));
    let next = || invoke(&lambda.url(), "ingest", &json!({}));
    let throttled = next().expect_err("throttled").into_service_error();
    assert!(throttled.is_too_many_requests_exception(), "{throttled:?}");
    let failed = next()
        .expect_err("a failure of the service")
        .into_service_error();
    assert!(failed.is_service_exception(), "{failed:?}");
    let cut = next().expect_err("cut");
    assert!(
        matches!(
            *cut,
            SdkError::DispatchFailure(_) | SdkError::ResponseError(_)
        ),
        "{cut:?}"
    );
    assert_eq!(payload(&next().expect("the function answers")), Value::Null);
}

#[test]
fn the_emulator_runs_real_functions() {
    let row = json!({"code": "B-7", "name": "Größe"});
    let event = json!({"code": "B-7", "row": row});
    let answer = payload(&invoke(&emulator_url(), "ingest", &event).expect("the function answers"));
    let expected =
        json!({"md5": "f6ab4d731bb42824e474a2cc4c84ee5b", "category": "textile", "size": 8});
    assert_eq!(answer, expected);
}
