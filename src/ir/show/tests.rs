use std::borrow::Cow;

use super::{StepNames, show};
use crate::{
    ir::{Binary, Block, Expr, ExprKind},
    job::StepId,
    text::Span,
    types::Type,
    value::{Fields, Secret, Value},
};

struct Job;

impl StepNames for Job {
    fn step(&self, _: StepId) -> Cow<'_, str> {
        "latest".into()
    }

    fn item(&self, _: StepId) -> Cow<'_, str> {
        "steps.resource".into()
    }

    fn input(&self, _: usize) -> Cow<'_, str> {
        "since".into()
    }
}

fn expr(kind: ExprKind) -> Expr {
    Expr::new(kind, Type::Json, Span::default())
}

fn constant(value: impl Into<Value>) -> Expr {
    expr(ExprKind::Constant(value.into()))
}

fn field(base: ExprKind, name: &str) -> Expr {
    expr(ExprKind::Field(Box::new(expr(base)), name.into()))
}

fn binary(op: Binary, left: Expr, right: Expr) -> Expr {
    expr(ExprKind::Binary(op, Box::new(left), Box::new(right)))
}

fn shown(expr: &Expr) -> String {
    show(expr, &Job)
}

#[test]
fn paths_begin_at_steps_items_and_inputs() {
    let step = StepId(0);
    let aligned = ExprKind::Element(
        Box::new(expr(ExprKind::Result(step))),
        Box::new(expr(ExprKind::Index(step))),
    );
    assert_eq!(
        shown(&field(aligned, "version_number")),
        "steps.latest.version_number"
    );
    assert_eq!(
        shown(&field(ExprKind::Item(step), "id")),
        "steps.resource.id"
    );
    assert_eq!(
        shown(&field(ExprKind::Item(step), "a-b")),
        "steps.resource['a-b']"
    );
    assert_eq!(shown(&expr(ExprKind::Input(0))), "inputs.since");
    assert_eq!(shown(&expr(ExprKind::RunId)), "run.id");
}

#[test]
fn parentheses_stand_where_they_are_needed() {
    let sum = binary(Binary::Add, constant(1), constant(-2));
    let product = binary(Binary::Multiply, sum, constant(3));
    assert_eq!(shown(&product), "(1 + -2) * 3");
    let not = expr(ExprKind::Not(Box::new(product)));
    assert_eq!(shown(&not), "not (1 + -2) * 3");
}

#[test]
fn constants_print_as_literals() {
    assert_eq!(shown(&constant(Value::Null)), "none");
    assert_eq!(shown(&constant(i64::MIN)), "-9223372036854775808");
    assert_eq!(shown(&constant(Value::Float(2.0))), "2.0");
    let many: Vec<_> = (0..20).map(Value::Int).collect();
    assert_eq!(shown(&constant(many)), "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, …]");
    let secret = Value::Secret(Secret::new("x".into()));
    let fields: Fields = [("it's".into(), secret)].into_iter().collect();
    assert_eq!(shown(&constant(fields)), "{\"it's\": ‹secret›}");
}

#[test]
fn templates_print_with_their_blocks() {
    let item = || expr(ExprKind::Local("x".into()));
    let body = vec![
        Block::Set("y".into(), item()),
        Block::If(
            vec![
                (item(), vec![Block::Output(item())]),
                (constant(true), vec![]),
            ],
            vec![Block::Text("none".into())],
        ),
    ];
    let repeat = Block::For {
        targets: vec!["x".into(), "z".into()],
        iterable: expr(ExprKind::Result(StepId(0))),
        filter: Some(item()),
        body,
        otherwise: vec![Block::Text("empty".into())],
    };
    assert_eq!(
        shown(&expr(ExprKind::Template([repeat].into()))),
        "{% for x, z in steps.latest if x %}{% set y = x %}{% if x %}{{ x }}{% elif true %}\
         {% else %}none{% endif %}{% else %}empty{% endfor %}"
    );
}
