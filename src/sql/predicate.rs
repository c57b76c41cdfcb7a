use crate::spec::Dialect;

use super::{Slot, quote, slot::Slots};

/// A column that must match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Match<'a> {
    /// The column.
    pub column: &'a str,
    /// What it must match.
    pub test: Test,
}

/// What is known of the value that a column must match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Test {
    /// It is never null: `=`.
    Equal,
    /// It may be null, which then means IS NULL.
    Nullable,
    /// It is null: no parameter.
    Null,
}

/// The lines of a `WHERE` whose matches must all hold.
///
/// # Panics
/// If there is no match: that would mean every row, and the checker refuses it.
pub(super) fn clause(matches: &[Match<'_>], slots: &mut Slots) -> Vec<String> {
    assert!(!matches.is_empty(), "a `where` has at least one column");
    matches
        .iter()
        .enumerate()
        .map(|(index, each)| {
            let word = if index == 0 { "WHERE" } else { "  AND" };
            format!("{word} {}", condition(each, slots))
        })
        .collect()
}

/// The lines of a `WHERE` that finds a row by its key. A null finds none: no unique key holds one twice.
pub(super) fn by_key(key: &[&str], slots: &mut Slots) -> Vec<String> {
    key.iter()
        .enumerate()
        .map(|(index, &column)| {
            let word = if index == 0 { "WHERE" } else { "  AND" };
            let parameter = slots.add(Slot::Key(column.into()));
            format!("{word} {} = {parameter}", quote(column))
        })
        .collect()
}

fn condition(each: &Match<'_>, slots: &mut Slots) -> String {
    let column = quote(each.column);
    let mut slot = || slots.add(Slot::Where(each.column.into()));
    match each.test {
        Test::Null => format!("{column} IS NULL"),
        Test::Equal => format!("{column} = {}", slot()),
        Test::Nullable => nullable(&column, &slot(), slots.dialect()),
    }
}

/// PostgreSQL has no index scan for `IS NOT DISTINCT FROM`; the long form has.
fn nullable(column: &str, parameter: &str, dialect: Dialect) -> String {
    match dialect {
        Dialect::Postgres => {
            format!("({column} = {parameter} OR ({column} IS NULL AND {parameter} IS NULL))")
        }
        Dialect::Sqlite => format!("{column} IS {parameter}"),
    }
}
