//! How a CSV file is written down: what separates, quotes and means nothing, and which types its cells have.
//!
//! Takes bytes and options; gives the names of columns and the values of cells. It opens no file: that is the
//! connector's part.

mod cell;
mod dialect;
mod flags;
mod header;

use crate::{
    limits::{CSV_CELL, CSV_COLUMNS, CSV_RECORD, Most},
    types::Type,
};

pub use cell::{Cells, column_types};
pub use dialect::{encoding, reader};
pub use header::{HEAD, Head, check_cell, headers_of, not_utf8, read_head, read_headers, runaway};

/// How a CSV file is read.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadOptions {
    /// What separates fields; a comma.
    pub delimiter: u8,
    /// What encloses a field that holds a separator; `"`, or nothing.
    pub quote: Option<u8>,
    /// Whether the first record names the columns; otherwise they are `col_0`, `col_1`, …
    pub has_header: bool,
    /// The encoding's label; UTF-8 unless set.
    pub encoding: Option<String>,
    /// The cells that stand for null.
    pub null_values: Vec<String>,
    /// The columns whose cells are converted.
    pub columns: Vec<ColumnType>,
    /// The most rows read.
    pub limit: Option<u64>,
    /// The longest record.
    pub max_record: Most,
    /// The longest cell.
    pub max_cell: Most,
    /// The most columns.
    pub max_columns: Most,
}

/// A column whose cells are converted.
#[derive(Debug, Clone, PartialEq)]
pub struct ColumnType {
    /// Its name.
    pub name: String,
    /// The type.
    pub ty: Type,
    /// The strftime format of a date or timestamp; ISO 8601 without one.
    pub format: Option<String>,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self {
            delimiter: b',',
            quote: Some(b'"'),
            has_header: true,
            encoding: None,
            null_values: Vec::new(),
            columns: Vec::new(),
            limit: None,
            max_record: Most::of(&CSV_RECORD),
            max_cell: Most::of(&CSV_CELL),
            max_columns: Most::of(&CSV_COLUMNS),
        }
    }
}
