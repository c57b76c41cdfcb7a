use jiff::Timestamp;

use super::{Stop, evaluate, scope::Nowhere};
use crate::{
    ir::{Block, Expr, ExprKind},
    limits::Limits,
    spec::{Registry, Runtime},
    value::{Failure, Value},
};

/// Replaces every sub-expression by its value that has the same one on every run. One that fails stays, and fails when
/// the run comes to it.
pub fn fold(expr: &mut Expr, runtime: &Runtime<'_>) {
    expr.for_each_child_mut(&mut |child| fold(child, runtime));
    if !is_foldable(expr) {
        return;
    }
    if let Ok(value) = evaluate(expr, &Nowhere, runtime) {
        expr.kind = ExprKind::Constant(value);
    }
}

/// The value of an expression, or why it has none, where both are the same on every run.
#[must_use]
pub fn constant(
    expr: &Expr,
    registry: &Registry,
    limits: Limits,
) -> Option<Result<Value, Failure>> {
    if !is_independent(expr) {
        return None;
    }
    let runtime = Runtime {
        now: Timestamp::UNIX_EPOCH,
        registry,
        limits,
    };
    match evaluate(expr, &Nowhere, &runtime) {
        Ok(value) => Some(Ok(value)),
        Err(Stop::Failed(failed)) => Some(Err(failed.failure)),
        Err(Stop::Unknown) => None,
    }
}

/// Whether no helper in `expr` gives another value on another run.
fn is_independent(expr: &Expr) -> bool {
    let mut all = !matches!(&expr.kind, ExprKind::Call(function, _) if !function.constant);
    expr.for_each_child(&mut |child| all &= is_independent(child));
    all
}

/// Whether `expr`, what is below it folded, has the same value on every run.
fn is_foldable(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Constant(_) | ExprKind::Local(_) => false,
        ExprKind::Template(blocks) => is_closed(blocks),
        _ => {
            let mut all = is_constant_itself(expr);
            expr.for_each_child(&mut |child| all &= child.constant().is_some());
            all
        }
    }
}

/// Whether nothing in a template depends on more than the names it binds.
fn is_closed(blocks: &[Block]) -> bool {
    fn check(expr: &Expr, all: &mut bool) {
        *all &= is_constant_itself(expr);
        expr.for_each_child(&mut |child| check(child, all));
    }
    let mut all = true;
    Block::for_each_expr(blocks, &mut |expr| check(expr, &mut all));
    all
}

/// Whether what `expr` adds to the expressions below it is the same on every run.
fn is_constant_itself(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Result(_)
        | ExprKind::Item(_)
        | ExprKind::Index(_)
        | ExprKind::Input(_)
        | ExprKind::RunId => false,
        ExprKind::Call(function, _) => function.constant,
        _ => true,
    }
}
