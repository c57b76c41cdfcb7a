//! The columns that a statement gives: names as the server gives them, and types where they are certain.

mod name;
mod single;
mod ty;

use std::collections::HashMap;

use sqlparser::ast::{
    Ident, ObjectName, Query, Select, SelectItem, SelectItemQualifiedWildcardKind, SetExpr,
    Statement, TableAlias, TableFactor,
};

use crate::{spec::Dialect, types::Type};
use name::{column_name, folded};

/// More columns than this no database gives.
const MOST_COLUMNS: usize = 2_000;

/// What a statement gives.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Columns {
    /// The columns that are known.
    pub known: Vec<Column>,
    /// Whether there are no others.
    pub are_all: bool,
    /// Whether it always gives exactly one row.
    pub one_row: bool,
}

/// A column of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name, as the server gives it.
    pub name: String,
    /// Its type; `json` where it is not certain, or may be null.
    pub ty: Type,
    /// The item of the list that it comes from.
    pub item: usize,
}

/// The columns that a statement gives; none of a statement that gives no rows.
pub(super) fn columns_of(dialect: Dialect, statement: &Statement) -> Columns {
    Scope {
        dialect,
        tables: HashMap::new(),
    }
    .statement(statement)
}

/// The tables whose columns the statement itself says: those of WITH.
#[derive(Clone)]
struct Scope {
    dialect: Dialect,
    tables: HashMap<String, Columns>,
}

impl Scope {
    fn statement(&self, statement: &Statement) -> Columns {
        let returning = match statement {
            Statement::Query(query) => return self.query(query),
            Statement::Insert(insert) => &insert.returning,
            Statement::Update(update) => &update.returning,
            Statement::Delete(delete) => &delete.returning,
            _ => &None,
        };
        let Some(items) = returning else {
            return Columns::default();
        };
        self.items(items, &|_| None)
    }

    fn query(&self, query: &Query) -> Columns {
        let mut scope = self.clone();
        for table in query.with.iter().flat_map(|with| &with.cte_tables) {
            let columns = renamed(self.dialect, scope.query(&table.query), &table.alias);
            scope
                .tables
                .insert(folded(self.dialect, &table.alias.name), columns);
        }
        let mut columns = scope.body(&query.body);
        columns.one_row = single::gives_one_row(query);
        columns
    }

    fn body(&self, body: &SetExpr) -> Columns {
        match body {
            SetExpr::Select(select) => self.select(select),
            SetExpr::Query(query) => self.query(query),
            SetExpr::SetOperation { left, .. } => untyped(self.body(left)),
            SetExpr::Values(values) => {
                numbered(values.rows.first().map_or(0, |row| row.content.len()))
            }
            SetExpr::Insert(statement)
            | SetExpr::Update(statement)
            | SetExpr::Delete(statement)
            | SetExpr::Merge(statement) => self.statement(statement),
            SetExpr::Table(_) => Columns::default(),
        }
    }

    fn select(&self, select: &Select) -> Columns {
        // Which columns two joined tables share, and which side may be null, is not looked at.
        let only = match select.from.as_slice() {
            [table] if table.joins.is_empty() => Some(&table.relation),
            _ => None,
        };
        let wildcard = |table: Option<&Ident>| {
            let relation = only?;
            let (alias, columns) = self.relation(relation)?;
            let is_meant = table.is_none_or(|table| folded(self.dialect, table) == alias);
            is_meant.then_some(columns)
        };
        self.items(&select.projection, &wildcard)
    }

    /// A table of FROM whose columns are known, with the name it goes by.
    fn relation(&self, relation: &TableFactor) -> Option<(String, Columns)> {
        match relation {
            TableFactor::Derived {
                subquery,
                alias: Some(alias),
                ..
            } => {
                let columns = renamed(self.dialect, self.query(subquery), alias);
                Some((folded(self.dialect, &alias.name), columns))
            }
            TableFactor::Table {
                name: ObjectName(parts),
                alias,
                args: None,
                ..
            } => {
                let [part] = parts.as_slice() else {
                    return None;
                };
                let name = folded(self.dialect, part.as_ident()?);
                let columns = self.tables.get(&name)?.clone();
                Some(match alias {
                    Some(alias) => (
                        folded(self.dialect, &alias.name),
                        renamed(self.dialect, columns, alias),
                    ),
                    None => (name, columns),
                })
            }
            _ => None,
        }
    }

    fn items(
        &self,
        items: &[SelectItem],
        wildcard: &dyn Fn(Option<&Ident>) -> Option<Columns>,
    ) -> Columns {
        let mut columns = Columns {
            are_all: !items.is_empty(),
            ..Columns::default()
        };
        for (item, written) in items.iter().enumerate() {
            let expanded = match written {
                SelectItem::Wildcard(options) => {
                    let is_plain = options.to_string().is_empty();
                    wildcard(None).filter(|_| is_plain)
                }
                SelectItem::QualifiedWildcard(
                    SelectItemQualifiedWildcardKind::ObjectName(ObjectName(parts)),
                    _,
                ) => match parts.as_slice() {
                    [part] => part.as_ident().and_then(|table| wildcard(Some(table))),
                    _ => None,
                },
                SelectItem::UnnamedExpr(expr) => {
                    column_name(self.dialect, expr).map(|name| self.one(name, expr))
                }
                SelectItem::ExprWithAlias { expr, alias } => {
                    Some(self.one(folded(self.dialect, alias), expr))
                }
                SelectItem::QualifiedWildcard(..) | SelectItem::ExprWithAliases { .. } => None,
            };
            let fits = |more: &Columns| columns.known.len() + more.known.len() <= MOST_COLUMNS;
            let Some(expanded) = expanded.filter(fits) else {
                columns.are_all = false;
                continue;
            };
            columns.are_all &= expanded.are_all;
            let known = expanded.known.into_iter();
            columns
                .known
                .extend(known.map(|column| Column { item, ..column }));
        }
        columns
    }

    fn one(&self, name: String, expr: &sqlparser::ast::Expr) -> Columns {
        let ty = ty::type_of(self.dialect, expr).unwrap_or(Type::Json);
        Columns {
            known: vec![Column { name, ty, item: 0 }],
            are_all: true,
            one_row: false,
        }
    }
}

/// With the names that an alias gives: `AS t (a, b)`.
fn renamed(dialect: Dialect, mut columns: Columns, alias: &TableAlias) -> Columns {
    if alias.columns.is_empty() {
        return columns;
    }
    if !columns.are_all || columns.known.len() < alias.columns.len() {
        let known = alias
            .columns
            .iter()
            .enumerate()
            .map(|(item, column)| Column {
                name: folded(dialect, &column.name),
                ty: Type::Json,
                item,
            });
        return Columns {
            known: known.collect(),
            are_all: false,
            one_row: false,
        };
    }
    for (column, alias) in columns.known.iter_mut().zip(&alias.columns) {
        column.name = folded(dialect, &alias.name);
    }
    columns
}

fn untyped(mut columns: Columns) -> Columns {
    for column in &mut columns.known {
        column.ty = Type::Json;
    }
    columns
}

/// The columns of VALUES.
fn numbered(count: usize) -> Columns {
    let column = |item| Column {
        name: format!("column{}", item + 1),
        ty: Type::Json,
        item,
    };
    Columns {
        known: (0..count).map(column).collect(),
        are_all: count > 0,
        one_row: false,
    }
}

#[cfg(test)]
mod tests;
