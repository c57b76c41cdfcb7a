use std::fmt;

use crate::{connect::Failure, value};

/// Why a statement failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StatementFailure {
    /// A value does not fit its parameter; nothing was sent.
    Parameter {
        /// Which parameter, from 1.
        index: usize,
        /// What it takes, and what was found.
        failure: value::Failure,
    },
    /// Anything else.
    Failed(Failure),
}

impl From<Failure> for StatementFailure {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

/// For callers that have no better name for a parameter than its number.
impl From<StatementFailure> for Failure {
    fn from(failure: StatementFailure) -> Self {
        match failure {
            StatementFailure::Failed(failure) => failure,
            StatementFailure::Parameter { index, failure } => {
                let plain = Self::new(format!("parameter {index}: {}", failure.message));
                match failure.help {
                    Some(help) => plain.help(help),
                    None => plain,
                }
            }
        }
    }
}

impl fmt::Display for StatementFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Parameter { index, failure } => write!(f, "parameter {index}: {failure}"),
            Self::Failed(failure) => failure.fmt(f),
        }
    }
}

impl std::error::Error for StatementFailure {}
