//! SIGINT and SIGTERM: whatever runs is stopped, and the database rolled back.

use std::time::{Duration, Instant};

use crate::support::{
    http::{Answer, Server},
    portl::{Finished, Running, Workspace},
    postgres::Database,
    until,
};

use super::{cases::sqlite, expect_said, with_servers};

fn stopped(running: Running, signal: &str, code: i32) -> Finished {
    let begun = Instant::now();
    running.signal(signal);
    let finished = running.finish().expect_code(code);
    assert!(
        begun.elapsed() < Duration::from_secs(5),
        "{:?}",
        begun.elapsed()
    );
    expect_said(
        &finished,
        &[
            "interrupted",
            "rolled back: nothing of this run is in the database",
            "0 rows inserted",
        ],
    );
    finished
}

fn on_postgres(database: &Database, url: &str, last: &str) -> Workspace {
    let job = format!(
        "connections:\n  pg: {{type: postgres, config: {{url: \"{}\"}}}}\n  api: {{type: http, config: {{base_url: \"{url}\"}}}}\n\
         transaction: {{scope: db}}\nsteps:\n  - {{id: row, type: db.insert, connection: pg, table: t, mapping: {{x: 1}}}}\n  - {last}\n",
        database.url()
    );
    Workspace::new().file("job.yaml", &job)
}

#[test]
fn a_slow_statement_is_cancelled() {
    for (signal, code) in [("INT", 130), ("TERM", 143)] {
        let database = Database::with_schema("CREATE TABLE t (x int)");
        let slow = "{id: slow, type: db.execute, connection: pg, query: SELECT pg_sleep(30)}";
        let workspace = on_postgres(&database, "http://127.0.0.1:9", slow);
        let running = workspace.start(&["run", "job.yaml"]);
        let others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
        let sleeping = format!("{others} AND query LIKE 'SELECT pg_sleep%' AND state = 'active'");
        until("the statement", || database.value(&sleeping) == "1");
        stopped(running, signal, code);
        until("the end of the session", || database.value(others) == "0");
        assert_eq!(database.count("t"), 0);
    }
}

#[test]
fn a_slow_call_is_given_up() {
    let database = Database::with_schema("CREATE TABLE t (x int)");
    let server = Server::in_turn([Answer::status(200).after(Duration::from_secs(30))]);
    let slow = "{id: slow, type: api.call, connection: api, method: POST, path: /x}";
    let workspace = on_postgres(&database, &server.url(), slow);
    let running = workspace.start(&["run", "job.yaml"]);
    until("the call", || !server.requests().is_empty());
    let finished = stopped(running, "INT", 130);
    expect_said(&finished, &["`slow` sent a POST"]);
    assert_eq!(database.count("t"), 0);
}

#[test]
fn a_slow_statement_of_sqlite_is_stopped() {
    let slow =
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) AS i FROM n";
    let steps = format!(
        "transaction: {{scope: db}}\nsteps:\n  - {{id: row, type: db.insert, connection: db, table: t, mapping: {{x: 1}}}}\n  - {{id: slow, type: db.query_one, connection: db, query: {slow}}}\n"
    );
    let workspace = with_servers("http://127.0.0.1:9", &steps);
    sqlite(&workspace)
        .execute_batch("CREATE TABLE t (x int)")
        .expect("SQL");
    let running = workspace.start(&["run", "job.yaml"]);
    until("the transaction", || {
        let database = sqlite(&workspace);
        database.execute_batch("BEGIN IMMEDIATE; ROLLBACK").is_err()
    });
    std::thread::sleep(Duration::from_millis(200));
    stopped(running, "TERM", 143);
    let count: i64 = sqlite(&workspace)
        .query_row("SELECT count(*) FROM t", [], |row| row.get(0))
        .expect("SQL");
    assert_eq!(count, 0);
}
