//! `--trace`: where the time of a run went, for viewers of Chrome's trace event format.

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{
    http::{Answer, Server},
    portl::Workspace,
    trace::{Trace, end},
    until,
};

use super::{cases::sqlite, expect_said, with_servers};

const MANY: usize = 300_000;

fn names(slices: &[&Value]) -> Vec<String> {
    let mut names: Vec<_> = slices
        .iter()
        .map(|slice| slice["name"].as_str().expect("a name").to_owned())
        .collect();
    names.sort();
    names.dedup();
    names
}

fn traced(workspace: &Workspace) -> Trace {
    Trace::read(&workspace.read("t.json"))
}

#[test]
fn shows_steps_items_statements_calls_waits_and_the_commit() {
    let mut asked = 0;
    let server = Server::start(move |_| {
        asked += 1;
        let status = if asked == 2 { 503 } else { 200 };
        Answer::status(status).after(Duration::from_millis(20))
    });
    let steps = "transaction: {scope: db}\nsteps:\n\
        \x20 - id: each\n    type: conditional\n    batch: {from: \"{{ range(4) }}\", as: n}\n    when: \"{{ n % 2 == 0 }}\"\n    then:\n\
        \x20     - {id: row, type: db.insert, connection: db, table: t, mapping: {x: \"{{ n }}\"}}\n\
        \x20     - {id: tell, type: api.call, connection: api, method: GET, path: /tell, retry: {max_attempts: 2, backoff_ms: 1}}\n\
        \x20 - {id: at_once, type: api.call, connection: api, batch: {from: \"{{ range(6) }}\", as: n, concurrency: 3}, method: GET, path: \"/{{ n }}\"}\n";
    let workspace = with_servers(&server.url(), steps);
    sqlite(&workspace)
        .execute_batch("CREATE TABLE t (x int)")
        .expect("it can be made");
    workspace
        .portl(&["run", "job.yaml", "--trace", "t.json"])
        .expect_code(0);
    let trace = traced(&workspace);

    let run = trace.only("run", "job");
    assert_eq!(run["args"], json!({ "exit_code": 0 }));
    assert_eq!(trace.only("step", "each")["args"]["items"], 4);
    assert_eq!(names(&trace.of("step")), ["at_once", "each", "row", "tell"]);
    assert_eq!(trace.thread(trace.only("step", "each")), "steps");
    let commit = trace.only("commit", "COMMIT");
    assert!(end(commit) <= end(run));

    let statements = trace.of("statement");
    assert_eq!(names(&statements), ["row"]);
    assert!(
        statements
            .iter()
            .all(|slice| trace.thread(slice) == "database")
    );

    let calls = trace.of("call");
    // Two items and a repetition, and six.
    assert_eq!(calls.len(), 3 + 6);
    let failed: Vec<_> = calls
        .iter()
        .filter(|call| call["args"]["failed"] == true)
        .collect();
    assert_eq!(failed.len(), 1);
    assert!(
        calls
            .iter()
            .all(|call| call["dur"].as_u64() >= Some(20_000))
    );
    let mut lanes: Vec<_> = calls.iter().map(|call| trace.thread(call)).collect();
    lanes.sort_unstable();
    lanes.dedup();
    assert_eq!(lanes, ["calls", "calls 2", "calls 3"], "three in flight");
    let wait = trace.only("wait", "tell: wait");
    assert_eq!(wait["args"]["attempt"], 2);
    assert!(wait["args"]["after"].to_string().contains("503"), "{wait}");
    assert_eq!(
        trace.thread(wait),
        trace.thread(failed[0]),
        "behind what failed"
    );

    let items: u64 = trace
        .of("items")
        .iter()
        .filter(|slice| slice["name"] == "at_once: items")
        .map(|slice| slice["args"]["items"].as_u64().expect("a count"))
        .sum();
    assert_eq!(items, 6);
}

#[test]
fn statements_are_those_that_were_sent() {
    let steps = "steps:\n  - {id: half, type: db.execute, connection: db, batch: {from: \"{{ range(10) }}\", as: n}, when: \"{{ n < 5 }}\", query: \"INSERT INTO t VALUES ({{ n }})\"}\n";
    let workspace = with_servers("http://127.0.0.1:9", steps);
    sqlite(&workspace)
        .execute_batch("CREATE TABLE t (x int)")
        .expect("it can be made");
    workspace
        .portl(&["run", "job.yaml", "--trace", "t.json"])
        .expect_code(0);
    let trace = traced(&workspace);
    let half = &trace.only("statement", "half")["args"];
    assert_eq!(half, &json!({ "items": 5, "statements": 5 }));
}

#[test]
fn many_items_make_a_small_file_that_tells_of_all() {
    let steps = format!(
        "transaction: {{scope: db}}\nsteps:\n\
         \x20 - {{id: rows, type: db.insert, connection: db, table: t, batch: {{from: \"{{{{ range({MANY}) }}}}\", as: n}}, mapping: {{x: \"{{{{ n }}}}\"}}}}\n\
         \x20 - id: each\n    type: conditional\n    batch: {{from: \"{{{{ range({MANY}) }}}}\", as: n}}\n    when: \"{{{{ n >= 0 }}}}\"\n    then:\n\
         \x20     - {{id: nothing, type: conditional, when: \"{{{{ n < 0 }}}}\", then: [{{id: never, type: api.call, connection: api, method: GET, path: /}}]}}\n"
    );
    let workspace = with_servers("http://127.0.0.1:9", &steps);
    sqlite(&workspace)
        .execute_batch("CREATE TABLE t (x int)")
        .expect("it can be made");
    workspace
        .portl(&["run", "job.yaml", "--trace", "t.json"])
        .expect_code(0);
    let text = workspace.read("t.json");
    assert!(text.len() < 4_000_000, "{}", text.len());
    let trace = Trace::read(&text);
    for step in ["rows: items", "each: items"] {
        let mut next = 0;
        let stretches = trace.of("items");
        for stretch in stretches.iter().filter(|slice| slice["name"] == step) {
            assert_eq!(stretch["args"]["first"], next, "{stretch}");
            next += stretch["args"]["items"].as_u64().expect("a count");
        }
        assert_eq!(next, MANY as u64, "{step}");
    }
    let sampled: Vec<_> = trace.of("step");
    let sampled = sampled.iter().filter(|slice| slice["name"] == "nothing");
    let one_of: Vec<_> = sampled
        .map(|slice| slice["args"]["one_of"].as_u64())
        .collect();
    assert!(
        one_of.len() > 5_000 && one_of.len() < 12_000,
        "{}",
        one_of.len()
    );
    assert_eq!(one_of[0], None);
    assert_eq!(one_of[one_of.len() - 1], Some(256));
}

#[test]
fn a_run_that_is_killed_leaves_a_whole_file() {
    let server = Server::start(|_| Answer::status(200).after(Duration::from_millis(50)));
    let steps = "steps:\n  - {id: first, type: api.call, connection: api, method: GET, path: /first}\n\
        \x20 - {id: calls, type: api.call, connection: api, batch: {from: \"{{ range(1000) }}\", as: n}, method: GET, path: \"/{{ n }}\"}\n";
    let workspace = with_servers(&server.url(), steps);
    let running = workspace.start(&["run", "job.yaml", "--trace", "t.json"]);
    until("some calls", || server.requests().len() > 20);
    running.signal("KILL");
    running.finish();
    let trace = traced(&workspace);
    for (category, name) in [("run", "job"), ("step", "calls")] {
        let slice = trace.only(category, name);
        assert_eq!(slice["args"], json!({ "unfinished": true }));
        assert!(slice["dur"].as_u64() > Some(500_000), "{slice}");
    }
    assert_eq!(trace.only("step", "first")["args"]["rows"], 0);
    assert!(trace.of("call").len() > 10, "{}", trace.of("call").len());
}

#[test]
fn what_failed_is_told_as_far_as_it_came() {
    let server = Server::in_turn([Answer::status(200), Answer::status(404)]);
    let steps = "steps:\n  - {id: calls, type: api.call, connection: api, batch: {from: \"{{ range(3) }}\", as: n}, method: GET, path: \"/{{ n }}\"}\n";
    let workspace = with_servers(&server.url(), steps);
    workspace
        .portl(&["run", "job.yaml", "--trace", "t.json"])
        .expect_code(3);
    let trace = traced(&workspace);
    assert_eq!(trace.only("run", "job")["args"], json!({ "exit_code": 3 }));
    assert_eq!(
        trace.only("step", "calls")["args"],
        json!({ "unfinished": true })
    );
    assert_eq!(trace.only("items", "calls: items")["args"]["items"], 1);
    assert_eq!(trace.of("call").len(), 2);
}

#[test]
fn a_file_that_cant_be_written_is_said_before_anything_is_done() {
    let server = Server::start(|_| Answer::status(200));
    let steps = "steps:\n  - {id: call, type: api.call, connection: api, method: GET, path: /}\n";
    let workspace = with_servers(&server.url(), steps);
    let finished = workspace
        .portl(&["run", "job.yaml", "--trace", "nowhere/t.json"])
        .expect_code(2);
    expect_said(
        &finished,
        &["error: `nowhere/t.json` can't be written: no such file"],
    );
    let finished = workspace.shell("portl run job.yaml --trace /dev/stdout | cat");
    expect_said(&finished, &["error: `/dev/stdout` can't be written: "]);
    assert!(server.requests().is_empty());
}

#[test]
fn a_file_that_grows_too_large_stays_whole_and_stops_no_run() {
    let server = Server::start(|_| Answer::status(200));
    let steps = "steps:\n  - {id: first, type: api.call, connection: api, method: GET, path: /}\n\
        \x20 - {id: calls, type: api.call, connection: api, batch: {from: \"{{ range(100) }}\", as: n}, method: GET, path: \"/{{ n }}\"}\n";
    let workspace = with_servers(&server.url(), steps);
    // In blocks of 512 bytes, or of 1,024 where `sh` is another.
    let finished = workspace
        .shell("ulimit -f 6; portl run job.yaml --trace t.json")
        .expect_code(0);
    expect_said(
        &finished,
        &["warning: the trace is not complete: File too large"],
    );
    let trace = traced(&workspace);
    assert_eq!(trace.only("step", "first")["args"]["rows"], 0);
    assert_eq!(server.requests().len(), 101);
}
