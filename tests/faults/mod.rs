//! What is left when something breaks: processes that are killed, answers that are lost, transactions that lose a race.
//!
//! The invariants are those of RELIABILITY.md. Each guard behind them is taken away once, to see its test fail (`guards`).

mod bytes;
mod cases;
mod commit;
mod crash;
mod drainers;
mod guards;
mod kills;
mod pooler;
mod proxy;
mod races;
mod receiver;
mod resume;

use crate::support::{portl::Workspace, postgres::Database};

/// A table, and a job of these steps that begins by inserting into it, on a database at `url`.
fn inserting(url: &str, api: &str, steps: &str) -> Workspace {
    let job = format!(
        "name: job\nconnections:\n  pg: {{type: postgres, config: {{url: \"{url}\"}}}}\n  api: {{type: http, config: {{base_url: \"{api}\"}}}}\n\
         transaction: {{scope: db}}\nsteps:\n  - {{id: row, type: db.insert, connection: pg, table: t, mapping: {{x: 1}}}}\n{steps}"
    );
    Workspace::new().file("job.yaml", &job)
}

/// Whether everything is tried, not a sample: `tests/run.sh --long`.
fn long() -> bool {
    std::env::var_os("PORTL_TEST_LONG").is_some()
}

fn table() -> Database {
    Database::with_schema("CREATE TABLE t (x int)")
}
