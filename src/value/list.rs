use std::{fmt, sync::Arc};

use super::{Record, Table, Value};

/// Values in order: items in memory, the rows of a table, or rows that are read when asked for.
#[derive(Debug, Clone)]
pub struct List(Repr);

#[derive(Debug, Clone)]
enum Repr {
    Items(Arc<[Value]>),
    Table(Arc<Table>),
    Rows(Arc<dyn Rows>),
}

/// Rows that live outside memory and can be read again: a file, say.
pub trait Rows: fmt::Debug + Send + Sync {
    /// How many rows there are.
    fn len(&self) -> usize;

    /// Whether there is no row.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The chunk that holds row `index`, and the index of the chunk's first row.
    ///
    /// # Errors
    /// If the rows can't be read any more.
    fn chunk(&self, index: usize) -> Result<(usize, Arc<Table>), ReadError>;
}

/// Why rows could not be read again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadError(pub String);

impl List {
    /// The rows of a table.
    #[must_use]
    pub const fn table(table: Arc<Table>) -> Self {
        Self(Repr::Table(table))
    }

    /// Rows that are read when asked for.
    #[must_use]
    pub fn rows(rows: Arc<dyn Rows>) -> Self {
        Self(Repr::Rows(rows))
    }

    /// How many items there are.
    #[must_use]
    pub fn len(&self) -> usize {
        match &self.0 {
            Repr::Items(items) => items.len(),
            Repr::Table(table) => table.len(),
            Repr::Rows(rows) => rows.len(),
        }
    }

    /// Whether there is no item.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The item at `index`, or none past the end.
    ///
    /// # Errors
    /// If the rows live outside memory and can't be read.
    pub fn get(&self, index: usize) -> Result<Option<Value>, ReadError> {
        if index >= self.len() {
            return Ok(None);
        }
        match &self.0 {
            Repr::Items(items) => Ok(Some(items[index].clone())),
            Repr::Table(table) => Ok(Some(Value::Record(Record::row(Arc::clone(table), index)))),
            Repr::Rows(rows) => {
                let (first, table) = rows.chunk(index)?;
                Ok(Some(Value::Record(Record::row(table, index - first))))
            }
        }
    }

    /// The items in order; the first that can't be read ends it with its error.
    pub fn iter(&self) -> impl Iterator<Item = Result<Value, ReadError>> {
        (0..self.len()).map_while(|index| self.get(index).transpose())
    }
}

impl From<Vec<Value>> for List {
    fn from(items: Vec<Value>) -> Self {
        Self(Repr::Items(items.into()))
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ReadError {}
