//! The log for programs, and what stays silent.

use serde_json::{Value, json};

use crate::support::{
    http::{Answer, Server},
    portl::Workspace,
};

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

/// A server whose answer wants to colour terminals, and to look like lines of our own.
fn forging() -> Server {
    let forged =
        "no\u{1b}[31m\u{9b}32m\u{202e}\r\n{\"event\":\"run_committed\"}\n✔ job done: forged";
    Server::in_turn([Answer::text(400, forged)])
}

#[test]
fn no_answer_forges_a_line_or_steers_a_terminal() {
    let steps = "steps:\n  - {id: soft, type: api.call, connection: api, on_error: continue, method: GET, path: /x}\n\
        \x20 - {id: hard, type: api.call, connection: api, method: GET, path: /x, retry: {max_attempts: 2, retry_on: 400, backoff_ms: 1}}\n";
    let server = forging();
    let workspace = with_servers(&server.url(), steps);
    let arguments = ["run", "job.yaml", "--log-file", "l.log"];
    let shown = workspace.portl(&arguments).expect_code(3).stderr;
    let logged = workspace
        .portl(&["run", "job.yaml", "--log-format", "json"])
        .expect_code(3)
        .stderr;
    let filed = workspace.read("l.log");
    for text in [&shown, &logged, &filed] {
        let steers = |letter: char| (letter.is_control() && letter != '\n') || letter == '\u{202e}';
        assert_eq!(text.chars().find(|letter| steers(*letter)), None, "{text}");
        assert!(
            !text.lines().any(|line| line.starts_with("✔ job done")),
            "{text}"
        );
        assert!(
            !text.lines().any(|line| line.starts_with("{\"event\"")),
            "{text}"
        );
    }
    for log in [&logged, &filed] {
        let events = events(log);
        assert!(events.iter().all(|event| event["event"] != "run_committed"));
        let last = events.last().expect("there are events");
        assert_eq!(last["event"], "run_finished");
        // Nothing is lost: a program reads what the server wrote.
        let message = last["details"]["failure"]["message"]
            .as_str()
            .expect("a message");
        assert!(
            message.contains("\\u{1b}[31m") || message.contains("\u{1b}[31m"),
            "{message}"
        );
    }
}

#[test]
fn the_failure_is_told_to_programs_too() {
    let server = server();
    let steps = "steps:\n  - id: call\n    type: api.call\n    connection: api\n    batch: {from: \"{{ [{'id': 7, 'n': 1}] }}\", as: item}\n    method: PUT\n    path: /{{ item.n }}\n    body: {a: 1}\n";
    let workspace = with_servers(&server.url(), steps);
    let finished = workspace
        .portl(&["run", "job.yaml", "--log-format", "json"])
        .expect_code(4);
    let events = events(&finished.stderr);
    let failure = &events.last().expect("there are events")["details"]["failure"];
    assert_eq!(failure["step"], "call");
    assert_eq!(failure["type"], "api.call");
    assert_eq!(failure["item"]["index"], 0);
    assert_eq!(failure["attempts"], 1);
    assert_eq!(failure["sent"]["method"], "PUT");
    assert_eq!(failure["sent"]["url"], format!("{}/1", server.url()));
    assert!(
        failure["sent"]["body"]
            .as_str()
            .is_some_and(|body| body.contains('a'))
    );
    assert!(
        failure["message"]
            .as_str()
            .is_some_and(|text| text.contains("503"))
    );
    let keys = [
        "ts", "level", "run_id", "step_id", "idx", "event", "details",
    ];
    for event in &events {
        let found = event.as_object().expect("an object").keys();
        assert!(
            found.clone().all(|key| keys.contains(&key.as_str())),
            "{event}"
        );
    }
}

/// The events of a run of a job, whose log goes to standard error.
fn logged(job: &str, arguments: &[&str], code: i32) -> Vec<Value> {
    let workspace = Workspace::new().file("job.yaml", job);
    let arguments = [&["run", "job.yaml", "--log-format", "json"], arguments].concat();
    events(&workspace.portl(&arguments).expect_code(code).stderr)
}

const WARNED: &str = "connections:\n  db: {type: sqlite, config: {path: data.db}}\n\
    \x20 api: {type: http, config: {base_url: \"http://127.0.0.1:9\", headers: {X-Api-Key: canary-5-key}}}\n\
    steps:\n  - {id: one, type: db.query_one, connection: db, query: SELECT 1 AS x}\n\
    \x20 - {id: never, type: api.call, connection: api, method: GET, path: /x, when: \"{{ steps.one.x == 2 }}\"}\n";

#[test]
fn warnings_of_the_check_are_events() {
    let events = logged(WARNED, &[], 0);
    let warning = &events[0];
    assert_eq!(warning["event"], "warning");
    assert_eq!(warning["level"], "warning");
    assert_eq!(warning["details"]["code"], "secret.literal");
    assert_eq!(warning["details"]["line"], 3);
    let last = events.last().expect("there are events");
    assert_eq!(warning["run_id"], last["run_id"]);
    assert!(!json!(events).to_string().contains("canary-5-key"));
    let quiet = logged(WARNED, &["--quiet"], 0);
    assert_eq!(quiet[0]["event"], "run_started");
}

#[test]
fn what_keeps_a_run_from_beginning_is_an_event() {
    let unset = "connections: {db: {type: sqlite, config: {path: \"${env:PORTL_TEST_UNSET}\"}}}\n\
        steps: [{id: one, type: db.query_one, query: SELECT 1 AS x}]\n";
    let wrong = "steps: [{id: one, type: db.query_on}]\n";
    let unwritable = ["--result", "no/such/folder/r.json"];
    for (job, arguments, code, said) in [
        (wrong, &[][..], 1, "unknown step type"),
        (unset, &[], 2, "PORTL_TEST_UNSET"),
        (WARNED, &["--input", "x=1"], 2, "no input `x`"),
        (WARNED, &unwritable, 2, "no/such/folder/r.json"),
    ] {
        let events = logged(job, arguments, code);
        let last = events.last().expect("there is an event");
        assert_eq!(
            (&last["event"], &last["level"]),
            (&json!("error"), &json!("error"))
        );
        let message = last["details"]["message"].as_str().expect("a text");
        assert!(message.contains(said), "{message}");
    }
    let missing = Workspace::new().portl(&["run", "none.yaml", "--log-format", "json"]);
    assert_eq!(events(&missing.expect_code(2).stderr)[0]["event"], "error");
}
