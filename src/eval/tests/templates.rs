use super::Names;
use crate::value::Value;

#[test]
fn names_of_a_template_hide_nothing_of_the_engine() {
    let names = Names::default();
    let source = "{% set portl = 'a' %}{% set v0 = 'b' %}{% for größe in [1] %}{{ portl }}{{ v0 }}{{ größe }}{% endfor %}";
    assert_eq!(super::literal(names.value(source)), "text 'ab1'");
}

#[test]
fn text_is_never_taken_for_a_template() {
    let names = Names::default().with("x", Value::from("{{ 1 }}{% raw %}"));
    assert_eq!(
        super::literal(names.value("{% if 1 %}{{ x }}{% endif %}")),
        "text '{{ 1 }}{% raw %}'"
    );
}

#[test]
fn a_template_is_compiled_once_and_sees_each_scope() {
    let expr = Names::default()
        .unknown("x")
        .expr("{% if x %}{{ x }}{% endif %}");
    for text in ["a", "b"] {
        let names = Names::default().with("x", Value::from(text));
        let value = super::evaluate(&expr, &names, &super::runtime()).unwrap();
        assert_eq!(super::literal(value), format!("text '{text}'"));
    }
}

#[test]
fn failures_name_what_the_template_reads() {
    let names = Names::default().with("row", Value::Null);
    assert_eq!(
        names.failure("{% for x in [1] %}{{ row.name }}{% endfor %}"),
        ("`row` is null".into(), "row.name")
    );
}

#[test]
fn a_template_that_takes_too_long_is_stopped() {
    let names = Names::default();
    let source = "{% for a in range(100000) %}{% if range(100000) | sum %}{% endif %}{% endfor %}";
    assert_eq!(
        names.failure(source).0,
        "the template takes longer than 2 s"
    );
}
