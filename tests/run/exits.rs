//! The exit codes of the command line, row by row.

use serde_json::json;

use crate::support::{
    http::{Answer, Server},
    portl::Workspace,
    postgres::Database,
};

use super::{cases::sqlite, expect_said, with_servers};

const CLOSED: &str = "http://127.0.0.1:9";

fn run(steps: &str) -> crate::support::portl::Finished {
    with_servers(CLOSED, steps).portl(&["run", "job.yaml"])
}

#[test]
fn errors_in_the_job_are_1() {
    let finished = run("steps:\n  - {id: a, type: csv.red}\n").expect_code(1);
    expect_said(&finished, &["csv.read"]);
}

#[test]
fn a_column_that_the_table_lacks_is_1_and_nothing_is_written() {
    let steps = "steps:\n  - {id: a, type: db.insert, connection: db, table: t, mapping: {x: 1}}\n\
         \x20 - {id: b, type: db.insert, connection: db, table: t, mapping: {y: 1}}\n";
    let workspace = with_servers(CLOSED, steps);
    sqlite(&workspace)
        .execute_batch("CREATE TABLE t (x int)")
        .expect("SQL");
    let finished = workspace.portl(&["run", "job.yaml"]).expect_code(1);
    expect_said(&finished, &["step `b`", "y", "nothing ran"]);
    let count: i64 = sqlite(&workspace)
        .query_row("SELECT count(*) FROM t", [], |row| row.get(0))
        .expect("SQL");
    assert_eq!(count, 0);
}

#[test]
fn what_is_out_of_reach_is_2() {
    let missing = run("steps:\n  - {id: a, type: csv.read, path: none.csv, columns: {x: int}}\n");
    assert!(matches!(missing.code, Some(1 | 2)), "{missing:?}");
    expect_said(&missing, &["none.csv"]);

    let job = "connections: {pg: {type: postgres, config: {url: \"postgres://me:canary-pw@127.0.0.1:9/x\"}}}\nsteps:\n  - {id: a, type: db.execute, connection: pg, query: SELECT 1}\n";
    let finished = Workspace::new()
        .file("job.yaml", job)
        .portl(&["run", "job.yaml"])
        .expect_code(2);
    expect_said(&finished, &["`pg`", "nothing was done"]);
    assert!(!finished.stderr.contains("canary"), "{}", finished.stderr);

    Workspace::new().portl(&["run", "job.yaml"]).expect_code(2);
    Workspace::new().portl(&["run"]).expect_code(2);
    Workspace::new().portl(&["walk"]).expect_code(2);
}

#[test]
fn a_failure_without_effects_is_3() {
    let server = Server::in_turn([Answer::json(404, &json!({"error": "gone"}))]);
    let steps = "transaction: {scope: db}\nsteps:\n  - {id: t, type: db.execute, connection: db, query: CREATE TABLE t (x int)}\n\
         \x20 - {id: look, type: api.call, connection: api, method: GET, path: /x}\n";
    let workspace = with_servers(&server.url(), steps);
    let finished = workspace.portl(&["run", "job.yaml"]).expect_code(3);
    expect_said(
        &finished,
        &[
            "404",
            "gone",
            "rolled back: nothing of this run is in the database",
            "0 rows inserted",
        ],
    );
    assert!(
        !finished.stderr.contains("not undone"),
        "a GET changes nothing: {}",
        finished.stderr
    );
    let tables: i64 = sqlite(&workspace)
        .query_row(
            "SELECT count(*) FROM sqlite_schema WHERE name NOT LIKE '%portl_run%'",
            [],
            |row| row.get(0),
        )
        .expect("SQL");
    assert_eq!(tables, 0);
}

#[test]
fn a_failure_after_a_call_or_a_commit_is_4() {
    let server = Server::in_turn([Answer::status(200)]);
    let steps = "transaction: {scope: db}\nsteps:\n  - {id: tell, type: api.call, connection: api, method: POST, path: /x}\n\
         \x20 - {id: bad, type: db.execute, connection: db, query: \"SELECT json('{{ '{{' }}')\"}\n";
    let finished = with_servers(
        &server.url(),
        &steps.replace("json('{{ '{{' }}')", "json({{ '[' }})"),
    )
    .portl(&["run", "job.yaml"])
    .expect_code(4);
    expect_said(&finished, &["`tell` sent a POST"]);

    let steps = "steps:\n  - {id: t, type: db.execute, connection: db, query: CREATE TABLE t (x int)}\n\
         \x20 - {id: bad, type: db.execute, connection: db, query: \"SELECT json({{ '[' }})\"}\n";
    let finished = run(steps).expect_code(4);
    expect_said(&finished, &["committed"]);
}

#[test]
fn a_commit_that_the_database_refuses_is_3() {
    let database = Database::with_schema(
        "CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (a int REFERENCES a DEFERRABLE INITIALLY DEFERRED)",
    );
    let job = format!(
        "connections: {{pg: {{type: postgres, config: {{url: \"{}\"}}}}}}\ntransaction: {{scope: db}}\nsteps:\n\
         \x20 - {{id: b, type: db.insert, connection: pg, table: b, mapping: {{a: 7}}}}\n",
        database.url()
    );
    let workspace = Workspace::new().file("job.yaml", &job);
    let finished = workspace.portl(&["run", "job.yaml"]).expect_code(3);
    expect_said(
        &finished,
        &["refused to commit", "b_a_fkey", "0 rows inserted"],
    );
    assert_eq!(database.count("b"), 0);
}

#[test]
fn a_result_that_has_nowhere_to_go_is_2_before_anything_is_done() {
    let server = Server::in_turn([Answer::status(200)]);
    let steps = "steps:\n  - {id: t, type: db.execute, connection: db, query: CREATE TABLE t (x int)}\n\
         \x20 - {id: tell, type: api.call, connection: api, method: POST, path: /x}\n";
    let workspace = with_servers(&server.url(), steps);
    let finished = workspace
        .portl(&["run", "job.yaml", "--result", "missing/r.json"])
        .expect_code(2);
    expect_said(&finished, &["missing"]);
    assert_eq!(server.requests().len(), 0);
    let tables: i64 = sqlite(&workspace)
        .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))
        .expect("SQL");
    assert_eq!(tables, 0);
}

#[test]
fn a_folder_without_jobs_is_2() {
    let workspace = Workspace::new().file("jobs/notes.txt", "none here");
    let finished = workspace.portl(&["check", "jobs"]).expect_code(2);
    expect_said(&finished, &["jobs"]);
}
