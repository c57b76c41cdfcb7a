//! Mistakes that the tokens of a statement show, whether or not the parser knows the rest of it.
//!
//! Only what no server of the dialect takes is an error.

mod balance;
mod clauses;
mod commas;
mod dialect;
mod effect;
mod null;
mod placeholders;
mod postgres;
mod repair;
mod spelling;
mod sqlite;
mod text;
mod values;

use super::outline::Outline;
use crate::diagnostic::Diagnostic;

pub use effect::{Use, transaction_word};
pub(super) use repair::{hash_lines, repair};
pub(super) use spelling::respell;

/// A longer statement is not gone through: nobody writes one by hand.
const MOST_TOKENS: usize = 4_096;

/// Everything that the tokens show.
pub(super) fn lint(outline: &Outline<'_>, used: Use, found: &mut Vec<Diagnostic>) {
    if outline.len() > MOST_TOKENS {
        return;
    }
    balance::check(outline, found);
    commas::check(outline, found);
    clauses::check(outline, found);
    dialect::check(outline, found);
    placeholders::check(outline, found);
    values::check(outline, found);
    text::check(outline, found);
    null::check(outline, found);
    effect::check(outline, used, found);
}
