//! `portl schema pull` and `check --live` against real databases: what they say is what `check` then knows.

use crate::support::{portl::Workspace, postgres::Database};

const TABLES: &str = "
    CREATE TYPE stage AS ENUM ('draft', 'published');
    CREATE SCHEMA app;
    CREATE TABLE items (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      code varchar(8) NOT NULL UNIQUE,
      \"Full Name\" text NOT NULL,
      price numeric(12, 2),
      stage stage,
      twice numeric GENERATED ALWAYS AS (price * 2) STORED,
      tags text[],
      created_at timestamptz NOT NULL DEFAULT now()
    );
    CREATE UNIQUE INDEX ON items (price) WHERE price > 0;
    CREATE TABLE app.lines (item bigint NOT NULL REFERENCES items (id), number int NOT NULL, PRIMARY KEY (item, number));
    CREATE VIEW cheap AS SELECT code, price FROM items WHERE price < 1;";

const JOB: &str = "\
connections:
  db: {type: postgres, config: {url: \"${env:PG_URL}\"}}
inputs: {code: text}
steps:
  - id: item
    type: db.upsert
    table: items
    key: code
    mapping: {code: \"{{ inputs.code }}\", Full Name: Bolt, price: \"1.20\", stage: draft}
  - id: line
    type: db.upsert
    table: app.lines
    key: [item, number]
    update: none
    mapping: {item: \"{{ steps.item.id }}\", number: 1}
  - id: found
    type: db.query_one
    query: |
      SELECT i.id, i.price, count(*) AS lines
        FROM items i LEFT JOIN app.lines l ON l.item = i.id
       WHERE i.code = {{ inputs.code }}
       GROUP BY i.id
  - id: plain
    type: db.query_many
    query: SELECT code, price FROM items
  - id: view
    type: db.query_many
    query: SELECT code FROM cheap
  - id: keep
    type: csv.write
    path: out.csv
    rows: \"{{ steps.plain.rows + steps.view.rows }}\"
    when: \"{{ steps.found is not none and steps.found.lines > 0 }}\"
";

fn with_postgres(database: &Database) -> Workspace {
    Workspace::new()
        .file("job.yaml", JOB)
        .env("PG_URL", database.url())
}

#[test]
fn what_postgres_says_is_saved_and_the_same_database_says_the_same() {
    let database = Database::with_schema(TABLES);
    let workspace = with_postgres(&database);
    let said = workspace.portl(&["schema", "pull", "job.yaml"]);
    let said = said.expect_code(0).stderr;
    assert!(said.contains("2 tables, 3 statements"), "{said}");
    let saved = workspace.read("portl.schema.json");
    crate::support::snapshot::assert_snapshot("run", "schema_postgres", &saved);
    let again = workspace.portl(&["schema", "pull", "job.yaml"]);
    again.expect_code(0);
    assert_eq!(workspace.read("portl.schema.json"), saved);
    workspace
        .portl(&["check", "--advice", "job.yaml"])
        .expect_code(0);
    let run = workspace.portl(&["run", "job.yaml", "--input", "code=a-1"]);
    run.expect_code(0);
}

/// A mistake for each thing that only the database knows.
const MISTAKES: [(&str, &str, &str); 8] = [
    ("table: items", "table: itmes", "ref.unknown-table"),
    ("price: \"1.20\"", "prize: \"1.20\"", "ref.unknown-column"),
    ("price: \"1.20\"", "price: cheap", "schema.unreadable-value"),
    ("stage: draft", "stage: drafd", "schema.not-in-enum"),
    ("stage: draft", "twice: 1", "schema.generated-column"),
    ("Full Name: Bolt, ", "", "schema.missing-column"),
    ("key: code", "key: price", "schema.no-unique-key"),
    (
        "{{ steps.item.id }}",
        "{{ steps.item.ident }}",
        "ref.unknown-column",
    ),
];

#[test]
fn a_pulled_schema_finds_what_only_the_database_knows() {
    let database = Database::with_schema(TABLES);
    for (right, wrong, code) in MISTAKES {
        let job = JOB.replacen(right, wrong, 1);
        let workspace = with_postgres(&database).file("job.yaml", &job);
        let before = workspace.portl(&["check", "job.yaml"]);
        assert_eq!(before.code, Some(0), "{wrong}: {}", before.stderr);
        workspace
            .portl(&["schema", "pull", "job.yaml"])
            .expect_code(0);
        let live = workspace.portl(&["check", "--live", "job.yaml"]);
        let live = live.expect_code(1).stderr;
        let found = workspace.portl(&["check", "job.yaml"]);
        let found = found.expect_code(1).stderr;
        assert!(
            found.contains(&format!("error[{code}]")),
            "{wrong}: {found}"
        );
        assert_eq!(found.matches("error[").count(), 1, "{found}");
        assert_eq!(found, live);
    }
}

#[test]
fn a_snapshot_of_another_job_says_nothing_and_is_kept() {
    let database = Database::with_schema(TABLES);
    let workspace = with_postgres(&database);
    workspace
        .portl(&["schema", "pull", "job.yaml"])
        .expect_code(0);
    let other = "\
connections:
  db: {type: postgres, config: {url: \"${env:PG_URL}\"}}
steps:
  - {id: a, type: db.insert, table: not_asked_for, mapping: {anything: 1}}
  - {id: b, type: db.query_one, query: SELECT anything FROM not_asked_for}
  - {id: c, type: csv.write, path: c.csv, rows: \"{{ [steps.b] }}\"}
";
    let workspace = workspace.file("other.yaml", other);
    workspace.portl(&["check", "other.yaml"]).expect_code(0);
    let pulled = workspace.portl(&["schema", "pull", "other.yaml"]);
    let said = pulled.expect_code(0).stderr;
    assert!(said.contains("there is no table `not_asked_for`"), "{said}");
    let found = workspace.portl(&["check", "other.yaml"]);
    let found = found.expect_code(1).stderr;
    assert!(found.contains("ref.unknown-table"), "{found}");
    assert!(found.contains("schema.refused-statement"), "{found}");
    workspace.portl(&["check", "job.yaml"]).expect_code(0);
}

#[test]
fn sqlite_is_asked_as_well_and_no_file_is_made() {
    let job = "\
connections:
  db: {type: sqlite, config: {path: shop.db}}
steps:
  - {id: a, type: db.insert, table: items, mapping: {nmae: Bolt}}
";
    let workspace = Workspace::new().file("job.yaml", job);
    let missing = workspace.portl(&["schema", "pull", "job.yaml"]);
    assert!(matches!(missing.code, Some(0 | 2)), "{}", missing.stderr);
    assert!(!workspace.path("shop.db").exists(), "looking makes no file");
    let connection = rusqlite::Connection::open(workspace.path("shop.db")).expect("a new file");
    connection
        .execute_batch("CREATE TABLE items (id INTEGER PRIMARY KEY, name TEXT)")
        .expect("a new table");
    workspace
        .portl(&["schema", "pull", "job.yaml"])
        .expect_code(0);
    let found = workspace.portl(&["check", "job.yaml"]);
    let found = found.expect_code(1).stderr;
    assert!(found.contains("`items` has no column `nmae`"), "{found}");
}

#[test]
fn a_database_out_of_reach_is_no_error_of_the_job() {
    let workspace = Workspace::new()
        .file("job.yaml", JOB)
        .env("PG_URL", "postgres://portl@127.0.0.1:1/none");
    for command in [
        &["check", "--live", "job.yaml"][..],
        &["schema", "pull", "job.yaml"],
    ] {
        let said = workspace.portl(command).expect_code(2).stderr;
        assert!(said.contains("`db`"), "{said}");
    }
}

#[test]
fn the_schema_of_jobs_is_printed() {
    let printed = Workspace::new().portl(&["schema", "job"]).expect_code(0);
    let saved = std::fs::read_to_string(
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("grammar/job.schema.json"),
    );
    assert_eq!(printed.stdout, saved.expect("it is there"));
}
