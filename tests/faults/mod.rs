//! What is left when something breaks: processes that are killed, answers that are lost, transactions that lose a race.
//!
//! The invariants are those of RELIABILITY.md. Each guard behind them is taken away once, to see its test fail (`guards`).

mod breaks;
mod bytes;
mod cases;
mod commit;
mod conversations;
mod crash;
mod disk;
mod drainers;
mod flow_a;
mod guards;
mod kills;
mod pooler;
mod proxy;
mod races;
mod receiver;
mod resume;
mod rivals;

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

use crate::support::{portl::Workspace, postgres::Database};

/// A table, and a job of these steps that begins by inserting into it, on a database at `url`.
fn inserting(url: &str, api: &str, steps: &str) -> Workspace {
    let job = format!(
        "name: job\nconnections:\n  pg: {{type: postgres, config: {{url: \"{url}\"}}}}\n  api: {{type: http, config: {{base_url: \"{api}\"}}}}\n\
         transaction: {{scope: db}}\nsteps:\n  - {{id: row, type: db.insert, connection: pg, table: t, mapping: {{x: 1}}}}\n{steps}"
    );
    Workspace::new().file("job.yaml", &job)
}

/// Tries places that lie `step` apart, several at a time, until one is behind the end; `reaches` says whether a place is there.
fn spread(step: usize, reaches: impl Fn(usize) -> bool + Sync) {
    let next = AtomicUsize::new(0);
    let end = AtomicUsize::new(usize::MAX);
    thread::scope(|scope| {
        for _ in 0..if long() { 8 } else { 4 } {
            scope.spawn(|| {
                loop {
                    let place = next.fetch_add(step, Ordering::SeqCst);
                    if place >= end.load(Ordering::SeqCst) {
                        return;
                    }
                    if !reaches(place) {
                        end.fetch_min(place, Ordering::SeqCst);
                    }
                }
            });
        }
    });
    let end = end.into_inner();
    assert!(end > 2 * step, "it ends at {end}");
}

/// Whether everything is tried, not a sample: `tests/run.sh --long`.
fn long() -> bool {
    std::env::var_os("PORTL_TEST_LONG").is_some()
}

fn table() -> Database {
    Database::with_schema("CREATE TABLE t (x int)")
}
