//! The keys of a step.

use std::time::Duration;

use super::{only, step};
use crate::{
    job::{Field, OnError, Retry, RetryClass, TreeKind},
    types::Type,
    value::Value,
};

#[test]
fn own_keys_may_stand_under_config() {
    let found = step("type: csv.read\nconfig:\n  path: a.csv\n  limit: 3");
    found.assert(&[(
        "job.nested-config",
        "config",
        "move the keys up, beside `type`, and remove `config:`",
    )]);
    assert_eq!(only(&found).fields.count("limit"), Some(3));
    assert!(!found.found.has_errors());

    let found = step("type: csv.read\npath: a.csv\nconfig: {path: b.csv, retry: {}, limt: 1}");
    let seen: Vec<_> = found
        .sorted()
        .iter()
        .map(|one| (one.code.name, found.sources.slice(one.span).to_owned()))
        .collect();
    assert_eq!(
        seen,
        [
            ("job.key-twice", "path".to_owned()),
            ("job.unknown-key", "retry".to_owned()),
            ("job.unknown-key", "limt".to_owned()),
        ]
    );
}

#[test]
fn a_scalar_is_a_list_of_one() {
    let found =
        step("type: db.upsert\ntable: t\nkey: code\nmapping: {}\nretry: {retry_on: timeout}");
    found.assert(&[]);
    let names = only(&found).fields.names("key").expect("a key");
    assert_eq!(names[0].value, "code");
    let retry = only(&found).retry.as_ref().expect("a policy");
    assert_eq!(classes(&retry.value), [RetryClass::Timeout]);
}

#[test]
fn a_choice_or_names_takes_words_columns_and_no_misspelling() {
    let update = |update: &str| {
        step(&format!(
            "type: db.upsert\ntable: t\nkey: a\nmapping: {{}}\nupdate: {update}"
        ))
    };
    assert_eq!(
        only(&update("merge")).fields.choice("update"),
        Some("merge")
    );
    let found = update("[price, name]");
    assert_eq!(only(&found).fields.names("update").map(<[_]>::len), Some(2));
    update("mrege").assert(&[("job.wrong-value", "mrege", "write `merge`")]);
}

#[test]
fn a_conditionals_when_is_its_own_key() {
    let found =
        step("type: conditional\nwhen: x > 1\nthen: [{id: b, type: csv.read, path: b, when: y}]");
    found.assert(&[]);
    assert!(only(&found).when.is_none());
    assert!(only(&found).fields.expression("when").is_some());
    assert!(only(&found).fields.steps("then")[0].when.is_some());
}

#[test]
fn a_batch_has_an_alias_and_a_concurrency() {
    let found = step("type: csv.read\npath: a\nbatch: {from: \"{{ x }}\"}");
    let batch = only(&found).batch.as_ref().expect("a batch");
    assert_eq!(
        (batch.alias.value.as_str(), batch.concurrency.value),
        ("item", 1)
    );
    step("type: csv.read\npath: a\nbatch: {from: x, concurrency: 0}").assert(&[(
        "job.wrong-value",
        "0",
        "write `concurrency: 1`",
    )]);
    let found = step("type: csv.read\npath: a\nbatch: {as: row}");
    found.assert(&[(
        "job.missing-key",
        "batch",
        "add `from: \"{{ … }}\"`: the list whose items it runs for",
    )]);
    assert_eq!(
        only(&found).batch.as_ref().expect("a batch").alias.value,
        "row"
    );
}

#[test]
fn retries_know_the_words_of_the_first_portl() {
    let found = step(
        "type: csv.read\npath: a\nretry: {max_attempts: 5, backoff_ms: 50, max_backoff_ms: 2s, retry_on: [TimeoutError, ConnectionError, HTTPError, 503, http_429, http_5xx]}\non_error: continue",
    );
    found.assert(&[]);
    let retry = only(&found).retry.as_ref().expect("a policy");
    assert_eq!(retry.value.max_attempts, 5);
    assert_eq!(retry.value.backoff, Duration::from_millis(50));
    assert_eq!(retry.value.max_backoff, Duration::from_secs(2));
    assert_eq!(
        classes(&retry.value),
        [
            RetryClass::Timeout,
            RetryClass::Connection,
            RetryClass::AnyHttp,
            RetryClass::Status(503),
            RetryClass::Status(429),
            RetryClass::ServerErrors,
        ]
    );
    assert_eq!(only(&found).on_error, OnError::Continue);
    step("type: csv.read\npath: a\nretry: {retry_on: [timeot]}").assert(&[(
        "job.wrong-value",
        "timeot",
        "write `timeout`",
    )]);
}

#[test]
fn declared_shapes_become_types() {
    let found = step(
        "type: lambda.invoke\npayload: {}\nreturns: {md5: text, size: int, tags: [text], note: text?, items: [{a: json}]}",
    );
    found.assert(&[]);
    let returns = only(&found).fields.returns("returns").expect("a shape");
    assert_eq!(
        returns.to_string(),
        "{md5: text, size: int, tags: list<text>, note: text?, items: list<{a: json}>}"
    );
    step("type: lambda.invoke\npayload: {}\nreturns: {md5: txt, tags: []}").assert(&[
        ("job.unknown-type", "txt", "write `text`"),
        ("job.wrong-shape", "[]", "write `[text]`"),
    ]);
}

#[test]
fn columns_have_types_and_dates_a_format() {
    let found = step(
        "type: csv.read\npath: a\ncolumns: {price: decimal?, on: {type: date, format: '%d.%m.%Y'}}",
    );
    found.assert(&[]);
    let columns = only(&found).fields.columns("columns");
    assert_eq!(columns[0].ty, Type::Decimal.optional());
    let format = columns[1].format.as_ref().expect("a format");
    assert_eq!(format.value, "%d.%m.%Y");
    step("type: csv.read\npath: a\ncolumns: {a: {type: int, format: x}}").assert(&[(
        "job.unknown-key",
        "format",
        "remove it, or write `type: date`",
    )]);
}

#[test]
fn numbers_of_a_tree_keep_their_digits() {
    let found =
        step("type: lambda.invoke\npayload: [1.10, 7, 18446744073709551616, 1e3, '1', true, x]");
    let tree = only(&found).fields.tree("payload").expect("a payload");
    let TreeKind::List(items) = &tree.kind else {
        panic!("a list: {tree:?}");
    };
    let kinds: Vec<_> = items
        .iter()
        .map(|item| match &item.kind {
            TreeKind::Literal(Value::Decimal(number)) => format!("decimal {number}"),
            TreeKind::Literal(value) => value.kind().to_owned(),
            _ => "template".to_owned(),
        })
        .collect();
    assert_eq!(
        kinds,
        [
            "decimal 1.10",
            "int",
            "decimal 18446744073709551616",
            "float",
            "text",
            "bool",
            "text"
        ]
    );
}

#[test]
fn a_field_keeps_the_shape_of_its_key() {
    let found =
        step("type: api.call\nmethod: POST\nexpect_status: [200, 404]\nheaders: {A: '{{ x }}'}");
    found.assert(&[]);
    let fields = &only(&found).fields;
    assert_eq!(fields.choice("method"), Some("POST"));
    assert_eq!(fields.ints("expect_status").map(<[_]>::len), Some(2));
    assert!(matches!(
        fields.0.get("headers"),
        Some(Field::TreeMap(entries, _)) if matches!(entries[0].1.kind, TreeKind::Template(_))
    ));
}

/// The classes that `retry_on` names.
fn classes(retry: &Retry) -> Vec<RetryClass> {
    let named = retry.retry_on.as_ref().expect("`retry_on` is there");
    named.iter().map(|class| class.value).collect()
}
