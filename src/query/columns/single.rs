use sqlparser::ast::{Expr, GroupByExpr, Query, Select, SelectItem, SetExpr};

/// Aggregates of every dialect. Over all rows each gives one value, however many rows there are.
const AGGREGATES: &[&str] = &["count", "sum", "min", "max", "avg"];

/// Whether a query always gives exactly one row: it sums all rows up, or it has no table to read from.
pub(super) fn gives_one_row(query: &Query) -> bool {
    let SetExpr::Select(select) = query.body.as_ref() else {
        return false;
    };
    let is_whole = query.limit_clause.is_none() && query.fetch.is_none() && query.locks.is_empty();
    is_whole && is_ungrouped(select) && (sums_up(select) || is_constant(select))
}

fn is_ungrouped(select: &Select) -> bool {
    let no_groups = matches!(&select.group_by, GroupByExpr::Expressions(by, with) if by.is_empty() && with.is_empty());
    no_groups && select.having.is_none() && select.into.is_none()
}

fn sums_up(select: &Select) -> bool {
    let mut exprs = exprs(select);
    exprs.any(|expr| expr.is_some_and(is_aggregate))
        && self::exprs(select).all(|expr| expr.is_some_and(gives_one))
}

/// `SELECT 1 AS one`: nothing to read, nothing to filter by.
fn is_constant(select: &Select) -> bool {
    select.from.is_empty()
        && select.selection.is_none()
        && exprs(select).all(|expr| matches!(expr, Some(Expr::Value(_) | Expr::Exists { .. })))
}

fn exprs(select: &Select) -> impl Iterator<Item = Option<&Expr>> {
    select.projection.iter().map(|item| match item {
        SelectItem::UnnamedExpr(expr) | SelectItem::ExprWithAlias { expr, .. } => Some(expr),
        _ => None,
    })
}

fn is_aggregate(expr: &Expr) -> bool {
    match expr {
        Expr::Function(function) => {
            let name = function.name.to_string().to_lowercase();
            function.over.is_none() && AGGREGATES.contains(&name.as_str())
        }
        Expr::Cast { expr, .. } | Expr::Nested(expr) => is_aggregate(expr),
        _ => false,
    }
}

/// Whether an expression can't be a function that gives a set of rows.
fn gives_one(expr: &Expr) -> bool {
    is_aggregate(expr)
        || matches!(
            expr,
            Expr::Value(_) | Expr::Identifier(_) | Expr::CompoundIdentifier(_)
        )
}
