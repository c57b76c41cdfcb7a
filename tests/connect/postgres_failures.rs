//! What PostgreSQL says when it refuses.

use std::time::Duration;

use portl::{
    connect::{
        Class, Effect, SettingValue, Settings,
        database::{Access, Database, StatementFailure},
    },
    spec::connections::POSTGRES,
    value::{Secret, Value},
};

use super::databases::{fact, fail, postgres, run, settings, url};

const CANARY: &str = "canary-hush-4711";

#[tokio::test]
async fn a_violation_names_table_column_and_constraint_and_keeps_rows_apart() {
    let mut database = postgres("violations").await;
    run(
        &mut database,
        "CREATE TABLE t (id int PRIMARY KEY, name text NOT NULL, n int CONSTRAINT positive CHECK (n > 0))",
    )
    .await;
    run(&mut database, "INSERT INTO t VALUES (1, 'Zoe', 1)").await;
    for (sql, code, name, text) in [
        (
            "INSERT INTO t VALUES (1, 'Zoe', 1)",
            "23505",
            "constraint",
            "t_pkey",
        ),
        (
            "INSERT INTO t VALUES (2, NULL, 4242)",
            "23502",
            "column",
            "name",
        ),
        (
            "INSERT INTO t VALUES (2, 'Zoe', -1)",
            "23514",
            "constraint",
            "positive",
        ),
    ] {
        let failure = fail(&mut database, sql).await;
        assert_eq!(fact(&failure, "code"), Some(code), "{sql}");
        assert_eq!(fact(&failure, "table"), Some("t"), "{sql}");
        assert_eq!(fact(&failure, name), Some(text), "{sql}");
        let shown = format!("{}{:?}", failure.message, failure.facts);
        assert!(!shown.contains("Zoe") && !shown.contains("4242"), "{shown}");
        assert!(failure.data.is_some(), "{sql}");
    }
}

#[tokio::test]
async fn a_value_that_does_not_fit_names_its_parameter() {
    let mut database = postgres("misfits").await;
    run(
        &mut database,
        "CREATE TABLE t (id int, price numeric, meta jsonb)",
    )
    .await;
    let insert = "INSERT INTO t (id, price, meta) VALUES ($1, $2, $3)";
    for (params, index, message) in [
        (
            [Value::from("1"), "n/a".into(), Value::Null],
            2,
            "expected a decimal, found text \"n/a\"",
        ),
        (
            [Value::Int(1 << 40), Value::Null, Value::Null],
            1,
            "expected integer (from -2147483648 to 2147483647), found int 1099511627776",
        ),
        (
            [Value::Null, Value::Null, "{".into()],
            3,
            "expected JSON, found text \"{\"",
        ),
    ] {
        match database.execute(insert, &params).await {
            Err(StatementFailure::Parameter {
                index: found,
                failure,
            }) => {
                assert_eq!(found, index);
                assert!(failure.message.starts_with(message), "{failure}");
            }
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn a_syntax_error_has_its_place_in_characters() {
    let mut database = postgres("syntax").await;
    let failure = fail(&mut database, "SELECT 'größe', FROM x").await;
    assert_eq!(
        (fact(&failure, "code"), fact(&failure, "position")),
        (Some("42601"), Some("17"))
    );
    let twice = database
        .query("SELECT 1 AS id, 2 AS id", &[])
        .await
        .unwrap_err();
    assert!(
        twice.to_string().contains("two columns named `id`"),
        "{twice}"
    );
    let two = fail(&mut database, "SELECT 1; SELECT 2").await;
    assert_eq!(fact(&two, "code"), Some("42601"));
}

#[tokio::test]
async fn a_serialization_failure_and_a_deadlock_have_classes_of_their_own() {
    let mut database = postgres("classes").await;
    for (code, class) in [
        ("40001", Class::Serialization),
        ("40P01", Class::Deadlock),
        ("57014", Class::Timeout),
        ("55P03", Class::Timeout),
        ("P0001", Class::Other),
    ] {
        let sql = format!("DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '{code}'; END $$");
        assert_eq!(fail(&mut database, &sql).await.class, class, "{code}");
    }
}

#[tokio::test]
async fn without_tls_on_the_server_disable_and_prefer_connect_and_the_rest_say_why_not() {
    for mode in ["disable", "prefer"] {
        let sslmode = [("sslmode", SettingValue::Text(mode.into()))];
        Database::open(&POSTGRES, &settings(&sslmode), Access::Full)
            .await
            .unwrap();
    }
    let sslmode = [("sslmode", SettingValue::Text("require".into()))];
    let failure = Database::open(&POSTGRES, &settings(&sslmode), Access::Full)
        .await
        .unwrap_err();
    assert!(
        failure.message.contains("does not support TLS"),
        "{failure}"
    );
    assert!(
        failure
            .help
            .unwrap_or_default()
            .contains("sslmode: disable")
    );
}

#[tokio::test]
async fn a_refused_login_says_what_was_tried_but_not_the_password() {
    let password = SettingValue::Secret(Secret::new(Value::from(CANARY)));
    let others = [
        ("password", password),
        ("username", SettingValue::Text("nobody".into())),
    ];
    let failure = Database::open(&POSTGRES, &settings(&others), Access::Full)
        .await
        .unwrap_err();
    let said = format!("{failure:?}");
    assert!(failure.message.contains("as `nobody`"), "{said}");
    assert!(!said.contains(CANARY) && !said.contains(&url()), "{said}");
    let others = [("database", SettingValue::Text("no_such".into()))];
    let failure = Database::open(&POSTGRES, &settings(&others), Access::Full)
        .await
        .unwrap_err();
    assert_eq!(
        (fact(&failure, "code"), failure.class),
        (Some("3D000"), Class::Other)
    );
}

#[tokio::test]
async fn a_server_that_does_not_answer_is_given_up() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let mut settings = Settings::new("pg", ".");
    for (key, value) in [
        ("host", SettingValue::Text("127.0.0.1".into())),
        ("port", SettingValue::Count(port.into())),
        ("username", SettingValue::Text("ann".into())),
        (
            "connect_timeout",
            SettingValue::Duration(Duration::from_millis(200)),
        ),
    ] {
        settings.values.insert(key, value);
    }
    let silent = Database::open(&POSTGRES, &settings, Access::Full)
        .await
        .unwrap_err();
    assert!(
        silent.message.contains("no answer within 200ms"),
        "{silent}"
    );
    drop(listener);
    let refused = Database::open(&POSTGRES, &settings, Access::Full)
        .await
        .unwrap_err();
    assert_eq!(refused.class, Class::Connection);
    assert!(
        refused.message.contains(&format!("127.0.0.1:{port}")),
        "{refused}"
    );
    assert!(refused.message.contains("refused"), "{refused}");
}

#[tokio::test]
async fn a_row_that_can_not_be_read_was_still_written() {
    let mut database = postgres("done").await;
    run(&mut database, "CREATE TABLE t (d date)").await;
    let insert = "INSERT INTO t VALUES ('infinity') RETURNING d";
    assert_eq!(fail(&mut database, insert).await.effect, Effect::Done);
    assert_eq!(
        fail(&mut database, "SELECT d FROM t").await.effect,
        Effect::None
    );
    database.begin().await.unwrap();
    assert_eq!(fail(&mut database, insert).await.effect, Effect::None);
    assert!(database.commit().await.is_err());
}
