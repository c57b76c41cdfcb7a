//! COMMITs that are lost, and answers to them.

use super::{
    inserting, long,
    proxy::{Loses, Proxy},
    table,
};
use crate::support::{
    http::{Answer, Server},
    portl::Workspace,
};

/// How often each way of losing is tried; a race would not show at the first.
fn times() -> usize {
    if long() { 100 } else { 8 }
}

const NOWHERE: &str = "http://127.0.0.1:9";

#[test]
fn a_commit_whose_answer_is_lost_is_found_in_the_journal() {
    for _ in 0..times() {
        let database = table();
        let proxy = Proxy::start(database.url(), Loses::Answer, 0..1);
        let workspace = inserting(&proxy.url(database.url()), NOWHERE, "");
        let finished = workspace.portl(&["run", "job.yaml"]).expect_code(0);
        assert_eq!(proxy.cuts(), 1);
        assert_eq!((database.count("t"), database.count("portl_run")), (1, 1));
        assert!(
            finished.stderr.contains("1 row inserted"),
            "{}",
            finished.stderr
        );
    }
}

#[test]
fn a_commit_that_never_arrived_is_made_again_once() {
    for _ in 0..times() {
        let database = table();
        let proxy = Proxy::start(database.url(), Loses::Commit, 0..1);
        let workspace = inserting(&proxy.url(database.url()), NOWHERE, "");
        let finished = workspace.portl(&["run", "job.yaml"]).expect_code(0);
        // The second connection commits through the same proxy.
        assert_eq!(proxy.cuts(), 2);
        assert_eq!((database.count("t"), database.count("portl_run")), (1, 1));
        assert!(
            finished.stderr.contains("run again in"),
            "{}",
            finished.stderr
        );
    }
}

#[test]
fn a_commit_that_never_arrives_ends_after_five_attempts_with_nothing_written() {
    let database = table();
    let proxy = Proxy::start(database.url(), Loses::Commit, 0..usize::MAX);
    let workspace = inserting(&proxy.url(database.url()), NOWHERE, "");
    let finished = workspace.portl(&["run", "job.yaml"]).expect_code(3);
    assert_eq!(proxy.cuts(), 5);
    assert_eq!(database.count("t"), 0);
    assert!(
        finished
            .stderr
            .contains("rolled back: nothing of this run is in the database"),
        "{}",
        finished.stderr
    );
}

#[test]
fn nothing_is_run_again_once_something_outside_was_told() {
    let database = table();
    let api = Server::in_turn([Answer::status(200)]);
    let proxy = Proxy::start(database.url(), Loses::Commit, 0..1);
    let tell = "  - {id: tell, type: api.call, connection: api, method: POST, path: /x}\n";
    let workspace = inserting(&proxy.url(database.url()), &api.url(), tell);
    let finished = workspace.portl(&["run", "job.yaml"]).expect_code(4);
    assert_eq!((database.count("t"), api.requests().len()), (0, 1));
    assert!(
        finished.stderr.contains("`tell` sent a POST"),
        "{}",
        finished.stderr
    );
}

/// What changes rows is entered in the journal, also where it is a transaction by itself.
#[test]
fn a_lone_statement_whose_commit_is_lost_is_found_in_the_journal() {
    for query in [
        "INSERT INTO t VALUES (7)",
        "WITH new AS (SELECT 7 AS x) INSERT INTO t SELECT x FROM new",
    ] {
        let database = table();
        let proxy = Proxy::start(database.url(), Loses::Answer, 0..1);
        let job = format!(
            "connections: {{pg: {{type: postgres, config: {{url: \"{}\"}}}}}}\nsteps: [{{id: row, type: db.execute, query: {query}}}]\n",
            proxy.url(database.url())
        );
        let workspace = Workspace::new().file("job.yaml", &job);
        workspace.portl(&["run", "job.yaml"]).expect_code(0);
        assert_eq!((proxy.cuts(), database.count("t")), (1, 1));
    }
}

/// What may not stand in a transaction still does not.
#[test]
fn a_lone_statement_that_must_be_alone_is() {
    let database = table();
    let job = format!(
        "connections: {{pg: {{type: postgres, config: {{url: \"{}\"}}}}}}\nsteps: [{{id: tidy, type: db.execute, query: VACUUM t}}]\n",
        database.url()
    );
    let workspace = Workspace::new().file("job.yaml", &job);
    workspace.portl(&["run", "job.yaml"]).expect_code(0);
}

/// The first COMMIT of the run is that of the outbox's tables.
#[test]
fn tables_of_the_outbox_are_made_in_spite_of_a_lost_commit() {
    for loses in [Loses::Commit, Loses::Answer] {
        let database = table();
        let proxy = Proxy::start(database.url(), loses, 0..1);
        let call = "  - {id: call, type: api.call, connection: api, method: POST, path: /x, delivery: outbox}\n";
        let workspace = inserting(&proxy.url(database.url()), NOWHERE, call);
        workspace.portl(&["run", "job.yaml"]).expect_code(0);
        assert!(proxy.cuts() >= 1, "{loses:?}");
        assert_eq!(
            (database.count("t"), database.count("portl_outbox")),
            (1, 1)
        );
    }
}

/// Without a journal nobody can tell; that it is said, and nothing else.
#[test]
fn without_a_journal_a_lost_answer_stays_unknown() {
    let database = table();
    let role = format!("reader_{}", std::process::id());
    database.execute(&format!("CREATE ROLE {role} LOGIN; GRANT INSERT, SELECT ON t TO {role}; REVOKE CREATE ON SCHEMA public FROM PUBLIC"));
    let proxy = Proxy::start(database.url(), Loses::Answer, 0..1);
    let url = proxy.url(database.url());
    let user = url
        .split("//")
        .nth(1)
        .and_then(|rest| rest.split('@').next())
        .expect("a user");
    let workspace = inserting(
        &url.replacen(&format!("//{user}@"), &format!("//{role}@"), 1),
        NOWHERE,
        "",
    );
    let finished = workspace.portl(&["run", "job.yaml"]).expect_code(5);
    database.execute(&format!("DROP OWNED BY {role}; DROP ROLE {role}"));
    for said in [
        "keeps no journal of runs",
        "nobody knows whether the database committed",
        "--resume",
    ] {
        assert!(
            finished.stderr.contains(said),
            "no `{said}` in\n{}",
            finished.stderr
        );
    }
}
