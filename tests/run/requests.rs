//! Requests: what of a job's data goes out, in which form, and what is refused instead.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::support::http::{Answer, Server};

use super::{expect_said, with_servers};

#[test]
fn a_secret_body_is_sent_as_it_stands() {
    let server = Server::in_turn([Answer::status(200)]);
    let steps = "inputs: {token: {type: secret}}\nsteps:\n  - {id: call, type: api.call, connection: api, method: PUT, path: /x, body: \"{{ inputs.token }}\"}\n";
    with_servers(&server.url(), steps)
        .portl(&["run", "job.yaml", "--input", "token=top secret"])
        .expect_code(0);
    assert_eq!(server.requests()[0].body, "top secret");
}

#[test]
fn an_empty_key_is_refused_before_anything_is_sent() {
    let server = Server::in_turn([Answer::status(200)]);
    let steps = "steps:\n  - id: call\n    type: api.call\n    connection: api\n    batch: {from: \"{{ [' ', 'b'] }}\", as: k}\n    method: POST\n    path: /x\n    idempotency_key: \"{{ k }}\"\n";
    let finished = with_servers(&server.url(), steps)
        .portl(&["run", "job.yaml"])
        .expect_code(3);
    expect_said(
        &finished,
        &["step `call` failed at item 0", "idempotency key", "empty"],
    );
    assert_eq!(server.requests().len(), 0);
}

#[test]
fn data_in_a_path_stays_one_segment() {
    let server = Server::in_turn([Answer::status(200)]);
    let steps = "inputs: {id: {type: text}}\nsteps:\n  - {id: call, type: api.call, connection: api, method: GET, path: \"/users/{{ inputs.id }}/orders\"}\n";
    with_servers(&server.url(), steps)
        .portl(&["run", "job.yaml", "--input", "id=1/admin?x=é#y"])
        .expect_code(0);
    assert_eq!(
        server.requests()[0].path,
        "/users/1%2Fadmin%3Fx%3D%C3%A9%23y/orders"
    );
}

#[test]
fn data_in_a_whole_url_stays_one_segment() {
    let server = Server::in_turn([Answer::status(200)]);
    let steps = format!(
        "inputs: {{id: {{type: text}}}}\nsteps:\n  - {{id: call, type: api.call, connection: api, method: GET, url: \"{}/users/{{{{ inputs.id }}}}\"}}\n",
        server.url()
    );
    with_servers(&server.url(), &steps)
        .portl(&["run", "job.yaml", "--input", "id=1/admin?x"])
        .expect_code(0);
    assert_eq!(server.requests()[0].path, "/users/1%2Fadmin%3Fx");
}

#[test]
fn a_wait_that_is_too_long_is_told_of_and_not_waited() {
    let busy = Answer::status(429).header("retry-after", "999999");
    let server = Server::in_turn([busy, Answer::json(200, &json!("there"))]);
    let steps = "steps:\n  - {id: call, type: api.call, connection: api, method: GET, path: /x, retry: {max_attempts: 3, backoff_ms: 1}}\n";
    let begun = Instant::now();
    let finished = with_servers(&server.url(), steps)
        .portl(&["run", "job.yaml"])
        .expect_code(3);
    assert!(begun.elapsed() < Duration::from_secs(30));
    expect_said(&finished, &["429", "999999 s"]);
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn a_post_that_is_not_sent_again_says_what_it_needs() {
    let server = Server::in_turn([Answer::status(503), Answer::status(200)]);
    let steps = "steps:\n  - {id: call, type: api.call, connection: api, method: POST, path: /x, retry: {max_attempts: 3, backoff_ms: 1}}\n";
    let finished = with_servers(&server.url(), steps)
        .portl(&["run", "job.yaml"])
        .expect_code(4);
    expect_said(&finished, &["503", "help", "`idempotency_key"]);
    assert_eq!(server.requests().len(), 1);
}
