//! Transactions, statements and the catalog of PostgreSQL.

use std::time::Duration;

use portl::{
    connect::{
        Class, Effect, SettingValue,
        database::{Access, Database, Filled},
    },
    spec::connections::POSTGRES,
    types::Type,
    value::Value,
};

use super::databases::{fact, fail, open_in, postgres, postgres_with, rows, run, settings};

const COUNT: &str = "SELECT count(*) AS n FROM t";

#[tokio::test]
async fn a_spoilt_transaction_is_never_committed() {
    let mut database = postgres("spoilt").await;
    run(&mut database, "CREATE TABLE t (id int PRIMARY KEY)").await;
    database.begin().await.unwrap();
    run(&mut database, "INSERT INTO t VALUES (1)").await;
    fail(&mut database, "INSERT INTO t VALUES (1)").await;
    let refused = database.commit().await.unwrap_err();
    assert_eq!(refused.effect, Effect::None);
    assert!(refused.message.contains("rolled back"), "{refused}");
    assert_eq!(rows(&mut database, COUNT, &[]).await, ["{n: 0}"]);
}

#[tokio::test]
async fn a_savepoint_undoes_a_failure() {
    let mut database = postgres("savepoint").await;
    run(&mut database, "CREATE TABLE t (id int PRIMARY KEY)").await;
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
async fn a_deferred_violation_at_commit_rolls_back() {
    let mut database = postgres("deferred").await;
    run(
        &mut database,
        "CREATE TABLE t (id int UNIQUE DEFERRABLE INITIALLY DEFERRED)",
    )
    .await;
    database.begin().await.unwrap();
    run(&mut database, "INSERT INTO t VALUES (1), (1)").await;
    let failure = database.commit().await.unwrap_err();
    assert_eq!(
        (fact(&failure, "code"), failure.effect),
        (Some("23505"), Effect::None)
    );
    assert_eq!(rows(&mut database, COUNT, &[]).await, ["{n: 0}"]);
}

#[tokio::test]
async fn a_connection_lost_before_commit_has_rolled_back() {
    let mut database = postgres("lost").await;
    run(&mut database, "CREATE TABLE t (id int)").await;
    database.begin().await.unwrap();
    run(&mut database, "INSERT INTO t VALUES (1)").await;
    let pid = rows(&mut database, "SELECT pg_backend_pid() AS pid", &[]).await;
    let pid = pid[0]
        .trim_start_matches("{pid: ")
        .trim_end_matches('}')
        .to_owned();
    let mut other = open_in("lost", &[]).await;
    run(&mut other, &format!("SELECT pg_terminate_backend({pid})")).await;
    tokio::time::sleep(Duration::from_millis(200)).await;
    let failure = database.commit().await.unwrap_err();
    assert_eq!(
        (failure.class, failure.effect),
        (Class::Connection, Effect::None)
    );
    assert!(
        failure.message.contains("terminating connection"),
        "{failure}"
    );
    database.rollback().await.unwrap();
    assert_eq!(rows(&mut other, COUNT, &[]).await, ["{n: 0}"]);
}

#[tokio::test]
async fn a_connection_lost_during_commit_leaves_the_outcome_unknown() {
    let mut database = postgres("unknown").await;
    run(&mut database, "CREATE TABLE t (id int)").await;
    run(
        &mut database,
        "CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS \
         $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(5); RETURN NULL; END $$",
    )
    .await;
    run(
        &mut database,
        "CREATE CONSTRAINT TRIGGER die AFTER INSERT ON t DEFERRABLE INITIALLY DEFERRED \
         FOR EACH ROW EXECUTE FUNCTION die()",
    )
    .await;
    database.begin().await.unwrap();
    run(&mut database, "INSERT INTO t VALUES (1)").await;
    let failure = database.commit().await.unwrap_err();
    assert_eq!(
        (failure.class, failure.effect),
        (Class::Connection, Effect::Unknown)
    );
}

#[tokio::test]
async fn a_running_statement_can_be_cancelled() {
    let mut database = postgres("cancel").await;
    let canceller = database.canceller();
    let sleeping = database.execute("SELECT pg_sleep(30)", &[]);
    let cancelling = async {
        tokio::time::sleep(Duration::from_millis(200)).await;
        canceller.cancel().await.unwrap();
    };
    let (slept, ()) = tokio::join!(sleeping, cancelling);
    let failure = slept.unwrap_err();
    assert!(failure.to_string().contains("user request"), "{failure}");
    assert_eq!(
        rows(&mut database, "SELECT 1 AS one", &[]).await,
        ["{one: 1}"]
    );
}

#[tokio::test]
async fn a_caller_that_stops_waiting_leaves_nothing_to_commit() {
    let mut database = postgres("dropped").await;
    run(&mut database, "CREATE TABLE t (id int)").await;
    database.begin().await.unwrap();
    run(&mut database, "INSERT INTO t VALUES (1)").await;
    let sleeping = database.execute("SELECT pg_sleep(0.3)", &[]);
    assert!(
        tokio::time::timeout(Duration::from_millis(50), sleeping)
            .await
            .is_err()
    );
    database.commit().await.unwrap_err();
    assert_eq!(rows(&mut database, COUNT, &[]).await, ["{n: 0}"]);
}

#[tokio::test]
async fn a_statement_has_a_time_limit() {
    let limit = (
        "statement_timeout",
        SettingValue::Duration(Duration::from_millis(100)),
    );
    let mut database = postgres_with("limit", &[limit]).await;
    assert_eq!(
        fail(&mut database, "SELECT pg_sleep(30)").await.class,
        Class::Timeout
    );
    database.begin().await.unwrap();
    assert_eq!(
        fail(&mut database, "SELECT pg_sleep(30)").await.class,
        Class::Timeout
    );
}

#[tokio::test]
async fn a_job_can_not_end_its_transaction() {
    let mut database = postgres("control").await;
    database.begin().await.unwrap();
    let failure = fail(&mut database, "COMMIT").await;
    assert!(failure.message.contains("`COMMIT`"), "{failure}");
}

#[tokio::test]
async fn a_statement_is_described_without_being_run() {
    let mut database = postgres("described").await;
    run(&mut database, "CREATE DOMAIN price AS numeric(12,2)").await;
    run(
        &mut database,
        "CREATE TABLE t (id int PRIMARY KEY, price price, tags text[])",
    )
    .await;
    let sql = "INSERT INTO t VALUES ($1, $2, $3) RETURNING id, price";
    let statement = database.describe(sql).await.unwrap();
    let types: Vec<_> = statement
        .parameters
        .iter()
        .map(|parameter| parameter.ty.to_string())
        .collect();
    assert_eq!(types, ["int", "decimal", "list<text>"]);
    assert_eq!(
        statement.columns,
        [("id".into(), Type::Int), ("price".into(), Type::Decimal)]
    );
    assert_eq!(rows(&mut database, COUNT, &[]).await, ["{n: 0}"]);
    run(&mut database, "ALTER TABLE t ALTER id TYPE bigint").await;
    database
        .query(sql, &[Value::Int(1 << 40), Value::Null, Value::Null])
        .await
        .unwrap();
}

#[tokio::test]
async fn updates_and_matches_infer_the_types_of_their_columns() {
    use portl::{spec::Dialect, sql};
    let mut database = postgres("inferred").await;
    run(
        &mut database,
        "CREATE TABLE t (id int, price numeric, on_day date, note text)",
    )
    .await;
    run(
        &mut database,
        "INSERT INTO t VALUES (1, 2, '2024-01-01', NULL), (2, 2, '2024-01-01', 'x')",
    )
    .await;
    let matches = [
        sql::Match {
            column: "id",
            test: sql::Test::Equal,
        },
        sql::Match {
            column: "note",
            test: sql::Test::Nullable,
        },
        sql::Match {
            column: "on_day",
            test: sql::Test::Nullable,
        },
    ];
    let update = sql::update(Dialect::Postgres, "t", &["price"], &matches, &["price"]);
    let day = Value::from("2024-01-01");
    let params = ["7.50".into(), "1".into(), Value::Null, day.clone()];
    assert_eq!(
        rows(&mut database, &update.text, &params).await,
        ["{price: 7.50}"]
    );
    let delete = sql::delete(Dialect::Postgres, "t", &matches);
    let params = ["2".into(), "x".into(), day];
    assert_eq!(database.execute(&delete.text, &params).await, Ok(1));
}

#[tokio::test]
async fn the_catalog_says_what_a_table_holds() {
    let mut database = postgres("catalog").await;
    run(&mut database, "CREATE DOMAIN code AS varchar(9)").await;
    run(
        &mut database,
        "CREATE TABLE \"Odd Name\" (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, code code NOT NULL, \
         source text NOT NULL DEFAULT 'x', twice int GENERATED ALWAYS AS (2) STORED, tags int[], UNIQUE (source, code))",
    )
    .await;
    run(
        &mut database,
        "CREATE UNIQUE INDEX ON \"Odd Name\" (code) WHERE source = 'y'",
    )
    .await;
    let table = database
        .table("catalog.Odd Name")
        .await
        .unwrap()
        .expect("it is there");
    let columns: Vec<_> = table
        .columns
        .iter()
        .map(|column| {
            (
                &*column.name,
                column.ty.to_string(),
                column.nullable,
                column.filled,
            )
        })
        .collect();
    assert_eq!(
        columns,
        [
            ("id", "int".to_owned(), false, Filled::Always),
            ("code", "text".to_owned(), false, Filled::Never),
            ("source", "text".to_owned(), false, Filled::Default),
            ("twice", "int".to_owned(), true, Filled::Always),
            ("tags", "list<int>".to_owned(), true, Filled::Never),
        ]
    );
    assert_eq!(table.primary_key, ["id".into()]);
    assert!(table.is_unique(&["code", "source"]) && !table.is_unique(&["code"]));
    assert_eq!(database.table("nothing").await, Ok(None));
    assert_eq!(database.table("no.such").await, Ok(None));
}

#[tokio::test]
async fn inspecting_can_not_write() {
    let mut database = postgres("inspect").await;
    run(&mut database, "CREATE TABLE inspect.t (id int)").await;
    for prepared in [true, false] {
        let settings = settings(&[("prepared_statements", SettingValue::Bool(prepared))]);
        let mut inspector = Database::open(&POSTGRES, &settings, Access::Inspect)
            .await
            .unwrap();
        let insert = "INSERT INTO inspect.t VALUES (1)";
        inspector.describe(insert).await.unwrap();
        let failure = fail(&mut inspector, insert).await;
        assert_eq!(fact(&failure, "code"), Some("25006"), "{prepared}");
    }
}

#[tokio::test]
async fn behind_a_pooler_nothing_stays_prepared_or_set() {
    let unprepared = ("prepared_statements", SettingValue::Bool(false));
    let mut database = postgres_with("pooled", &[unprepared]).await;
    run(&mut database, "CREATE TYPE mood AS ENUM ('good', 'bad')").await;
    run(
        &mut database,
        "CREATE TABLE t (id int, price numeric, mood mood)",
    )
    .await;
    let insert = "INSERT INTO t VALUES ($1, $2, $3) RETURNING price, mood";
    let params = [Value::from("1"), "2.50".into(), "good".into()];
    let stored = ["{price: 2.50, mood: \"good\"}"];
    assert_eq!(rows(&mut database, insert, &params).await, stored);
    database.begin().await.unwrap();
    assert_eq!(rows(&mut database, insert, &params).await, stored);
    database.commit().await.unwrap();
    assert_eq!(rows(&mut database, COUNT, &[]).await, ["{n: 2}"]);
    let left = rows(
        &mut database,
        "SELECT count(*) AS n FROM pg_prepared_statements",
        &[],
    )
    .await;
    let path = rows(
        &mut database,
        "SELECT reset_val FROM pg_settings WHERE name = 'search_path'",
        &[],
    )
    .await;
    assert_eq!(left, ["{n: 0}"]);
    assert!(!path[0].contains("pooled"), "{path:?}");
}
