use std::sync::Arc;

use crate::{
    ir::{Expr, ExprKind},
    job::StepId,
    value::Value,
};

/// A place that keeps its value while an item is worked on: a result, an item, an input, and what lies inside them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Path {
    Result(StepId),
    Item(StepId),
    Input(usize),
    Local(Arc<str>),
    Field(Box<Path>, Arc<str>),
    AtIndexOf(Box<Path>, StepId),
    At(Box<Path>, i64),
    /// What a helper picks from a list: its first item.
    Of(&'static str, Box<Path>),
    /// No value, but the fact that the list has an item.
    Filled(Box<Path>),
}

/// The helpers that pick an item from a list, null from an empty one.
const PICKS: [&str; 4] = ["first", "last", "min", "max"];

impl Path {
    /// The place that `expr` reads, if it does nothing else.
    pub(super) fn of(expr: &Expr) -> Option<Self> {
        let path = match &expr.kind {
            ExprKind::Result(step) => Self::Result(*step),
            ExprKind::Item(batch) => Self::Item(*batch),
            ExprKind::Input(input) => Self::Input(*input),
            ExprKind::Local(name) => Self::Local(Arc::clone(name)),
            ExprKind::Field(base, name) => Self::Field(Box::new(Self::of(base)?), Arc::clone(name)),
            ExprKind::Element(base, index) => {
                let base = Box::new(Self::of(base)?);
                match &index.kind {
                    ExprKind::Index(batch) => Self::AtIndexOf(base, *batch),
                    ExprKind::Constant(Value::Int(index)) => Self::At(base, *index),
                    _ => return None,
                }
            }
            ExprKind::Call(function, arguments) if PICKS.contains(&function.name) => {
                match arguments.split_first() {
                    Some((Some(list), rest)) if rest.iter().all(Option::is_none) => {
                        Self::Of(function.name, Box::new(Self::of(list)?))
                    }
                    _ => return None,
                }
            }
            _ => return None,
        };
        Some(path)
    }

    /// Whether this is `other`, or lies inside it: then `other` is there if this is.
    pub(super) fn lies_in(&self, other: &Self) -> bool {
        self == other || self.base().is_some_and(|base| base.lies_in(other))
    }

    /// What it begins at.
    pub(super) fn root(&self) -> &Self {
        self.base().map_or(self, Self::root)
    }

    fn base(&self) -> Option<&Self> {
        match self {
            Self::Field(base, _)
            | Self::AtIndexOf(base, _)
            | Self::At(base, _)
            | Self::Of(_, base)
            | Self::Filled(base) => Some(base),
            Self::Result(_) | Self::Item(_) | Self::Input(_) | Self::Local(_) => None,
        }
    }

    /// Whether the place lies in what a name of the template stands for.
    pub(super) fn begins_at_local(&self, name: &str) -> bool {
        match self {
            Self::Local(own) => **own == *name,
            other => other.base().is_some_and(|base| base.begins_at_local(name)),
        }
    }
}
