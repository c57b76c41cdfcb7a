//! What the flows that are killed have in common.

use portl::faults::Point;
use serde_json::Value;

use super::super::cases::Case;
use crate::support::{
    portl::{Finished, Workspace},
    postgres::Database,
    until,
};

/// Under what circumstances a flow runs; each leads it by other points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weather {
    /// Nothing goes wrong.
    Fair,
    /// It has run before, and everything has changed since.
    Again,
    /// The receiver puts the first call off.
    Busy,
    /// The receiver refuses one call for good.
    Refused,
    /// A receiver with a rate limit.
    Slow,
    /// The answer to COMMIT is lost.
    LostAnswer,
    /// COMMIT is lost.
    LostCommit,
    /// The flow has more steps, or more settings.
    More,
}

/// A flow in a world of its own, and what must be true of it.
pub(super) trait Flow: Sized {
    /// As cases name it.
    const NAME: &str;
    /// The weathers that it knows.
    const WEATHERS: &[Weather];

    /// Everything up to the command that is to be killed.
    fn begin(weather: Weather) -> Self;
    /// Its parts.
    fn parts(&self) -> (&Workspace, &Database);
    /// The command that is to be killed.
    fn command(&self) -> &'static [&'static str];
    /// Makes it ready for the command to be given again.
    fn again(&self) {}
    /// What holds behind the end of a command, whether it was killed or not.
    fn expect_whole(&self, finished: &Finished);
    /// Goes on until everything is done, and says what must be true then.
    fn expect_end(&self, case: &mut Case);
}

/// Runs the command of a flow, killed at `place` unless it is empty.
pub(super) fn broken<F: Flow>(flow: &F, place: &str, case: &mut Case) -> Finished {
    let (workspace, database) = flow.parts();
    let fault = [("PORTL_FAULT", place)];
    let variables = if place.is_empty() {
        &[][..]
    } else {
        &fault[..]
    };
    let finished = workspace.portl_with(variables, flow.command());
    case.tell(&format!(
        "{:?} at `{place}`: exit {:?}\n{}",
        flow.command(),
        finished.code,
        finished.stderr
    ));
    settled(database);
    flow.expect_whole(&finished);
    finished
}

/// The points that a flow passes, each as often as it does.
pub(super) fn passed<F: Flow>(weather: Weather) -> Vec<(Point, usize)> {
    let flow = F::begin(weather);
    let (workspace, database) = flow.parts();
    let list = workspace.path("points.txt");
    let list = list.to_str().expect("folders of tests are named in ASCII");
    let finished = workspace.portl_with(&[("PORTL_FAULT_LIST", list)], flow.command());
    settled(database);
    flow.expect_whole(&finished);
    let listed = workspace.read("points.txt");
    let count = |point: &Point| listed.lines().filter(|line| *line == point.name()).count();
    Point::ALL
        .iter()
        .map(|point| (*point, count(point)))
        .filter(|(_, count)| *count > 0)
        .collect()
}

/// Waits until the server has noticed that its client is gone.
pub(in crate::faults) fn settled(database: &Database) {
    let others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'";
    until("the end of its sessions", || database.value(others) == "0");
}

/// How many rows a table has; none where it is not there.
pub(in crate::faults) fn count(database: &Database, table: &str) -> u64 {
    let is_there = format!("SELECT count(*) FROM pg_class WHERE relname = '{table}'");
    match database.value(&is_there).as_str() {
        "1" => database.count(table),
        _ => 0,
    }
}

/// What `portl runs` says is committed is what the journal holds, and what a run said of itself is true.
pub(super) fn expect_true_words(
    workspace: &Workspace,
    database: &Database,
    finished: &Finished,
    before: u64,
) {
    let committed = count(database, "portl_run");
    let listed = workspace
        .portl(&["runs", "job.yaml", "--format", "json"])
        .expect_code(0);
    let lines = listed
        .stdout
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
    let said = lines.filter(|line| line["committed"] == true).count();
    assert_eq!(said as u64, committed, "{}", listed.stdout);
    let rolled_back = finished
        .stderr
        .contains("nothing of this run is in the database");
    match finished.code {
        Some(0) => assert_eq!((committed, rolled_back), (before + 1, false)),
        Some(3 | 4) => assert_eq!((committed, rolled_back), (before, true)),
        // It failed before it began.
        Some(2) => assert_eq!(committed, before),
        None => assert!((before..=before + 1).contains(&committed)),
        other => panic!("exit {other:?}"),
    }
}
