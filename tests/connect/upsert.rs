//! Every way to upsert, on real tables of both databases.

use portl::{
    connect::database::Database,
    spec::Dialect,
    sql::{Slot, Sql, Update, Upsert, WAS_INSERTED, upsert},
    value::Value,
};

use super::databases::{memory, postgres, rows, run};

/// What one upsert came to: the name as returned, and whether the row is new.
type Outcome = (String, bool);

const CREATE: &str = "CREATE TABLE \"shop\".\"Order Lines\" (id INTEGER PRIMARY KEY, code TEXT NOT NULL, \
                      \"from\" TEXT NOT NULL, name TEXT, price NUMERIC, UNIQUE (code, \"from\"))";

async fn databases(schema: &str) -> [(Database, String); 2] {
    let mut postgres = postgres(schema).await;
    let create = CREATE
        .replace("shop", schema)
        .replace("INTEGER", "INTEGER GENERATED ALWAYS AS IDENTITY");
    run(&mut postgres, &create).await;
    let mut sqlite = memory().await;
    run(&mut sqlite, &CREATE.replace("shop", "main")).await;
    [
        (postgres, format!("{schema}.Order Lines")),
        (sqlite, "main.Order Lines".to_owned()),
    ]
}

/// Runs an upsert's statements as a run does.
async fn apply(
    database: &mut Database,
    table: &str,
    update: Update<'_>,
    values: [Value; 4],
) -> Outcome {
    let columns = ["code", "from", "name", "price"];
    let what = Upsert {
        table,
        key: &["code", "from"],
        columns: &columns,
        update,
        returning: &["name"],
        was_inserted: true,
    };
    let dialect = database.dialect();
    let sql = upsert(dialect, &what);
    let params = |sql: &Sql| -> Vec<Value> {
        sql.parameters
            .iter()
            .map(|slot| {
                let (Slot::Mapping(name) | Slot::Key(name) | Slot::Where(name)) = slot;
                let index = columns.iter().position(|column| *column == &**name);
                values[index.expect("a mapped column")].clone()
            })
            .collect()
    };
    let mut existed = None;
    if let Some(sql) = &sql.existed {
        existed = Some(
            !database
                .query(&sql.text, &params(sql))
                .await
                .expect("the statement runs")
                .is_empty(),
        );
    }
    let mut back = database
        .query(&sql.upsert.text, &params(&sql.upsert))
        .await
        .expect("the statement runs");
    let kept = back.is_empty();
    if let Some(stored) = sql.stored.filter(|_| kept) {
        back = database
            .query(&stored.text, &params(&stored))
            .await
            .expect("the statement runs");
    }
    assert_eq!(back.len(), 1, "an upsert gives its row");
    let row = back.first().expect("it has one");
    let name = match row.get("name") {
        Some(Value::Text(name)) => name.to_string(),
        other => format!("{other:?}"),
    };
    let is_new = match (dialect, kept) {
        (_, true) => false,
        (Dialect::Postgres, false) => matches!(row.get(WAS_INSERTED), Some(Value::Bool(true))),
        (Dialect::Sqlite, false) => existed == Some(false),
    };
    (name, is_new)
}

fn line(name: Option<&str>, price: &str) -> [Value; 4] {
    let name = name.map_or(Value::Null, Value::from);
    ["a".into(), "b".into(), name, price.into()]
}

async fn stored(database: &mut Database, table: &str) -> Vec<String> {
    let table = portl::sql::TableName::parse(table);
    rows(
        database,
        &format!("SELECT name, CAST(price AS INTEGER) AS price FROM {table}"),
        &[],
    )
    .await
}

#[tokio::test]
async fn all_sets_every_column_and_says_which_rows_are_new() {
    for (mut database, table) in databases("upsert_all").await {
        let first = apply(&mut database, &table, Update::All, line(Some("one"), "1")).await;
        assert_eq!(first, ("one".to_owned(), true), "{table}");
        let second = apply(&mut database, &table, Update::All, line(Some("two"), "2")).await;
        assert_eq!(second, ("two".to_owned(), false), "{table}");
        assert_eq!(
            stored(&mut database, &table).await,
            ["{name: \"two\", price: 2}"]
        );
    }
}

#[tokio::test]
async fn none_keeps_the_stored_row_and_returns_it() {
    for (mut database, table) in databases("upsert_none").await {
        let first = apply(&mut database, &table, Update::None, line(Some("one"), "1")).await;
        assert_eq!(first, ("one".to_owned(), true), "{table}");
        let second = apply(&mut database, &table, Update::None, line(Some("two"), "2")).await;
        assert_eq!(second, ("one".to_owned(), false), "{table}");
    }
}

#[tokio::test]
async fn changed_writes_only_rows_that_differ() {
    for (mut database, table) in databases("upsert_changed").await {
        for (name, price) in [("one", "1"), ("one", "1"), ("one", "2")] {
            let outcome = apply(
                &mut database,
                &table,
                Update::Changed,
                line(Some(name), price),
            )
            .await;
            assert_eq!(outcome.0, name, "{table}");
        }
        assert_eq!(
            stored(&mut database, &table).await,
            ["{name: \"one\", price: 2}"]
        );
        let nothing = apply(&mut database, &table, Update::Changed, line(None, "2")).await;
        assert_eq!(nothing, ("Some(Null)".to_owned(), false), "{table}");
    }
}

#[tokio::test]
async fn merge_never_overwrites_with_null() {
    for (mut database, table) in databases("upsert_merge").await {
        apply(&mut database, &table, Update::Merge, line(Some("one"), "1")).await;
        let merged = apply(&mut database, &table, Update::Merge, line(None, "2")).await;
        assert_eq!(merged, ("one".to_owned(), false), "{table}");
        assert_eq!(
            stored(&mut database, &table).await,
            ["{name: \"one\", price: 2}"]
        );
    }
}

#[tokio::test]
async fn a_list_of_columns_sets_no_others() {
    for (mut database, table) in databases("upsert_columns").await {
        let only = Update::Columns(&["price"]);
        apply(&mut database, &table, only, line(Some("one"), "1")).await;
        apply(&mut database, &table, only, line(Some("two"), "2")).await;
        assert_eq!(
            stored(&mut database, &table).await,
            ["{name: \"one\", price: 2}"]
        );
    }
}
