//! The exit codes that scripts rely on.

/// All good.
pub(super) const DONE: u8 = 0;
/// The job has errors; nothing ran.
pub(super) const JOB_ERRORS: u8 = 1;
/// Wrong usage, a file that can't be read, an unset variable, a connection that can't be opened; nothing was done.
pub(super) const USAGE: u8 = 2;
/// A step failed; the database was rolled back, nothing else was done.
pub(super) const FAILED: u8 = 3;
/// A step failed, and something outside the transaction was done, may have been done, or was committed.
pub(super) const FAILED_WITH_EFFECTS: u8 = 4;
/// Nobody knows whether the database committed.
pub(super) const UNKNOWN: u8 = 5;
/// The outbox holds dead messages.
pub(super) const DEAD: u8 = 6;

/// Stopped by a signal.
pub(super) fn interrupted(signal: i32) -> u8 {
    u8::try_from(128 + signal).unwrap_or(130)
}
