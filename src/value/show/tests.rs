use super::*;
use crate::{limits::TEXT, value::Fields};

fn secret(text: &str) -> Value {
    Value::Secret(Secret::new(Value::from(text)))
}

#[test]
fn printable_values_have_their_text() {
    for (value, text) in [
        (Value::from("a\"b"), "a\"b"),
        (Value::Bool(true), "true"),
        (Value::Float(1.0), "1.0"),
        (Value::Float(f64::NAN), "NaN"),
        (Value::Float(1e16), "1e+16"),
        (Value::Decimal("1.50".parse().unwrap()), "1.50"),
        (
            Value::from(vec![Value::Int(1), Value::from("x")]),
            r#"[1,"x"]"#,
        ),
    ] {
        assert_eq!(text_of(&value).unwrap(), text);
    }
}

#[test]
fn null_bytes_and_secrets_have_none() {
    assert_eq!(
        text_of(&Value::Null).unwrap_err().message,
        "null has no text"
    );
    assert!(text_of(&Value::Bytes([1].as_slice().into())).is_err());
    assert!(text_of(&secret("x")).is_err());
    assert!(text_of(&Value::from(vec![secret("x")])).is_err());
}

#[test]
fn a_joined_secret_keeps_the_open_parts() {
    let parts = [
        Value::from("Bearer "),
        secret("abc"),
        Value::from("!"),
        Value::from(vec![secret("d")]),
    ];
    let Value::Secret(joined) = join(&parts, MAX_TEXT).unwrap() else {
        panic!("a secret joins to a secret");
    };
    assert_eq!(joined.shown(), "Bearer ‹secret›![\"‹secret›\"]");
    assert_eq!(text_of(joined.expose()).unwrap(), "Bearer abc![\"d\"]");
}

#[test]
fn open_parts_join_to_text() {
    let joined = join(
        &[Value::Int(1), Value::from("-"), Value::Bool(false)],
        MAX_TEXT,
    )
    .unwrap();
    assert_eq!(text_of(&joined).unwrap(), "1-false");
    let long = Value::from("x".repeat(600_000));
    assert!(
        join(&[long.clone(), long], Most::of(&TEXT))
            .unwrap_err()
            .message
            .contains("1 MiB")
    );
}

#[test]
fn long_values_are_cut() {
    let fields: Fields = [
        ("a".into(), Value::Int(1)),
        ("b".into(), Value::from("xyz")),
    ]
    .into_iter()
    .collect();
    let value = Value::from(vec![Value::from(fields), Value::Null, secret("s")]);
    assert_eq!(shown(&value, 100), "[{a: 1, b: \"xyz\"}, null, ‹secret›]");
    assert_eq!(shown(&value, 9), "[{a: 1, b…");
    assert_eq!(shown(&Value::from("abcdef"), 3), "\"abc…\"");
    assert_eq!(shown(&Value::from("abc"), 3), "\"abc\"");
    assert_eq!(shown(&Value::from("a\nb"), 9), "\"a\\nb\"");
}

#[test]
fn what_was_found_names_its_kind() {
    assert_eq!(found(&Value::Int(5)), "int 5");
    assert_eq!(found(&Value::Null), "null");
    assert_eq!(found(&Value::from(vec![])), "a list");
    assert_eq!(found(&secret("hunter2")), "a secret");
}
