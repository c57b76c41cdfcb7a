//! Transactions, types, failures and the catalog of SQLite.

use std::time::Duration;

use portl::{
    connect::database::{Access, Filled},
    types::Type,
    value::Value,
};

use super::databases::{fact, fail, memory, rows, run, sqlite};

const COUNT: &str = "SELECT count(*) AS n FROM t";

#[tokio::test]
async fn values_come_back_by_the_declared_type() {
    let mut database = memory().await;
    run(
        &mut database,
        "CREATE TABLE t (d DATE, at TIMESTAMP, ok BOOLEAN, price DECIMAL(12,2), exact TEXT, meta JSON, b BLOB, x)",
    )
    .await;
    let decimal = Value::Decimal("12345678901234567890.12".parse().unwrap());
    let params = [
        Value::Date("2024-02-29".parse().unwrap()),
        Value::Timestamp("2024-02-29T12:30:00Z".parse().unwrap()),
        Value::Bool(true),
        Value::Decimal("12.50".parse().unwrap()),
        decimal,
        Value::from(vec![Value::Int(1), Value::Null]),
        Value::Bytes([1, 2][..].into()),
        Value::Float(1.5),
    ];
    let sql = "INSERT INTO t VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    assert_eq!(database.execute(sql, &params).await, Ok(1));
    let stored = "{d: 2024-02-29, at: 2024-02-29T12:30:00Z, ok: true, price: 12.50, \
                  exact: \"12345678901234567890.12\", meta: [1, null], b: 2 bytes, x: 1.5}";
    assert_eq!(rows(&mut database, "SELECT * FROM t", &[]).await, [stored]);
    let statement = database
        .describe("SELECT d, x, 1 + ?1 AS sum FROM t")
        .await
        .unwrap();
    assert_eq!(
        statement.columns,
        [
            ("d".into(), Type::Date),
            ("x".into(), Type::Json),
            ("sum".into(), Type::Json)
        ]
    );
    assert_eq!(statement.parameters.len(), 1);
}

#[tokio::test]
async fn returned_columns_have_their_declared_type() {
    let mut database = memory().await;
    run(
        &mut database,
        "CREATE TABLE t (d DATE, at TIMESTAMP DEFAULT CURRENT_TIMESTAMP, ok BOOLEAN)",
    )
    .await;
    let back = rows(
        &mut database,
        "INSERT INTO t (d, ok) VALUES ('2024-01-01', 1) RETURNING d, ok",
        &[],
    )
    .await;
    assert_eq!(back, ["{d: 2024-01-01, ok: true}"]);
    let at = database.query("SELECT at FROM t", &[]).await.unwrap();
    assert_eq!(at.cell("at").unwrap().kind(), "timestamp");
}

#[tokio::test]
async fn what_is_not_of_the_declared_type_is_named() {
    let mut database = memory().await;
    run(&mut database, "CREATE TABLE t (d DATE)").await;
    run(&mut database, "INSERT INTO t VALUES ('soon')").await;
    let failure = fail(&mut database, "SELECT d FROM t").await;
    assert_eq!(
        failure.message,
        "column `d`: expected a date, found text \"soon\""
    );
    let cast = rows(&mut database, "SELECT CAST(d AS TEXT) AS d FROM t", &[]).await;
    assert_eq!(cast, ["{d: \"soon\"}"]);
}

#[tokio::test]
async fn a_spoilt_transaction_is_never_committed() {
    let mut database = memory().await;
    run(&mut database, "CREATE TABLE t (id INTEGER PRIMARY KEY)").await;
    database.begin().await.unwrap();
    run(&mut database, "INSERT INTO t VALUES (1)").await;
    fail(&mut database, "INSERT INTO t VALUES (1)").await;
    database.commit().await.unwrap_err();
    assert_eq!(rows(&mut database, COUNT, &[]).await, ["{n: 0}"]);

    database.begin().await.unwrap();
    run(&mut database, "INSERT INTO t VALUES (1)").await;
    database.savepoint("item").await.unwrap();
    fail(&mut database, "INSERT INTO t VALUES (1)").await;
    database.rollback_to("item").await.unwrap();
    database.release("item").await.unwrap();
    database.commit().await.unwrap();
    assert_eq!(rows(&mut database, COUNT, &[]).await, ["{n: 1}"]);
}

#[tokio::test]
async fn a_transaction_that_sqlite_has_ended_goes_on_nowhere() {
    let mut database = memory().await;
    run(&mut database, "CREATE TABLE t (id INTEGER PRIMARY KEY)").await;
    database.begin().await.unwrap();
    run(&mut database, "INSERT INTO t VALUES (1)").await;
    fail(&mut database, "INSERT OR ROLLBACK INTO t VALUES (1)").await;
    let failure = fail(&mut database, "INSERT INTO t VALUES (2)").await;
    assert!(
        failure.message.contains("rolled the transaction back"),
        "{failure}"
    );
    database.commit().await.unwrap_err();
    assert_eq!(rows(&mut database, COUNT, &[]).await, ["{n: 0}"]);
}

#[tokio::test]
async fn violations_name_table_columns_and_constraint() {
    let mut database = memory().await;
    run(&mut database, "CREATE TABLE p (id INTEGER PRIMARY KEY)").await;
    run(
        &mut database,
        "CREATE TABLE t (a INT NOT NULL, b INT, p REFERENCES p, CONSTRAINT positive CHECK (a > 0), UNIQUE (a, b))",
    )
    .await;
    run(&mut database, "INSERT INTO t VALUES (1, 1, NULL)").await;
    for (sql, code, name, text) in [
        (
            "INSERT INTO t VALUES (1, 1, NULL)",
            "SQLITE_CONSTRAINT_UNIQUE",
            "column",
            "a, b",
        ),
        (
            "INSERT INTO t VALUES (NULL, 1, NULL)",
            "SQLITE_CONSTRAINT_NOTNULL",
            "column",
            "a",
        ),
        (
            "INSERT INTO t VALUES (-1, 1, NULL)",
            "SQLITE_CONSTRAINT_CHECK",
            "constraint",
            "positive",
        ),
        (
            "INSERT INTO t VALUES (2, 1, 9)",
            "SQLITE_CONSTRAINT_FOREIGNKEY",
            "code",
            "SQLITE_CONSTRAINT_FOREIGNKEY",
        ),
    ] {
        let failure = fail(&mut database, sql).await;
        assert_eq!(fact(&failure, "code"), Some(code), "{failure}");
        assert_eq!(fact(&failure, name), Some(text), "{failure}");
    }
    let syntax = fail(&mut database, "SELECT 'ö' FROM FROM t").await;
    assert_eq!(fact(&syntax, "position"), Some("17"), "{syntax}");
    let two = fail(&mut database, "SELECT 1; SELECT 2").await;
    assert!(two.message.contains("more than one statement"), "{two}");
}

#[tokio::test]
async fn a_running_statement_can_be_cancelled() {
    let mut database = memory().await;
    let canceller = database.canceller();
    let endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) AS c FROM n";
    let counting = database.execute(endless, &[]);
    let cancelling = async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        canceller.cancel().await.unwrap();
    };
    let (counted, ()) = tokio::join!(counting, cancelling);
    assert!(counted.unwrap_err().to_string().contains("interrupt"));
    assert_eq!(
        rows(&mut database, "SELECT 1 AS one", &[]).await,
        ["{one: 1}"]
    );
}

#[tokio::test]
async fn the_catalog_says_what_a_table_holds() {
    let mut database = memory().await;
    run(
        &mut database,
        "CREATE TABLE \"Odd Name\" (id INTEGER PRIMARY KEY, code TEXT NOT NULL, price DECIMAL DEFAULT 0, \
         twice INT GENERATED ALWAYS AS (2), any, UNIQUE (code, price))",
    )
    .await;
    run(
        &mut database,
        "CREATE UNIQUE INDEX partial ON \"Odd Name\" (code) WHERE price > 0",
    )
    .await;
    let table = database
        .table("main.Odd Name")
        .await
        .unwrap()
        .expect("it is there");
    let columns: Vec<_> = table
        .columns
        .iter()
        .map(|column| {
            (
                &*column.name,
                column.ty.clone(),
                column.nullable,
                column.filled,
            )
        })
        .collect();
    assert_eq!(
        columns,
        [
            ("id", Type::Int, false, Filled::Default),
            ("code", Type::Text, false, Filled::Never),
            ("price", Type::Decimal, true, Filled::Default),
            ("twice", Type::Int, true, Filled::Always),
            ("any", Type::Json, true, Filled::Never),
        ]
    );
    assert_eq!(table.primary_key, ["id".into()]);
    assert!(table.is_unique(&["price", "code"]) && !table.is_unique(&["code"]));
    assert_eq!(database.table("nothing").await, Ok(None));
}

#[tokio::test]
async fn a_file_is_relative_to_the_job_and_inspecting_makes_none() {
    let folder = tempfile::tempdir().unwrap();
    let mut inspector = sqlite(folder.path(), "data.db", Access::Inspect)
        .await
        .unwrap();
    assert_eq!(inspector.table("t").await, Ok(None));
    assert!(!folder.path().join("data.db").exists());

    let mut writer = sqlite(folder.path(), "data.db", Access::Full)
        .await
        .unwrap();
    run(&mut writer, "CREATE TABLE t (id INT)").await;
    let mut inspector = sqlite(folder.path(), "data.db", Access::Inspect)
        .await
        .unwrap();
    let failure = fail(&mut inspector, "INSERT INTO t VALUES (1)").await;
    assert_eq!(fact(&failure, "code"), Some("SQLITE_READONLY"));

    let missing = sqlite(folder.path(), "no/such/data.db", Access::Full)
        .await
        .unwrap_err();
    assert!(
        missing
            .help
            .is_some_and(|help| help.starts_with("make the folder"))
    );
    std::fs::write(
        folder.path().join("text.db"),
        "not a database, but long enough to be read as one",
    )
    .unwrap();
    let other = sqlite(folder.path(), "text.db", Access::Full)
        .await
        .unwrap_err();
    assert_eq!(fact(&other, "code"), Some("SQLITE_NOTADB"), "{other}");
}

#[tokio::test]
async fn a_transaction_waits_for_the_lock_of_another() {
    let folder = tempfile::tempdir().unwrap();
    let mut first = sqlite(folder.path(), "data.db", Access::Full)
        .await
        .unwrap();
    let mut second = sqlite(folder.path(), "data.db", Access::Full)
        .await
        .unwrap();
    run(&mut first, "CREATE TABLE t (id INT)").await;
    first.begin().await.unwrap();
    let unlock = async {
        run(&mut first, "INSERT INTO t VALUES (1)").await;
        tokio::time::sleep(Duration::from_millis(100)).await;
        first.commit().await.unwrap();
    };
    let (begun, ()) = tokio::join!(second.begin(), unlock);
    begun.unwrap();
    assert_eq!(rows(&mut second, COUNT, &[]).await, ["{n: 1}"]);
}
