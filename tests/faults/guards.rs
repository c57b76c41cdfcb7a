//! Each guard taken away: what it guards against then comes true. So a test that passes with it proves something.

use std::time::Duration;

use super::{
    breaks::{Break, Side, Way},
    bytes::impatient,
    disk::{REJECT, before, on_small_disk},
    inserting,
    proxy::{Loses, Proxy},
    races::failing,
    table,
};
use crate::support::{
    http::{Answer, Server},
    portl::Workspace,
    postgres::Database,
    until,
};

const NOWHERE: &str = "http://127.0.0.1:9";
const TELL: &str = "  - {id: tell, type: api.call, connection: api, method: POST, path: /x}\n";

/// What comes of a case with and without a guard: the second has to differ.
fn differs<T: PartialEq + std::fmt::Debug>(guard: &str, case: impl Fn(&[(&str, &str)]) -> T) {
    let with = case(&[]);
    let without = case(&[("PORTL_GUARDS_OFF", guard)]);
    assert_ne!(with, without, "`{guard}` guards nothing");
}

fn run(workspace: &Workspace, off: &[(&str, &str)]) -> Option<i32> {
    workspace.portl_with(off, &["run", "job.yaml"]).code
}

#[test]
fn journal_first() {
    differs("journal_first", |off| {
        let database = table();
        let proxy = Proxy::start(database.url(), Loses::Answer, 0..1);
        run(&inserting(&proxy.url(database.url()), NOWHERE, ""), off)
    });
}

#[test]
fn silence() {
    differs("silence", |off| {
        let database = table();
        let (side, way) = (Side::Server, Way::Truncate);
        let offset = 1_000;
        let proxy = Proxy::breaking(database.url(), Break { side, offset, way }, 0..1);
        let workspace = impatient(&proxy.url(database.url()));
        let running = workspace.start_with(off, &["run", "job.yaml"]);
        std::thread::sleep(Duration::from_secs(4));
        running.signal("KILL");
        assert_eq!(proxy.cuts(), 1);
        running.finish().code.is_none()
    });
}

#[test]
fn settle_by_entry() {
    // The server is still at work on the transaction when somebody looks for it.
    differs("settle_by_entry", |off| {
        let database = Database::with_schema(
            "CREATE TABLE t (x int);
             CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(1.5); RETURN NULL; END $$;
             CREATE CONSTRAINT TRIGGER slow AFTER INSERT ON t DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION slow()",
        );
        let proxy = Proxy::start(database.url(), Loses::Answer, 0..1);
        let workspace = inserting(&proxy.url(database.url()), NOWHERE, "");
        // "Rolled back" would be said of what is committed in the next moment.
        run(&workspace, off)
    });
}

/// A statement fails, its failure is passed over, and the server answers COMMIT with a rollback: either of two guards sees
/// it, and only without both is it called a success.
fn passed_over(off: &[(&str, &str)]) -> Option<i32> {
    let database = table();
    let bad = "  - {id: bad, type: db.execute, connection: pg, on_error: continue, query: \"SELECT 1 / 0\"}\n";
    run(&inserting(database.url(), NOWHERE, bad), off)
}

#[test]
fn poisoned() {
    let with = passed_over(&[("PORTL_GUARDS_OFF", "savepoint,commit_proof")]);
    let without = passed_over(&[("PORTL_GUARDS_OFF", "savepoint,commit_proof,poisoned")]);
    assert_eq!((with, without), (Some(3), Some(0)));
}

#[test]
fn commit_proof() {
    let with = passed_over(&[("PORTL_GUARDS_OFF", "savepoint,poisoned")]);
    let without = passed_over(&[("PORTL_GUARDS_OFF", "savepoint,poisoned,commit_proof")]);
    assert_eq!((with, without), (Some(3), Some(0)));
}

#[test]
fn savepoint() {
    differs("savepoint", |off| {
        let database = table();
        let bad = "  - {id: bad, type: db.execute, connection: pg, on_error: continue, query: \"SELECT 1 / 0\"}\n";
        run(&inserting(database.url(), NOWHERE, bad), off)
    });
}

#[test]
fn explicit_rollback() {
    differs("explicit_rollback", |off| {
        let database = failing("40001", 1);
        run(&inserting(database.url(), NOWHERE, ""), off)
    });
}

#[test]
fn bound_by_calls() {
    differs("bound_by_calls", |off| {
        let database = table();
        let api = Server::in_turn([Answer::status(200)]);
        let proxy = Proxy::start(database.url(), Loses::Commit, 0..1);
        run(
            &inserting(&proxy.url(database.url()), &api.url(), TELL),
            off,
        );
        api.requests().len()
    });
}

#[test]
fn constraints_first() {
    differs("constraints_first", |off| {
        let database = Database::with_schema(
            "CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE t (x int REFERENCES p DEFERRABLE INITIALLY DEFERRED)",
        );
        let api = Server::in_turn([Answer::status(200)]);
        run(&inserting(database.url(), &api.url(), TELL), off);
        api.requests().len()
    });
}

#[test]
fn unkeyed_once() {
    differs("unkeyed_once", |off| {
        let database = table();
        let api = Server::in_turn([Answer::cut(), Answer::status(200)]);
        let tell = TELL.replace(
            "path: /x",
            "path: /x, retry: {max_attempts: 3, backoff_ms: 1}",
        );
        run(&inserting(database.url(), &api.url(), &tell), off);
        api.requests().len()
    });
}

/// What a server that answers everything by `status` is sent by a step of these keys.
fn asked(status: u16, keys: &str, off: &[(&str, &str)]) -> usize {
    let api = Server::in_turn([Answer::status(status)]);
    let job = format!(
        "connections:\n  api: {{type: http, config: {{base_url: \"{}\"}}}}\nsteps:\n  - {{id: a, type: api.call, connection: api, \
         on_error: continue, {keys}}}\n",
        api.url()
    );
    run(&Workspace::new().file("job.yaml", &job), off);
    api.requests().len()
}

#[test]
fn retry_budget() {
    differs("retry_budget", |off| {
        let keys = "batch: {from: \"{{ range(40) }}\", as: n}, method: GET, path: \"/{{ n }}\", retry: {max_attempts: 2, backoff_ms: 1}";
        asked(503, keys, off)
    });
}

/// A job that puts a secret of its own into the outbox.
fn confiding(off: &[(&str, &str)]) -> (Option<i32>, bool) {
    let (database, workspace) = enqueuing(NOWHERE);
    let job = workspace.read("job.yaml").replace(
        "delivery: outbox",
        "delivery: outbox, body: {s: \"{{ inputs.s }}\"}",
    );
    let inputs = "inputs: {s: {type: secret, default: hush}}\n";
    let workspace = workspace.file("job.yaml", &format!("{inputs}{job}"));
    let code = run(&workspace, off);
    let is_there = "SELECT to_regclass('portl_outbox') IS NOT NULL";
    let is_stored = database.value(is_there) == "t"
        && database.value(
            "SELECT count(*) FROM portl_outbox WHERE convert_from(body, 'UTF8') LIKE '%hush%'",
        ) == "1";
    (code, is_stored)
}

#[test]
fn errors_stop() {
    differs("errors_stop", confiding);
}

#[test]
fn secret_stored() {
    let with = confiding(&[("PORTL_GUARDS_OFF", "errors_stop")]);
    let without = confiding(&[("PORTL_GUARDS_OFF", "errors_stop,secret_stored")]);
    assert_eq!((with, without), ((Some(3), false), (Some(0), true)));
}

#[test]
fn whole_rows() {
    differs("whole_rows", |off| {
        let run = "PORTL_GUARDS_OFF=OFF portl run job.yaml --quiet";
        let run = run.replace(
            "OFF portl",
            &format!("{} portl", off.first().map_or("", |off| off.1)),
        );
        let workspace = before(REJECT);
        on_small_disk(&workspace, "disk", 128, &run).expect_code(3);
        workspace.read("after/rejects.csv").ends_with('\n')
    });
}

#[test]
fn answer_size() {
    differs("answer_size", |off| {
        let api = Server::in_turn([Answer::text(200, "x".repeat(2 << 20))]);
        let job = format!(
            "connections:\n  api: {{type: http, config: {{base_url: \"{}\", max_answer: 1}}}}\nsteps:\n\
             \x20 - {{id: a, type: api.call, connection: api, method: GET, path: /x}}\n",
            api.url()
        );
        run(&Workspace::new().file("job.yaml", &job), off)
    });
}

#[test]
fn redirect_is_final() {
    differs("redirect_is_final", |off| {
        let keys = "method: GET, path: /x, retry: {max_attempts: 2, backoff_ms: 1, retry_on: 301}";
        asked(301, keys, off)
    });
}

#[test]
fn one_request_per_key() {
    differs("one_request_per_key", |off| {
        let keys = "batch: {from: \"{{ range(2) }}\", as: n}, method: POST, path: /x, body: {n: \"{{ n }}\"}, idempotency_key: one";
        asked(200, keys, off)
    });
}

#[test]
fn foreign_file() {
    differs("foreign_file", |off| {
        let job = "steps:\n  - {id: a, type: csv.read, path: none.csv, on_error: continue, rejects: mine.csv}\n";
        let workspace = Workspace::new()
            .file("job.yaml", job)
            .file("mine.csv", "a,b\n");
        run(&workspace, off);
        workspace.read("mine.csv")
    });
}

#[test]
fn plain_files() {
    differs("plain_files", |off| {
        let job = "connections: {db: {type: sqlite, config: {path: \":memory:\"}}}\n\
            steps: [{id: a, type: db.execute, connection: db, sql_file: /dev/null}]\n";
        run(&Workspace::new().file("job.yaml", job), off)
    });
}

#[test]
fn resume_unchanged() {
    differs("resume_unchanged", |off| {
        let database = table();
        let workspace = inserting(database.url(), NOWHERE, "");
        workspace.portl_with(&[("PORTL_FAULT", "after_commit")], &["run", "job.yaml"]);
        let listed = workspace.portl(&["runs", "--format", "json"]).stdout;
        let run: serde_json::Value = serde_json::from_str(&listed).expect("one run");
        let id = run["run_id"].as_str().expect("an id").to_owned();
        let job = workspace.read("job.yaml").replace("x: 1", "x: 2");
        let workspace = workspace.file("job.yaml", &job);
        workspace
            .portl_with(off, &["run", "job.yaml", "--resume", &id])
            .code
    });
}

/// Two drainers have the same message: the first comes back after its lease.
#[test]
fn lease_token() {
    differs("lease_token", |off| {
        let mut answers = vec![
            Answer::status(503).after(Duration::from_millis(900)),
            Answer::status(200).after(Duration::from_millis(300)),
        ];
        let api = Server::start(move |_| answers.pop().unwrap_or_else(|| Answer::status(500)));
        let (database, workspace) = enqueuing(&api.url());
        workspace.portl(&["run", "job.yaml"]).expect_code(0);
        let drain = ["outbox", "drain", "job.yaml", "--max-wait", "0s"];
        let stalled = workspace.start_with(off, &drain);
        until("the first call", || api.requests().len() == 1);
        stalled.signal("STOP");
        database.execute("UPDATE portl_outbox SET lease_until = now() - interval '1 second'");
        let other = workspace.start(&drain);
        until("the second call", || api.requests().len() == 2);
        stalled.signal("CONT");
        stalled.finish();
        other.finish();
        // The message waits for another attempt, unless the one that had lost it has taken it out.
        (
            database.count("portl_outbox"),
            database.count("portl_outbox_done"),
        )
    });
}

#[test]
fn dedup_key() {
    differs("dedup_key", |off| {
        let (database, workspace) = enqueuing(NOWHERE);
        for _ in 0..2 {
            workspace
                .portl_with(off, &["run", "job.yaml"])
                .expect_code(0);
        }
        database.count("portl_outbox")
    });
}

/// A job that puts one message into the outbox.
fn enqueuing(api: &str) -> (Database, Workspace) {
    let database = table();
    let tell = TELL.replace("path: /x", "path: /x, delivery: outbox");
    let workspace = inserting(database.url(), api, &tell);
    (database, workspace)
}
