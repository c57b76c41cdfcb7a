use crate::{
    ir::{Expr, ExprKind},
    job::StepId,
    names::Names,
    types::Type,
};

/// Whether `holds` holds for an expression or any below it.
pub(super) fn any(expr: &Expr, holds: &mut dyn FnMut(&Expr) -> bool) -> bool {
    if holds(expr) {
        return true;
    }
    let mut found = false;
    expr.for_each_child(&mut |child| found = found || any(child, holds));
    found
}

/// Whether anything in the expression has been reported: nothing more is said about it then.
pub(super) fn is_failed(expr: &Expr) -> bool {
    any(expr, &mut |expr| expr.ty == Type::Error)
}

/// Whether the value can differ between the items of this batch.
pub(super) fn depends_on_item(expr: &Expr, batch: StepId, names: &Names) -> bool {
    any(expr, &mut |expr| match &expr.kind {
        ExprKind::Item(own) | ExprKind::Index(own) => *own == batch,
        ExprKind::Result(step) => names.scope(*step).frames.contains(&batch),
        _ => false,
    })
}

/// Whether the position in this batch is read.
pub(super) fn reads_index(expr: &Expr, batch: StepId) -> bool {
    any(
        expr,
        &mut |expr| matches!(&expr.kind, ExprKind::Index(own) if *own == batch),
    )
}

/// Whether the result of a step is read.
pub(super) fn reads_result(expr: &Expr, step: StepId) -> bool {
    any(
        expr,
        &mut |expr| matches!(&expr.kind, ExprKind::Result(own) if *own == step),
    )
}
