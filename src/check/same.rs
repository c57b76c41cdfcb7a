use std::collections::HashMap;

use super::path::Path;
use crate::{
    ir::{Expr, ExprKind},
    job::StepId,
    value::compare,
};

/// Whether two expressions have the same value. The items of two batches are the same where both go through one list.
pub(super) fn same(a: &Expr, b: &Expr, lists: &HashMap<StepId, Path>) -> bool {
    let batches = |a: &StepId, b: &StepId| {
        a == b || lists.get(a).is_some_and(|list| lists.get(b) == Some(list))
    };
    let is_same_itself = match (&a.kind, &b.kind) {
        (ExprKind::Constant(a), ExprKind::Constant(b)) => compare::equal(a, b).unwrap_or(false),
        (ExprKind::Result(a), ExprKind::Result(b)) => a == b,
        (ExprKind::Item(a), ExprKind::Item(b)) | (ExprKind::Index(a), ExprKind::Index(b)) => {
            batches(a, b)
        }
        (ExprKind::Input(a), ExprKind::Input(b)) => a == b,
        (ExprKind::RunId, ExprKind::RunId)
        | (ExprKind::Element(..), ExprKind::Element(..))
        | (ExprKind::Not(_), ExprKind::Not(_))
        | (ExprKind::Negate(_), ExprKind::Negate(_))
        | (ExprKind::List(_), ExprKind::List(_))
        | (ExprKind::Record(_), ExprKind::Record(_))
        | (ExprKind::Ternary(..), ExprKind::Ternary(..))
        | (ExprKind::Text(_), ExprKind::Text(_)) => true,
        (ExprKind::Field(_, a), ExprKind::Field(_, b)) => a == b,
        (ExprKind::Call(a, given), ExprKind::Call(b, others)) => {
            let filled = |arguments: &[Option<Expr>]| -> Vec<bool> {
                arguments.iter().map(Option::is_some).collect()
            };
            a.name == b.name && filled(given) == filled(others)
        }
        (ExprKind::Test(a, _), ExprKind::Test(b, _)) => a.name == b.name,
        (ExprKind::Binary(a, ..), ExprKind::Binary(b, ..)) => a == b,
        // What templates bind, and slices, are not gone into.
        _ => false,
    };
    is_same_itself && same_parts(a, b, lists)
}

fn same_parts(a: &Expr, b: &Expr, lists: &HashMap<StepId, Path>) -> bool {
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    a.for_each_child(&mut |part| ours.push(part));
    b.for_each_child(&mut |part| theirs.push(part));
    let mut pairs = ours.iter().zip(&theirs);
    ours.len() == theirs.len() && pairs.all(|(a, b)| same(a, b, lists))
}
