//! Schema snapshots: what databases said of the tables and statements of jobs, as `portl.schema.json` keeps it.
//!
//! Takes and gives the text of that file. The same snapshot gives the same bytes. It holds no data, no setting and no
//! moment: a difference between two of them is a difference between databases. It does not promise to be up to date or
//! whole: what is not in it is not known.

mod table;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

pub use table::{Column, Filled, Table};

use crate::types::Type;

/// The name of the file, beside the jobs that it is for.
pub const FILE: &str = "portl.schema.json";
/// The form that this version writes, and the newest that it reads.
const VERSION: u32 = 1;

/// What databases said, by the name of the connection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    version: u32,
    /// By the name of the connection.
    #[serde(default)]
    pub connections: BTreeMap<String, Database>,
}

/// What one database said.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Database {
    /// Tables by their names as jobs write them; null for one that was asked for and is not there.
    #[serde(default)]
    pub tables: BTreeMap<String, Option<Table>>,
    /// What it says of statements, by the text that is sent.
    #[serde(default)]
    pub statements: BTreeMap<String, Answer>,
}

/// What a job wants to know of one of its databases.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// The tables that its steps name.
    pub tables: BTreeSet<String>,
    /// Its statements, as they are sent.
    pub statements: BTreeSet<String>,
}

/// What a database says of a statement when it prepares it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Answer {
    /// The columns that it gives.
    Columns(Vec<Given>),
    /// Why it does not take it, in its own words: a table or a column is not there.
    Refused(String),
}

/// A column that a statement gives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Given {
    /// Its name.
    pub name: String,
    /// The type of its values when they are not null.
    #[serde(rename = "type", with = "words")]
    pub ty: Type,
    /// Whether it may hold null, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nullable: Option<bool>,
}

impl Default for Snapshot {
    fn default() -> Self {
        Self {
            version: VERSION,
            connections: BTreeMap::new(),
        }
    }
}

impl Snapshot {
    /// Reads the text of a snapshot.
    ///
    /// # Errors
    /// Why it is none, or that a newer version wrote it.
    pub fn read(text: &str) -> Result<Self, String> {
        let read: Self = serde_json::from_str(text).map_err(|error| error.to_string())?;
        if read.version > VERSION {
            return Err(format!(
                "it has version {}, this Portl reads up to {VERSION}",
                read.version
            ));
        }
        Ok(read)
    }

    /// The text of the file.
    #[must_use]
    pub fn write(&self) -> String {
        let text = serde_json::to_string_pretty(self).expect("names and words are JSON");
        text + "\n"
    }

    /// Takes what is newer: each table and statement in `newer` takes the place of its own; others stay.
    pub fn update(&mut self, newer: Self) {
        for (name, database) in newer.connections {
            let own = self.connections.entry(name).or_default();
            own.tables.extend(database.tables);
            own.statements.extend(database.statements);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn snapshot() -> Snapshot {
        let price = Column {
            name: "price".to_owned(),
            ty: Type::list(Type::Decimal, crate::types::Domain::UNKNOWN),
            declared: "numeric[]".to_owned(),
            nullable: true,
            filled: Filled::Never,
            max_length: None,
            values: Vec::new(),
        };
        let table = Table {
            columns: vec![price],
            unique: vec![vec!["price".to_owned()]],
        };
        let given = Given {
            name: "n".to_owned(),
            ty: Type::Int,
            nullable: None,
        };
        let database = Database {
            tables: BTreeMap::from([("items".to_owned(), Some(table)), ("gone".to_owned(), None)]),
            statements: BTreeMap::from([(
                "SELECT 1 AS n".to_owned(),
                Answer::Columns(vec![given]),
            )]),
        };
        let mut snapshot = Snapshot::default();
        snapshot.connections.insert("db".to_owned(), database);
        snapshot
    }

    #[test]
    fn what_is_written_is_read_again() {
        assert_eq!(Snapshot::read(&snapshot().write()), Ok(snapshot()));
    }

    #[test]
    fn a_newer_version_and_other_texts_are_refused() {
        for text in ["", "[]", "{}", "{\"version\": 2}", "SELECT 1"] {
            assert!(Snapshot::read(text).is_err(), "{text}");
        }
    }

    #[test]
    fn an_update_keeps_what_it_does_not_know() {
        let mut own = snapshot();
        let mut newer = Snapshot::default();
        let tables = BTreeMap::from([("gone".to_owned(), Some(Table::default()))]);
        let database = Database {
            tables,
            ..Database::default()
        };
        newer.connections.insert("db".to_owned(), database);
        own.update(newer);
        let tables = &own.connections["db"].tables;
        assert_eq!(tables["gone"], Some(Table::default()));
        assert!(tables["items"].is_some());
        assert_eq!(own.connections["db"].statements.len(), 1);
    }
}
