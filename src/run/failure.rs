use crate::{connect, text::Span, value};

/// Why a run ended before its end, apart from any step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What was being done.
    pub doing: String,
    /// The root cause.
    pub cause: Box<Cause>,
}

/// Why a step failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepFailure {
    /// The step.
    pub step: String,
    /// Its type.
    pub step_type: &'static str,
    /// Where it stands in the job.
    pub span: Span,
    /// The item it was at.
    pub item: Option<Item>,
    /// What was sent, or would have been.
    pub sent: Option<Sent>,
    /// How many times it was tried.
    pub attempts: u32,
    /// The root cause.
    pub cause: Cause,
}

/// An item of a batch, as people recognise it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Its position, from 0.
    pub index: usize,
    /// The values that identify it, as shown.
    pub key: Vec<(String, String)>,
}

/// What a step sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sent {
    /// A statement.
    Sql {
        /// Its text.
        text: String,
        /// The parameters as shown, by placeholder and name: `$1 price`.
        parameters: Vec<(String, String)>,
    },
    /// An HTTP request.
    Http {
        /// The method.
        method: String,
        /// The path or URL, without the query.
        target: String,
        /// The body, as shown.
        body: Option<String>,
    },
    /// An invocation.
    Lambda {
        /// The function, where the step names it.
        function: Option<String>,
        /// The payload, as shown.
        payload: String,
    },
}

/// The root cause of a failure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    /// In the words of whoever failed.
    pub message: String,
    /// What it said beside it.
    pub facts: Vec<(String, String)>,
    /// What it said about the data of rows; shown only on request.
    pub data: Option<String>,
    /// The fix, where there is one.
    pub help: Option<String>,
    /// The smallest piece of the job that it is about.
    pub span: Option<Span>,
    /// The class, for the retry policy.
    pub class: connect::Class,
}

impl Cause {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self::from(value::Failure::new(message))
    }

    pub(super) const fn at(mut self, span: Span) -> Self {
        self.span = Some(span);
        self
    }
}

impl From<connect::Failure> for Cause {
    fn from(failure: connect::Failure) -> Self {
        Self {
            message: failure.message,
            facts: failure
                .facts
                .into_iter()
                .map(|(name, text)| (name.to_owned(), text))
                .collect(),
            data: failure.data,
            help: failure.help,
            span: None,
            class: failure.class,
        }
    }
}

impl From<value::Failure> for Cause {
    fn from(failure: value::Failure) -> Self {
        Self {
            message: failure.message,
            facts: Vec::new(),
            data: None,
            help: failure.help,
            span: None,
            class: connect::Class::Other,
        }
    }
}

impl From<crate::eval::Stop> for Cause {
    fn from(stop: crate::eval::Stop) -> Self {
        match stop {
            crate::eval::Stop::Failed(failed) => Self::from(failed.failure).at(failed.span),
            crate::eval::Stop::Unknown => Self::new("the value is not known yet"),
        }
    }
}

impl From<value::ReadError> for Cause {
    fn from(error: value::ReadError) -> Self {
        Self::new(error.0)
    }
}

/// What one attempt at one item failed with: the cause, and what had been sent.
#[derive(Debug)]
pub(super) struct Failed {
    pub(super) cause: Box<Cause>,
    pub(super) sent: Option<Box<Sent>>,
    pub(super) attempts: u32,
}

impl<C: Into<Cause>> From<C> for Failed {
    fn from(cause: C) -> Self {
        Self {
            cause: Box::new(cause.into()),
            sent: None,
            attempts: 1,
        }
    }
}

impl Failed {
    pub(super) fn sent(mut self, sent: Sent) -> Self {
        self.sent = Some(Box::new(sent));
        self
    }

    pub(super) const fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts;
        self
    }
}
