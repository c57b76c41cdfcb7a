//! A fresh PostgreSQL database for each test.

use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::runtime::Runtime;
use tokio_postgres::{Client, NoTls, SimpleQueryMessage};

use super::{from_set_up, runtime};

/// A database of the test's own, dropped with this value.
pub(crate) struct Database {
    cluster: String,
    name: String,
    url: String,
    session: Option<Session>,
}

impl Database {
    /// An empty database in the cluster of `tests/run.sh`.
    pub(crate) fn create() -> Self {
        Self::at(&cluster())
    }

    /// An empty database in the cluster at `url`.
    pub(crate) fn at(url: &str) -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("portl_test_{}_{number}", std::process::id());
        let cluster = url.to_owned();
        Session::open(&cluster).rows(&format!("CREATE DATABASE {name}"));
        let url = in_database(&cluster, &name);
        let session = Some(Session::open(&url));
        Self {
            cluster,
            name,
            url,
            session,
        }
    }

    /// The same over a new connection, behind a crash of its cluster.
    pub(crate) fn again(mut self) -> Self {
        self.session = Some(Session::open(&self.url));
        self
    }

    /// An empty database in which `sql`, one or more statements, has run.
    pub(crate) fn with_schema(sql: &str) -> Self {
        let database = Self::create();
        database.execute(sql);
        database
    }

    /// Where it is, for a role that needs no password.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Where it is, for a role that must give the password in the URL.
    pub(crate) fn password_url(&self) -> String {
        in_database(&from_set_up("PORTL_TEST_PG_PASSWORD_URL"), &self.name)
    }

    /// Where it is through the pooler of `tests/run.sh`.
    pub(crate) fn pooled_url(&self) -> String {
        in_database(&from_set_up("PORTL_TEST_PGBOUNCER_URL"), &self.name)
    }

    /// Runs statements for their effect.
    pub(crate) fn execute(&self, sql: &str) {
        self.rows(sql);
    }

    /// The rows of a query, each cell as the server's text.
    pub(crate) fn rows(&self, sql: &str) -> Vec<Vec<Option<String>>> {
        let session = self.session.as_ref().expect("only drop takes it");
        session.rows(sql)
    }

    /// The only cell of a query; null as the word `null`.
    pub(crate) fn value(&self, sql: &str) -> String {
        let rows = self.rows(sql);
        assert!(
            rows.len() == 1 && rows[0].len() == 1,
            "not a single value: {rows:?}"
        );
        rows[0][0].clone().unwrap_or_else(|| "null".to_owned())
    }

    /// How many rows a table has.
    pub(crate) fn count(&self, table: &str) -> u64 {
        let count = self.value(&format!("SELECT count(*) FROM {table}"));
        count.parse().expect("a count is a number")
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        self.session = None;
        if !std::thread::panicking() {
            let drop = format!("DROP DATABASE {} WITH (FORCE)", self.name);
            Session::open(&self.cluster).rows(&drop);
        }
    }
}

/// The URL of the cluster of `tests/run.sh`.
fn cluster() -> String {
    from_set_up("PORTL_TEST_PG_URL")
}

/// `url` with another database.
fn in_database(url: &str, name: &str) -> String {
    let (server, _) = url.rsplit_once('/').expect("the URL names a database");
    format!("{server}/{name}")
}

/// A connection that is used in a blocking way.
struct Session {
    runtime: Runtime,
    client: Client,
}

impl Session {
    fn open(url: &str) -> Self {
        let runtime = runtime();
        let client = runtime.block_on(async {
            let (client, connection) = tokio_postgres::connect(url, NoTls)
                .await
                .expect("the PostgreSQL of tests/run.sh answers");
            tokio::spawn(connection);
            client
        });
        Self { runtime, client }
    }

    fn rows(&self, sql: &str) -> Vec<Vec<Option<String>>> {
        let messages = self.runtime.block_on(self.client.simple_query(sql));
        let messages = messages.unwrap_or_else(|error| panic!("{sql}: {error:?}"));
        messages.iter().filter_map(cells).collect()
    }
}

fn cells(message: &SimpleQueryMessage) -> Option<Vec<Option<String>>> {
    let SimpleQueryMessage::Row(row) = message else {
        return None;
    };
    Some(
        (0..row.len())
            .map(|column| row.get(column).map(str::to_owned))
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_database_is_its_own_and_goes_away() {
        let one = Database::with_schema("CREATE TABLE t (x int); INSERT INTO t VALUES (1), (NULL)");
        let two = Database::create();
        assert_eq!(one.count("t"), 2);
        assert_eq!(
            one.rows("SELECT x FROM t ORDER BY x"),
            [[Some("1".to_owned())], [None]]
        );
        assert_eq!(two.value("SELECT to_regclass('t')"), "null");

        let name = one.name.clone();
        assert!(one.url().ends_with(&name));
        drop(one);
        let left = format!("SELECT count(*) FROM pg_database WHERE datname = '{name}'");
        assert_eq!(two.value(&left), "0");
    }

    #[test]
    fn the_password_is_needed_and_sufficient() {
        let database = Database::create();
        let session = Session::open(&database.password_url());
        assert_eq!(
            session.rows("SELECT current_user"),
            [[Some("portl_login".to_owned())]]
        );

        let wrong = database.password_url().replace("only%20for", "wrong");
        let refused = runtime().block_on(tokio_postgres::connect(&wrong, NoTls));
        let error = refused.err().expect("a wrong password is refused");
        assert_eq!(error.code().map(|code| code.code()), Some("28P01"));
    }
}
