//! `portl runs` and `portl run --resume`: what became of a run that never said.

use std::fs;

use serde_json::Value;

use super::{inserting, table};
use crate::support::{portl::Workspace, postgres::Database};

const NOWHERE: &str = "http://127.0.0.1:9";

/// A run that was killed at a point, and its id.
fn killed(point: &str) -> (Database, Workspace, String) {
    let database = table();
    let workspace = inserting(database.url(), NOWHERE, "");
    let finished = workspace.portl_with(&[("PORTL_FAULT", point)], &["run", "job.yaml"]);
    assert_eq!(
        finished.code, None,
        "{point} is not passed: {}",
        finished.stderr
    );
    let listed = listed(&workspace, &[]);
    assert_eq!(listed["state"], "died");
    let id = listed["run_id"].as_str().expect("an id").to_owned();
    (database, workspace, id)
}

fn listed(workspace: &Workspace, more: &[&str]) -> Value {
    let arguments: Vec<_> = ["runs", "--format", "json"]
        .iter()
        .chain(more)
        .copied()
        .collect();
    let finished = workspace.portl(&arguments).expect_code(0);
    serde_json::from_str(&finished.stdout)
        .unwrap_or_else(|_| panic!("one run: {}", finished.stdout))
}

#[test]
fn a_run_that_died_before_its_commit_is_not_there() {
    let (database, workspace, id) = killed("commit_announced");
    let finished = workspace
        .portl(&["run", "job.yaml", "--resume", &id])
        .expect_code(3);
    assert!(
        finished
            .stderr
            .contains("is not committed and never will be"),
        "{}",
        finished.stderr
    );
    assert_eq!(database.count("t"), 0);
    workspace.portl(&["run", "job.yaml"]).expect_code(0);
    assert_eq!(database.count("t"), 1);
}

#[test]
fn a_run_that_died_behind_its_commit_is_there() {
    let (database, workspace, id) = killed("after_commit");
    assert_eq!(database.count("t"), 1);
    let finished = workspace
        .portl(&["run", "job.yaml", "--resume", &id])
        .expect_code(0);
    assert!(
        finished
            .stderr
            .contains("is committed: nothing is left to do"),
        "{}",
        finished.stderr
    );
    let listed = listed(&workspace, &["job.yaml"]);
    assert_eq!(
        (&listed["committed"], &listed["state"]),
        (&true.into(), &"committed".into())
    );
}

#[test]
fn a_job_that_has_changed_is_refused() {
    let (_database, workspace, id) = killed("after_commit");
    let job = workspace.read("job.yaml").replace("x: 1", "x: 2");
    let workspace = workspace.file("job.yaml", &job);
    let finished = workspace
        .portl(&["run", "job.yaml", "--resume", &id])
        .expect_code(2);
    assert!(
        finished.stderr.contains("has changed since the run"),
        "{}",
        finished.stderr
    );
}

#[test]
fn a_run_that_goes_on_is_left_alone() {
    let database = table();
    let workspace = inserting(database.url(), NOWHERE, "");
    let running = workspace.start_with(
        &[("PORTL_FAULT", "after_entry=sleep")],
        &["run", "job.yaml"],
    );
    let id = loop {
        let finished = workspace
            .portl(&["runs", "--format", "json"])
            .expect_code(0);
        if let Ok(line) = serde_json::from_str::<Value>(&finished.stdout) {
            assert_eq!(line["state"], "running");
            break line["run_id"].as_str().expect("an id").to_owned();
        }
    };
    let finished = workspace
        .portl(&["run", "job.yaml", "--resume", &id])
        .expect_code(2);
    assert!(
        finished.stderr.contains("still running"),
        "{}",
        finished.stderr
    );
    running.signal("KILL");
    running.finish();
}

#[test]
fn an_id_that_is_none_is_answered() {
    let (_database, workspace, _) = killed("after_commit");
    let finished = workspace
        .portl(&["run", "job.yaml", "--resume", "nope"])
        .expect_code(2);
    assert!(
        finished.stderr.contains("there is no run `nope`"),
        "{}",
        finished.stderr
    );
}

#[test]
fn a_log_that_is_gone_is_said_and_the_journal_named() {
    let (_database, workspace, id) = killed("after_commit");
    fs::remove_dir_all(workspace.path(".portl")).expect("it can be removed");
    let finished = workspace
        .portl(&["run", "job.yaml", "--resume", &id])
        .expect_code(2);
    for said in ["there is no log of runs at", "`portl runs job.yaml` asks"] {
        assert!(finished.stderr.contains(said), "{}", finished.stderr);
    }
    let listed = listed(&workspace, &["job.yaml"]);
    assert_eq!(
        (&listed["run_id"], &listed["committed"]),
        (&id.into(), &true.into())
    );
}

#[test]
fn the_log_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let (_database, workspace, id) = killed("run_over");
    let mode = |path: &str| {
        workspace
            .path(path)
            .metadata()
            .expect("it is there")
            .permissions()
            .mode()
            & 0o777
    };
    assert_eq!(
        (
            mode(".portl/runs"),
            mode(&format!(".portl/runs/{id}.jsonl"))
        ),
        (0o700, 0o600)
    );
}

#[test]
fn the_journal_forgets_old_runs_of_the_job_when_asked_to() {
    let database = table();
    let postgres = inserting(database.url(), NOWHERE, "").env("PG", database.url());
    let old = "UPDATE portl_run SET started_at = started_at - interval '91 days'";
    postgres.portl(&["run", "job.yaml"]).expect_code(0);
    database.execute(old);
    database.execute(
        "INSERT INTO portl_run SELECT 'other', 0, 'another job', digest, started_at FROM portl_run",
    );
    postgres.portl(&["run", "job.yaml"]).expect_code(0);
    let purge = |time: &str| postgres.portl(&["runs", "job.yaml", "--purge", time]);
    let refused = purge("89d").expect_code(2);
    assert!(refused.stderr.contains("90d or more"), "{}", refused.stderr);
    assert_eq!(database.count("portl_run"), 3);
    let forgot = purge("90d").expect_code(0);
    assert_eq!(forgot.stderr, "forgot 1 transaction of earlier runs\n");
    assert_eq!(database.count("portl_run"), 2);
}

#[test]
fn the_journal_of_sqlite_forgets_too() {
    let job = "name: job\nconnections: {db: {type: sqlite, config: {path: a.db}}}\ntransaction: {scope: db}\nsteps:\n\
        \x20 - {id: t, type: db.execute, query: CREATE TABLE IF NOT EXISTS t (a int)}\n\
        \x20 - {id: age, type: db.execute, query: \"UPDATE portl_run SET started_at = '2020-01-01T00:00:00.000Z' WHERE started_at < strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-0.3 seconds')\"}\n";
    let workspace = Workspace::new().file("job.yaml", job);
    workspace.portl(&["run", "job.yaml"]).expect_code(0);
    std::thread::sleep(std::time::Duration::from_millis(400));
    workspace.portl(&["run", "job.yaml"]).expect_code(0);
    let forgot = workspace
        .portl(&["runs", "job.yaml", "--purge", "90d"])
        .expect_code(0);
    assert_eq!(forgot.stderr, "forgot 1 transaction of earlier runs\n");
}
