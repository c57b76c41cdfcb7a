//! Calls: how many are in flight, what is sent again and what never is.

use std::{
    net::TcpListener,
    time::{Duration, Instant},
};

use serde_json::json;

use crate::support::{
    http::{Answer, Server},
    lambda::{Lambda, Outcome},
};

use super::{expect_said, results, with_servers};

fn fan_out(concurrency: usize) -> (Server, serde_json::Value) {
    // The later a call starts, the sooner it is answered: only alignment keeps the results in order.
    let server = Server::start(|request| {
        let number: u64 = request.path[3..].parse().expect("a number");
        Answer::json(200, &json!(number)).after(Duration::from_millis(90 - number * 10))
    });
    let steps = format!(
        "steps:\n  - id: call\n    type: api.call\n    connection: api\n    batch: {{from: \"{{{{ range(8) }}}}\", as: n, concurrency: {concurrency}}}\n\
         \x20   when: n != 5\n    method: GET\n    path: /n/{{{{ n }}}}\n"
    );
    let results = results(&with_servers(&server.url(), &steps));
    (server, results)
}

#[test]
fn as_many_calls_are_in_flight_as_asked_for() {
    for concurrency in [1, 3] {
        let (server, results) = fan_out(concurrency);
        assert_eq!(server.max_in_flight(), concurrency);
        let bodies: Vec<_> = results["call"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|call| call["body"].clone())
            .collect();
        assert_eq!(json!(bodies), json!([0, 1, 2, 3, 4, null, 6, 7]));
        let mut started: Vec<_> = server
            .requests()
            .into_iter()
            .map(|request| request.path)
            .collect();
        if concurrency > 1 {
            // Calls that are in flight together arrive in any order.
            assert_eq!(started.len(), 7);
            started.sort();
        }
        assert_eq!(
            started,
            ["/n/0", "/n/1", "/n/2", "/n/3", "/n/4", "/n/6", "/n/7"]
        );
    }
}

#[test]
fn functions_run_side_by_side_too() {
    let lambda = Lambda::start(|invocation| {
        Outcome::Slow(Duration::from_millis(30), invocation.payload["n"].clone())
    });
    let steps = "steps:\n  - id: call\n    type: lambda.invoke\n    connection: lambda\n    batch: {from: \"{{ range(6) }}\", as: n, concurrency: 3}\n    payload: {n: \"{{ n }}\"}\n";
    let results = results(&with_servers(&lambda.url(), steps));
    assert_eq!(results["call"], json!([0, 1, 2, 3, 4, 5]));
    assert_eq!(lambda.max_in_flight(), 3);
}

/// One call with these keys.
fn one_call(keys: &str) -> String {
    format!("steps:\n  - id: call\n    type: api.call\n    connection: api\n    path: /x\n{keys}")
}

#[test]
fn a_busy_server_is_asked_again_after_the_time_it_named() {
    let busy = Answer::status(429).header("retry-after", "1");
    let server = Server::in_turn([
        busy,
        Answer::status(503),
        Answer::json(200, &json!("there")),
    ]);
    let steps = one_call("    method: GET\n    retry: {max_attempts: 3, backoff_ms: 10}\n");
    let begun = Instant::now();
    let results = results(&with_servers(&server.url(), &steps));
    assert_eq!(results["call"]["body"], "there");
    assert_eq!(server.requests().len(), 3);
    assert!(
        begun.elapsed() >= Duration::from_secs(1),
        "{:?}",
        begun.elapsed()
    );
}

#[test]
fn attempts_end_and_are_counted() {
    let server = Server::in_turn([Answer::text(503, "overloaded")]);
    let steps = one_call("    method: PUT\n    retry: {max_attempts: 3, backoff_ms: 1}\n");
    let finished = with_servers(&server.url(), &steps)
        .portl(&["run", "job.yaml"])
        .expect_code(4);
    expect_said(
        &finished,
        &[
            "503",
            "overloaded",
            "attempts",
            "PUT",
            "/x",
            "`call` sent a PUT",
        ],
    );
    assert_eq!(server.requests().len(), 3);
    expect_said(&finished, &["3 calls, 2 retries"]);
}

#[test]
fn a_server_that_comes_up_late_is_reached() {
    let closed = TcpListener::bind(("127.0.0.1", 0)).expect("a port is free");
    let address = closed.local_addr().expect("it is bound");
    drop(closed);
    let steps = one_call(
        "    method: POST\n    retry: {max_attempts: 20, backoff_ms: 200, max_backoff_ms: 200}\n",
    );
    let running = with_servers(&format!("http://{address}"), &steps);
    let running = running.start(&["run", "job.yaml"]);
    std::thread::sleep(Duration::from_millis(300));
    let server = Server::at(address, |_| Answer::status(200));
    running.finish().expect_code(0);
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn a_post_without_a_key_is_never_sent_twice() {
    for answer in [
        Answer::cut(),
        Answer::status(503),
        Answer::text(200, "a body that ends too early").cut_in_body(),
    ] {
        let server = Server::in_turn([answer]);
        let steps = one_call(
            "    method: POST\n    retry: {max_attempts: 4, backoff_ms: 1, retry_on: [connection, timeout]}\n",
        );
        let finished = with_servers(&server.url(), &steps)
            .portl(&["run", "job.yaml"])
            .expect_code(4);
        assert_eq!(server.requests().len(), 1);
        expect_said(&finished, &["`call` sent a POST"]);
    }
}

#[test]
fn a_call_with_a_key_is_sent_again_byte_for_byte() {
    let server = Server::in_turn([Answer::cut(), Answer::status(200)]);
    let steps = one_call(
        "    method: POST\n    idempotency_key: k-1\n    idempotency_field: key\n    body: {at: \"{{ now() }}\"}\n    retry: {max_attempts: 3, backoff_ms: 1}\n",
    );
    with_servers(&server.url(), &steps)
        .portl(&["run", "job.yaml"])
        .expect_code(0);
    let [first, second] = &server.requests()[..] else {
        panic!("{:?}", server.requests())
    };
    assert_eq!(first.body, second.body);
    assert_eq!(first.json()["key"], "k-1");
    assert_eq!(second.header("idempotency-key"), Some("k-1"));
}

#[test]
fn retry_on_names_what_is_tried_again() {
    for (word, status, sent) in [
        ("http_5xx", 500, 2),
        ("http_429", 500, 1),
        ("500", 500, 2),
        ("HTTPError", 502, 2),
        ("timeout", 503, 1),
    ] {
        let server = Server::in_turn([Answer::status(status), Answer::status(200)]);
        let steps = one_call(&format!(
            "    method: GET\n    retry: {{max_attempts: 2, backoff_ms: 1, retry_on: [{word}]}}\n"
        ));
        let finished = with_servers(&server.url(), &steps).portl(&["run", "job.yaml"]);
        assert_eq!(server.requests().len(), sent, "{word} {status}");
        assert_eq!(
            finished.code,
            Some(if sent == 2 { 0 } else { 3 }),
            "{word} {status}"
        );
    }
    for (word, outcome) in [
        ("lambda_throttled", Outcome::Throttled),
        ("lambda_error", Outcome::Raises("ValueError", "no")),
        ("ConnectionError", Outcome::Cut),
    ] {
        let mut first = Some(outcome);
        let lambda = Lambda::start(move |_| first.take().unwrap_or(Outcome::Returns(json!(1))));
        let steps = format!(
            "steps:\n  - id: f\n    type: lambda.invoke\n    connection: lambda\n    payload: {{}}\n    retry: {{max_attempts: 2, backoff_ms: 1, retry_on: {word}}}\n"
        );
        assert_eq!(
            results(&with_servers(&lambda.url(), &steps))["f"],
            1,
            "{word}"
        );
        assert_eq!(lambda.invocations().len(), 2, "{word}");
    }
}

#[test]
fn a_failed_call_can_be_gone_on_from() {
    let server =
        Server::start(|request| Answer::status(if request.path == "/n/1" { 400 } else { 200 }));
    let steps = "steps:\n  - id: call\n    type: api.call\n    connection: api\n    on_error: continue\n    batch: {from: \"{{ range(3) }}\", as: n}\n    method: POST\n    path: /n/{{ n }}\n";
    let workspace = with_servers(&server.url(), steps);
    let finished = workspace
        .portl(&["run", "job.yaml", "--result", "-"])
        .expect_code(0);
    expect_said(
        &finished,
        &["warning: step `call` at item 1", "400", "1 item failed"],
    );
    let whole: serde_json::Value = serde_json::from_str(&finished.stdout).expect("JSON");
    let nulls: Vec<_> = whole["steps"]["call"]
        .as_array()
        .expect("a list")
        .iter()
        .map(serde_json::Value::is_null)
        .collect();
    assert_eq!(nulls, [false, true, false]);
}

#[test]
fn an_answer_is_held_to_its_declared_shape() {
    let server = Server::in_turn([Answer::json(200, &json!({"n": "many"}))]);
    let steps = one_call("    method: GET\n    returns: {n: int}\n");
    let finished = with_servers(&server.url(), &steps)
        .portl(&["run", "job.yaml"])
        .expect_code(3);
    expect_said(&finished, &["`returns`", "n", "nothing was written"]);
}
