use super::*;
use crate::value::{Fields, Secret};

fn decimal(text: &str) -> Value {
    Value::Decimal(text.parse().unwrap())
}

#[test]
fn numbers_compare_by_number() {
    let equals = [
        (Value::Int(3), Value::Float(3.0)),
        (Value::Int(3), decimal("3.00")),
        (decimal("0.1"), Value::Float(0.1)),
        (decimal("1.50"), decimal("1.5")),
        (Value::Float(0.0), Value::Float(-0.0)),
        (Value::Float(f64::NAN), Value::Float(f64::NAN)),
    ];
    for (a, b) in equals {
        assert!(equal(&a, &b).unwrap(), "{a:?} {b:?}");
        assert_eq!(hash(&a), hash(&b), "{a:?} {b:?}");
    }
    assert_eq!(
        order(&Value::Int(2), &Value::Float(2.5)),
        Ok(Ordering::Less)
    );
    assert_eq!(
        order(&Value::Int(-2), &Value::Float(-2.5)),
        Ok(Ordering::Greater)
    );
    assert_eq!(
        order(&Value::Int(i64::MAX), &Value::Float(9.3e18)),
        Ok(Ordering::Less)
    );
    let above = (1_i64 << 53) + 1;
    assert!(!equal(&Value::Int(above), &Value::Float(9_007_199_254_740_992.0)).unwrap());
}

#[test]
fn kinds_with_nothing_in_common_are_unequal_and_have_no_order() {
    assert!(!equal(&Value::Int(1), &Value::from("1")).unwrap());
    assert!(!equal(&Value::Bool(true), &Value::Int(1)).unwrap());
    assert!(!equal(&Value::Null, &Value::from("")).unwrap());
    assert!(equal(&Value::Null, &Value::Null).unwrap());
    assert_eq!(
        order(&Value::Int(1), &Value::from("a"))
            .unwrap_err()
            .message,
        "int 1 and text \"a\" have no order"
    );
    assert!(order(&Value::Null, &Value::Null).is_err());
}

#[test]
fn lists_and_records_compare_deep() {
    let record = |pairs: &[(&str, i64)]| {
        Value::from(
            pairs
                .iter()
                .map(|(k, v)| ((*k).into(), Value::Int(*v)))
                .collect::<Fields>(),
        )
    };
    let (ab, ba) = (record(&[("a", 1), ("b", 2)]), record(&[("b", 2), ("a", 1)]));
    assert!(equal(&ab, &ba).unwrap());
    assert_eq!(hash(&ab), hash(&ba));
    assert!(!equal(&ab, &record(&[("a", 1)])).unwrap());
    let list =
        |items: &[i64]| Value::from(items.iter().map(|i| Value::Int(*i)).collect::<Vec<_>>());
    assert_eq!(order(&list(&[1, 2]), &list(&[1, 3])), Ok(Ordering::Less));
    assert_eq!(order(&list(&[1]), &list(&[1, 0])), Ok(Ordering::Less));
    assert!(!equal(&list(&[1]), &list(&[1, 1])).unwrap());
}

#[test]
fn a_date_is_midnight_of_its_day() {
    let day = Value::Date("2024-03-01".parse().unwrap());
    let instant = Value::Timestamp("2024-03-01T00:00:00Z".parse().unwrap());
    assert!(equal(&day, &instant).unwrap());
    assert_eq!(hash(&day), hash(&instant));
}

#[test]
fn a_secret_compares_by_what_it_hides_and_does_not_tell() {
    let secret = Value::Secret(Secret::new(Value::from("hunter2")));
    assert!(equal(&secret, &Value::from("hunter2")).unwrap());
    assert_eq!(order(&Value::from("a"), &secret), Ok(Ordering::Less));
    assert!(
        !order(&secret, &Value::Int(1))
            .unwrap_err()
            .message
            .contains("hunter2")
    );
}
