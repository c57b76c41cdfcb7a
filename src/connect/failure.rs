use std::fmt;

/// Why a connector could not do what it was asked to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The kind of failure, for the retry policy.
    pub class: Class,
    /// What the server may have done all the same.
    pub effect: Effect,
    /// The root cause in the server's own words.
    pub message: String,
    /// What the server says beside it: constraint, column, status line, an excerpt of the answer.
    pub facts: Vec<(&'static str, String)>,
    /// Facts that hold the data of rows; shown only on request.
    pub data: Option<String>,
    /// The fix, where there is one.
    pub help: Option<String>,
    /// How long the server asked to wait before the next attempt (`Retry-After`).
    pub retry_after: Option<std::time::Duration>,
}

/// Kinds of failure, as far as anyone decides by them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// No connection, or it was lost.
    Connection,
    /// The time allowed ran out.
    Timeout,
    /// An HTTP status that was not expected.
    Status(u16),
    /// An answer that is there and can't be read.
    Unreadable,
    /// Lambda refused to run the function now.
    LambdaThrottled,
    /// The function ran and failed.
    LambdaError,
    /// A transaction that can't be serialized (SQLSTATE 40001), or SQLite's busy.
    Serialization,
    /// A deadlock (SQLSTATE 40P01).
    Deadlock,
    /// Anything else: trying again would not help.
    Other,
}

/// What a failed request may have done on the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Nothing: it was never sent, or was refused.
    None,
    /// Nobody can tell: it was sent, in part at least.
    Unknown,
    /// It was carried out, but its answer is of no use.
    Done,
}

impl Failure {
    /// A failure without an effect that trying again would not mend.
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            class: Class::Other,
            effect: Effect::None,
            message: message.into(),
            facts: Vec::new(),
            data: None,
            help: None,
            retry_after: None,
        }
    }

    /// Of this kind.
    #[must_use]
    pub const fn class(mut self, class: Class) -> Self {
        self.class = class;
        self
    }

    /// With this effect.
    #[must_use]
    pub const fn effect(mut self, effect: Effect) -> Self {
        self.effect = effect;
        self
    }

    /// Adds something the server said beside the message.
    #[must_use]
    pub fn fact(mut self, name: &'static str, text: impl Into<String>) -> Self {
        self.facts.push((name, text.into()));
        self
    }

    /// The database's own code for it: an SQLSTATE, or a name of SQLite's.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        let mut facts = self.facts.iter();
        facts.find_map(|(name, text)| (*name == "code").then_some(text.as_str()))
    }

    /// Says how to mend it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Failure {}

impl From<crate::value::Failure> for Failure {
    fn from(failure: crate::value::Failure) -> Self {
        Self {
            help: failure.help,
            ..Self::new(failure.message)
        }
    }
}
