//! A table on each database, made anew for each run.

use rusqlite::Connection;

use crate::support::{portl::Workspace, postgres::Database};

const COLUMNS: &str = "code, name, email, price, day, kind, touched";

const SCHEMA: &str = "\
    DROP TABLE IF EXISTS log; DROP TABLE IF EXISTS t; \
    CREATE TABLE t (id IDENTITY, code varchar(12) NOT NULL CHECK (length(code) < 13) UNIQUE, name text, \
      email text EMAIL, price numeric(10, 2) CHECK (price >= 0), day date, kind KIND, \
      touched int NOT NULL DEFAULT 0); \
    CREATE TABLE log (idx int, said text); \
    INSERT INTO t (code, name, price, kind) VALUES ROWS;";

/// Rows that are there already, of the keys that come most often.
fn rows() -> String {
    let row = |number: usize| {
        let kind = ["'good'", "'bad'", "NULL"][number % 3];
        let name = ["'was there'", "NULL"][number % 2];
        format!("('c{number}', {name}, {number}, {kind})")
    };
    (0..40).map(row).collect::<Vec<_>>().join(", ")
}

fn schema(identity: &str, kind: &str, has_unique_email: bool) -> String {
    let email = if has_unique_email { "UNIQUE" } else { "" };
    SCHEMA
        .replace("IDENTITY", identity)
        .replace("ROWS", &rows())
        .replace("KIND", kind)
        .replace("EMAIL", email)
}

/// A database that is made anew for each run.
pub(super) trait Store {
    fn workspace(&self, job: &str, data: &str, has_unique_email: bool) -> Workspace;
    fn content(&self, workspace: &Workspace) -> String;
    fn connection(&self) -> String;
}

impl Store for Database {
    fn workspace(&self, job: &str, data: &str, has_unique_email: bool) -> Workspace {
        let identity = "bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY";
        self.execute(&schema(identity, "mood", has_unique_email));
        Workspace::new().file("job.yaml", job).file("in.csv", data)
    }

    fn content(&self, _: &Workspace) -> String {
        let rows = self.rows(&format!("SELECT {COLUMNS} FROM t ORDER BY id"));
        let log = self.rows("SELECT idx, said FROM log ORDER BY idx");
        format!("{rows:?}\n{log:?}")
    }

    fn connection(&self) -> String {
        format!("{{type: postgres, config: {{url: \"{}\"}}}}", self.url())
    }
}

pub(super) struct Sqlite;

impl Store for Sqlite {
    fn workspace(&self, job: &str, data: &str, has_unique_email: bool) -> Workspace {
        let workspace = Workspace::new().file("job.yaml", job).file("in.csv", data);
        let connection = Connection::open(workspace.path("data.db")).expect("it can be made");
        let kind = "text CHECK (kind IN ('good', 'bad'))";
        let made = schema("INTEGER PRIMARY KEY", kind, has_unique_email);
        connection
            .execute_batch(&made)
            .expect("the schema is right");
        workspace
    }

    fn content(&self, workspace: &Workspace) -> String {
        let connection = Connection::open(workspace.path("data.db")).expect("it is there");
        let texts = |query: &str| -> Vec<String> {
            let mut statement = connection.prepare(query).expect("the query is right");
            let rows = statement.query_map([], |row| row.get(0));
            rows.expect("it can be read")
                .map(|row| row.expect("it is text"))
                .collect()
        };
        let row = COLUMNS.replace(", ", ", '|', ");
        let rows = texts(&format!(
            "SELECT format('%s%s%s%s%s%s%s%s%s%s%s%s%s', {row}) FROM t ORDER BY id"
        ));
        let log = texts("SELECT idx || ' ' || said FROM log ORDER BY idx");
        format!("{rows:?}\n{log:?}")
    }

    fn connection(&self) -> String {
        "{type: sqlite, config: {path: data.db}}".to_owned()
    }
}
