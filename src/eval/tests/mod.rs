//! Expressions by their values, beside Jinja where it agrees and where it differs.

mod access;
mod cases;
mod folding;
mod generated;
mod sampling;
mod secrets;
mod templates;
mod translate;

use std::{borrow::Cow, rc::Rc};

use super::{Scope, Stop, evaluate};
use crate::{
    diagnostic::Diagnostics,
    functions,
    ir::{Expr, ExprKind, StepNames, show},
    job::StepId,
    limits::Limits,
    spec::{Registry, Runtime},
    template::{NameIds, parse, parse_expression},
    text::{FileId, Span},
    types::Type,
    value::Value,
};

static REGISTRY: Registry = Registry {
    steps: &[],
    functions: functions::ALL,
    predicates: functions::PREDICATES,
};

fn runtime() -> Runtime<'static> {
    Runtime {
        now: "2024-03-01T10:00:00Z".parse().unwrap(),
        registry: &REGISTRY,
        limits: Limits::DEFAULT,
    }
}

/// Names and what they stand for: each is the item of a batch of its own, or not known yet.
#[derive(Debug, Clone, Default)]
struct Names(Vec<(&'static str, Option<Value>)>);

impl Names {
    fn with(mut self, name: &'static str, value: Value) -> Self {
        self.0.push((name, Some(value)));
        self
    }

    fn unknown(mut self, name: &'static str) -> Self {
        self.0.push((name, None));
        self
    }

    /// A name whose value is written as an expression.
    fn written(self, name: &'static str, value: &str) -> Self {
        let value = Self::default().value(value);
        self.with(name, value)
    }

    fn resolve(&self, name: &str) -> ExprKind {
        let known = self.0.iter().position(|(own, _)| *own == name);
        known.map_or_else(
            || ExprKind::Local(name.into()),
            |index| ExprKind::Item(StepId(u32::try_from(index).unwrap())),
        )
    }

    /// The typed expression that `source` is: a template if it has holes or blocks.
    fn expr(&self, source: &str) -> Expr {
        if !source.contains("{{") && !source.contains("{%") {
            return self.expression(source);
        }
        let mut diagnostics = Diagnostics::default();
        let template = parse(
            source,
            Rc::new(place),
            &mut NameIds::default(),
            &mut diagnostics,
        );
        assert!(!diagnostics.has_errors(), "{source}: {diagnostics:?}");
        let blocks = translate::blocks(&template.nodes, &|name: &str| self.resolve(name));
        Expr::new(ExprKind::Template(blocks.into()), Type::Text, template.span)
    }

    fn expression(&self, source: &str) -> Expr {
        let mut diagnostics = Diagnostics::default();
        let tree = parse_expression(
            source,
            Rc::new(place),
            &mut NameIds::default(),
            &mut diagnostics,
        );
        assert!(!diagnostics.has_errors(), "{source}: {diagnostics:?}");
        translate::translate(&tree, &|name: &str| self.resolve(name))
    }

    fn evaluate(&self, source: &str) -> Result<Value, Stop> {
        evaluate(&self.expr(source), self, &runtime())
    }

    fn value(&self, source: &str) -> Value {
        self.evaluate(source)
            .unwrap_or_else(|stop| panic!("{source}: {stop:?}"))
    }

    /// The message of the failure, and the piece of the source it is about.
    fn failure<'s>(&self, source: &'s str) -> (String, &'s str) {
        match self.evaluate(source) {
            Err(Stop::Failed(failed)) => (failed.to_string(), &source[failed.span.range()]),
            other => panic!("{source}: {other:?}"),
        }
    }

    fn find(&self, step: StepId) -> &(&'static str, Option<Value>) {
        &self.0[step.0 as usize]
    }
}

impl Scope for Names {
    fn result(&self, _: StepId) -> Result<Value, Stop> {
        Err(Stop::Unknown)
    }

    fn item(&self, batch: StepId) -> Result<Value, Stop> {
        self.find(batch).1.clone().ok_or(Stop::Unknown)
    }

    fn index(&self, _: StepId) -> Result<Value, Stop> {
        Err(Stop::Unknown)
    }

    fn input(&self, _: usize) -> Result<Value, Stop> {
        Err(Stop::Unknown)
    }

    fn run_id(&self) -> Result<Value, Stop> {
        Err(Stop::Unknown)
    }

    fn names(&self) -> &dyn StepNames {
        self
    }
}

impl StepNames for Names {
    fn step(&self, step: StepId) -> Cow<'_, str> {
        step.0.to_string().into()
    }

    fn item(&self, batch: StepId) -> Cow<'_, str> {
        self.find(batch).0.into()
    }

    fn input(&self, index: usize) -> Cow<'_, str> {
        index.to_string().into()
    }
}

fn place(range: std::ops::Range<usize>) -> Span {
    Span::new(FileId(0), range.start, range.end)
}

/// What a literal gives, with its kind.
fn written(source: &str) -> String {
    let expr = Names::default().expression(source);
    literal(evaluate(&expr, &Names::default(), &runtime()).unwrap())
}

/// A value as its literal, with its kind: `3` and `3.0` differ.
fn literal(value: Value) -> String {
    let kind = value.kind();
    let constant = Expr::new(ExprKind::Constant(value), Type::Json, Span::default());
    format!("{kind} {}", show(&constant, &Names::default()))
}
