use std::sync::Arc;

use super::{Names, runtime};
use crate::{
    eval::{Stop, evaluate},
    ir::{Expr, ExprKind},
    types::Type,
    value::{List, ReadError, Rows, Value},
};

/// `expr` with every part of a type that is not json.
fn typed(mut expr: Expr) -> Expr {
    expr.ty = Type::open_record();
    expr.for_each_child_mut(&mut |child| *child = typed(child.clone()));
    expr
}

fn failure(source: &str) -> (String, Option<String>) {
    let names = Names::default()
        .written("row", "{'name': 'a', 'size': 1}")
        .written("list", "[1, 2]");
    match evaluate(&typed(names.expr(source)), &names, &runtime()) {
        Err(Stop::Failed(failed)) => (failed.failure.message, failed.failure.help),
        other => panic!("{source}: {other:?}"),
    }
}

#[test]
fn a_field_that_is_not_there_has_a_near_name() {
    assert_eq!(
        failure("row.nmae"),
        (
            "no field `nmae` in `row`".into(),
            Some("did you mean `name`?".into())
        )
    );
    assert_eq!(
        failure("row['zzzzzz']"),
        (
            "no field `zzzzzz` in `row`".into(),
            Some("its fields are `name`, `size`".into())
        )
    );
}

#[test]
fn an_index_that_is_not_there_fails_where_the_list_is_typed() {
    assert_eq!(failure("list[2]").0, "`list` has 2 items, none at index 2");
    assert_eq!(
        failure("list[-3]").0,
        "`list` has 2 items, none at index -3"
    );
    assert_eq!(
        failure("'ab'[5]").0,
        "`'ab'` has 2 characters, none at index 5"
    );
}

#[test]
fn failures_are_placed_at_the_smallest_piece() {
    let names = Names::default().with("x", Value::Null);
    assert_eq!(
        names.failure("1 + (2 if x.id == 1 else 3)"),
        ("`x` is null".into(), "x.id")
    );
    assert_eq!(
        names
            .failure("a{{ 1 }}{% if 1 %}{{ 'b' ~ (1 / 0) }}{% endif %}")
            .1,
        "(1 / 0)"
    );
}

#[derive(Debug)]
struct Gone;

impl Rows for Gone {
    fn len(&self) -> usize {
        3
    }

    fn item(&self, _: usize) -> Result<Value, ReadError> {
        Err(ReadError("`a.csv` has changed".into()))
    }
}

#[test]
fn rows_that_cannot_be_read_are_a_failure() {
    let names = Names::default().with("rows", Value::List(List::rows(Arc::new(Gone))));
    for source in [
        "rows[0]",
        "rows[1:]",
        "1 in rows",
        "{% for row in rows %}x{% endfor %}",
        "{% for row in rows %}{% endfor %}",
        "{% for a, b in rows %}{{ a }}{% endfor %}",
    ] {
        assert_eq!(names.failure(source).0, "`a.csv` has changed", "{source}");
    }
    assert_eq!(names.value("rows | length").kind(), "int");
}

#[test]
fn text_joins_name_the_part_without_text() {
    let names = Names::default().with("x", Value::Null);
    let parts = ["'a'", "x"].map(|part| names.expr(part)).to_vec();
    let whole = Expr::new(ExprKind::Text(parts.clone()), Type::Text, parts[0].span);
    match evaluate(&whole, &names, &runtime()) {
        Err(Stop::Failed(failed)) => assert_eq!(failed.span, parts[1].span),
        other => panic!("{other:?}"),
    }
}
