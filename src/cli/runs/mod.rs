//! Earlier runs: the local log of each, the journal in its database, and what became of those that never said.

mod databases;
mod digest;
mod intent;
mod list;
mod purge;
mod record;
mod resume;

pub(super) use digest::{digest, files};
pub(super) use intent::{IntentLog, state};
pub(super) use list::list;
pub(super) use resume::{Resumed, resume};
