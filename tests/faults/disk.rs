//! Disks that are full: nothing is lost, nothing is half there, and what is said names the file and why.

use std::{fmt::Write as _, fs};

use rusqlite::Connection;

use crate::support::portl::{Finished, Workspace, expect_said};

/// The words of the system.
const FULL: &str = "no space left on device";

/// A folder with a row to insert, and 1,000 rows of 300 bytes to read, ahead of these steps.
pub(super) fn before(steps: &str) -> Workspace {
    let mut rows = String::from("code,name\n");
    for number in 0..1_000 {
        writeln!(rows, "c{number},{}", "n".repeat(300)).expect("a string takes all");
    }
    let job = format!(
        "connections:\n  db: {{type: sqlite, config: {{path: data.db}}}}\n  small: {{type: sqlite, config: {{path: disk/small.db}}}}\n\
         transaction: {{scope: db}}\nsteps:\n  - {{id: read, type: csv.read, path: in.csv}}\n{steps}"
    );
    let workspace = Workspace::new()
        .file("job.yaml", &job)
        .file("in.csv", &rows);
    database(&workspace, "data.db")
        .execute_batch("CREATE TABLE t (x TEXT)")
        .expect("the folder can be written");
    workspace
}

const INSERT: &str = "  - {id: row, type: db.insert, connection: db, table: t, mapping: {x: a}}\n";

fn database(workspace: &Workspace, name: &str) -> Connection {
    Connection::open(workspace.path(name)).expect("a file")
}

fn rows(database: &Connection) -> i64 {
    let count = database.query_row("SELECT count(*) FROM t", [], |row| row.get(0));
    count.expect("SQL")
}

/// Runs a command where `folder` is a disk of its own, and so small; what it held is in `after` then.
pub(super) fn on_small_disk(
    workspace: &Workspace,
    folder: &str,
    kilobytes: u32,
    command: &str,
) -> Finished {
    workspace.shell(&format!(
        "mkdir {folder}; own=-m; [ $(id -u) = 0 ] || own=-rm\n\
         unshare $own sh -c '\n\
         mount -t tmpfs -o size={kilobytes}k none {folder} || exit 99\n\
         {command}\n\
         code=$?; cp -a {folder} after; exit $code'"
    ))
}

/// The names in a folder.
fn names(workspace: &Workspace, folder: &str) -> Vec<String> {
    let listed = fs::read_dir(workspace.path(folder)).expect("the folder is there");
    let name = |entry: std::io::Result<fs::DirEntry>| entry.map(|entry| entry.file_name());
    let mut names: Vec<_> = listed
        .map(|entry| name(entry).expect("it can be listed"))
        .map(|name| name.to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn a_csv_file_is_whole_or_as_it_was() {
    for mode in ["overwrite", "append"] {
        let write = format!(
            "{INSERT}  - {{id: w, type: csv.write, path: disk/out.csv, mode: {mode}, rows: \"{{{{ steps.read.rows }}}}\"}}\n"
        );
        let workspace = before(&write);
        let run = "printf \"code,name\\nold,old\\n\" > disk/out.csv; portl run job.yaml";
        let finished = on_small_disk(&workspace, "disk", 128, run).expect_code(3);
        expect_said(
            &finished,
            &["step `w` failed", "disk/out.csv`", FULL, "rolled back"],
        );
        assert_eq!(workspace.read("after/out.csv"), "code,name\nold,old\n");
        assert_eq!(names(&workspace, "after"), ["out.csv"]);
        assert_eq!(rows(&database(&workspace, "data.db")), 0);
    }
}

/// Every row fails, and is rejected.
pub(super) const REJECT: &str = "  - {id: bad, type: db.insert, connection: db, on_error: continue, rejects: disk/rejects.csv, \
    batch: {from: \"{{ steps.read.rows }}\", as: r}, table: t, mapping: {x: \"{{ r.name | int }}\"}}\n";

#[test]
fn a_file_of_rejects_holds_whole_rows() {
    let workspace = before(&format!("{INSERT}{REJECT}"));
    let run = "portl run job.yaml --quiet";
    let finished = on_small_disk(&workspace, "disk", 128, run).expect_code(3);
    let rejects = workspace.read("after/rejects.csv");
    let count = rejects.lines().count() - 1;
    assert!(
        count > 100 && rejects.ends_with(&format!("{}\n", "n".repeat(300))),
        "{count}"
    );
    let kept = format!("{count} failed items are in `disk/rejects.csv`");
    expect_said(
        &finished,
        &["can't write `", "rejects.csv`", FULL, "rolled back", &kept],
    );
    assert_eq!(rows(&database(&workspace, "data.db")), 0);
}

#[test]
fn a_database_is_rolled_back_and_gives_the_room_back() {
    let fill = "  - {id: fill, type: db.insert, connection: small, batch: {from: \"{{ steps.read.rows }}\", as: r}, table: t, mapping: {x: \"{{ r.name }}\"}}\n";
    // More than SQLite keeps in memory has to go to the disk before the commit.
    for kilobytes in [96, 200] {
        let workspace = before(fill);
        database(&workspace, "small.db")
            .execute_batch("CREATE TABLE t (x TEXT); INSERT INTO t VALUES ('old')")
            .expect("the folder can be written");
        let run = "mv small.db disk; portl run job.yaml";
        let finished = on_small_disk(&workspace, "disk", kilobytes, run).expect_code(3);
        expect_said(&finished, &["disk is full", "SQLITE_FULL", "rolled back"]);
        assert_eq!(names(&workspace, "after"), ["small.db"]);
        let small = database(&workspace, "after/small.db");
        assert_eq!(rows(&small), 1);
        let pages = small.query_row("PRAGMA page_count", [], |row| row.get::<_, i64>(0));
        assert!(pages.expect("SQL") < 10);
    }
}

const FILL: &str = "head -c 64k /dev/zero > FOLDER/fill 2> /dev/null";

/// Runs the job over a disk that is full from the beginning.
fn on_full_disk(workspace: &Workspace, folder: &str, run: &str) -> Finished {
    let fill = FILL.replace("FOLDER", folder);
    on_small_disk(workspace, folder, 8, &format!("{fill}\n{run}"))
}

#[test]
fn a_run_whose_log_has_no_room_goes_on_and_says_so() {
    let workspace = before(INSERT);
    let finished = on_full_disk(&workspace, ".portl", "portl run job.yaml").expect_code(0);
    let said = "warning: the log in `.portl/runs` can't be written: No space left on device";
    expect_said(&finished, &[said, "1 row inserted"]);
    assert_eq!(
        finished.stderr.matches(said).count(),
        1,
        "{}",
        finished.stderr
    );
    assert_eq!(rows(&database(&workspace, "data.db")), 1);
    // What is for programs stays so.
    let workspace = before(INSERT);
    let run = "portl run job.yaml --quiet --log-format json";
    let finished = on_full_disk(&workspace, ".portl", run).expect_code(0);
    for line in finished.stderr.lines() {
        serde_json::from_str::<serde_json::Value>(line).expect("JSON");
    }
    expect_said(&finished, &["the log in `.portl/runs` can't be written"]);
}

#[test]
fn a_log_for_programs_holds_whole_lines() {
    let many = "  - {id: many, type: csv.write, batch: {from: \"{{ steps.read.rows }}\", as: r}, path: \"none/{{ r.code }}.csv\", rows: \"{{ [r] }}\", on_error: continue}\n";
    let workspace = before(&format!("{INSERT}{many}"));
    let run = "portl run job.yaml --quiet --log-file disk/log.jsonl";
    let finished = on_small_disk(&workspace, "disk", 64, run).expect_code(0);
    let said = "warning: the log `disk/log.jsonl` can't be written: No space left on device; the run goes on without it";
    assert_eq!(
        finished.stderr.matches(said).count(),
        1,
        "{}",
        finished.stderr
    );
    let log = workspace.read("after/log.jsonl");
    assert!(log.len() > 60_000 && log.ends_with("}\n"), "{}", log.len());
    assert_eq!(rows(&database(&workspace, "data.db")), 1);
}

#[test]
fn results_without_room_are_no_success() {
    let run = "printf old > disk/r.json; cat /dev/zero > disk/fill 2> /dev/null; portl run job.yaml --result disk/r.json";
    let workspace = before(INSERT);
    let finished = on_small_disk(&workspace, "disk", 8, run).expect_code(4);
    expect_said(
        &finished,
        &[
            "`disk/r.json` can't be written: No space left on device",
            "1 row inserted",
        ],
    );
    assert_eq!(workspace.read("after/r.json"), "old");
    assert_eq!(rows(&database(&workspace, "data.db")), 1);
    // Nothing was done: nothing needs to be looked at.
    let workspace = before("");
    on_small_disk(&workspace, "disk", 8, run).expect_code(2);
}

#[test]
fn standard_output_that_takes_no_more_is_no_success() {
    let full = "standard output can't be written: No space left on device";
    for (command, code) in [
        ("portl run job.yaml --result -", 4),
        ("portl plan job.yaml", 2),
        ("portl check job.yaml --format sarif", 2),
        ("portl runs job.yaml --format json", 2),
    ] {
        let workspace = before(INSERT);
        workspace.portl(&["run", "job.yaml"]).expect_code(0);
        let finished = workspace
            .shell(&format!("{command} > /dev/full"))
            .expect_code(code);
        expect_said(&finished, &[full]);
    }
    // A reader that has seen enough is none.
    let workspace = before(INSERT);
    let finished = workspace.shell("set -o pipefail 2> /dev/null; portl plan job.yaml | true");
    assert!(
        !finished.stderr.contains("can't be written"),
        "{}",
        finished.stderr
    );
}

/// `ulimit -f` sends a signal that ends a process, unless it is prepared.
#[test]
fn a_limit_on_the_size_of_files_is_said_as_any_other() {
    let write = "  - {id: w, type: csv.write, path: out.csv, rows: \"{{ steps.read.rows }}\"}\n";
    let workspace = before(&format!("{INSERT}{write}")).file("out.csv", "old\n");
    let finished = workspace
        .shell("ulimit -f 100; portl run job.yaml")
        .expect_code(3);
    expect_said(
        &finished,
        &["step `w` failed", "out.csv`: file too large", "rolled back"],
    );
    assert_eq!(workspace.read("out.csv"), "old\n");
    assert_eq!(rows(&database(&workspace, "data.db")), 0);
    let left = names(&workspace, ".");
    assert!(
        !left.iter().any(|name| name.starts_with(".portl-")),
        "{left:?}"
    );
}
