use std::sync::Arc;

use crate::{types::RecordType, value::Failure};

/// Why a helper can't work on arguments that its parameters accept.
#[derive(Debug)]
pub struct Refusal {
    /// The argument that is wrong; none where it is how they go together.
    pub position: Option<usize>,
    /// What is wrong.
    pub reason: Reason,
}

/// What is wrong with an argument.
#[derive(Debug)]
pub enum Reason {
    /// What a failure at run time would say.
    Failure(Failure),
    /// The items have no field of this name.
    UnknownField(Arc<RecordType>, String),
    /// There is no helper of this name.
    UnknownFunction(String),
    /// There is no test of this name.
    UnknownTest(String),
}

impl Refusal {
    /// Says which argument is wrong.
    #[must_use]
    pub fn at(self, position: usize) -> Self {
        Self {
            position: Some(position),
            ..self
        }
    }
}

impl From<Reason> for Refusal {
    fn from(reason: Reason) -> Self {
        Self {
            position: None,
            reason,
        }
    }
}

impl From<Failure> for Refusal {
    fn from(failure: Failure) -> Self {
        Reason::Failure(failure).into()
    }
}

impl From<String> for Refusal {
    fn from(message: String) -> Self {
        Failure::new(message).into()
    }
}

impl From<&str> for Refusal {
    fn from(message: &str) -> Self {
        Failure::new(message).into()
    }
}
