//! The log for programs, and what stays silent.

use serde_json::{Value, json};

use crate::support::http::{Answer, Server};

use super::with_servers;

const STEPS: &str = "transaction: {scope: db}\nsteps:\n\
    \x20 - {id: t, type: db.execute, connection: db, query: CREATE TABLE t (x int)}\n\
    \x20 - {id: never, type: db.execute, connection: db, query: SELECT 1, when: \"{{ run.id == '' }}\"}\n\
    \x20 - {id: call, type: api.call, connection: api, on_error: continue, batch: {from: \"{{ range(2) }}\", as: n}, method: GET, path: \"/{{ n }}\", retry: {max_attempts: 2, backoff_ms: 1}}\n";

fn server() -> Server {
    Server::start(|request| Answer::status(if request.path == "/1" { 503 } else { 200 }))
}

fn events(log: &str) -> Vec<Value> {
    log.lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}")))
        .collect()
}

#[test]
fn every_event_is_an_object_on_a_line() {
    let server = server();
    let finished = with_servers(&server.url(), STEPS)
        .portl(&["run", "job.yaml", "--log-format", "json"])
        .expect_code(0);
    let events = events(&finished.stderr);
    let names: Vec<_> = events
        .iter()
        .map(|event| event["event"].as_str().expect("a name"))
        .collect();
    assert_eq!(
        names,
        [
            "run_started",
            "step_started",
            "step_finished",
            "step_started",
            "step_skipped",
            "step_finished",
            "step_started",
            "retry_scheduled",
            "item_failed",
            "step_finished",
            "run_committed",
            "run_finished"
        ]
    );
    for event in &events {
        let keys: Vec<_> = event
            .as_object()
            .expect("an object")
            .keys()
            .map(String::as_str)
            .collect();
        let wanted: Vec<_> = [
            "ts", "level", "run_id", "step_id", "idx", "event", "details",
        ]
        .into_iter()
        .filter(|key| *key != "idx" || event.get("idx").is_some())
        .collect();
        assert_eq!(keys, wanted);
        assert_eq!(event["run_id"], events[0]["run_id"]);
    }
    assert_eq!(events[8]["idx"], 1);
    assert_eq!(events[8]["step_id"], "call");
    assert_eq!(events[11]["details"]["exit_code"], 0);
    assert_eq!(events[11]["details"]["calls"], 3);
}

#[test]
fn a_rollback_is_logged_to_the_file() {
    let steps = "transaction: {scope: db}\nsteps:\n  - {id: bad, type: db.query_one, connection: db, query: \"SELECT json({{ '[' }}) AS x\"}\n";
    let workspace = with_servers("http://127.0.0.1:9", steps);
    workspace
        .portl(&["run", "job.yaml", "--log-file", "run.log"])
        .expect_code(3);
    let events = events(&workspace.read("run.log"));
    let names: Vec<_> = events.iter().map(|event| event["event"].clone()).collect();
    assert_eq!(
        json!(names),
        json!([
            "run_started",
            "step_started",
            "run_rolled_back",
            "run_finished"
        ])
    );
    assert_eq!(events[3]["level"], "error");
    let error = events[3]["details"]["error"].as_str().expect("a text");
    assert!(error.starts_with("error: step `bad` failed"), "{error}");
}

#[test]
fn quiet_leaves_the_summary_and_failures() {
    let server = server();
    let finished = with_servers(&server.url(), STEPS)
        .portl(&["run", "job.yaml", "--quiet"])
        .expect_code(0);
    let lines: Vec<_> = finished.stderr.lines().collect();
    assert_eq!(lines.len(), 2, "{}", finished.stderr);
    assert!(
        lines[0].starts_with("warning: step `call` at item 1"),
        "{}",
        lines[0]
    );
    assert!(lines[1].contains("3 calls, 1 retry"), "{}", lines[1]);
    assert_eq!(finished.stdout, "");
}
