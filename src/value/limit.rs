use super::Failure;

/// The most bytes that text made by an expression may have.
pub const MAX_TEXT: usize = 1 << 20;

/// Lets a length through that text may have.
///
/// # Errors
/// If `bytes` is more than [`MAX_TEXT`].
pub fn check_text(bytes: usize) -> Result<(), Failure> {
    if bytes <= MAX_TEXT {
        return Ok(());
    }
    Err(Failure::new(
        "the text would be longer than the limit of 1 MiB",
    ))
}
