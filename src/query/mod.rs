//! The SQL that people write: where its parameters stand, which columns a query gives, and what is wrong with it.
//!
//! Takes a statement in pieces, text and holes; gives an [`Analysis`]. A statement that the parser does not know may
//! still be right: what is certain is said, and where the parser stops is a warning at most.

mod analysis;
mod assembled;
mod columns;
mod familiar;
mod hole;
mod lint;
mod named;
mod outline;
mod parse;
mod parts;
mod reads;
mod scan;

pub use analysis::{Analysis, Piece, analyze, is_definition};
pub use columns::{Column, Columns};
pub use hole::{Place, any_of};
pub use lint::{Use, transaction_word};
pub use named::Named;
pub use reads::{Reads, changed_table, changes_rows, may_write, only_looks};

#[cfg(test)]
mod tests;
