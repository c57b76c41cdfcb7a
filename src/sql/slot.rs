use std::sync::Arc;

use crate::spec::Dialect;

/// A statement and what its parameters are, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sql {
    /// The text, on several lines, for the server and for people.
    pub text: String,
    /// What parameter 1, 2, … stands for.
    pub parameters: Vec<Slot>,
}

/// What a parameter stands for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Slot {
    /// The value that the mapping gives this column.
    Mapping(Arc<str>),
    /// The value that `where` compares this column with.
    Where(Arc<str>),
    /// The value of this key column, which the mapping gives as well.
    Key(Arc<str>),
}

/// The `n`th parameter, from 1, as it stands in the text.
#[must_use]
pub fn placeholder(dialect: Dialect, n: usize) -> String {
    match dialect {
        Dialect::Postgres => format!("${n}"),
        Dialect::Sqlite => format!("?{n}"),
    }
}

/// Collects the parameters of a statement while its text is written.
pub(super) struct Slots {
    dialect: Dialect,
    slots: Vec<Slot>,
}

impl Slots {
    pub(super) const fn new(dialect: Dialect) -> Self {
        Self {
            dialect,
            slots: Vec::new(),
        }
    }

    pub(super) const fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// Adds a parameter and gives its placeholder.
    pub(super) fn add(&mut self, slot: Slot) -> String {
        self.slots.push(slot);
        placeholder(self.dialect, self.slots.len())
    }

    /// Adds the mapping's value of each column and gives the placeholders.
    pub(super) fn mapping(&mut self, columns: &[&str]) -> Vec<String> {
        columns
            .iter()
            .map(|&column| self.add(Slot::Mapping(column.into())))
            .collect()
    }

    /// The finished statement: its lines, and the parameters collected.
    pub(super) fn finish(self, lines: &[String]) -> Sql {
        Sql {
            text: lines.join("\n"),
            parameters: self.slots,
        }
    }
}

/// Among the columns to return: all that the table has.
pub const EVERY_COLUMN: &str = "*";

/// The columns, quoted and with commas between.
pub(super) fn list(columns: &[&str]) -> String {
    let quoted: Vec<_> = columns
        .iter()
        .map(|&column| {
            if column == EVERY_COLUMN {
                column.to_owned()
            } else {
                super::quote(column)
            }
        })
        .collect();
    quoted.join(", ")
}

/// The `RETURNING` line, or none where nothing is asked for.
pub(super) fn returning(columns: &[&str]) -> Option<String> {
    (!columns.is_empty()).then(|| format!("RETURNING {}", list(columns)))
}
