use std::sync::Arc;

use crate::{
    eval::fold,
    ir::{Expr, Mapping, Sql, SqlPiece},
    plan::{Fetched, Kept, Parameter, Role, Statement},
    spec::{Dialect, Runtime},
    sql::{self, Match, Slot, Test},
    types::Type,
    value::Value,
};

/// The final text of a statement that the job's author wrote: every hole a parameter.
pub(super) fn written(dialect: Dialect, sql: &Sql, runtime: &Runtime<'_>) -> Statement {
    let parameters = sql.pieces.iter().filter_map(|piece| match piece {
        SqlPiece::Text(_) => None,
        SqlPiece::Parameter { name, value } => Some(parameter(name, Role::Hole, value, runtime)),
    });
    Statement {
        text: sql.sent(dialect),
        parameters: parameters.collect(),
    }
}

/// A statement that Portl wrote, its slots filled with what the mapping and the filter say.
pub(super) fn filled(
    sql: sql::Sql,
    mapping: &Mapping,
    filter: &Mapping,
    runtime: &Runtime<'_>,
) -> Statement {
    let parameters = sql
        .parameters
        .iter()
        .map(|slot| {
            let (values, column, role) = match slot {
                Slot::Mapping(column) => (mapping, column, Role::Stored),
                Slot::Key(column) => (mapping, column, Role::Compared),
                Slot::Where(column) => (filter, column, Role::Compared),
            };
            let (_, value) = values
                .iter()
                .rfind(|(name, _)| name == column)
                .expect("the writer of SQL names only columns that it was given");
            parameter(column, role, value, runtime)
        })
        .collect();
    Statement {
        text: sql.text,
        parameters,
    }
}

fn parameter(name: &str, role: Role, value: &Expr, runtime: &Runtime<'_>) -> Parameter {
    Parameter {
        name: name.to_owned(),
        role,
        value: folded(value, runtime),
    }
}

/// The expression with what is known of it computed.
pub(super) fn folded(expr: &Expr, runtime: &Runtime<'_>) -> Expr {
    let mut folded = expr.clone();
    fold(&mut folded, runtime);
    folded
}

/// The columns of a mapping or filter, in order.
pub(super) fn columns(mapping: &Mapping) -> Vec<&str> {
    mapping.iter().map(|(column, _)| &**column).collect()
}

/// What each column of a `where:` must match.
pub(super) fn matches(filter: &Mapping) -> Vec<Match<'_>> {
    filter
        .iter()
        .map(|(column, value)| {
            let test = match (&value.kind, &value.ty) {
                (crate::ir::ExprKind::Constant(Value::Null), _) => Test::Null,
                (_, Type::Json | Type::Optional(_) | Type::Null) => Test::Nullable,
                _ => Test::Equal,
            };
            Match { column, test }
        })
        .collect()
}

/// The columns to return so that what is kept of a row is there. Where only its presence is asked for, one column of the
/// mapping stands for it: a row without any would not be told from none.
pub(super) fn fetched(kept: &Kept, mapping: &Mapping, without: &[&str]) -> Fetched {
    match kept {
        Kept::Whole => Fetched::All,
        Kept::Nothing => Fetched::Columns(Vec::new()),
        Kept::Presence => Fetched::Columns(
            mapping
                .iter()
                .take(1)
                .map(|(column, _)| Arc::clone(column))
                .collect(),
        ),
        Kept::Fields(fields) => {
            let wanted = fields.iter().filter(|field| !without.contains(&&***field));
            Fetched::Columns(wanted.map(Arc::clone).collect())
        }
    }
}

/// The names as the writer of SQL takes them: `*` is every column.
pub(super) fn returning(fetched: &Fetched) -> Vec<&str> {
    match fetched {
        Fetched::All => vec![sql::EVERY_COLUMN],
        Fetched::Columns(columns) => columns.iter().map(|column| &**column).collect(),
    }
}
