use std::sync::Arc;

use crate::types::Type;

pub use crate::schema::Filled;

/// What the catalog says of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableInfo {
    /// The schema it is in.
    pub schema: String,
    /// Its name.
    pub name: String,
    /// Its columns, in order.
    pub columns: Vec<ColumnInfo>,
    /// The columns of the primary key, in its order; none for a table without one.
    pub primary_key: Vec<Arc<str>>,
    /// The columns of each unique key, the primary one first, that ON CONFLICT can name: no partial index, none over
    /// expressions.
    pub unique: Vec<Vec<Arc<str>>>,
}

/// What couples the rows that are stored in a table, so that one statement for many of them might be told from a
/// statement each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Coupling {
    /// Triggers, rules or a foreign key to the table itself see which rows a statement has; or it is no plain table.
    pub is_visible: bool,
    /// Keys that the catalog's list lacks: partial ones, over expressions or generated columns, exclusion constraints.
    pub has_special_keys: bool,
    /// Columns that are computed from others: what sets one changes what another holds.
    pub has_generated: bool,
    /// Foreign keys of other tables that do something when a row is deleted.
    pub acts_on_delete: bool,
}

impl Coupling {
    /// Nothing: rows are only looked at, or changed one by one anyway.
    pub const NONE: Self = Self {
        is_visible: false,
        has_special_keys: false,
        has_generated: false,
        acts_on_delete: false,
    };
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnInfo {
    /// Its name.
    pub name: Arc<str>,
    /// The type of its values when they are not null; `json` where it takes any.
    pub ty: Type,
    /// Its type in the database's words.
    pub declared: String,
    /// Whether it may hold null.
    pub nullable: bool,
    /// What happens to it in a row that is inserted without it.
    pub filled: Filled,
    /// The most characters that it holds.
    pub max_length: Option<usize>,
    /// The only texts that it holds, where it is an enum; none if it may hold any.
    pub values: Vec<Arc<str>>,
}

impl TableInfo {
    /// The column of that name.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&ColumnInfo> {
        self.columns.iter().find(|column| &*column.name == name)
    }

    /// Whether these columns, in any order, are a unique key.
    #[must_use]
    pub fn is_unique(&self, columns: &[&str]) -> bool {
        self.unique.iter().any(|key| {
            key.len() == columns.len() && key.iter().all(|column| columns.contains(&&**column))
        })
    }
}
