//! What is sent, and what is made of the answer.

use std::time::Instant;

use portl::connect::http::Body;
use serde_json::json;

use super::*;

#[test]
fn a_request_is_sent_as_told() {
    let server = Server::in_turn([Answer::json(201, &json!({"id": 7})).header("x-a", "b")]);
    let headers = vec![
        ("Authorization".to_owned(), bearer()),
        ("X-Both".to_owned(), Value::from("connection")),
        ("X-Gone".to_owned(), Value::from("connection")),
    ];
    let url = format!("{}/v1/", server.url());
    let client = client(&url, [("headers", SettingValue::TextMap(headers))]);
    let mut request = post("/items");
    request.query = vec![
        ("q".to_owned(), Value::from("a&b=é")),
        ("page".to_owned(), Value::from(2)),
        ("none".to_owned(), Value::Null),
    ];
    request.headers = vec![
        ("x-both".to_owned(), Value::from("request")),
        ("x-gone".to_owned(), Value::Null),
    ];
    let secret = Value::Secret(Secret::new(Value::from("s")));
    request.body = Some(Body::json(&Value::from(vec![secret])).expect("JSON"));
    let response = wait(client.send(&request)).expect("answered");

    assert_eq!(response.status, 201);
    assert!(
        response
            .headers()
            .any(|(name, value)| (name, &*value) == ("x-a", "b"))
    );
    assert_eq!(format!("{:?}", field(&response, "id")), "Int(7)");

    let requests = server.requests();
    assert_eq!(requests.len(), 1);
    let sent = &requests[0];
    assert_eq!(
        (&*sent.method, &*sent.path),
        ("POST", "/v1/items?q=a%26b%3D%C3%A9&page=2")
    );
    assert_eq!(sent.header("authorization"), Some("Bearer hush"));
    assert_eq!(sent.header("x-both"), Some("request"));
    assert_eq!(sent.header("x-gone"), None);
    assert_eq!(sent.header("content-type"), Some("application/json"));
    assert_eq!(sent.header("content-length"), Some("5"));
    assert_eq!(sent.json(), json!(["s"]));
}

fn field(response: &Response, name: &str) -> Value {
    match &response.body {
        Value::Record(body) => body.get(name).expect("the field"),
        other => panic!("a record, not {other:?}"),
    }
}

#[test]
fn another_origin_gets_none_of_the_connections_headers() {
    let (home, other) = (
        Server::in_turn([Answer::status(204)]),
        Server::in_turn([Answer::status(204)]),
    );
    let headers = vec![("Authorization".to_owned(), bearer())];
    let client = client(&home.url(), [("headers", SettingValue::TextMap(headers))]);
    for server in [&home, &other] {
        let target = Target::Url(format!("{}/x", server.url()));
        let mut request = Request::new(Method::GET, target);
        request.headers = vec![("x-own".to_owned(), Value::from("1"))];
        wait(client.send(&request)).expect("answered");
    }
    assert_eq!(
        home.requests()[0].header("authorization"),
        Some("Bearer hush")
    );
    assert_eq!(other.requests()[0].header("authorization"), None);
    assert_eq!(other.requests()[0].header("x-own"), Some("1"));
}

#[test]
fn a_compressed_answer_is_unpacked() {
    let server = Server::in_turn([Answer::text(200, GZIP)
        .header("content-type", "application/json")
        .header("content-encoding", "gzip")]);
    let response = wait(client(&server.url(), []).send(&get("/"))).expect("answered");
    assert_eq!(format!("{:?}", field(&response, "n")), "Int(1)");
    let requests = server.requests();
    let accepted = requests[0].header("accept-encoding").expect("asked for");
    assert!(
        accepted.contains("gzip") && accepted.contains("br"),
        "{accepted}"
    );
}

#[test]
fn redirects_are_followed_only_where_allowed() {
    let script = |request: &crate::support::http::Recorded| match &*request.path {
        "/start" => Answer::status(307).header("location", "/end"),
        "/loop" => Answer::status(302).header("location", "/loop"),
        "/away" => Answer::status(307).header("location", "http://localhost:9/"),
        _ => Answer::status(204),
    };
    let server = Server::start(script);
    let allowed = ("redirects", SettingValue::Text("same_origin".to_owned()));
    let (stays, follows) = (client(&server.url(), []), client(&server.url(), [allowed]));

    let failure = wait(stays.send(&post("/start"))).expect_err("not followed");
    assert!(
        failure.message.contains("307 Temporary Redirect"),
        "{failure}"
    );
    assert_eq!(server.requests().len(), 1);

    let mut request = post("/start");
    request.body = Some(Body::text("again"));
    assert_eq!(wait(follows.send(&request)).expect("followed").status, 204);
    let last = server.requests().pop().expect("a request");
    assert_eq!(
        (&*last.method, &*last.path, &*last.body),
        ("POST", "/end", &b"again"[..])
    );

    let before = server.requests().len();
    let failure = wait(follows.send(&get("/loop"))).expect_err("endless");
    assert_eq!(failure.message, "more than 5 redirects in a row");
    assert_eq!(server.requests().len() - before, 6);

    let failure = wait(follows.send(&get("/away"))).expect_err("elsewhere");
    assert!(failure.message.contains("307"), "{failure}");
}

#[test]
fn expected_statuses_are_no_failure() {
    let mut request = get("/");
    request.expect_status = vec![200, 404];
    let (outcome, _) = once(Answer::text(404, "none"), &request);
    assert_eq!(outcome.expect("expected").status, 404);
    let failure = refused(Answer::status(201), &request);
    assert_eq!(failure.effect, portl::connect::Effect::Done);
}

#[test]
fn starts_are_paced_and_connections_kept() {
    let server = Server::in_turn([Answer::status(204)]);
    let client = client(&server.url(), [("rate_limit", SettingValue::Rate(20))]);
    let begin = Instant::now();
    wait(async {
        let request = get("/");
        let calls = (0..5).map(|_| client.send(&request));
        for outcome in futures_util::future::join_all(calls).await {
            outcome.expect("answered");
        }
    });
    assert!(
        begin.elapsed() >= Duration::from_millis(200),
        "{:?}",
        begin.elapsed()
    );
    assert_eq!(server.requests().len(), 5);
}

/// `{"n": 1}`.
const GZIP: &[u8] = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xab\x56\xca\x53\xb2\x52\x30\xac\x05\x00\x42\x3c\xf7\x0a\x08\
    \x00\x00\x00";
