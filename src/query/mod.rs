//! The SQL that people write: where its parameters stand, and which columns a query gives.
//!
//! Takes a statement in pieces, text and holes; gives an [`Analysis`]. A statement that the parser does not know is
//! nobody's mistake: then nothing is known of its columns, and the server decides when it is prepared.

mod analysis;
mod assembled;
mod columns;
mod named;
mod place;
mod reads;
mod scan;

pub use analysis::{Analysis, Piece, analyze};
pub use named::Named;
pub use place::Place;
pub use reads::{Reads, changed_table, reads};
