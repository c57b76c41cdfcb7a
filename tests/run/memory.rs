//! A long file goes through without being held.

use std::{fmt::Write, time::Duration};

use crate::support::portl::Workspace;

use super::expect_said;

const JOB: &str = "connections: {db: {type: sqlite, config: {path: data.db}}}\ntransaction: {scope: db}\nsteps:\n\
    \x20 - {id: t, type: db.execute, connection: db, query: \"CREATE TABLE t (code TEXT PRIMARY KEY, name TEXT, price DECIMAL)\"}\n\
    \x20 - {id: read, type: csv.read, path: in.csv}\n\
    \x20 - {id: row, type: db.upsert, connection: db, batch: {from: \"{{ steps.read.rows }}\", as: row}, table: t, key: code, mapping: {code: \"{{ row.code }}\", name: \"{{ row.name }}\", price: \"{{ row.price | decimal }}\"}}\n";

/// The most memory, in KiB, that a run over so many rows holds.
fn peak(rows: usize) -> u64 {
    let mut csv = String::from("code,name,price\n");
    let name = "a name that takes its time ".repeat(8);
    for number in 0..rows {
        writeln!(csv, "c-{number},{name}{number},{number}.25").expect("a string takes all");
    }
    let workspace = Workspace::new().file("job.yaml", JOB).file("in.csv", &csv);
    let running = workspace.start(&["run", "job.yaml"]);
    let mut peak = 0;
    while let Some(now) = running.peak_memory() {
        peak = peak.max(now);
        std::thread::sleep(Duration::from_millis(5));
    }
    let finished = running.finish().expect_code(0);
    let inserted = format!("{},000 rows inserted", rows / 1_000);
    expect_said(&finished, &[&inserted]);
    peak
}

#[test]
fn six_times_the_rows_take_hardly_more_memory() {
    let (small, large) = (peak(10_000), peak(60_000));
    assert!(small > 0, "the system does not say");
    // 50,000 rows more are 11 MiB of text.
    assert!(large < small + 3 * 1_024, "{small} KiB grew to {large} KiB");
}
