use serde::{Deserialize, Serialize};

use super::words;
use crate::types::Type;

/// A table or view.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// Its columns, in order.
    pub columns: Vec<Column>,
    /// The columns of each key that `ON CONFLICT` can name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unique: Vec<Vec<String>>,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// The type of its values when they are not null; `json` where it takes any.
    #[serde(rename = "type", with = "words")]
    pub ty: Type,
    /// Its type in the database's words.
    pub declared: String,
    /// Whether it may hold null.
    pub nullable: bool,
    /// What happens to it in a row that is inserted without it.
    #[serde(default, skip_serializing_if = "Filled::is_never")]
    pub filled: Filled,
    /// The most characters that it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_length: Option<usize>,
    /// The only texts that it holds, where it is an enum; none if it may hold any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<String>,
}

/// What a database does about a column that an insert leaves out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Filled {
    /// It becomes null.
    #[default]
    Never,
    /// It gets a default, a serial's next number for one.
    Default,
    /// The database alone writes it.
    Always,
}

impl Filled {
    #[expect(
        clippy::trivially_copy_pass_by_ref,
        reason = "serde passes a reference"
    )]
    fn is_never(&self) -> bool {
        *self == Self::Never
    }
}

impl Table {
    /// The column of that name.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// Whether these columns, in any order, are a unique key.
    #[must_use]
    pub fn is_unique(&self, columns: &[&str]) -> bool {
        self.unique.iter().any(|key| {
            key.len() == columns.len() && key.iter().all(|column| columns.contains(&&**column))
        })
    }
}

impl Column {
    /// The type of what a row holds.
    #[must_use]
    pub fn cell(&self) -> Type {
        if self.nullable {
            self.ty.clone().optional()
        } else {
            self.ty.clone()
        }
    }
}
