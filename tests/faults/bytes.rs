//! A conversation with PostgreSQL that breaks in the middle of a message, at every byte of a short run.

use std::{
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use super::{
    breaks::{Break, SIDES, Way},
    inserting, long,
    proxy::Proxy,
    spread, table,
};
use crate::support::{
    portl::{Finished, Workspace},
    postgres::Database,
};

const NOWHERE: &str = "http://127.0.0.1:9";
/// In a short round so many bytes lie between two breaks; a prime, so that no message is always broken at the same place.
const STEP: usize = 211;

/// What the run says has to be true of the database, wherever the conversation broke. Gives the counts.
fn what_is_said_is_true(way: Way, step: usize) -> String {
    let step = if long() { 1 } else { step };
    let [broken_off, recovered, silent] = [const { AtomicUsize::new(0) }; 3];
    let databases = Databases::default();
    for side in SIDES {
        spread(step, |offset| {
            let fault = Break { side, offset, way };
            let database = databases.take();
            let (finished, is_broken) = broken(&database, fault);
            let rows = database.count("t");
            databases.give_back(database);
            let expected: &[u64] = match finished.code {
                Some(0) => &[1],
                Some(2 | 3) => &[0],
                Some(5) => &[0, 1],
                other => panic!("{fault:?}: exit {other:?}\n{}", finished.stderr),
            };
            let (code, said) = (finished.code, finished.stderr);
            assert!(
                expected.contains(&rows),
                "{fault:?}: exit {code:?} and {rows} rows\n{said}"
            );
            // What is only late is all there.
            assert!(
                !matches!(way, Way::Delay(_)) || code == Some(0),
                "{fault:?}: {said}"
            );
            broken_off.fetch_add(usize::from(is_broken), Ordering::SeqCst);
            let gave_up = said.contains("the server has been silent for 1s");
            silent.fetch_add(usize::from(gave_up), Ordering::SeqCst);
            recovered.fetch_add(usize::from(is_broken && code == Some(0)), Ordering::SeqCst);
            is_broken
        });
    }
    let (broken_off, recovered) = (broken_off.into_inner(), recovered.into_inner());
    // Within a transaction, a lost connection is made up for by another.
    assert!(recovered > 5, "{way:?}");
    assert_eq!(way == Way::Truncate, silent.into_inner() > 5, "{way:?}");
    format!("{broken_off} conversations broken, {recovered} runs succeeded all the same")
}

/// Databases with an empty table, used again and again: a new one takes longer than a run.
#[derive(Default)]
struct Databases(Mutex<Vec<Database>>);

impl Databases {
    fn take(&self) -> Database {
        let idle = self.0.lock().expect("nobody panics with it").pop();
        idle.unwrap_or_else(table)
    }

    fn give_back(&self, database: Database) {
        database.execute(
            "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity \
             WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'",
        );
        database.execute("DELETE FROM t; DROP TABLE IF EXISTS portl_run");
        self.0.lock().expect("nobody panics with it").push(database);
    }
}

/// A short run over a conversation that breaks once; says whether it came so far.
fn broken(database: &Database, fault: Break) -> (Finished, bool) {
    let proxy = Proxy::breaking(database.url(), fault, 0..1);
    let url = proxy.url(database.url());
    let workspace = match fault.way {
        Way::Truncate => impatient(&url),
        _ => inserting(&url, NOWHERE, ""),
    };
    let finished = workspace.portl(&["run", "job.yaml"]);
    (finished, proxy.cuts() > 0)
}

/// A short run whose connection gives up a silent server after a second.
pub(super) fn impatient(url: &str) -> Workspace {
    let workspace = inserting(url, NOWHERE, "");
    let job = workspace.read("job.yaml").replacen(
        "\"}}",
        "\", statement_timeout: 700ms, connect_timeout: 300ms}}",
        1,
    );
    workspace.file("job.yaml", &job)
}

#[test]
fn of_a_connection_that_ends() {
    println!("{}", what_is_said_is_true(Way::Cut, STEP));
}

#[test]
fn of_a_connection_that_is_reset() {
    println!("{}", what_is_said_is_true(Way::Reset, STEP));
}

#[test]
fn of_a_message_that_is_late() {
    println!(
        "{}",
        what_is_said_is_true(Way::Delay(Duration::from_millis(100)), STEP)
    );
}

#[test]
fn of_a_message_that_is_swallowed() {
    println!("{}", what_is_said_is_true(Way::Truncate, STEP));
}
