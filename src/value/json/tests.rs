use super::{Layout, Secrets, parse, write, write_value};
use crate::{
    limits::{Most, TEXT},
    value::{Fields, Secret, Value},
};

fn round(text: &str) -> String {
    write(&parse(text).unwrap(), Layout::Compact, Secrets::Shown).unwrap()
}

#[test]
fn numbers_keep_their_digits() {
    for (text, kind) in [
        ("7", "int"),
        ("-9223372036854775808", "int"),
        ("18446744073709551615", "decimal"),
        ("0.1", "float"),
        ("3.0", "float"),
        ("0.12345678901234567890", "decimal"),
    ] {
        assert_eq!(parse(text).unwrap().kind(), kind, "{text}");
        assert_eq!(round(text), text);
    }
    assert_eq!(round("1e3"), "1000.0");
    assert_eq!(parse("1e40").unwrap().kind(), "float");
    assert!(
        parse("1e400")
            .unwrap_err()
            .message
            .contains("beyond what a float holds")
    );
}

#[test]
fn what_is_not_json_is_told_with_its_place() {
    let failure = parse("{\"a\": }").unwrap_err();
    assert_eq!(
        failure.message,
        "expected JSON, found something else at line 1, column 7: expected value"
    );
    let failure = parse("[1,").unwrap_err();
    assert_eq!(
        failure.message,
        "expected JSON, found text that ends early, at line 1, column 3"
    );
}

#[test]
fn depth_is_limited() {
    let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    assert!(parse(&nested(64)).is_ok());
    assert!(
        parse(&nested(66))
            .unwrap_err()
            .message
            .contains("64 levels")
    );
    assert!(parse(&nested(100_000)).is_err());
}

#[test]
fn layouts_differ_in_order_and_space() {
    let value = parse(r#"{"b": [1, {"d": 2, "c": null}], "a": "é"}"#).unwrap();
    let as_ = |layout| write(&value, layout, Secrets::Shown).unwrap();
    assert_eq!(
        as_(Layout::Compact),
        r#"{"b":[1,{"d":2,"c":null}],"a":"é"}"#
    );
    assert_eq!(
        as_(Layout::Canonical),
        r#"{"a":"é","b":[1,{"c":null,"d":2}]}"#
    );
    assert!(as_(Layout::Pretty(2)).starts_with("{\n  \"b\": [\n    1,"));
}

#[test]
fn kinds_that_json_lacks_have_a_notation() {
    let value = Value::from(vec![
        Value::Decimal("1.50".parse().unwrap()),
        Value::Date("2024-03-01".parse().unwrap()),
        Value::Timestamp("2024-03-01T10:00:00+02:00".parse().unwrap()),
        Value::Bytes(b"hi!".as_slice().into()),
    ]);
    assert_eq!(
        serde_json::to_string(&value).unwrap(),
        r#"[1.50,"2024-03-01","2024-03-01T08:00:00Z","aGkh"]"#
    );
}

#[test]
fn a_float_that_is_no_number_fails() {
    for float in [f64::NAN, f64::INFINITY] {
        let failure = write(&Value::Float(float), Layout::Compact, Secrets::Shown).unwrap_err();
        assert!(failure.message.ends_with("has no JSON"), "{failure}");
    }
}

#[test]
fn a_secret_is_masked_and_makes_the_text_one() {
    let fields: Fields = [
        ("user".into(), Value::from("ann")),
        (
            "token".into(),
            Value::Secret(Secret::new(Value::from("s3cret"))),
        ),
    ]
    .into_iter()
    .collect();
    let value = Value::from(fields);
    let shown = r#"{"user":"ann","token":"‹secret›"}"#;
    assert_eq!(serde_json::to_string(&value).unwrap(), shown);
    let Value::Secret(secret) = write_value(&value, Layout::Compact, Most::of(&TEXT)).unwrap()
    else {
        panic!("a text with a secret inside is one");
    };
    assert_eq!(secret.shown(), shown);
    let Value::Text(text) = secret.expose() else {
        panic!("JSON is text");
    };
    assert_eq!(&**text, r#"{"user":"ann","token":"s3cret"}"#);
}

#[test]
fn text_made_by_an_expression_is_limited() {
    let long = Value::from("x".repeat(1 << 20));
    assert!(write(&long, Layout::Compact, Secrets::Shown).is_ok());
    assert!(
        write_value(&long, Layout::Compact, Most::of(&TEXT))
            .unwrap_err()
            .message
            .contains("1 MiB")
    );
}
