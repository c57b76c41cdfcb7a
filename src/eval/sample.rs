use std::sync::Arc;

use super::{Scope, Stop, evaluate};
use crate::{
    ir::{Binary, Expr, ExprKind, show},
    spec::Runtime,
    value::{Value, is_true, show::join},
};

/// As much of an expression's value as is known before the run.
#[derive(Debug, Clone)]
pub enum Sample {
    /// All of it.
    Known(Value),
    /// Text whose parts are these, end to end.
    Text(Vec<Sample>),
    /// A list of these items.
    List(Vec<Sample>),
    /// A record of these fields.
    Record(Vec<(Arc<str>, Sample)>),
    /// None of it: the path or expression it will be read from.
    Unknown(String),
    /// It can't be computed: why.
    Failed(String),
}

/// What is known of the value of `expr` in `scope`, down to the parts of texts, lists and records.
#[must_use]
pub fn sample(expr: &Expr, scope: &dyn Scope, runtime: &Runtime<'_>) -> Sample {
    Sampler { scope, runtime }.sample(expr)
}

struct Sampler<'a> {
    scope: &'a dyn Scope,
    runtime: &'a Runtime<'a>,
}

impl Sampler<'_> {
    fn sample(&self, expr: &Expr) -> Sample {
        match self.value(expr) {
            Ok(value) => Sample::Known(value),
            Err(Stop::Failed(failure)) => self
                .entries(expr)
                .unwrap_or_else(|| Sample::Failed(failure.to_string())),
            Err(Stop::Unknown) => self
                .entries(expr)
                .or_else(|| self.parts(expr))
                .unwrap_or_else(|| Sample::Unknown(show(expr, self.scope.names()))),
        }
    }

    /// The value, unless another run would give another one: samples are the same every time.
    fn value(&self, expr: &Expr) -> Result<Value, Stop> {
        if varies(expr) {
            return Err(Stop::Unknown);
        }
        evaluate(expr, self.scope, self.runtime)
    }

    /// The entries of a list or record, each known, unknown or failing by itself.
    fn entries(&self, expr: &Expr) -> Option<Sample> {
        match &expr.kind {
            ExprKind::List(items) => {
                let items = items.iter().map(|item| self.sample(item));
                Some(Sample::List(items.collect()))
            }
            ExprKind::Record(fields) => self.record(fields),
            _ => None,
        }
    }

    /// What is known of a value that has parts, or hangs on what is not known.
    fn parts(&self, expr: &Expr) -> Option<Sample> {
        let known = |expr| self.value(expr).ok();
        match &expr.kind {
            ExprKind::Text(parts) => {
                let parts = parts.iter().flat_map(|part| self.pieces(part));
                Some(Sample::Text(parts.collect()))
            }
            ExprKind::Binary(Binary::Concat, left, right) => {
                let parts = [left, right].into_iter().flat_map(|part| self.pieces(part));
                Some(Sample::Text(parts.collect()))
            }
            // Had the left operand decided, the whole would be known.
            ExprKind::Binary(Binary::And | Binary::Or, left, right) => {
                known(left).map(|_| self.sample(right))
            }
            ExprKind::Ternary(condition, then, otherwise) => known(condition)
                .map(|value| self.sample(if is_true(&value) { then } else { otherwise })),
            _ => None,
        }
    }

    /// The pieces of text that a part of a text gives.
    fn pieces(&self, part: &Expr) -> Vec<Sample> {
        match self.sample(part) {
            Sample::Text(pieces) => pieces,
            Sample::Known(value) => vec![match join([&value], self.runtime.limits.text) {
                Ok(_) => Sample::Known(value),
                Err(failure) => Sample::Failed(failure.to_string()),
            }],
            other => vec![other],
        }
    }

    /// The fields, where their names are known; a later one of the same name wins.
    fn record(&self, entries: &[(Expr, Expr)]) -> Option<Sample> {
        let mut fields: Vec<(Arc<str>, Sample)> = Vec::with_capacity(entries.len());
        for (key, value) in entries {
            let key = self.value(key).ok()?;
            let Value::Text(name) = key else {
                return None;
            };
            let value = self.sample(value);
            match fields.iter_mut().find(|(own, _)| *own == name) {
                Some((_, field)) => *field = value,
                None => fields.push((name, value)),
            }
        }
        Some(Sample::Record(fields))
    }
}

/// Whether an expression asks for more than its operands: the moment of the run.
fn varies(expr: &Expr) -> bool {
    let mut found = matches!(expr.kind, ExprKind::Call(function, _) if !function.constant);
    expr.for_each_child(&mut |child| found = found || varies(child));
    found
}
