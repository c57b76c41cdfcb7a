//! Each strategy beside one item after another, on the same data: the same tables, results, counts and failures.

use std::{fmt::Write, sync::Mutex};

use crate::support::{portl::Finished, postgres::Database};

use super::{
    data::{Shape, csv},
    store::{Sqlite, Store},
};

/// Few rows: the slow way is slow.
const SHAPES: [Shape; 3] = [
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

/// A step that goes through the rows, and what its strategy is called on each database.
pub(super) struct Case {
    pub(super) name: &'static str,
    /// The step but for `id:` and `batch:`.
    step: &'static str,
    postgres: &'static str,
    sqlite: &'static str,
    /// Whether its results are read, and as what.
    read: Option<&'static str>,
}

const MAPPING: &str = "{code: \"{{ row.code }}\", name: \"{{ row.name | trim }}\", email: \"{{ row.email }}\", price: \"{{ none if row.price is none else row.price | decimal }}\", day: \"{{ row.day | date }}\", kind: \"{{ row.kind }}\"}";

pub(super) const CASES: &[Case] = &[
    Case {
        name: "upsert",
        step: "type: db.upsert, table: t, key: code, mapping: MAPPING",
        postgres: "bulk",
        sqlite: "bulk",
        read: None,
    },
    Case {
        name: "upsert that is read",
        step: "type: db.upsert, table: t, key: code, mapping: MAPPING",
        postgres: "bulk",
        sqlite: "bulk",
        read: Some("res.code ~ ' ' ~ res.price ~ ' ' ~ res.was_inserted"),
    },
    Case {
        name: "upsert, changed",
        step: "type: db.upsert, table: t, key: code, update: changed, mapping: MAPPING",
        postgres: "bulk",
        sqlite: "bulk",
        read: None,
    },
    Case {
        name: "upsert, changed, that is read",
        step: "type: db.upsert, table: t, key: code, update: changed, mapping: MAPPING",
        postgres: "one at a time",
        sqlite: "bulk",
        read: Some("res.code ~ ' ' ~ res.price ~ ' ' ~ res.was_inserted"),
    },
    Case {
        name: "upsert, merge",
        step: "type: db.upsert, table: t, key: code, update: merge, mapping: MAPPING",
        postgres: "bulk",
        sqlite: "bulk",
        read: Some("res.code ~ ' ' ~ res.email"),
    },
    Case {
        name: "upsert of some columns",
        step: "type: db.upsert, table: t, key: code, update: [name, day], mapping: MAPPING",
        postgres: "bulk",
        sqlite: "bulk",
        read: None,
    },
    Case {
        name: "upsert, none",
        step: "type: db.upsert, table: t, key: code, update: none, mapping: MAPPING",
        postgres: "bulk",
        sqlite: "bulk",
        read: None,
    },
    Case {
        name: "insert",
        step: "type: db.insert, table: t, mapping: MAPPING",
        postgres: "bulk",
        sqlite: "bulk",
        read: Some("res.code"),
    },
    Case {
        name: "insert, skip",
        step: "type: db.insert, table: t, on_conflict: skip, mapping: MAPPING",
        postgres: "bulk",
        sqlite: "bulk",
        read: None,
    },
    Case {
        name: "insert, skip, that is read",
        step: "type: db.insert, table: t, on_conflict: skip, mapping: MAPPING",
        postgres: "pipelined",
        sqlite: "pipelined",
        read: Some("res.code"),
    },
    Case {
        name: "update",
        step: "type: db.update, table: t, where: {code: \"{{ row.code | default('none') }}\"}, mapping: {name: \"{{ row.name }}\", price: \"{{ none if row.price is none else row.price | decimal }}\"}",
        postgres: "pipelined",
        sqlite: "pipelined",
        read: Some("res.count"),
    },
    Case {
        name: "delete",
        step: "type: db.delete, table: t, where: {code: \"{{ row.code | default('none') }}\"}",
        postgres: "pipelined",
        sqlite: "pipelined",
        read: Some("res.count"),
    },
    Case {
        name: "query",
        step: "type: db.query_one, query: \"SELECT code, price FROM t WHERE code = {{ row.code }} ORDER BY id LIMIT 1\"",
        postgres: "pipelined",
        sqlite: "pipelined",
        read: Some("res.code ~ ' ' ~ (res.price | default(''))"),
    },
    Case {
        name: "execute",
        step: "type: db.execute, query: \"UPDATE t SET touched = touched + 1 WHERE code = {{ row.code }}\"",
        postgres: "pipelined",
        sqlite: "pipelined",
        read: Some("res.count"),
    },
    Case {
        name: "branches",
        step: "type: conditional, when: \"{{ row.kind == 'good' }}\", then: [{id: good, type: db.insert, connection: db, table: t, mapping: MAPPING}], \
               else: [{id: other, type: db.update, connection: db, table: t, where: {code: \"{{ row.code | default('none') }}\"}, mapping: {name: \"{{ row.name }}\"}, when: \"{{ row.email is not none }}\"}]",
        postgres: "pipelined",
        sqlite: "pipelined",
        read: None,
    },
];

/// The job: the step with a batch of its own, or inside a group that has it.
pub(super) fn job(case: &Case, connection: &str, is_alone: bool, on_error: &str) -> String {
    let batch = "batch: {from: \"{{ steps.rows.rows }}\", as: row}";
    let step = case.step.replace("MAPPING", MAPPING);
    let connected = if step.starts_with("type: conditional") {
        ""
    } else {
        "connection: db, "
    };
    let step = format!("{connected}on_error: {on_error}, {step}");
    let steps = if is_alone {
        format!("  - {{id: row, {batch}, {step}}}\n")
    } else {
        format!("  - {{id: each, type: group, {batch}, steps: [{{id: row, {step}}}]}}\n")
    };
    let read = case.read.map(|read| {
        format!(
            "  - {{id: log, type: db.insert, connection: db, batch: {{from: \"{{{{ steps.row }}}}\", as: res}}, table: log, mapping: {{idx: \"{{{{ idx }}}}\", said: \"{{{{ 'nothing' if res is none else {read} }}}}\"}}}}\n"
        )
    });
    format!(
        "name: case\nconnections: {{db: {connection}}}\ntransaction: {{scope: db}}\nsteps:\n\
         \x20 - {{id: rows, type: csv.read, path: in.csv, null_values: [\"-\"]}}\n{steps}{}",
        read.unwrap_or_default()
    )
}

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
    let large = (strategy == "bulk").then_some(((SHAPES.len(), LARGE), "continue"));
    for ((number, shape), on_error) in small.chain(large) {
        let data = csv(number as u64 + 1, shape);
        {
            let has_unique_email = number % 2 == 1;
            let outcome = |is_alone: bool, strategy: &str| {
                let job = job(case, &store.connection(), is_alone, on_error);
                let workspace = store.workspace(&job, &data, has_unique_email);
                if on_error == "fail" {
                    let plan = workspace.portl(&["plan", "job.yaml"]).expect_code(0);
                    assert!(
                        plan.stdout.contains(&format!("strategy  {strategy}:")),
                        "{}",
                        plan.stdout
                    );
                }
                let finished = workspace.portl(&["run", "--quiet", "job.yaml"]);
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

#[test]
fn a_trigger_sees_each_item_by_itself() {
    let mut seen = Vec::new();
    for is_alone in [true, false] {
        let database = Database::with_schema(
            "CREATE TYPE mood AS ENUM ('good', 'bad'); CREATE TABLE seen (n int)",
        );
        let data = csv(1, SHAPES[0]);
        let job = job(&CASES[0], &Store::connection(&database), is_alone, "fail");
        let workspace = Store::workspace(&database, &job, &data, false);
        database.execute(
            "CREATE FUNCTION look() RETURNS trigger LANGUAGE plpgsql AS \
             $$ BEGIN INSERT INTO seen SELECT count(*) FROM new_rows; RETURN NULL; END $$; \
             CREATE TRIGGER look AFTER INSERT ON t REFERENCING NEW TABLE AS new_rows \
             FOR EACH STATEMENT EXECUTE FUNCTION look()",
        );
        workspace
            .portl(&["run", "--quiet", "job.yaml"])
            .expect_code(0);
        seen.push(database.rows("SELECT count(*), max(n) FROM seen"));
    }
    assert_eq!(seen[0], [[Some("150".to_owned()), Some("1".to_owned())]]);
    assert_eq!(seen[0], seen[1]);
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

/// In rounds by key, the third row of `k2` would come last, when `v` is free again.
#[test]
fn items_that_meet_in_another_key_are_done_in_order() {
    let mut data = String::from("code,name,email,price,day,kind\n");
    for (code, email) in [
        ("k2", "a"),
        ("k2", "b"),
        ("k2", "v"),
        ("k1", "v"),
        ("k1", "w"),
    ] {
        writeln!(data, "{code},n,{email},1,2024-01-01,good").expect("a string takes all");
    }
    for is_alone in [true, false] {
        let database = Database::with_schema("CREATE TYPE mood AS ENUM ('good', 'bad')");
        let job = job(&CASES[0], &Store::connection(&database), is_alone, "fail");
        let workspace = Store::workspace(&database, &job, &data, true);
        let failed = workspace.portl(&["run", "job.yaml"]).expect_code(3);
        assert!(
            failed.stderr.contains("at item 3 (code \"k1\")"),
            "{}",
            failed.stderr
        );
    }
}

#[test]
fn sqlite_gives_what_one_at_a_time_gives() {
    compare_all(|| Box::new(Sqlite), |case| case.sqlite);
}
