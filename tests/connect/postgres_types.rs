//! Values to PostgreSQL's types and back.

use portl::{
    connect::database::StatementFailure,
    value::{Fields, Value},
};

use super::databases::{fact, fail, postgres, rows, run};

#[tokio::test]
async fn text_comes_back_as_a_value_of_the_columns_type() {
    let mut database = postgres("round_trip").await;
    run(&mut database, "CREATE TYPE mood AS ENUM ('good', 'bad')").await;
    run(
        &mut database,
        "CREATE DOMAIN positive AS int CHECK (VALUE > 0)",
    )
    .await;
    for (ty, given, back) in [
        ("smallint", "-7", "-7"),
        ("bigint", "9007199254740993", "9007199254740993"),
        ("real", "0.1", "0.1"),
        ("double precision", "-0.1", "-0.1"),
        (
            "numeric",
            "12345678901234567890.12345678",
            "12345678901234567890.12345678",
        ),
        ("numeric(12,2)", "-0.5", "-0.50"),
        ("numeric", "100000000", "100000000"),
        ("boolean", "no", "false"),
        ("date", "2024-02-29", "2024-02-29"),
        (
            "timestamp",
            "2024-02-29T12:30:00.25",
            "2024-02-29T12:30:00.25Z",
        ),
        (
            "timestamptz",
            "1999-12-31T23:00:00-01:00",
            "2000-01-01T00:00:00Z",
        ),
        ("time", "12:30", "\"12:30:00\""),
        (
            "uuid",
            "A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11",
            "\"a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11\"",
        ),
        ("json", "{\"a\": [1, null]}", "{a: [1, null]}"),
        ("jsonb", "{\"a\": 1.50}", "{a: 1.5}"),
        ("varchar(9)", "a\"\\b", "\"a\\\"\\\\b\""),
        ("mood", "bad", "\"bad\""),
        ("positive", "3", "3"),
        ("int[]", "{1,NULL}", "[1, null]"),
    ] {
        let sql = format!("SELECT $1::{ty} AS v");
        let found = rows(&mut database, &sql, &[given.into()]).await;
        assert_eq!(found, [format!("{{v: {back}}}")], "{ty}");
    }
}

#[tokio::test]
async fn lists_records_and_bytes_have_types_of_their_own() {
    let mut database = postgres("shapes").await;
    let words = Value::from(vec!["a".into(), "say \"hi\", {b}\\".into(), Value::Null]);
    let back = rows(
        &mut database,
        "SELECT $1::text[] AS v, cardinality($1) AS n",
        &[words],
    )
    .await;
    assert_eq!(
        back,
        ["{v: [\"a\", \"say \\\"hi\\\", {b}\\\\\", null], n: 3}"]
    );
    let fields: Fields = [("a".into(), Value::from(vec![Value::Int(1)]))]
        .into_iter()
        .collect();
    let back = rows(
        &mut database,
        "SELECT $1::jsonb -> 'a' AS v",
        &[Value::from(fields)],
    )
    .await;
    assert_eq!(back, ["{v: [1]}"]);
    let bytes = Value::Bytes([0, 255][..].into());
    let back = rows(
        &mut database,
        "SELECT length($1::bytea) AS n, $1 AS b",
        &[bytes],
    )
    .await;
    assert_eq!(back, ["{n: 2, b: 2 bytes}"]);
    let back = rows(
        &mut database,
        "SELECT host($1::inet) AS v",
        &["10.0.0.1".into()],
    )
    .await;
    assert_eq!(back, ["{v: \"10.0.0.1\"}"]);
}

#[tokio::test]
async fn what_no_value_stands_for_says_so_with_the_cast_that_helps() {
    let mut database = postgres("unreadable").await;
    for sql in [
        "SELECT 'infinity'::date AS v",
        "SELECT '-infinity'::timestamptz AS v",
        "SELECT 'NaN'::numeric AS v",
        "SELECT 1e60::numeric AS v",
        "SELECT '1 day'::interval AS v",
        "SELECT ARRAY[[1],[2]] AS v",
    ] {
        let failure = fail(&mut database, sql).await;
        assert!(
            failure.message.starts_with("column `v`: "),
            "{sql}: {failure}"
        );
        assert!(
            failure
                .help
                .is_some_and(|help| help.contains("column::text")),
            "{sql}"
        );
    }
    assert_eq!(rows(&mut database, "SELECT 1 AS v", &[]).await, ["{v: 1}"]);
}

#[tokio::test]
async fn nul_is_refused_before_it_is_sent() {
    let mut database = postgres("nul").await;
    let sent = database
        .query("SELECT $1::text AS v", &["a\0b".into()])
        .await;
    assert!(
        matches!(sent, Err(StatementFailure::Parameter { index: 1, .. })),
        "{sent:?}"
    );
    let failure = fail(&mut database, "SELECT 1/0").await;
    assert_eq!(fact(&failure, "code"), Some("22012"));
}
