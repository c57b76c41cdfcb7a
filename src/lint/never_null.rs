use super::Lint;
use crate::{
    diagnostic::{Diagnostic, messages::flow as messages},
    ir::{Binary, Expr, ExprKind},
    job::StepId,
    types::{RecordType, Type},
};

/// A cell of a CSV file that is asked whether it is null, which it never is.
pub(super) fn check(lint: &Lint<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for site in &lint.sites {
        let step = site.step;
        let mut look = |expr: &Expr| inside(lint, expr, false, &mut found);
        step.when.iter().for_each(&mut look);
        step.batch.iter().for_each(|batch| look(&batch.from));
        step.operation.for_each_expr(&mut look);
    }
    found
}

fn inside(lint: &Lint<'_>, expr: &Expr, is_negated: bool, found: &mut Vec<Diagnostic>) {
    if let ExprKind::Not(inner) = &expr.kind {
        inside(lint, inner, !is_negated, found);
        return;
    }
    let asked = asked(expr).filter(|_| !lint.has_error_in(expr.span));
    if let Some((value, truth)) = asked
        && let Some(ty) = sure_cell(lint, value)
    {
        let is_text = ty == Type::Text;
        found.push(messages::never_null(
            expr.span,
            is_text,
            truth != is_negated,
        ));
    }
    expr.for_each_child(&mut |child| inside(lint, child, false, found));
}

/// The value that a test asks whether it is null, and the answer if it is not.
fn asked(expr: &Expr) -> Option<(&Expr, bool)> {
    match &expr.kind {
        ExprKind::Test(test, arguments) => {
            let value = arguments.first()?;
            match test.name {
                "none" | "undefined" => Some((value, false)),
                "defined" => Some((value, true)),
                _ => None,
            }
        }
        ExprKind::Binary(op @ (Binary::Equal | Binary::NotEqual), left, right) => {
            let value = match (&left.ty, &right.ty) {
                (_, Type::Null) => left,
                (Type::Null, _) => right,
                _ => return None,
            };
            Some((value, *op == Binary::NotEqual))
        }
        _ => None,
    }
}

/// The type of a cell that is declared never to be null, whatever conditions around it have shown.
fn sure_cell(lint: &Lint<'_>, value: &Expr) -> Option<Type> {
    let ExprKind::Field(base, name) = &value.kind else {
        return None;
    };
    let ExprKind::Item(batch) = base.kind else {
        return None;
    };
    let row = row(lint, batch)?;
    let is_cell = row.origin()?.cell == "a CSV cell";
    let ty = row.field(name)?;
    (is_cell && !ty.may_be_null() && !ty.is_dynamic()).then_some(ty)
}

/// The records that a batch goes through.
fn row<'a>(lint: &Lint<'a>, batch: StepId) -> Option<&'a RecordType> {
    let from = &lint.site(batch)?.step.batch.as_ref()?.from;
    match &from.ty {
        Type::List(item, _) => match &**item {
            Type::Record(record) => Some(record),
            _ => None,
        },
        _ => None,
    }
}
