//! CSV files.
//!
//! Reading takes a path and options; gives rows that are read again from the file whenever they are needed, so that a
//! file of any length costs no memory. One pass over the file finds every mistake in it before the first row is used.
//! Writing takes rows, and shows the file only when it is whole.

mod chunk;
mod file;
mod place;
mod records;
mod rejects;
mod scan;
mod source;
mod spool;
mod target;
mod write;

pub use chunk::CsvFile;
pub use rejects::RejectsFile;
pub use scan::scan;
pub use write::{CsvWriter, WriteOptions};
