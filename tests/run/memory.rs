//! What is long goes through without being held.

use std::{fmt::Write, time::Duration};

use crate::support::portl::Workspace;

use super::expect_said;

const UPSERT: &str = "connections: {db: {type: sqlite, config: {path: data.db}}}\ntransaction: {scope: db}\nsteps:\n\
    \x20 - {id: t, type: db.execute, connection: db, query: \"CREATE TABLE t (code TEXT PRIMARY KEY, name TEXT, price DECIMAL)\"}\n\
    \x20 - {id: read, type: csv.read, path: in.csv}\n\
    \x20 - {id: row, type: db.upsert, connection: db, batch: {from: \"{{ steps.read.rows }}\", as: row}, table: t, key: code, mapping: {code: \"{{ row.code }}\", name: \"{{ row.name }}\", price: \"{{ row.price | decimal }}\"}}\n";

/// Reads every row's result.
const WRITE_RESULTS: &str = "  - {id: out, type: csv.write, path: out.csv, rows: \"{{ steps.row }}\", columns: [code, name, price]}\n";

const QUERY: &str = "connections: {db: {type: sqlite, config: {path: data.db}}}\nsteps:\n\
    \x20 - {id: many, type: db.query_many, connection: db, query: \"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ROWS) \
    SELECT i, 'NAME' || i AS name FROM n\"}\n\
    \x20 - {id: out, type: csv.write, path: out.csv, rows: \"{{ steps.many.rows }}\"}\n";

/// Some 200 bytes.
fn name() -> String {
    "a name that takes its time ".repeat(8)
}

fn workspace(job: &str, rows: usize) -> Workspace {
    let mut csv = String::from("code,name,price\n");
    let name = name();
    for number in 0..rows {
        writeln!(csv, "c-{number},{name}{number},{number}.25").expect("a string takes all");
    }
    let job = job
        .replace("NAME", &name)
        .replace("ROWS", &rows.to_string());
    Workspace::new().file("job.yaml", &job).file("in.csv", &csv)
}

/// The most memory, in KiB, that a run over so many rows holds.
fn peak(workspace: &Workspace, said: &str) -> u64 {
    let running = workspace.start(&["run", "job.yaml"]);
    let mut peak = 0;
    while let Some(now) = running.peak_memory() {
        peak = peak.max(now);
        std::thread::sleep(Duration::from_millis(5));
    }
    expect_said(&running.finish().expect_code(0), &[said]);
    assert!(peak > 0, "the system does not say");
    peak
}

/// 50,000 rows more are 11 MiB of text.
fn expect_no_growth(job: &str, few: usize, said: &str) {
    let [small, large] = [few, few + 50_000].map(|rows| {
        let thousands = (rows / 1_000).to_string();
        peak(&workspace(job, rows), &said.replace("N", &thousands))
    });
    assert!(large < small + 6 * 1_024, "{small} KiB grew to {large} KiB");
}

#[test]
fn rows_of_a_file_are_stored_a_chunk_at_a_time() {
    expect_no_growth(UPSERT, 10_000, "N,000 rows inserted");
}

#[test]
fn results_that_are_read_wait_in_a_file() {
    let job = format!("{UPSERT}{WRITE_RESULTS}");
    expect_no_growth(&job, 40_000, "N,000 written to files");
}

#[test]
fn rows_of_a_query_wait_in_a_file() {
    expect_no_growth(QUERY, 40_000, "N,000 written to files");
}

#[test]
fn what_waits_in_a_file_or_in_memory_comes_out_the_same() {
    let job = format!("{UPSERT}{WRITE_RESULTS}");
    let written = |tmpdir: &str| {
        let workspace = workspace(&job, 45_000).env("TMPDIR", tmpdir);
        workspace.portl(&["run", "job.yaml"]).expect_code(0);
        std::fs::read_to_string(workspace.path("out.csv")).expect("it was written")
    };
    let (in_file, in_memory) = (written("/tmp"), written("/there/is/no/such/folder"));
    assert_eq!(in_file.lines().count(), 45_001);
    assert!(in_file == in_memory);
    assert!(in_file.ends_with(&format!("c-44999,{}44999,44999.25\n", name())));
}
