//! Limits of calls: each is named where it is passed, with its value and what changes it.

use std::{net::TcpListener, time::Duration};

use crate::support::{
    http::{Answer, Server},
    portl::{Finished, Workspace},
};

use super::expect_said;

/// Runs one GET over a connection of these settings.
fn get(url: &str, settings: &str, keys: &str) -> Finished {
    let job = format!(
        "connections: {{api: {{type: http, config: {{base_url: \"{url}\"{settings}}}}}}}\n\
         steps: [{{id: call, type: api.call, connection: api, method: GET, path: /x{keys}}}]\n"
    );
    Workspace::new()
        .file("job.yaml", &job)
        .portl(&["run", "job.yaml"])
}

#[test]
fn an_answer_has_a_size() {
    let large = |bytes: usize| Server::in_turn([Answer::text(200, "x".repeat(bytes))]);
    let (two, nine) = (large(2 << 20), large(9 << 20));
    let refused = get(&two.url(), ", max_answer: 1", "").expect_code(3);
    expect_said(
        &refused,
        &["the answer is larger than 1 MiB", "`max_answer: …`"],
    );
    get(&two.url(), "", "").expect_code(0);
    let refused = get(&nine.url(), "", "").expect_code(3);
    expect_said(
        &refused,
        &["the answer is larger than 8 MiB", "`max_answer: …`"],
    );
    get(&nine.url(), ", max_answer: 9", "").expect_code(0);
    let refused = get(&two.url(), ", max_answer: 0", "").expect_code(2);
    expect_said(
        &refused,
        &["`max_answer` can't be 0: expected MiB, from 1 to 1024"],
    );
}

#[test]
fn an_answer_that_never_ends_is_cut_off() {
    // Each piece is there in time; the whole is what counts.
    let slow = Server::start(|_| Answer::status(200).after(Duration::from_secs(5)));
    let refused = get(&slow.url(), ", timeout: 200ms", "").expect_code(3);
    expect_said(
        &refused,
        &["no answer within 200ms", "give it longer: `timeout: …`"],
    );
    let refused = get(&slow.url(), "", ", timeout: 100ms").expect_code(3);
    expect_said(&refused, &["no answer within 100ms"]);
}

#[test]
fn a_server_that_does_not_speak_is_not_waited_for() {
    // The system accepts the connection; nobody answers the handshake.
    let silent = TcpListener::bind(("127.0.0.1", 0)).expect("a port is free");
    let url = format!("https://{}", silent.local_addr().expect("it is bound"));
    let refused = get(
        &url,
        ", connect_timeout: 150ms",
        ", retry: {max_attempts: 1}",
    )
    .expect_code(3);
    expect_said(
        &refused,
        &["no connection within 150ms", "`connect_timeout: …`"],
    );
}
