//! PostgreSQL crashes, in the middle of a transaction and in the middle of COMMIT, and comes up again.

use std::{
    process::Command,
    thread,
    time::{Duration, Instant},
};

use super::{inserting, long};
use crate::support::{from_set_up, portl::Workspace, postgres::Database};

/// A server of their own, since everybody's connections end: the rounds take turns.
#[test]
fn a_run_survives_a_crash_of_its_database() {
    let rounds = if long() { 30 } else { 4 };
    for round in 0..rounds {
        let at_commit = round % 2 == 0;
        let (name, slow) = if at_commit {
            ("COMMIT", "AFTER INSERT ON t DEFERRABLE INITIALLY DEFERRED")
        } else {
            ("INSERT", "AFTER INSERT ON t")
        };
        let url = from_set_up("PORTL_TEST_CRASH_PG_URL");
        let database = Database::at(&url);
        database.execute(&format!(
            "CREATE TABLE t (x int); CREATE TABLE crashes (n int); INSERT INTO crashes VALUES (0);
             CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
               IF (SELECT n FROM crashes) = 0 THEN PERFORM pg_sleep(30); END IF; RETURN NULL; END $$;
             CREATE CONSTRAINT TRIGGER slow {slow} FOR EACH ROW EXECUTE FUNCTION slow()"
        ));
        let workspace = inserting(database.url(), "http://127.0.0.1:9", "");
        let running = workspace.start(&["run", "job.yaml"]);
        until_at(&database, name);
        database.execute("UPDATE crashes SET n = 1");
        crash();
        let finished = running.finish().expect_code(0);
        let database = database.again();
        assert_eq!(
            (database.count("t"), database.count("portl_run")),
            (1, 1),
            "{round}: {}",
            finished.stderr
        );
        assert!(
            finished.stderr.contains("run again in"),
            "{}",
            finished.stderr
        );
        expect_listed(&workspace);
    }
}

fn expect_listed(workspace: &Workspace) {
    let listed = workspace.portl(&["runs", "job.yaml"]).expect_code(0);
    assert!(listed.stdout.contains("committed"), "{}", listed.stdout);
}

/// Waits until the server sleeps in a statement of the run.
fn until_at(database: &Database, begins: &str) {
    let at_work = format!(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep' AND query LIKE '{begins}%'"
    );
    let begun = Instant::now();
    while database.value(&at_work) == "0" {
        assert!(
            begun.elapsed() < Duration::from_secs(20),
            "{begins} never came"
        );
        thread::sleep(Duration::from_millis(10));
    }
}

fn crash() {
    let done = Command::new(from_set_up("PORTL_TEST_CRASH")).status();
    assert!(
        done.is_ok_and(|status| status.success()),
        "the server did not come up again"
    );
}
