//! Opening databases, and reading what they answer.

use std::{env, path::Path};

use portl::{
    connect::{
        Failure, SettingValue, Settings,
        database::{Access, Database},
    },
    spec::connections::{POSTGRES, SQLITE},
    value::{Secret, Value, show::shown},
};

/// The url of the PostgreSQL server that the test set-up has started.
pub(super) fn url() -> String {
    env::var("PORTL_TEST_PG_URL").expect("no PostgreSQL server: run tests/run.sh")
}

/// Settings that reach the test server, with `others` beside them.
pub(super) fn settings(others: &[(&'static str, SettingValue)]) -> Settings {
    let mut settings = Settings::new("pg", ".");
    let url = SettingValue::Secret(Secret::new(Value::from(url())));
    settings.values.insert("url", url);
    settings.values.extend(others.iter().cloned());
    settings
}

/// A connection to PostgreSQL whose unqualified names are those of a new, empty schema.
pub(super) async fn postgres(schema: &str) -> Database {
    postgres_with(schema, &[]).await
}

/// The same, with more settings.
pub(super) async fn postgres_with(
    schema: &str,
    others: &[(&'static str, SettingValue)],
) -> Database {
    let mut first = Database::open(&POSTGRES, &settings(&[]), Access::Full)
        .await
        .expect("the server answers");
    first
        .execute("SET client_min_messages = warning", &[])
        .await
        .expect("a setting");
    run(
        &mut first,
        &format!("DROP SCHEMA IF EXISTS \"{schema}\" CASCADE"),
    )
    .await;
    run(&mut first, &format!("CREATE SCHEMA \"{schema}\"")).await;
    open_in(schema, others).await
}

/// Another connection to a schema that is there.
pub(super) async fn open_in(schema: &str, others: &[(&'static str, SettingValue)]) -> Database {
    let mut all = vec![("schema", SettingValue::Text(schema.into()))];
    all.extend(others.iter().cloned());
    Database::open(&POSTGRES, &settings(&all), Access::Full)
        .await
        .expect("the server answers")
}

/// An SQLite database in `folder`.
pub(super) async fn sqlite(folder: &Path, path: &str, access: Access) -> Result<Database, Failure> {
    let mut settings = Settings::new("lite", folder);
    settings
        .values
        .insert("path", SettingValue::Text(path.into()));
    Database::open(&SQLITE, &settings, access).await
}

/// An SQLite database in memory.
pub(super) async fn memory() -> Database {
    sqlite(Path::new("."), ":memory:", Access::Full)
        .await
        .expect("memory opens")
}

/// Runs a statement that must succeed.
pub(super) async fn run(database: &mut Database, sql: &str) -> u64 {
    match database.execute(sql, &[]).await {
        Ok(affected) => affected,
        Err(failure) => panic!("{sql}: {failure}"),
    }
}

/// Runs a statement that must fail.
pub(super) async fn fail(database: &mut Database, sql: &str) -> Failure {
    match database.execute(sql, &[]).await {
        Ok(_) => panic!("{sql} succeeds"),
        Err(failure) => failure.into(),
    }
}

/// The rows of a query, each as people read a record.
pub(super) async fn rows(database: &mut Database, sql: &str, params: &[Value]) -> Vec<String> {
    match database.query(sql, params).await {
        Err(failure) => panic!("{sql}: {failure}"),
        Ok(rows) => rows
            .into_list()
            .iter()
            .map(|row| shown(&row.expect("it is in memory"), 1000))
            .collect(),
    }
}

/// The fact of that name.
pub(super) fn fact<'a>(failure: &'a Failure, name: &str) -> Option<&'a str> {
    failure
        .facts
        .iter()
        .find(|(own, _)| *own == name)
        .map(|(_, text)| text.as_str())
}
