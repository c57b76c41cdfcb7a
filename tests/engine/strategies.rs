//! Each strategy beside one item after another, on the same data: the same tables, results, counts and failures.

use std::sync::Mutex;

use serde_json::Value;

use crate::support::{
    portl::{Finished, Workspace},
    postgres::Database,
    trace::Trace,
};

use super::{
    cases::{CASES, Case, job},
    data::{Shape, csv},
    store::{Sqlite, Store},
};

/// Few rows: the slow way is slow.
pub(super) const SHAPES: [Shape; 3] = [
    Shape {
        rows: 150,
        keys: 1_000_000,
        refused: 0,
    },
    Shape {
        rows: 200,
        keys: 15,
        refused: 0,
    },
    Shape {
        rows: 400,
        keys: 300,
        refused: 50,
    },
];

/// More rows than one statement takes, one of them refused.
const LARGE: Shape = Shape {
    rows: 4_600,
    keys: 4_000,
    refused: 4_400,
};

/// The cases that are tried with more rows than one statement takes.
const LARGE_CASES: [&str; 7] = [
    "upsert",
    "upsert that is read",
    "insert",
    "update that nobody reads",
    "branches taken by many in a row",
    "branch that is read",
    "query",
];

/// The cases that the plan calls bulk, and of which the run finds out that they are not: branches change all the time, or
/// the database refuses the statement for many.
const ITEM_BY_ITEM: [&str; 4] = [
    "branches",
    "branches in turn",
    "query that fails",
    "query that can't stand inside another",
];

/// What a run says that does not hang on how long it took or where the step stands.
pub(super) fn said(finished: &Finished) -> String {
    let told = finished.stderr.lines().filter(|line| {
        let line = line.trim_start();
        [
            "cause",
            "code",
            "item",
            "sent",
            "constraint",
            "table",
            "column",
            "database",
            "warning",
            "$",
            "?",
        ]
        .iter()
        .any(|word| line.starts_with(word))
    });
    let last = finished.stderr.lines().last().unwrap_or_default();
    let counts = last.rsplit_once(", ").map_or(last, |(counts, _)| counts);
    format!(
        "{:?}\n{}\n{counts}",
        finished.code,
        told.collect::<Vec<_>>().join("\n")
    )
}

/// Runs a case in both ways over all data, and holds one against the other.
fn compare(store: &dyn Store, case: &Case, strategy: &str) {
    let small = SHAPES.into_iter().enumerate();
    let small = small.flat_map(|shape| [(shape, "fail"), (shape, "continue")]);
    let large = LARGE_CASES.contains(&case.name);
    // A conditional that goes on behind a failure has a savepoint around each item.
    let is_conditional = case.step.starts_with("type: conditional");
    let (shape, on_error) = if is_conditional {
        let refused = 0;
        (Shape { refused, ..LARGE }, "fail")
    } else {
        (LARGE, "continue")
    };
    let large = large.then_some(((SHAPES.len(), shape), on_error));
    for ((number, shape), on_error) in small.chain(large) {
        let data = csv(number as u64 + 1, shape);
        {
            let has_unique_email = number % 2 == 1;
            let outcome = |is_alone: bool, strategy: &str| {
                let job = job(case, &store.connection(), is_alone, on_error);
                let workspace = store.workspace(&job, &data, has_unique_email);
                if on_error == "fail" {
                    let plan = workspace.portl(&["plan", "job.yaml"]).expect_code(0);
                    let said = plan.stdout.split("\n 2. ").nth(1);
                    let said = said.and_then(|said| said.split("strategy  ").nth(1));
                    let is_said = said.is_some_and(|said| said.starts_with(strategy));
                    assert!(is_said, "{strategy}: {}", plan.stdout);
                }
                let run = ["run", "--quiet", "--trace", "trace.json", "job.yaml"];
                let finished = workspace.portl(&run);
                let finds_rows = number == 1 && case.name.ends_with("that nobody reads");
                let goes_on = on_error == "continue" && is_conditional;
                let is_bulk = strategy == "bulk" && !goes_on && !ITEM_BY_ITEM.contains(&case.name);
                if is_bulk && (number == 0 || finds_rows) {
                    let share_keys = finds_rows || case.name == "update of many rows";
                    expect_few_statements(&workspace, case, share_keys);
                }
                (said(&finished), store.content(&workspace))
            };
            let (quick, slow) = (outcome(true, strategy), outcome(false, "one at a time"));
            let place = format!("{}, data {number}, on_error: {on_error}", case.name);
            assert_eq!(quick.0, slow.0, "{place}");
            assert!(
                quick.1 == slow.1,
                "{place}: the tables differ\n{}",
                first_difference(&quick.1, &slow.1)
            );
        }
    }
}

/// What is undone and left to one item after another gives the same, and is no bulk. The first items of a query are for a
/// measure; items of one key are in statements of their own, which are sent together.
fn expect_few_statements(workspace: &Workspace, case: &Case, share_keys: bool) {
    let trace = Trace::read(&workspace.read("trace.json"));
    let mut slices = trace.of("statement");
    slices.retain(|slice| slice["name"] != "log");
    let statements = |slice: &&Value| slice["args"]["statements"].as_u64().expect("a number");
    let count: u64 = if share_keys {
        slices.len() as u64
    } else {
        slices.iter().map(statements).sum()
    };
    let measured = if case.name.starts_with("query") {
        64
    } else {
        0
    };
    assert!(count < measured + 6, "{count} statements");
}

fn first_difference(one: &str, other: &str) -> String {
    let same = one
        .chars()
        .zip(other.chars())
        .take_while(|(one, other)| one == other)
        .count();
    let around = |text: &str| {
        text.chars()
            .skip(same.saturating_sub(120))
            .take(240)
            .collect::<String>()
    };
    format!("{}\n---\n{}", around(one), around(other))
}

/// Runs every case, and names all that fail.
fn compare_all(
    store: impl Fn() -> Box<dyn Store>,
    strategy: impl Fn(&Case) -> &'static str + Sync,
) {
    let failed = Mutex::new(Vec::new());
    for case in CASES {
        let store = store();
        let compared = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            compare(&*store, case, strategy(case));
        }));
        if compared.is_err() {
            failed
                .lock()
                .expect("nobody panics with it")
                .push(case.name);
        }
    }
    let failed = failed.into_inner().expect("nobody panics with it");
    assert!(failed.is_empty(), "{failed:?}");
}

#[test]
fn postgres_gives_what_one_at_a_time_gives() {
    let store = || -> Box<dyn Store> {
        Box::new(Database::with_schema(
            "CREATE TYPE mood AS ENUM ('good', 'bad')",
        ))
    };
    compare_all(store, |case| case.postgres);
}

/// Each transaction has a row in the table of runs.
#[test]
fn no_transaction_is_begun_for_items_that_are_all_skipped() {
    for (condition, runs) in [("row.kind == 'never'", "0"), ("idx == 149", "1")] {
        let database = Database::with_schema("CREATE TYPE mood AS ENUM ('good', 'bad')");
        let job = job(&CASES[0], &Store::connection(&database), true, "fail");
        let job = job.replace(
            "on_error",
            &format!("when: \"{{{{ {condition} }}}}\", on_error"),
        );
        let workspace = Store::workspace(&database, &job, &csv(1, SHAPES[0]), false);
        workspace
            .portl(&["run", "--quiet", "job.yaml"])
            .expect_code(0);
        assert_eq!(
            database.value("SELECT count(*) FROM portl_run"),
            runs,
            "{condition}"
        );
    }
}

/// New keys are stored in a quicker way, as long as there are nothing but new ones.
#[test]
fn keys_that_are_all_new_and_then_all_known_are_stored_alike() {
    const ALL_NEW: Shape = Shape {
        rows: 1_200,
        keys: 100_000_000,
        refused: 0,
    };
    for case in CASES.iter().filter(|case| case.name.starts_with("upsert")) {
        let [many, one] = [true, false].map(|is_alone| {
            let database = Database::with_schema("CREATE TYPE mood AS ENUM ('good', 'bad')");
            let job = job(case, &Store::connection(&database), is_alone, "fail");
            let workspace = Store::workspace(&database, &job, &csv(1, ALL_NEW), false);
            [(), ()].map(|()| {
                let run = ["run", "--quiet", "--trace", "trace.json", "job.yaml"];
                let finished = workspace.portl(&run).expect_code(0);
                if is_alone && case.postgres == "bulk" {
                    expect_few_statements(&workspace, case, false);
                }
                let stored = Store::content(&database, &workspace);
                database.execute("DELETE FROM log");
                (said(&finished), stored)
            })
        });
        for (many, one) in many.iter().zip(&one) {
            assert_eq!(many.0, one.0, "{}", case.name);
            assert!(
                many.1 == one.1,
                "{}: {}",
                case.name,
                first_difference(&many.1, &one.1)
            );
        }
    }
}

#[test]
fn sqlite_gives_what_one_at_a_time_gives() {
    compare_all(|| Box::new(Sqlite), |case| case.sqlite);
}
