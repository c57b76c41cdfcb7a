//! Tables in which one item could matter to another, or see that it is not alone.

use std::fmt::Write as _;

use crate::support::{portl::Workspace, postgres::Database};

use super::{
    cases::{CASES, Case, job},
    data::csv,
    store::Store,
    strategies::SHAPES,
};

/// Runs a step over these codes in bulk and one after another; both have to say and store the same, which is this.
fn compare(
    schema: &str,
    step: &'static str,
    read: Option<&'static str>,
    codes: &str,
    seen: (&str, &str),
) {
    let case = Case {
        name: "coupled",
        step,
        postgres: "bulk",
        sqlite: "bulk",
        read: read.map(|read| ("row", read)),
    };
    for is_alone in [true, false] {
        let database =
            Database::with_schema(&format!("{schema}; CREATE TABLE log (idx int, said text)"));
        let workspace = Workspace::new()
            .file(
                "job.yaml",
                &job(&case, &Store::connection(&database), is_alone, "continue"),
            )
            .file("in.csv", &format!("code\n{}\n", codes.replace(' ', "\n")));
        let finished = workspace.portl(&["run", "--quiet", "job.yaml"]);
        let (query, wanted) = seen;
        assert_eq!(
            database.value(query),
            wanted,
            "{is_alone}\n{}",
            finished.stderr
        );
    }
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

/// What one item sets decides what the next one finds.
#[test]
fn a_generated_column_is_found_by_what_it_is_then() {
    compare(
        "CREATE TABLE t (code int, band int GENERATED ALWAYS AS (code / 10) STORED); INSERT INTO t (code) VALUES (15)",
        "type: db.update, table: t, where: {band: \"{{ row.code | int }}\"}, mapping: {code: \"{{ (row.code | int) * 10 + 15 }}\"}",
        None,
        "1 2",
        ("SELECT code FROM t", "35"),
    );
}

#[test]
fn a_trigger_of_a_table_that_inherits_sees_each_item_by_itself() {
    compare(
        "CREATE TABLE t (code text, name text); CREATE TABLE child () INHERITS (t); CREATE TABLE seen (n int); \
         INSERT INTO child VALUES ('a', ''), ('b', ''), ('c', ''); \
         CREATE FUNCTION look() RETURNS trigger LANGUAGE plpgsql AS \
         $$ BEGIN INSERT INTO seen SELECT count(*) FROM child WHERE name = 'new'; RETURN NULL; END $$; \
         CREATE TRIGGER look AFTER UPDATE ON child FOR EACH ROW EXECUTE FUNCTION look()",
        "type: db.update, table: t, where: {code: \"{{ row.code }}\"}, mapping: {name: new}",
        None,
        "a b c",
        (
            "SELECT string_agg(n::text, ' ' ORDER BY n) FROM seen",
            "1 2 3",
        ),
    );
}

/// The second is gone with the first, through the other table.
#[test]
fn a_delete_that_acts_on_other_tables_is_done_item_by_item() {
    compare(
        "CREATE TABLE t (code text PRIMARY KEY, other int); CREATE TABLE b (id int PRIMARY KEY, code text REFERENCES t ON DELETE CASCADE); \
         ALTER TABLE t ADD FOREIGN KEY (other) REFERENCES b ON DELETE CASCADE; \
         CREATE TABLE gone (code text); \
         INSERT INTO t VALUES ('a', NULL); INSERT INTO b VALUES (1, 'a'); INSERT INTO t VALUES ('c', 1); \
         CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS \
         $$ BEGIN INSERT INTO gone SELECT count(*)::text FROM t; RETURN OLD; END $$; \
         CREATE TRIGGER note AFTER DELETE ON b FOR EACH ROW EXECUTE FUNCTION note()",
        "type: db.delete, table: t, where: {code: \"{{ row.code }}\"}",
        None,
        "c a",
        ("SELECT string_agg(code, ' ') FROM gone", "0"),
    );
}

/// The server has stored all rows, and one of them can't be read here.
#[test]
fn a_result_that_cannot_be_read_fails_its_item_alone() {
    compare(
        "CREATE TABLE t (code text PRIMARY KEY, day date DEFAULT '2024-01-01', n int DEFAULT 0); INSERT INTO t VALUES ('b', 'infinity')",
        "type: db.upsert, table: t, key: code, mapping: {code: \"{{ row.code }}\", n: 1}",
        Some("res.day"),
        "a b c",
        (
            "SELECT string_agg(code || n, ' ' ORDER BY code) || ' ' || (SELECT count(*) FROM log) FROM t",
            "a1 b0 c1 3",
        ),
    );
}
