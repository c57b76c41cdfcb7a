use std::sync::Arc;

use crate::{
    connect::{
        Failure,
        spool::{SEGMENT, SEGMENT_BYTES, SpoolBuilder},
    },
    value::{ColumnBuilder, Fields, List, Record, Segment, Table, Value},
};

/// What a statement gave.
#[derive(Debug, Clone)]
pub struct Rows {
    names: Arc<[Arc<str>]>,
    rows: List,
    first: Option<Record>,
    /// How many rows it inserted, updated, deleted or selected.
    pub affected: u64,
}

impl Rows {
    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is none, as of a statement that returns none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The first row.
    #[must_use]
    pub fn first(&self) -> Option<Record> {
        self.first.clone()
    }

    /// A cell of the first row.
    #[must_use]
    pub fn cell(&self, column: &str) -> Option<Value> {
        self.first.as_ref()?.get(column)
    }

    /// The rows, of which many may be in a file.
    #[must_use]
    pub fn into_list(self) -> List {
        self.rows
    }

    /// The rows, all in memory.
    ///
    /// # Errors
    /// If there were so many that some are in a file, and it can't be read.
    pub fn into_table(self) -> Result<Table, Failure> {
        if let Some(table) = self.rows.as_table() {
            let table = Arc::clone(table);
            drop(self);
            return Ok(Arc::into_inner(table).expect("nobody else has the rows yet"));
        }
        let mut columns: Vec<_> = self
            .names
            .iter()
            .map(|_| ColumnBuilder::default())
            .collect();
        for row in self.rows.iter() {
            let Value::Record(row) = row.map_err(|error| Failure::new(error.to_string()))? else {
                continue;
            };
            for (column, (_, value)) in columns.iter_mut().zip(row.iter()) {
                column.push(value);
            }
        }
        Ok(made(&self.names, &mut columns))
    }
}

/// Collects rows cell by cell.
pub(super) struct RowsBuilder {
    names: Arc<[Arc<str>]>,
    columns: Vec<ColumnBuilder>,
    spool: SpoolBuilder,
    /// How many rows the columns hold, and about how many bytes.
    open: usize,
    open_bytes: usize,
    first: Option<Record>,
}

impl RowsBuilder {
    pub(super) fn new(names: Arc<[Arc<str>]>) -> Self {
        Self {
            columns: names.iter().map(|_| ColumnBuilder::default()).collect(),
            names,
            spool: SpoolBuilder::default(),
            open: 0,
            open_bytes: 0,
            first: None,
        }
    }

    /// Adds a cell of the row that is being read; the last one ends it.
    pub(super) fn push(&mut self, index: usize, value: Value) {
        self.open_bytes += value.size();
        self.columns[index].push(value);
        if index + 1 < self.columns.len() {
            return;
        }
        self.open += 1;
        if self.open == SEGMENT || self.open_bytes >= SEGMENT_BYTES {
            self.close();
        }
    }

    fn close(&mut self) {
        (self.open, self.open_bytes) = (0, 0);
        let table = Arc::new(made(&self.names, &mut self.columns));
        // A copy, so that the first row does not hold on to all.
        self.first.get_or_insert_with(|| {
            let row = Record::row(Arc::clone(&table), 0);
            Record::from(row.iter().collect::<Fields>())
        });
        self.spool.extend(Segment::Rows {
            table,
            absent: Vec::new(),
        });
    }

    pub(super) fn finish(mut self, affected: u64) -> Rows {
        let (rows, first) = if self.spool.is_empty() {
            let table = Arc::new(made(&self.names, &mut self.columns));
            let first = (!table.is_empty()).then(|| Record::row(Arc::clone(&table), 0));
            (List::table(table), first)
        } else {
            if self.open > 0 {
                self.close();
            }
            (self.spool.finish(), self.first)
        };
        Rows {
            names: self.names,
            rows,
            first,
            affected,
        }
    }
}

/// The table that the columns make; they begin anew.
fn made(names: &Arc<[Arc<str>]>, columns: &mut [ColumnBuilder]) -> Table {
    let columns = columns.iter_mut();
    let columns = columns.map(|column| std::mem::take(column).finish());
    Table::new(Arc::clone(names), columns.collect())
}
