use crate::spec::Dialect;

use super::{
    Sql, TableName, predicate,
    slot::{Slots, list},
};

/// The columns of the one row that has this key.
#[must_use]
pub fn select_by_key(dialect: Dialect, table: &str, columns: &[&str], key: &[&str]) -> Sql {
    by_key(dialect, table, &list(columns), key)
}

/// One row, if there is a row that has this key.
#[must_use]
pub fn exists_by_key(dialect: Dialect, table: &str, key: &[&str]) -> Sql {
    by_key(dialect, table, "1", key)
}

fn by_key(dialect: Dialect, table: &str, selected: &str, key: &[&str]) -> Sql {
    let mut slots = Slots::new(dialect);
    let mut lines = vec![
        format!("SELECT {selected}"),
        format!("FROM {}", TableName::parse(table)),
    ];
    lines.extend(predicate::by_key(key, &mut slots));
    slots.finish(&lines)
}
