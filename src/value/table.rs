use std::sync::Arc;

use super::Value;

/// Rows held by column: a name and a [`Column`] each, all of the same length.
#[derive(Debug, Default)]
pub struct Table {
    names: Arc<[Arc<str>]>,
    columns: Vec<Column>,
    len: usize,
}

impl Table {
    /// A table of `columns` under `names`.
    ///
    /// # Panics
    /// If there are not as many columns as names, or the columns differ in length: both come from one place.
    #[must_use]
    pub fn new(names: Arc<[Arc<str>]>, columns: Vec<Column>) -> Self {
        assert_eq!(names.len(), columns.len(), "every column has a name");
        let len = columns.first().map_or(0, Column::len);
        assert!(
            columns.iter().all(|column| column.len() == len),
            "columns are of one length"
        );
        Self {
            names,
            columns,
            len,
        }
    }

    /// How many rows there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.len
    }

    /// Whether there is no row.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The names of the columns.
    #[must_use]
    pub const fn names(&self) -> &Arc<[Arc<str>]> {
        &self.names
    }

    /// The column of that name. Rows are narrow: a scan over the names beats a hash.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.names
            .iter()
            .position(|own| &**own == name)
            .map(|index| &self.columns[index])
    }

    /// The names and values of row `index`.
    pub(super) fn row(&self, index: usize) -> impl Iterator<Item = (&Arc<str>, Value)> {
        let cells = self.columns.iter().map(move |column| column.get(index));
        self.names.iter().zip(cells)
    }
}

/// The cells of one column.
#[derive(Debug)]
pub enum Column {
    /// Text, in one buffer.
    Text(TextColumn),
    /// Anything else, a value a cell.
    Values(Vec<Value>),
}

impl Column {
    /// How many cells there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        match self {
            Self::Text(column) => column.ends.len(),
            Self::Values(values) => values.len(),
        }
    }

    /// Whether there is no cell.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The value of a cell.
    ///
    /// # Panics
    /// If `index` is not below [`len`](Self::len).
    #[must_use]
    pub fn get(&self, index: usize) -> Value {
        match self {
            Self::Text(column) => column.get(index).map_or(Value::Null, Value::from),
            Self::Values(values) => values[index].clone(),
        }
    }
}

/// Text cells end to end in one buffer: four bytes and a bit a cell beside the text itself.
#[derive(Debug, Default)]
pub struct TextColumn {
    text: String,
    ends: Vec<u32>,
    nulls: Vec<u32>,
}

impl TextColumn {
    /// Appends a cell; none is a null.
    ///
    /// # Panics
    /// If the column grows past 4 GiB: tables are built in chunks far below that.
    pub fn push(&mut self, cell: Option<&str>) {
        match cell {
            Some(cell) => self.text.push_str(cell),
            None => self
                .nulls
                .push(u32::try_from(self.ends.len()).expect("a column has fewer than 2^32 cells")),
        }
        self.ends
            .push(u32::try_from(self.text.len()).expect("a column holds less than 4 GiB"));
    }

    /// The text of a cell, or none for a null.
    ///
    /// # Panics
    /// If there is no such cell.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<&str> {
        let position = u32::try_from(index).expect("a column has fewer than 2^32 cells");
        if self.nulls.binary_search(&position).is_ok() {
            return None;
        }
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
        Some(&self.text[start as usize..self.ends[index] as usize])
    }
}
