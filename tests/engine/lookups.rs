//! Queries for many items at once: what only a query by itself can give is never taken from among many.

use serde_json::Value;

use crate::support::{portl::Workspace, postgres::Database, trace::Trace};

use super::{
    cases::{Case, job},
    store::Store,
    strategies::said,
};

/// More than are looked up one by one for a measure.
const ITEMS: usize = 400;

const TABLES: &str = "\
    CREATE TABLE log (idx int, said text); \
    CREATE TABLE t (code text, name text, taken int); \
    INSERT INTO t SELECT 'c' || n, 'n' || n FROM generate_series(0, 500, 2) AS n;";

/// What a run said and left behind.
struct Outcome {
    said: String,
    log: Vec<Vec<Option<String>>>,
    /// How many statements the step sent.
    statements: u64,
}

fn outcome(schema: &str, case: &Case, is_alone: bool) -> Outcome {
    let database = Database::with_schema(&format!("{TABLES} {schema}"));
    let codes: String = (0..ITEMS).map(|item| format!("c{item}\n")).collect();
    let job = job(case, &Store::connection(&database), is_alone, "fail");
    let workspace = Workspace::new()
        .file("job.yaml", &job)
        .file("in.csv", &format!("code\n{codes}"));
    let run = ["run", "--quiet", "--trace", "trace.json", "job.yaml"];
    let finished = workspace.portl(&run);
    let trace = Trace::read(&workspace.read("trace.json"));
    let mut slices = trace.of("statement");
    slices.retain(|slice| slice["name"] == "row");
    let statements = |slice: &&Value| slice["args"]["statements"].as_u64().expect("a number");
    Outcome {
        said: said(&finished),
        log: database.rows("SELECT idx, said FROM log ORDER BY idx"),
        statements: slices.iter().map(statements).sum(),
    }
}

/// Holds a batch of queries against the same inside a group that has the batch; says how many statements the former took.
fn compare(schema: &str, query: &str, read: &'static str) -> u64 {
    let step = format!("type: db.query_one, query: \"{query}\"");
    let case = Case {
        name: "lookup",
        step: step.leak(),
        postgres: "bulk",
        sqlite: "pipelined",
        read: Some(("row", read)),
    };
    let [many, one] = [true, false].map(|is_alone| outcome(schema, &case, is_alone));
    assert_eq!(many.said, one.said, "{query}");
    let mut both = many.log.iter().zip(&one.log);
    assert_eq!(both.find(|(many, one)| many != one), None, "{query}");
    assert_eq!(many.log.len(), one.log.len(), "{query}");
    many.statements
}

#[test]
fn few_queries_look_up_many_items() {
    let query = "SELECT name FROM t WHERE code = {{ row.code }}";
    let statements = compare("", query, "res.name");
    assert!(statements < 80, "{statements}");
}

/// It takes another row each time, which those behind it have to see.
#[test]
fn a_function_that_may_change_something_is_called_by_one_query_for_each_item() {
    let function = |name: &str| {
        format!(
            "CREATE FUNCTION {name}(text, int) RETURNS text LANGUAGE sql AS \
             $$ UPDATE t SET taken = $2 WHERE code = $1 RETURNING code $$;"
        )
    };
    for name in ["\\\"Take\\\"", "public.lower"] {
        let schema = function(&name.replace('\\', ""));
        let query = format!(
            "SELECT {name}(code, {{{{ idx }}}}) AS code FROM t WHERE taken IS NULL ORDER BY name LIMIT 1"
        );
        assert_eq!(compare(&schema, &query, "res.code"), ITEMS as u64);
    }
}

#[test]
fn parameters_of_every_kind_stay_whole() {
    let schema = "\
        CREATE TYPE place AS (city text, street text); CREATE DOMAIN code AS text CHECK (VALUE <> ''); \
        CREATE TYPE mood AS ENUM ('good', 'bad'); CREATE TABLE d (id int, c code, m mood, b bpchar(6), v varchar(3)); \
        INSERT INTO d SELECT n, 'c' || n, CASE WHEN n % 2 = 0 THEN 'good'::mood ELSE 'bad' END, 'c' || n, 'c' || n % 50 \
        FROM generate_series(1, 300) AS n;";
    for (query, read) in [
        (
            "SELECT ({{ '(' ~ row.code ~ ',s' ~ idx % 7 ~ ')' }}::place).street AS s",
            "res.s",
        ),
        ("SELECT id FROM d WHERE c = {{ row.code }}", "res.id"),
        (
            "SELECT id FROM d WHERE m = {{ 'good' if idx % 3 == 0 else 'bad' }} AND id > {{ idx }} ORDER BY id",
            "res.id",
        ),
        ("SELECT id FROM d WHERE b = {{ row.code }}", "res.id"),
        (
            "SELECT id FROM d WHERE v = {{ row.code }} ORDER BY id",
            "res.id",
        ),
        (
            "SELECT id FROM d WHERE id = ANY ({{ [idx, idx + 200] }}::int[]) ORDER BY id DESC",
            "res.id",
        ),
        (
            "SELECT {{ idx }} + 1 AS id UNION SELECT {{ idx }} ORDER BY 1",
            "res.id",
        ),
        (
            "SELECT id FROM d WHERE {{ none if idx % 2 == 0 else idx }}::int IS NULL OR id = {{ idx }} ORDER BY id",
            "res.id",
        ),
    ] {
        compare(schema, query, read);
    }
}

#[test]
fn a_query_without_columns_is_found_or_not() {
    let query = "SELECT FROM t WHERE code = {{ row.code }}";
    compare("", query, "'found'");
}

/// The server never comes to the third row of a query that ends at its first.
#[test]
fn a_row_behind_the_first_may_fail() {
    let schema = "CREATE TABLE few (n int); INSERT INTO few VALUES (1), (2), (3);";
    let query = "SELECT 10 / (3 - n) AS n FROM few WHERE n < 3 + {{ idx }} / 390";
    compare(schema, query, "res.n");
}

/// A plan for many that is a hundred times as slow as that for one.
#[test]
fn what_is_slow_among_many_is_done_alone() {
    let schema = "\
        CREATE TABLE large (id int PRIMARY KEY, x int); \
        INSERT INTO large SELECT n, n % 100000 FROM generate_series(1, 200000) AS n; \
        CREATE INDEX ON large (x); ANALYZE large;";
    let query = "SELECT id FROM large WHERE {{ idx + 99000 }}::int IS NULL OR x = {{ idx + 99000 }} ORDER BY id";
    let statements = compare(schema, query, "res.id");
    assert!(statements > 300, "{statements}");
}

/// What comes ahead of it in the list fails first, though the statement for the other branch can't even be prepared.
#[test]
fn the_first_item_that_fails_is_named_whatever_is_wrong_with_another_branch() {
    let database = Database::with_schema("CREATE TABLE t (code text PRIMARY KEY)");
    let codes: String = (0..ITEMS).map(|item| format!("c{}\n", item % 20)).collect();
    let workspace = Workspace::new()
        .file("in.csv", &format!("code\n{codes}"))
        .file(
            "job.yaml",
            &format!(
                "name: case\nconnections: {{db: {}}}\ntransaction: {{scope: db}}\nsteps:\n\
                 \x20 - {{id: rows, type: csv.read, path: in.csv}}\n\
                 \x20 - {{id: make, type: db.execute, connection: db, query: \"CREATE TABLE made (code text)\"}}\n\
                 \x20 - id: row\n    type: conditional\n    batch: {{from: \"{{{{ steps.rows.rows }}}}\", as: row}}\n\
                 \x20   when: \"{{{{ idx < 25 }}}}\"\n\
                 \x20   then: [{{id: known, type: db.insert, connection: db, table: t, mapping: {{code: \"{{{{ row.code }}}}\"}}}}]\n\
                 \x20   else: [{{id: unknown, type: db.insert, connection: db, table: nowhere, mapping: {{code: \"{{{{ row.code }}}}\"}}}}]\n",
                Store::connection(&database)
            ),
        );
    let failed = workspace.portl(&["run", "job.yaml"]).expect_code(3);
    assert!(
        failed.stderr.contains("`known`") && failed.stderr.contains("at item 20"),
        "{}",
        failed.stderr
    );
}
