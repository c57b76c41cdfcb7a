use sqlparser::ast::{
    CastKind, DataType, Expr, FunctionArguments, Ident, Query, SelectItem, SetExpr,
};

use crate::spec::Dialect;

/// The name of a column without an alias, if it is certain.
pub(super) fn column_name(dialect: Dialect, expr: &Expr) -> Option<String> {
    match dialect {
        Dialect::Postgres => postgres(expr).map(|name| name.text),
        Dialect::Sqlite => sqlite(expr),
    }
}

/// PostgreSQL folds a name that is not quoted to lower case; SQLite keeps it as written.
pub(super) fn folded(dialect: Dialect, name: &Ident) -> String {
    match (dialect, name.quote_style) {
        (Dialect::Postgres, None) => name.value.to_lowercase(),
        (_, Some(quote @ ('"' | '`'))) => {
            let doubled = format!("{quote}{quote}");
            name.value.replace(&doubled, &quote.to_string())
        }
        _ => name.value.clone(),
    }
}

/// SQLite names a column as its table declares it, which may be in other letters than the query has it, and `rowid` by
/// the key that stands for it. The text of an expression is its name as well, blanks and all: nothing to rely on.
fn sqlite(expr: &Expr) -> Option<String> {
    let name = match expr {
        Expr::Identifier(name) => name,
        Expr::CompoundIdentifier(parts) => parts.last()?,
        _ => return None,
    };
    let name = folded(Dialect::Sqlite, name);
    let is_row_id = ["rowid", "oid", "_rowid_"].contains(&name.as_str());
    let is_lower = !name.chars().any(char::is_uppercase);
    (is_lower && !is_row_id).then_some(name)
}

/// A name that PostgreSQL finds in an expression, and whether a cast around it leaves it.
struct Found {
    text: String,
    is_strong: bool,
}

/// What PostgreSQL calls an expression.
fn postgres(expr: &Expr) -> Option<Found> {
    let strong = |text: &str| {
        Some(Found {
            text: text.to_owned(),
            is_strong: true,
        })
    };
    let unnamed = || {
        Some(Found {
            text: "?column?".to_owned(),
            is_strong: false,
        })
    };
    match expr {
        Expr::Identifier(name) => strong(&folded(Dialect::Postgres, name)),
        Expr::CompoundIdentifier(parts) => strong(&folded(Dialect::Postgres, parts.last()?)),
        Expr::Nested(inner) => postgres(inner),
        Expr::Collate { expr, .. } => postgres(expr),
        Expr::Function(function) => {
            let name = folded(Dialect::Postgres, function.name.0.last()?.as_ident()?);
            // Those of the standard go by the names of what computes them.
            let is_plain = !matches!(function.args, FunctionArguments::Subquery(_))
                && !["ceiling", "char_length", "localtime", "user"].contains(&name.as_str());
            is_plain.then(|| strong(&name)).flatten()
        }
        Expr::Exists { negated: false, .. } => strong("exists"),
        Expr::Exists { negated: true, .. } => unnamed(),
        Expr::Substring { .. } => strong("substring"),
        Expr::Position { .. } => strong("position"),
        Expr::Subquery(query) => first_name(query),
        Expr::Case { else_result, .. } => {
            let inner = match else_result {
                Some(expr) => Some(postgres(expr)?),
                None => None,
            };
            inner.filter(|found| found.is_strong).or_else(|| {
                Some(Found {
                    text: "case".to_owned(),
                    is_strong: false,
                })
            })
        }
        Expr::Cast {
            kind: CastKind::Cast | CastKind::DoubleColon,
            expr,
            data_type,
            ..
        } => {
            let inner = postgres(expr)?;
            if inner.is_strong {
                return Some(inner);
            }
            let text = type_name(data_type)?.to_owned();
            Some(Found {
                text,
                is_strong: false,
            })
        }
        Expr::BinaryOp { .. }
        | Expr::IsNull(_)
        | Expr::IsNotNull(_)
        | Expr::InList { .. }
        | Expr::InSubquery { .. }
        | Expr::Between { .. }
        | Expr::Like { .. }
        | Expr::ILike { .. }
        | Expr::UnaryOp { .. } => unnamed(),
        // A constant: `true` and `DATE '…'` go by the names of types, a placeholder has none.
        Expr::Value(value) => match &value.value {
            sqlparser::ast::Value::Boolean(_) => None,
            _ => unnamed(),
        },
        _ => None,
    }
}

/// The name of the only column of a subquery.
fn first_name(query: &Query) -> Option<Found> {
    let SetExpr::Select(select) = query.body.as_ref() else {
        return None;
    };
    match select.projection.as_slice() {
        [SelectItem::UnnamedExpr(expr)] => postgres(expr),
        [SelectItem::ExprWithAlias { alias, .. }] => Some(Found {
            text: folded(Dialect::Postgres, alias),
            is_strong: true,
        }),
        _ => None,
    }
}

/// What PostgreSQL calls a type inside.
fn type_name(ty: &DataType) -> Option<&'static str> {
    Some(match ty {
        DataType::Int(None) | DataType::Integer(None) | DataType::Int4(None) => "int4",
        DataType::BigInt(None) | DataType::Int8(None) => "int8",
        DataType::SmallInt(None) | DataType::Int2(None) => "int2",
        DataType::Text => "text",
        DataType::Varchar(_) | DataType::CharacterVarying(_) => "varchar",
        DataType::Boolean | DataType::Bool => "bool",
        DataType::Date => "date",
        DataType::Numeric(_) | DataType::Decimal(_) | DataType::Dec(_) => "numeric",
        DataType::DoublePrecision | DataType::Float8 => "float8",
        DataType::Real | DataType::Float4 => "float4",
        DataType::JSON => "json",
        DataType::JSONB => "jsonb",
        DataType::Uuid => "uuid",
        DataType::Bytea => "bytea",
        DataType::Interval { .. } => "interval",
        _ => return None,
    })
}
