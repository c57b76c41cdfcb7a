use super::postgres::Unanswered;
use crate::connect::Failure;

/// Why something that was begun came to nothing. What it means is for the connection to say, which knows its transaction.
pub(super) enum Broken {
    /// PostgreSQL, or the way to it.
    Server(Unanswered),
    /// Anything else.
    Other(Failure),
}

impl<T: Into<Unanswered>> From<T> for Broken {
    fn from(why: T) -> Self {
        Self::Server(why.into())
    }
}

impl Broken {
    /// The failure where there is no server.
    pub(super) fn into_failure(self) -> Failure {
        match self {
            Self::Server(why) => Failure::new(why.to_string()),
            Self::Other(failure) => failure,
        }
    }
}
