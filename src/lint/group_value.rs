use super::Lint;
use crate::{
    diagnostic::{Diagnostic, messages::flow as messages},
    ir::{Binary, Expr, ExprKind, Operation},
    job::StepId,
    types::Type,
};

/// A group that is read as if it had a result.
pub(super) fn check(lint: &Lint<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for site in &lint.sites {
        let step = site.step;
        let mut look = |expr: &Expr| read(lint, expr, &mut found);
        if let Some(when) = &step.when {
            look(when);
        }
        if let Some(batch) = &step.batch {
            within(lint, &batch.from, &mut look);
        }
        if let Operation::Conditional { condition, .. } = &step.operation {
            look(condition);
        }
        step.operation.for_each_expr(&mut look);
    }
    found
}

/// Reports groups that an expression reads; that one was skipped, or how many items it had, may be asked.
fn read(lint: &Lint<'_>, expr: &Expr, found: &mut Vec<Diagnostic>) {
    if expr.ty == Type::Error {
        return;
    }
    if let Some(group) = group(lint, expr) {
        found.extend(reported(lint, group, expr));
        return;
    }
    let asks = match &expr.kind {
        ExprKind::Test(..) => true,
        ExprKind::Binary(Binary::Equal | Binary::NotEqual, left, right) => {
            left.ty == Type::Null || right.ty == Type::Null
        }
        ExprKind::Call(function, _) => function.name == "length",
        _ => false,
    };
    let mut look = |child: &Expr| read(lint, child, found);
    expr.for_each_child(&mut |child| {
        if asks {
            within(lint, child, &mut look);
        } else {
            look(child);
        }
    });
}

/// Looks into an expression that may be a group's result itself.
fn within(lint: &Lint<'_>, expr: &Expr, look: &mut dyn FnMut(&Expr)) {
    if group(lint, expr).is_none() {
        look(expr);
    }
}

/// The group whose result an expression is, for one item or for all.
fn group(lint: &Lint<'_>, expr: &Expr) -> Option<StepId> {
    match &expr.kind {
        ExprKind::Result(step) => {
            let step = lint.site(*step)?.step;
            matches!(step.operation, Operation::Group { .. }).then_some(step.id)
        }
        ExprKind::Element(base, _) => group(lint, base),
        _ => None,
    }
}

fn reported(lint: &Lint<'_>, group: StepId, expr: &Expr) -> Option<Diagnostic> {
    let written = lint.site(group)?.written;
    let inside = written.children().last()?;
    let (name, inside) = (&written.name, &inside.name.value);
    Some(messages::group_value(
        expr.span,
        &name.value,
        name.span,
        inside,
    ))
}
