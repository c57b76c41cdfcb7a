use super::{Names, literal, runtime};
use crate::{
    eval::{Sample, Stop, sample},
    value::Value,
};

fn names() -> Names {
    Names::default()
        .unknown("x")
        .with("n", Value::Null)
        .with("k", Value::Int(5))
}

fn sampled(source: &str) -> String {
    print(&sample(&names().expr(source), &names(), &runtime()))
}

fn print(sample: &Sample) -> String {
    let all = |parts: &[Sample]| parts.iter().map(print).collect::<Vec<_>>();
    match sample {
        Sample::Known(value) => literal(value.clone()),
        Sample::Text(parts) => all(parts).join(" + "),
        Sample::List(items) => format!("[{}]", all(items).join("; ")),
        Sample::Record(fields) => {
            let fields = fields
                .iter()
                .map(|(name, field)| format!("{name}: {}", print(field)));
            format!("{{{}}}", fields.collect::<Vec<_>>().join("; "))
        }
        Sample::Unknown(source) => format!("‹{source}›"),
        Sample::Failed(message) => format!("! {message}"),
    }
}

#[test]
fn what_decides_need_not_wait_for_the_rest() {
    for (source, known) in [
        ("false and x", "bool false"),
        ("k or x", "int 5"),
        ("1 if k else x", "int 1"),
        ("x if n else 2", "int 2"),
        ("k | default(x)", "int 5"),
        ("coalesce(k, x)", "int 5"),
        ("{% if k %}a{% else %}{{ x }}{% endif %}", "text 'a'"),
    ] {
        assert_eq!(sampled(source), known, "{source}");
    }
    for source in [
        "x",
        "k and x",
        "n or x",
        "n | default(x)",
        "x | default(k)",
        "[k, x]",
    ] {
        let value = names().evaluate(source);
        assert!(matches!(value, Err(Stop::Unknown)), "{source}: {value:?}");
    }
}

#[test]
fn parts_are_known_each_by_itself() {
    assert_eq!(sampled("[k, x.id]"), "[int 5; ‹x.id›]");
    assert_eq!(
        sampled("{'a': k, 'b': {'c': x}}"),
        "{a: int 5; b: {c: ‹x›}}"
    );
    assert_eq!(sampled("'a' ~ x.id ~ k"), "text 'a' + ‹x.id› + int 5");
    assert_eq!(sampled("k and x.id"), "‹x.id›");
    assert_eq!(sampled("x.id if k else 1"), "‹x.id›");
    assert_eq!(sampled("[n.id, x]"), "[! `n` is null; ‹x›]");
    assert_eq!(sampled("x ~ n"), "‹x› + ! null has no text");
}

#[test]
fn the_rest_prints_as_its_source() {
    assert_eq!(sampled("x.id + k * (2 - 1)"), "‹x.id + k * (2 - 1)›");
    assert_eq!(sampled("x.id if x else 1"), "‹x.id if x else 1›");
    assert_eq!(
        sampled("x.name | upper | replace('a', 'b')"),
        "‹x.name | upper | replace('a', 'b')›"
    );
}

#[test]
fn the_moment_of_the_run_is_not_known() {
    assert_eq!(sampled("now()"), "‹now()›");
    assert_eq!(sampled("k if true else now()"), "int 5");
    assert_eq!(sampled("[k, now()]"), "[int 5; ‹now()›]");
}
