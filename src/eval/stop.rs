use std::fmt;

use crate::{text::Span, value::Failure};

/// Why an expression has no value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stop {
    /// It can't be computed.
    Failed(Box<EvalFailure>),
    /// It is known only after something has run.
    Unknown,
}

/// What went wrong in an expression, and where in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvalFailure {
    /// What went wrong.
    pub failure: Failure,
    /// The smallest piece of the expression that it is about.
    pub span: Span,
}

impl Stop {
    /// A failure of the expression at `span`.
    #[must_use]
    pub fn failed(failure: impl Into<Failure>, span: Span) -> Self {
        Self::Failed(Box::new(EvalFailure {
            failure: failure.into(),
            span,
        }))
    }
}

impl fmt::Display for EvalFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.failure.fmt(f)
    }
}

impl std::error::Error for EvalFailure {}

/// Says where a computation on values failed.
pub(super) trait At<T> {
    /// The same result, its failure placed at `span`.
    fn at(self, span: Span) -> Result<T, Stop>;
}

impl<T, E: Into<Failure>> At<T> for Result<T, E> {
    fn at(self, span: Span) -> Result<T, Stop> {
        self.map_err(|failure| Stop::failed(failure, span))
    }
}
