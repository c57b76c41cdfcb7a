//! Idempotency keys within a run: one key, one request.

use crate::support::http::{Answer, Server};

use super::{expect_said, with_servers};

/// Two calls, one after the other, with these keys.
fn two(first: &str, second: &str) -> String {
    format!(
        "steps:\n  - {{id: one, type: api.call, connection: api, {first}}}\n  - {{id: two, type: api.call, connection: api, {second}}}\n"
    )
}

const FIRST: &str = "method: POST, path: /a, body: {n: 1}, idempotency_key: k-1";

#[test]
fn another_request_under_the_same_key_is_not_sent() {
    for second in [
        "method: POST, path: /a, body: {n: 2}, idempotency_key: k-1",
        "method: POST, path: /b, body: {n: 1}, idempotency_key: k-1",
        "method: PUT, path: /a, body: {n: 1}, idempotency_key: k-1",
        "method: POST, path: /a, query: {x: 1}, body: {n: 1}, idempotency_key: k-1",
        "method: POST, path: /a, body: {n: 3}, headers: {Idempotency-Key: k-1}",
    ] {
        let server = Server::in_turn([Answer::status(200)]);
        let finished = with_servers(&server.url(), &two(FIRST, second))
            .portl(&["run", "job.yaml"])
            .expect_code(4);
        expect_said(
            &finished,
            &[
                "step `two` failed",
                "the idempotency key \"k-1\" was used for another request in this run",
                "make the key of what identifies the item",
                "1 call, 0 retries",
            ],
        );
        assert_eq!(server.requests().len(), 1, "{second}");
    }
}

#[test]
fn the_same_request_under_the_same_key_is() {
    let server = Server::in_turn([Answer::status(503), Answer::status(200)]);
    let retry = format!("{FIRST}, retry: {{max_attempts: 2, backoff_ms: 1}}");
    let other = "method: POST, path: /a, body: {n: 1}, idempotency_key: k-2";
    for (second, sent) in [(FIRST, 3), (other, 2)] {
        let before = server.requests().len();
        with_servers(&server.url(), &two(&retry, second))
            .portl(&["run", "job.yaml"])
            .expect_code(0);
        assert_eq!(server.requests().len() - before, sent, "{second}");
    }
}

#[test]
fn the_same_key_is_another_one_at_another_receiver() {
    let (one, other) = (
        Server::in_turn([Answer::status(200)]),
        Server::in_turn([Answer::status(200)]),
    );
    let steps = two(FIRST, &FIRST.replace("n: 1", "n: 2")).replace(
        "id: two, type: api.call, connection: api",
        "id: two, type: api.call, connection: second",
    );
    let workspace = with_servers(&one.url(), &steps);
    let job = workspace.read("job.yaml").replace(
        "connections:\n",
        &format!(
            "connections:\n  second: {{type: http, config: {{base_url: \"{}\"}}}}\n",
            other.url()
        ),
    );
    let workspace = workspace.file("job.yaml", &job);
    workspace.portl(&["run", "job.yaml"]).expect_code(0);
    assert_eq!(other.requests()[0].json()["n"], 2);
}

#[test]
fn a_secret_key_is_not_shown() {
    let server = Server::in_turn([Answer::status(200)]);
    let key = "idempotency_key: \"{{ inputs.key }}\"";
    let (first, second) = (FIRST, FIRST.replace("n: 1", "n: 2"));
    let [first, second] = [first, &second].map(|call| call.replace("idempotency_key: k-1", key));
    let steps = format!(
        "inputs: {{key: {{type: secret}}}}\n{}",
        two(&first, &second)
    );
    let finished = with_servers(&server.url(), &steps)
        .portl(&["run", "job.yaml", "--input", "key=canary-key"])
        .expect_code(4);
    expect_said(&finished, &["the idempotency key ‹secret› was used"]);
    assert!(!finished.stderr.contains("canary"), "{}", finished.stderr);
}
