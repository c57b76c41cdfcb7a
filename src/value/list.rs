use std::{fmt, sync::Arc};

use super::{Record, Segment, Table, Value};

/// Values in order: items in memory, the rows of a table, or rows that are read when asked for.
#[derive(Debug, Clone)]
pub struct List(Repr);

#[derive(Debug, Clone)]
enum Repr {
    Items(Arc<[Value]>),
    Table(Arc<Table>),
    Rows(Arc<dyn Rows>),
}

/// Items that live outside memory, and can be read when they are asked for: the rows of a file, say.
pub trait Rows: fmt::Debug + Send + Sync {
    /// How many there are.
    fn len(&self) -> usize;

    /// Whether there is none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// About how many bytes of memory they take.
    fn size(&self) -> usize {
        0
    }

    /// Whether they are in memory after all.
    fn is_in_memory(&self) -> bool {
        false
    }

    /// The one at `index`, which is below [`len`](Self::len).
    ///
    /// # Errors
    /// If it can't be read any more.
    fn item(&self, index: usize) -> Result<Value, ReadError>;
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

    /// The table whose rows these are, if they are all rows of one.
    #[must_use]
    pub const fn as_table(&self) -> Option<&Arc<Table>> {
        match &self.0 {
            Repr::Table(table) => Some(table),
            Repr::Items(_) | Repr::Rows(_) => None,
        }
    }

    /// Whether all items are in memory.
    #[must_use]
    pub fn is_in_memory(&self) -> bool {
        match &self.0 {
            Repr::Items(_) | Repr::Table(_) => true,
            Repr::Rows(rows) => rows.is_in_memory(),
        }
    }

    /// About how many bytes of memory it takes.
    #[must_use]
    pub fn size(&self) -> usize {
        match &self.0 {
            Repr::Items(items) => items.iter().map(Value::size).sum(),
            Repr::Table(table) => table.size(),
            Repr::Rows(rows) => rows.size(),
        }
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
            Repr::Rows(rows) => rows.item(index).map(Some),
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

impl From<Segment> for List {
    fn from(segment: Segment) -> Self {
        match segment {
            Segment::Rows { table, absent } if absent.is_empty() => Self::table(table),
            Segment::Values(values) => Self::from(values),
            rows @ Segment::Rows { .. } => Self::from(
                (0..rows.len())
                    .map(|index| rows.get(index))
                    .collect::<Vec<_>>(),
            ),
        }
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ReadError {}
