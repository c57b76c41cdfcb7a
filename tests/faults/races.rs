//! Transactions that lose a race with another, and constraints that are put off.

use super::{inserting, table};
use crate::support::{
    http::{Answer, Server},
    lambda::{Lambda, Outcome},
    postgres::Database,
};
use serde_json::json;

/// Fails with this SQLSTATE the first `times` times that a row comes, and counts in a sequence, which no rollback undoes.
pub(super) fn failing(code: &str, times: usize) -> Database {
    let database = table();
    database.execute(&format!(
        "CREATE SEQUENCE tries;
         CREATE FUNCTION lose() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
           IF nextval('tries') <= {times} THEN RAISE EXCEPTION 'lost' USING ERRCODE = '{code}'; END IF; RETURN NEW; END $$;
         CREATE TRIGGER lose BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION lose()"
    ));
    database
}

fn tries(database: &Database) -> String {
    database.value("SELECT last_value FROM tries")
}

#[test]
fn a_transaction_that_lost_a_race_is_run_again() {
    for code in ["40001", "40P01"] {
        let database = failing(code, 2);
        let workspace = inserting(database.url(), "http://127.0.0.1:9", "");
        let finished = workspace.portl(&["run", "job.yaml"]).expect_code(0);
        assert_eq!(
            (database.count("t"), tries(&database).as_str()),
            (1, "3"),
            "{code}"
        );
        assert!(finished.stderr.contains("2 retries"), "{}", finished.stderr);
    }
}

#[test]
fn it_is_given_up_after_five_attempts() {
    let database = failing("40001", 99);
    let workspace = inserting(database.url(), "http://127.0.0.1:9", "");
    workspace.portl(&["run", "job.yaml"]).expect_code(3);
    assert_eq!((database.count("t"), tries(&database).as_str()), (0, "5"));
}

#[test]
fn a_function_is_not_invoked_again_for_it() {
    let database = failing("40001", 2);
    let lambda = Lambda::start(|_| Outcome::Returns(json!({"x": 7})));
    let job = format!(
        "connections:\n  pg: {{type: postgres, config: {{url: \"{}\"}}}}\n  f: {{type: lambda, config: {{region: us-east-1, function_name: f, endpoint_url: \"{}\"}}}}\n\
         transaction: {{scope: db}}\nsteps:\n  - {{id: ask, type: lambda.invoke, connection: f, batch: {{from: \"{{{{ [1, 2, 3] }}}}\", as: n}}, payload: {{n: \"{{{{ n }}}}\"}}, returns: {{x: int}}}}\n\
         \x20 - {{id: row, type: db.insert, connection: pg, batch: {{from: \"{{{{ steps.ask }}}}\", as: a}}, table: t, mapping: {{x: \"{{{{ a.x }}}}\"}}}}\n",
        database.url(),
        lambda.url()
    );
    let workspace = crate::support::portl::Workspace::new().file("job.yaml", &job);
    workspace.portl(&["run", "job.yaml"]).expect_code(0);
    assert_eq!((database.count("t"), lambda.invocations().len()), (3, 3));
}

/// A run that lost its race has called somebody: it is not run again.
#[test]
fn a_transaction_that_called_somebody_is_not_run_again() {
    let database = failing("40001", 1);
    let api = Server::in_turn([Answer::status(200)]);
    let job = "  - {id: tell, type: api.call, connection: api, method: POST, path: /x}\n  - {id: late, type: db.insert, connection: pg, table: t, mapping: {x: 2}}\n";
    database.execute("ALTER TABLE t DISABLE TRIGGER lose; CREATE TRIGGER late BEFORE INSERT ON t FOR EACH ROW WHEN (NEW.x = 2) EXECUTE FUNCTION lose()");
    let workspace = inserting(database.url(), &api.url(), job);
    workspace.portl(&["run", "job.yaml"]).expect_code(4);
    assert_eq!((database.count("t"), api.requests().len()), (0, 1));
}

#[test]
fn a_deferred_constraint_is_checked_before_anybody_is_told() {
    let database = Database::with_schema(
        "CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE t (x int REFERENCES p DEFERRABLE INITIALLY DEFERRED)",
    );
    let api = Server::in_turn([Answer::status(200)]);
    let tell = "  - {id: tell, type: api.call, connection: api, method: POST, path: /x}\n";
    let workspace = inserting(database.url(), &api.url(), tell);
    let finished = workspace.portl(&["run", "job.yaml"]).expect_code(3);
    assert!(
        finished.stderr.contains("foreign key"),
        "{}",
        finished.stderr
    );
    assert_eq!((database.count("t"), api.requests().len()), (0, 0));
}

#[test]
fn a_lock_is_waited_for_only_so_long() {
    let database = table();
    let workspace = inserting(database.url(), "http://127.0.0.1:9", "");
    let job = workspace
        .read("job.yaml")
        .replacen("\"}}", "\", lock_timeout: 200ms}}", 1);
    let workspace = workspace.file("job.yaml", &job);
    database.execute("BEGIN; LOCK TABLE t IN ACCESS EXCLUSIVE MODE");
    let finished = workspace.portl(&["run", "job.yaml"]);
    database.execute("ROLLBACK");
    assert_eq!(finished.code, Some(2), "{}", finished.stderr);
    assert!(
        finished.stderr.contains("lock timeout"),
        "{}",
        finished.stderr
    );
    workspace.portl(&["run", "job.yaml"]).expect_code(0);
    assert_eq!(database.count("t"), 1);
}

/// What was rejected before the transaction began again is not rejected twice.
#[test]
fn rejects_are_collected_anew() {
    let database = failing("40001", 1);
    database.execute("ALTER TABLE t DISABLE TRIGGER lose; CREATE TRIGGER late BEFORE INSERT ON t FOR EACH ROW WHEN (NEW.x = 2) EXECUTE FUNCTION lose()");
    let steps = "  - {id: bad, type: db.execute, connection: pg, on_error: continue, rejects: rejects.csv, batch: {from: \"{{ [1, 0] }}\", as: n}, query: \"SELECT 1 / {{ n }}::int\"}\n\
        \x20 - {id: late, type: db.insert, connection: pg, table: t, mapping: {x: 2}}\n";
    let workspace = inserting(database.url(), "http://127.0.0.1:9", steps);
    workspace.portl(&["run", "job.yaml"]).expect_code(0);
    assert_eq!((database.count("t"), tries(&database).as_str()), (2, "2"));
    let rejects = workspace.read("rejects.csv");
    assert_eq!(rejects.lines().count(), 2, "{rejects}");
}
