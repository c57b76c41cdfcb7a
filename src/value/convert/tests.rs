use super::*;
use crate::types::Domain;
use crate::value::compare::equal;

fn ok(value: Value, to: &Type, expected: &Value) {
    let converted = convert(value.clone(), to).unwrap();
    assert_eq!(converted.kind(), expected.kind(), "{value:?} to {to}");
    assert!(equal(&converted, expected).unwrap(), "{value:?} to {to}");
}

#[test]
fn text_is_read_as_what_is_wanted() {
    ok(Value::from(" 12 "), &Type::Int, &Value::Int(12));
    ok(Value::from("1.5"), &Type::Float, &Value::Float(1.5));
    ok(Value::from("yes"), &Type::Bool, &Value::Bool(true));
    ok(Value::from("007"), &Type::Text, &Value::from("007"));
    ok(
        Value::from("aGkh"),
        &Type::Bytes,
        &Value::Bytes(b"hi!".as_slice().into()),
    );
    ok(
        Value::from("[1, 2]"),
        &Type::list(Type::Int, Domain::UNKNOWN),
        &Value::from(vec![Value::Int(1), Value::Int(2)]),
    );
}

#[test]
fn numbers_become_others_where_they_fit() {
    ok(Value::Float(3.0), &Type::Int, &Value::Int(3));
    ok(
        Value::Float(23_072_198_687_862_848.0),
        &Type::Int,
        &Value::Int(23_072_198_687_862_848),
    );
    ok(
        Value::Decimal("3.00".parse().unwrap()),
        &Type::Int,
        &Value::Int(3),
    );
    ok(
        Value::Float(0.1),
        &Type::Decimal,
        &Value::Decimal("0.1".parse().unwrap()),
    );
    ok(Value::Int(3), &Type::Float, &Value::Float(3.0));
    assert_eq!(
        convert(Value::Float(3.5), &Type::Int).unwrap_err().message,
        "expected an int, found float 3.5"
    );
    assert!(convert(Value::Float(1e19), &Type::Int).is_err());
    assert!(convert(Value::Int(1), &Type::Bool).is_err());
    assert!(convert(Value::Int(1), &Type::Text).is_err());
}

#[test]
fn null_fits_only_where_it_may() {
    assert!(
        convert(Value::Null, &Type::Int.optional())
            .unwrap()
            .is_null()
    );
    assert!(convert(Value::Null, &Type::Json).unwrap().is_null());
    assert_eq!(
        convert(Value::Null, &Type::Text).unwrap_err().message,
        "expected text, found null"
    );
}

fn answer_type() -> Type {
    let item = Type::record([
        ("md5", Type::Text),
        ("size", Type::Int),
        ("note", Type::Text.optional()),
    ]);
    Type::record([("items", Type::list(item, Domain::UNKNOWN))])
}

#[test]
fn an_answer_is_held_against_its_shape() {
    let answer =
        json::parse(r#"{"items": [{"md5": "x", "size": 3.0, "extra": true}], "more": 1}"#).unwrap();
    let conformed = conform(answer, &answer_type()).unwrap();
    assert_eq!(
        serde_json::to_string(&conformed).unwrap(),
        r#"{"items":[{"md5":"x","size":3,"extra":true,"note":null}],"more":1}"#
    );
}

#[test]
fn a_misfit_names_its_place() {
    for (answer, message) in [
        (
            r#"{"items": [{"md5": 5, "size": 1}]}"#,
            "`items[0].md5`: expected text, found int 5",
        ),
        (
            r#"{"items": [{"md5": "x"}]}"#,
            "`items[0].size`: expected an int, found no such field",
        ),
        (
            r#"{"items": {}}"#,
            "`items`: expected a list, found a record",
        ),
        (
            r#"{"items": [{"md5": "x", "size": "3"}]}"#,
            "`items[0].size`: expected an int, found text \"3\"",
        ),
        ("[]", "expected a record, found a list"),
    ] {
        let failure = conform(json::parse(answer).unwrap(), &answer_type()).unwrap_err();
        assert_eq!(failure.message, message);
    }
}

#[test]
fn json_text_says_dates() {
    let conformed = conform(Value::from("2024-03-01"), &Type::Date).unwrap();
    assert_eq!(conformed.kind(), "date");
    assert!(conform(Value::from("12"), &Type::Int).is_err());
}

#[test]
fn a_secret_stays_one_and_does_not_tell() {
    let secret = Value::Secret(Secret::with_shown(Value::from("42"), "‹pin›"));
    let Value::Secret(number) = convert(secret, &Type::Int).unwrap() else {
        panic!("a converted secret is a secret");
    };
    assert_eq!((number.expose().kind(), number.shown()), ("int", "‹pin›"));
    let secret = Value::Secret(Secret::new(Value::from("hunter2")));
    assert_eq!(
        convert(secret, &Type::Int).unwrap_err().message,
        "expected an int, found a secret that is none"
    );
    assert_eq!(
        convert(Value::Int(1), &Type::Secret).unwrap().kind(),
        "secret"
    );
}
