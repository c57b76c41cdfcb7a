use std::collections::HashMap;

use super::path::Path;
use crate::{
    ir::{Binary, Expr, ExprKind},
    job::StepId,
    value::Value,
};

/// What conditions have shown to be there.
#[derive(Debug, Clone, Default)]
pub(super) struct Facts {
    known: Vec<Path>,
    /// The list that each batch goes through: its item and the element at `idx` are the same.
    lists: HashMap<StepId, Path>,
}

impl Facts {
    pub(super) fn holds(&self, path: &Path) -> bool {
        self.known.contains(&self.canonical(path.clone()))
    }

    pub(super) const fn mark(&self) -> usize {
        self.known.len()
    }

    pub(super) fn forget_since(&mut self, mark: usize) {
        self.known.truncate(mark);
    }

    /// Learns which list a batch goes through.
    pub(super) fn goes_through(&mut self, batch: StepId, list: &Expr) {
        self.lists.extend(Path::of(list).map(|list| (batch, list)));
    }

    /// The same place by one name only.
    fn canonical(&self, path: Path) -> Path {
        match path {
            Path::Field(base, name) => Path::Field(Box::new(self.canonical(*base)), name),
            Path::At(base, index) => Path::At(Box::new(self.canonical(*base)), index),
            Path::AtIndexOf(base, batch) => {
                if self.lists.get(&batch) == Some(&*base) {
                    Path::Item(batch)
                } else {
                    Path::AtIndexOf(Box::new(self.canonical(*base)), batch)
                }
            }
            other => other,
        }
    }

    /// Takes the place that `expr` reads for there.
    pub(super) fn assume(&mut self, expr: &Expr) {
        let path = Path::of(expr).map(|path| self.canonical(path));
        self.known.extend(path);
    }

    /// Forgets what was known of a name of the template: it stands for something else now.
    pub(super) fn forget_local(&mut self, name: &str) {
        self.known.retain(|path| !path.begins_at_local(name));
    }

    /// Learns what follows from `condition` having turned out `truth`.
    pub(super) fn learn(&mut self, condition: &Expr, truth: bool) {
        let shown = shown(condition, truth).into_iter();
        let canonical: Vec<_> = shown.map(|path| self.canonical(path)).collect();
        self.known.extend(canonical);
    }
}

/// The paths that can't be null where `condition` is as true as `truth` says.
fn shown(condition: &Expr, truth: bool) -> Vec<Path> {
    match &condition.kind {
        ExprKind::Not(inner) => shown(inner, !truth),
        ExprKind::Binary(Binary::And, left, right) if truth => both(left, right, truth),
        ExprKind::Binary(Binary::Or, left, right) if !truth => both(left, right, truth),
        ExprKind::Binary(Binary::And | Binary::Or, left, right) => either(left, right, truth),
        ExprKind::Binary(Binary::Equal, left, right) if truth => equal(left, right),
        ExprKind::Binary(Binary::NotEqual, left, right) if !truth => equal(left, right),
        ExprKind::Binary(Binary::Equal | Binary::NotEqual, left, right) => {
            differs_from_null(left, right)
        }
        ExprKind::Binary(op, left, right) if truth && is_order(*op) => {
            Path::of(left).into_iter().chain(Path::of(right)).collect()
        }
        ExprKind::Test(test, arguments) => match (test.name, truth) {
            ("none" | "undefined", false) | ("defined", true) => {
                arguments.first().and_then(Path::of).into_iter().collect()
            }
            ("none" | "undefined", true) | ("defined", false) => Vec::new(),
            // These hold of null as well, if it is what they compare with.
            ("eq" | "equalto" | "==" | "ne" | "!=" | "in", _) | (_, false) => Vec::new(),
            (_, true) => arguments.first().and_then(Path::of).into_iter().collect(),
        },
        _ if truth => Path::of(condition).into_iter().collect(),
        _ => Vec::new(),
    }
}

fn both(left: &Expr, right: &Expr, truth: bool) -> Vec<Path> {
    let mut paths = shown(left, truth);
    paths.extend(shown(right, truth));
    paths
}

fn either(left: &Expr, right: &Expr, truth: bool) -> Vec<Path> {
    let other = shown(right, truth);
    shown(left, truth)
        .into_iter()
        .filter(|path| other.contains(path))
        .collect()
}

/// Two equal values, one of them known not to be null.
fn equal(left: &Expr, right: &Expr) -> Vec<Path> {
    let path = match (left.ty.may_be_null(), right.ty.may_be_null()) {
        (true, false) => Path::of(left),
        (false, true) => Path::of(right),
        _ => None,
    };
    path.into_iter().collect()
}

/// Two values that differ, one of them null.
fn differs_from_null(left: &Expr, right: &Expr) -> Vec<Path> {
    let path = match (is_null(left), is_null(right)) {
        (false, true) => Path::of(left),
        (true, false) => Path::of(right),
        _ => None,
    };
    path.into_iter().collect()
}

const fn is_order(op: Binary) -> bool {
    matches!(
        op,
        Binary::Less | Binary::LessEqual | Binary::Greater | Binary::GreaterEqual
    )
}

const fn is_null(expr: &Expr) -> bool {
    matches!(expr.constant(), Some(Value::Null))
}
