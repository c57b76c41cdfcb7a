use std::borrow::Cow;

use super::super::{Scope, Stop};
use crate::{
    ir::{Expr, ExprKind, StepNames},
    job::StepId,
    value::Value,
};

/// Something that only the scope knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Leaf {
    Result(StepId),
    Item(StepId),
    Index(StepId),
    Input(usize),
    RunId,
}

impl Leaf {
    /// Adds what `expr` asks of its scope to `leaves`, each once.
    pub(super) fn collect(expr: &Expr, leaves: &mut Vec<Self>) {
        let leaf = match &expr.kind {
            ExprKind::Result(step) => Some(Self::Result(*step)),
            ExprKind::Item(batch) => Some(Self::Item(*batch)),
            ExprKind::Index(batch) => Some(Self::Index(*batch)),
            ExprKind::Input(index) => Some(Self::Input(*index)),
            ExprKind::RunId => Some(Self::RunId),
            _ => None,
        };
        leaves.extend(leaf.filter(|leaf| !leaves.contains(leaf)));
        expr.for_each_child(&mut |child| Self::collect(child, leaves));
    }

    fn ask(self, scope: &dyn Scope) -> Result<Value, Stop> {
        match self {
            Self::Result(step) => scope.result(step),
            Self::Item(batch) => scope.item(batch),
            Self::Index(batch) => scope.index(batch),
            Self::Input(index) => scope.input(index),
            Self::RunId => scope.run_id(),
        }
    }

    fn name(self, names: &dyn StepNames) -> String {
        match self {
            Self::Result(step) => names.step(step).into_owned(),
            Self::Item(batch) => names.item(batch).into_owned(),
            Self::Input(index) => names.input(index).into_owned(),
            Self::Index(_) | Self::RunId => String::new(),
        }
    }
}

/// A scope's answers to all that a template may ask, so that nothing is borrowed while it is rendered. An answer that is
/// an error counts only where it is asked for.
#[derive(Debug)]
pub(super) struct Captured(Vec<Answer>);

#[derive(Debug)]
struct Answer {
    leaf: Leaf,
    value: Result<Value, Stop>,
    name: String,
}

impl Captured {
    pub(super) fn new(leaves: &[Leaf], scope: &dyn Scope) -> Self {
        let answer = |leaf: &Leaf| Answer {
            leaf: *leaf,
            value: leaf.ask(scope),
            name: leaf.name(scope.names()),
        };
        Self(leaves.iter().map(answer).collect())
    }

    fn find(&self, leaf: Leaf) -> &Answer {
        let answer = self.0.iter().find(|answer| answer.leaf == leaf);
        answer.expect("all that a template's expressions may ask was collected")
    }

    fn value(&self, leaf: Leaf) -> Result<Value, Stop> {
        self.find(leaf).value.clone()
    }

    fn name(&self, leaf: Leaf) -> Cow<'_, str> {
        self.find(leaf).name.as_str().into()
    }
}

impl Scope for Captured {
    fn result(&self, step: StepId) -> Result<Value, Stop> {
        self.value(Leaf::Result(step))
    }

    fn item(&self, batch: StepId) -> Result<Value, Stop> {
        self.value(Leaf::Item(batch))
    }

    fn index(&self, batch: StepId) -> Result<Value, Stop> {
        self.value(Leaf::Index(batch))
    }

    fn input(&self, index: usize) -> Result<Value, Stop> {
        self.value(Leaf::Input(index))
    }

    fn run_id(&self) -> Result<Value, Stop> {
        self.value(Leaf::RunId)
    }

    fn names(&self) -> &dyn StepNames {
        self
    }
}

impl StepNames for Captured {
    fn step(&self, step: StepId) -> Cow<'_, str> {
        self.name(Leaf::Result(step))
    }

    fn item(&self, batch: StepId) -> Cow<'_, str> {
        self.name(Leaf::Item(batch))
    }

    fn input(&self, index: usize) -> Cow<'_, str> {
        self.name(Leaf::Input(index))
    }
}
