use std::sync::Arc;

use super::{Column, Value};

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

    /// The columns, in the order of the names.
    #[must_use]
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// About how many bytes of memory it takes.
    #[must_use]
    pub fn size(&self) -> usize {
        self.columns.iter().map(Column::size).sum()
    }

    /// The column of that name. Rows are narrow: a scan over the names beats a hash.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.names
            .iter()
            .position(|own| &**own == name)
            .map(|index| &self.columns[index])
    }

    /// Takes the last column off.
    ///
    /// # Panics
    /// If it is the only one: nothing would say how many rows there are.
    #[must_use]
    pub fn split_last(mut self) -> (Self, Column) {
        let last = self.columns.pop();
        assert!(!self.columns.is_empty(), "a column is left");
        self.names = self.names[..self.columns.len()].into();
        (self, last.expect("there are two at least"))
    }

    /// The names and values of row `index`.
    pub(super) fn row(&self, index: usize) -> impl Iterator<Item = (&Arc<str>, Value)> {
        let cells = self.columns.iter().map(move |column| column.get(index));
        self.names.iter().zip(cells)
    }
}
