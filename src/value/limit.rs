use super::Failure;
use crate::limits::{Most, TEXT};

/// The most bytes that the text of a value may have where no limit of a job is known: where it is bound to a column, say.
pub const MAX_TEXT: Most = Most::highest(&TEXT);

/// Lets a length through that text may have.
///
/// # Errors
/// If `bytes` is more than that.
pub fn check_text(bytes: usize, most: Most) -> Result<(), Failure> {
    if bytes <= most.amount() {
        return Ok(());
    }
    Err(too_long("text", most))
}

/// That `what` is longer than it may be.
pub(super) fn too_long(what: &str, most: Most) -> Failure {
    Failure::new(format!(
        "the {what} would be longer than the limit of {most}"
    ))
    .help(most.raise())
}
