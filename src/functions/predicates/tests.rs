use crate::functions::testing::{eval_json, failure_json, is, secret};
use crate::value::{Value, json::parse};

fn holds(name: &str, args: &str) -> bool {
    let Value::List(args) = parse(args).unwrap() else {
        panic!("the arguments are a list");
    };
    let args: Vec<Value> = args.iter().map(Result::unwrap).collect();
    is(name, &args)
}

#[test]
fn kinds_are_told_apart() {
    for (name, yes, no) in [
        ("none", "[null]", "[0]"),
        ("defined", "[0]", "[null]"),
        ("undefined", "[null]", "[0]"),
        ("string", "[\"\"]", "[1]"),
        ("number", "[1.5]", "[true]"),
        ("integer", "[1]", "[1.5]"),
        ("float", "[1.5]", "[1]"),
        ("boolean", "[false]", "[0]"),
        ("true", "[true]", "[1]"),
        ("false", "[false]", "[0]"),
        ("mapping", "[{}]", "[[]]"),
        ("sequence", "[[]]", "[1]"),
        ("iterable", "[{}]", "[null]"),
        ("lower", "[\"a1\"]", "[\"1\"]"),
        ("upper", "[\"A\"]", "[\"Ab\"]"),
    ] {
        assert!(holds(name, yes), "{yes} is {name}");
        assert!(!holds(name, no), "{no} is {name}");
    }
}

#[test]
fn numbers_are_divided() {
    assert!(holds("odd", "[-3]") && !holds("odd", "[2]") && holds("even", "[0]"));
    assert!(holds("divisibleby", "[9, 3]") && !holds("divisibleby", "[9, 2]"));
    assert!(holds("divisibleby", "[-9223372036854775808, -1]"));
    assert!(failure_json("select", "[[1], \"divisibleby\", 0]", &[]).contains("by 0"));
}

#[test]
fn words_and_signs_compare_alike() {
    for (word, sign) in [
        ("eq", "=="),
        ("ne", "!="),
        ("lt", "<"),
        ("le", "<="),
        ("gt", ">"),
        ("ge", ">="),
    ] {
        let select = |name: &str| eval_json("select", &format!("[[1, 2, 3], \"{name}\", 2]"), &[]);
        assert_eq!(select(word), select(sign));
    }
    assert!(
        holds("eq", "[1, 1.0]") && holds("equalto", "[null, null]") && !holds("eq", "[1, \"1\"]")
    );
}

#[test]
fn membership_is_of_items_parts_and_names() {
    assert!(holds("in", "[1, [2, 1.0]]"));
    assert!(holds("in", "[\"b\", \"abc\"]"));
    assert!(holds("in", "[\"a\", {\"a\": null}]"));
    assert!(!holds("in", "[\"x\", {\"a\": null}]"));
    assert!(holds("in", "[null, [null]]"));
    assert!(failure_json("select", "[[1], \"in\", \"1\"]", &[]).ends_with("found int"));
    assert!(is(
        "in",
        &[secret("a"), Value::from(vec![Value::from("a")])]
    ));
}
