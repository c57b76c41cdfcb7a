use crate::{
    eval::fold,
    ir::{Binary, Expr, ExprKind},
    spec::Runtime,
    text::Span,
    types::Type,
    value::{Value, is_true},
};

/// Whether a condition is the same on every run, and the smallest piece that decides it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Certain {
    pub(super) truth: bool,
    pub(super) piece: Span,
}

/// What a condition is on every run, where its literals alone decide; `known` says what else is known of a piece.
pub(super) fn certain(
    expr: &Expr,
    runtime: &Runtime<'_>,
    known: &dyn Fn(&Expr) -> Option<bool>,
) -> Option<Certain> {
    let of = |expr: &Expr| certain(expr, runtime, known);
    let here = |truth| Certain {
        truth,
        piece: expr.span,
    };
    if let Some(truth) = known(expr) {
        return Some(here(truth));
    }
    match &expr.kind {
        ExprKind::Constant(value) if expr.ty != Type::Error => Some(here(is_true(value))),
        ExprKind::Not(inner) => of(inner).map(|inner| Certain {
            truth: !inner.truth,
            ..inner
        }),
        ExprKind::Binary(op @ (Binary::And | Binary::Or), left, right) => {
            let decides = *op == Binary::Or;
            let (left, right) = (of(left), of(right));
            let decided = [left, right].into_iter().flatten();
            let mut decided = decided.filter(|side| side.truth == decides);
            match (decided.next(), left, right) {
                (Some(side), ..) => Some(side),
                (None, Some(left), Some(_)) => Some(here(left.truth)),
                _ => None,
            }
        }
        // Text around a hole is never empty, whatever is in the hole. One part alone is the job's name.
        ExprKind::Text(parts) if parts.len() > 1 => {
            let is_solid = |part: &Expr| matches!(part.constant(), Some(Value::Text(text)) if !text.is_empty());
            parts.iter().any(is_solid).then(|| here(true))
        }
        ExprKind::List(items) => Some(here(!items.is_empty())),
        ExprKind::Record(fields) => Some(here(!fields.is_empty())),
        ExprKind::Result(_)
        | ExprKind::Item(_)
        | ExprKind::Index(_)
        | ExprKind::Input(_)
        | ExprKind::RunId
        | ExprKind::Local(_)
        | ExprKind::Text(_)
        | ExprKind::Template(_) => None,
        _ => folded(expr, runtime).map(here),
    }
}

/// The truth of an expression of literals.
fn folded(expr: &Expr, runtime: &Runtime<'_>) -> Option<bool> {
    if !is_literal(expr) {
        return None;
    }
    let mut folded = expr.clone();
    fold(&mut folded, runtime);
    folded.constant().map(is_true)
}

/// Whether nothing but literals stands in an expression.
fn is_literal(expr: &Expr) -> bool {
    let mut all = expr.ty != Type::Error
        && !matches!(
            expr.kind,
            ExprKind::Result(_)
                | ExprKind::Item(_)
                | ExprKind::Index(_)
                | ExprKind::Input(_)
                | ExprKind::RunId
                | ExprKind::Local(_)
                | ExprKind::Text(_)
                | ExprKind::Template(_)
        );
    expr.for_each_child(&mut |child| all = all && is_literal(child));
    all
}
