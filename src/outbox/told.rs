use std::time::Duration;

use super::Claimed;

/// The signals that have come so far. After the first nothing is begun, after the second nothing is waited for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Signals {
    /// How many.
    pub count: u32,
    /// The first one's number.
    pub first: Option<i32>,
}

/// When a drainer ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// When nothing is due for so long.
    Once {
        /// The longest wait for a message to become due.
        max_wait: Duration,
    },
    /// When it is told to.
    Watch,
}

/// Something that happened to a message.
#[derive(Debug)]
pub enum Event<'a> {
    /// Its receiver has it.
    Delivered(&'a Claimed),
    /// It will be tried again.
    Retry {
        /// The message.
        message: &'a Claimed,
        /// How long until then.
        wait: Duration,
        /// Why.
        reason: &'a str,
    },
    /// It was given up.
    Dead {
        /// The message.
        message: &'a Claimed,
        /// Why.
        reason: &'a str,
    },
    /// So many messages of the job are still to be delivered, by this drainer or another.
    Left(u64),
    /// Its lease had run out before it was settled: it is another drainer's now.
    LeaseLost(&'a Claimed),
    /// The database is away, and asked again after a while.
    Away {
        /// Why.
        reason: &'a str,
        /// How long until then.
        wait: Duration,
    },
}

/// What a drainer did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Drained {
    /// Messages that were delivered.
    pub delivered: u64,
    /// Attempts that will be repeated.
    pub retried: u64,
    /// Messages that were given up.
    pub dead: u64,
    /// The signal that ended it.
    pub signal: Option<i32>,
}
