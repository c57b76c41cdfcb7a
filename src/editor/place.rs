use super::{touches, walk};
use crate::{
    job::Job,
    template::{Expr, ExprKind, Ident},
};

/// The innermost expression at `offset` of the job; of `a['b']` the text in the brackets is none of its own.
pub(super) fn at(job: &Job, offset: usize) -> Option<&Expr> {
    let mut found: Option<&Expr> = None;
    walk::expressions(job, &mut |_, whole| {
        whole.walk(&mut |expr| {
            let is_field = found
                .and_then(field_of)
                .is_some_and(|(_, name)| name.span == expr.span);
            if touches(expr.span, offset) && !is_field {
                found = Some(expr);
            }
        });
    });
    found
}

/// The field that an expression reads of another, written `.name` or `['name']`.
pub(super) fn field_of(expr: &Expr) -> Option<(&Expr, Ident)> {
    match &expr.kind {
        ExprKind::Attribute { base, name } => Some((base, name.clone())),
        ExprKind::Item { base, index } => match &index.kind {
            ExprKind::Text(name) => Some((base, Ident::new(name.clone(), index.span))),
            _ => None,
        },
        _ => None,
    }
}
