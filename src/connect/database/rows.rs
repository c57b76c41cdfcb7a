use std::sync::Arc;

use crate::value::{Column, Table, Value};

/// What a statement gave.
#[derive(Debug, Clone)]
pub struct Rows {
    /// The rows; without columns for a statement that returns none.
    pub table: Arc<Table>,
    /// How many rows it inserted, updated, deleted or selected.
    pub affected: u64,
}

/// Collects rows cell by cell.
pub(super) struct RowsBuilder {
    names: Arc<[Arc<str>]>,
    columns: Vec<Vec<Value>>,
}

impl RowsBuilder {
    pub(super) fn new(names: Arc<[Arc<str>]>) -> Self {
        let columns = names.iter().map(|_| Vec::new()).collect();
        Self { names, columns }
    }

    /// Adds the cell of column `index` to the row that is being read.
    pub(super) fn push(&mut self, index: usize, value: Value) {
        self.columns[index].push(value);
    }

    pub(super) fn finish(self, affected: u64) -> Rows {
        let columns = self.columns.into_iter().map(Column::Values).collect();
        Rows {
            table: Arc::new(Table::new(self.names, columns)),
            affected,
        }
    }
}
