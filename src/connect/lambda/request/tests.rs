//! AWS's own client as the oracle: the same invocation made by it and by us, byte for byte.

use std::sync::{Arc, Mutex};

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::{Credentials, provider::SharedCredentialsProvider};
use aws_sdk_lambda::{
    Client,
    config::{self, StalledStreamProtectionConfig},
};
use aws_smithy_runtime_api::{
    client::{
        http::{
            HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings,
            SharedHttpConnector,
        },
        orchestrator::{HttpRequest, HttpResponse},
        runtime_components::RuntimeComponents,
    },
    http::StatusCode,
};
use aws_smithy_types::{Blob, body::SdkBody};
use aws_types::{
    sdk_config::Builder,
    service_config::{LoadServiceConfig, ServiceConfigKey},
};
use http_body_util::BodyExt;
use jiff::{civil::DateTime, tz::TimeZone};

use super::{super::service::place, *};

/// Keeps the request that it should send, and answers it.
#[derive(Debug, Clone, Default)]
struct Held(Arc<Mutex<Option<HttpRequest>>>);

impl HttpConnector for Held {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        *self.0.lock().expect("one at a time") = Some(request);
        let status = StatusCode::try_from(200).expect("a status");
        HttpConnectorFuture::ready(Ok(HttpResponse::new(status, SdkBody::from("null"))))
    }
}

impl HttpClient for Held {
    fn http_connector(
        &self,
        _: &HttpConnectorSettings,
        _: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

/// The value of each key of a profile's `services`, as variables and files would give it.
#[derive(Debug)]
struct Configured;

impl LoadServiceConfig for Configured {
    fn load_config(&self, key: ServiceConfigKey<'_>) -> Option<String> {
        let is_ours = (key.service_id(), key.env()) == ("Lambda", "AWS_ENDPOINT_URL");
        (is_ours && key.profile() == "endpoint_url").then(|| "https://lambda.example".to_owned())
    }
}

fn credentials(token: Option<&str>) -> Credentials {
    Credentials::new("AKID", "hush", token.map(str::to_owned), None, "test")
}

fn shared(region: &'static str, token: Option<&str>) -> Builder {
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::from_static(region))
        .credentials_provider(SharedCredentialsProvider::new(credentials(token)))
}

/// The request of AWS's client. What it says of itself is taken out before it signs.
async fn theirs(shared: &SdkConfig, endpoint: Option<&str>, call: &Call<'_>) -> Request<Bytes> {
    let held = Held::default();
    let mut config = config::Builder::from(shared)
        .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
        .http_client(held.clone());
    if let Some(endpoint) = endpoint {
        config = config.endpoint_url(endpoint);
    }
    Client::from_conf(config.build())
        .invoke()
        .function_name(call.function)
        .set_qualifier(call.qualifier.map(str::to_owned))
        .payload(Blob::new(call.payload))
        .set_client_context(call.key.map(context))
        .customize()
        .mutate_request(|request| {
            request.headers_mut().remove("x-amz-user-agent");
        })
        .send()
        .await
        .expect("answered");
    let request = held.0.lock().expect("one at a time").take();
    let request = request.expect("sent").try_into_http1x().expect("of http");
    request.map(|body| Bytes::copy_from_slice(body.bytes().expect("in memory")))
}

/// The same invocation, signed as of the moment at which theirs was.
async fn ours(
    place: &Place,
    call: &Call<'_>,
    token: Option<&str>,
    theirs: &Request<Bytes>,
) -> Request<Bytes> {
    let at = theirs.headers()["x-amz-date"].to_str().expect("a date");
    let at = DateTime::strptime("%Y%m%dT%H%M%SZ", at).expect("a date");
    let at = at.to_zoned(TimeZone::UTC).expect("in range");
    let identity = credentials(token).into();
    let request = place
        .request(call, &identity, at.timestamp().into())
        .expect("fit to be sent");
    let (parts, body) = request.into_parts();
    let body = body.collect().await.expect("in memory").to_bytes();
    Request::from_parts(parts, body)
}

/// Everything is the same, the signature too, but who the user agent is and what counts attempts.
fn same(shared: &SdkConfig, endpoint: Option<&str>, call: &Call<'_>, token: Option<&str>) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let mut theirs = theirs(shared, endpoint, call).await;
        let place = place(shared, endpoint).await.expect("an endpoint");
        let mut ours = ours(&place, call, token, &theirs).await;
        assert_eq!(ours.headers_mut().remove(USER_AGENT), Some(AGENT));
        for name in ["user-agent", "amz-sdk-request", "amz-sdk-invocation-id"] {
            theirs.headers_mut().remove(name);
        }
        assert_eq!(ours.headers(), theirs.headers());
        assert_eq!(ours.method(), theirs.method());
        assert_eq!(ours.uri(), theirs.uri());
        assert_eq!(ours.body(), theirs.body());
    });
}

fn plain<'a>(function: &'a str, payload: &'a str) -> Call<'a> {
    Call {
        function,
        qualifier: None,
        payload,
        key: None,
    }
}

#[test]
fn a_request_is_that_of_the_sdk() {
    let shared = shared("eu-central-1", None).build();
    let odd = "{\"name\":\"Größe \u{1f980}\",\"nul\":\"\\u0000\",\"break\":\"\r\n\"}";
    let payloads = ["{}", "", "null", odd, &"x".repeat(70_000)];
    for payload in payloads {
        same(&shared, None, &plain("ingest", payload), None);
    }
}

#[test]
fn names_are_escaped_as_the_sdk_does() {
    let shared = shared("eu-central-1", None).build();
    let all: String = (' '..='~').collect();
    let names = [
        "arn:aws:lambda:eu-central-1:123456789012:function:ingest",
        "123456789012:function:ingest:live",
        "ingest:$LATEST",
        "Größe \u{1f980}",
        "..",
        "a//b/../c",
        "a%2Fb",
        "\u{7f}\t",
        &all,
    ];
    for name in names {
        same(&shared, None, &plain(name, "{}"), None);
        let mut call = plain("ingest", "{}");
        call.qualifier = Some(name);
        same(&shared, None, &call, None);
    }
    let mut call = plain("ingest", "{}");
    call.qualifier = Some("");
    same(&shared, None, &call, None);
}

#[test]
fn keys_and_session_tokens_are_sent_as_the_sdk_does() {
    let token = Some("FwoGZXIvYXdz//////////wEa+/=");
    let shared = shared("eu-central-1", token).build();
    let mut call = plain("ingest", "{}");
    same(&shared, None, &call, token);
    for key in ["order-7", "Größe \u{1f980}", "", &"k".repeat(500)] {
        call.key = Some(key);
        same(&shared, None, &call, token);
    }
}

#[test]
fn endpoints_are_those_of_the_sdk() {
    let call = plain("ingest", "{}");
    for region in [
        "us-east-1",
        "cn-north-1",
        "us-gov-west-1",
        "eusc-de-east-1",
        "xx-new-9",
    ] {
        for (fips, dual) in [(false, false), (true, false), (false, true), (true, true)] {
            let shared = shared(region, None).use_fips(fips).use_dual_stack(dual);
            same(&shared.build(), None, &call, None);
        }
    }
    let own = [
        "http://127.0.0.1:9001",
        "http://localhost:80/",
        "http://localhost/behind/a/path",
        "https://lambda.example:443/behind/a/path/",
        "https://Lambda.Example/a%20b//?x=y",
    ];
    for endpoint in own {
        let shared = shared("eu-west-1", None)
            .endpoint_url("http://for-all.example")
            .service_config(Configured);
        same(&shared.build(), Some(endpoint), &call, None);
    }
}

#[test]
fn configured_endpoints_are_those_of_the_sdk() {
    let call = plain("ingest", "{}");
    let all = || shared("eu-west-1", None).endpoint_url("http://for-all.example");
    same(&all().build(), None, &call, None);
    same(&all().service_config(Configured).build(), None, &call, None);
    let own = shared("eu-west-1", None).service_config(Configured).build();
    same(&own, None, &call, None);
}

#[test]
fn what_can_not_be_sent_is_said() {
    let place = Place::new("http://127.0.0.1:9001", "eu-west-1".to_owned(), None).expect("good");
    let send = |function, credentials: Credentials| {
        let call = plain(function, "{}");
        place.request(&call, &credentials.into(), SystemTime::now())
    };
    let failure = send("", credentials(None)).expect_err("no name");
    assert_eq!(failure.message, "the name of the function is empty");
    for (id, token) in [("AK\nID", None), ("AKID", Some("a\nb".to_owned()))] {
        let credentials = Credentials::new(id, "hush", token, None, "test");
        let failure = send("ingest", credentials).expect_err("a line break");
        let said = format!("{failure:?}");
        assert!(said.contains("the invocation can't be sent"), "{said}");
        assert!(!said.contains("hush") && !said.contains("AK"), "{said}");
    }
    for endpoint in ["/path", "http://", "127.0.0.1:9001", "https://a b"] {
        let place = Place::new(endpoint, "eu-west-1".to_owned(), None);
        assert!(place.is_err(), "{endpoint}");
    }
}

#[test]
fn a_trace_goes_along_and_is_not_signed() {
    let trace = HeaderValue::from_static("Root=1-5759e988-bd862e3fe1be46a994272793");
    let place = Place::new(
        "http://localhost",
        "eu-west-1".to_owned(),
        Some(trace.clone()),
    );
    let call = plain("ingest", "{}");
    let identity = credentials(None).into();
    let request = place
        .expect("good")
        .request(&call, &identity, SystemTime::now())
        .expect("fit to be sent");
    assert_eq!(request.headers()[TRACE], trace);
    let signature = request.headers()["authorization"].to_str().expect("text");
    assert!(!signature.contains("trace"), "{signature}");
}
