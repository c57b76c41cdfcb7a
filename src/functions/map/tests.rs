use crate::functions::testing::{eval, eval_json, failure_json, secret, type_of};
use crate::types::{Domain, Type};
use crate::value::Value;

fn rows() -> Type {
    let row = Type::record([("n", Type::Text.optional()), ("x", Type::Int)]);
    Type::list(row, Domain::new(3))
}

#[test]
fn maps_by_helper_or_attribute() {
    assert_eq!(
        eval_json("map", r#"[[" a", "b "], "trim"]"#, &[]),
        r#"["a","b"]"#
    );
    assert_eq!(
        eval_json("map", r#"[["a-b"], "replace", "-", "+"]"#, &[]),
        r#"["a+b"]"#
    );
    assert_eq!(
        eval_json("map", r#"[["1", "x"], "int"]"#, &[("default", "null")]),
        "[1,null]"
    );
    assert_eq!(
        eval_json(
            "map",
            r#"[[{"a": {"b": 1}}, {}]]"#,
            &[("attribute", "\"a.b\""), ("default", "0")]
        ),
        "[1,0]"
    );
}

#[test]
fn a_failure_names_the_item() {
    assert_eq!(
        failure_json("map", r#"[["1", "x"], "int"]"#, &[]),
        "item 1: expected an int, found text \"x\""
    );
    assert_eq!(
        failure_json("map", r#"[["x", null], "trim"]"#, &[]),
        "item 1: `trim` got null for `value`"
    );
    assert_eq!(
        failure_json("map", r#"[["x"], "nope"]"#, &[]),
        "there is no helper `nope`"
    );
    assert_eq!(
        failure_json("map", r#"[["x"], "trim", "a", "b"]"#, &[]),
        "item 0: one argument too many for `trim`"
    );
    assert!(failure_json("map", "[[1]]", &[]).contains("either"));
}

#[test]
fn a_secret_item_stays_one() {
    let Value::List(mapped) = eval(
        "map",
        &[Value::from(vec![secret(" a")]), Value::from("trim")],
    ) else {
        panic!("a list maps to a list");
    };
    assert_eq!(mapped.get(0).unwrap().unwrap().kind(), "secret");
}

#[test]
fn types_and_positions_are_kept() {
    assert_eq!(
        type_of("map", &[(0, rows())], &[(2, "n")]).unwrap(),
        "list<text?>"
    );
    assert_eq!(
        type_of("map", &[(0, rows()), (3, Type::Text)], &[(2, "n")]).unwrap(),
        "list<text>"
    );
    let texts = Type::list(Type::Text, Domain::new(3));
    assert_eq!(
        type_of("map", &[(0, texts.clone())], &[(1, "int")]).unwrap(),
        "list<int>"
    );
    assert_eq!(
        type_of("map", &[(0, texts.clone()), (3, Type::Null)], &[(1, "int")]).unwrap(),
        "list<int?>"
    );
    assert!(
        type_of("map", &[(0, rows())], &[(2, "y")])
            .unwrap_err()
            .contains("no field `y`")
    );
    assert!(
        type_of("map", &[(0, rows())], &[(1, "trim")])
            .unwrap_err()
            .contains("expects text")
    );
    assert!(
        type_of("map", &[(0, texts)], &[(1, "nope")])
            .unwrap_err()
            .contains("`nope`")
    );
}
