use crate::connect::Failure;

/// Why something that was begun came to nothing. What it means is for the connection to say, which knows its transaction.
pub(super) enum Broken {
    /// PostgreSQL, or the way to it.
    Server(tokio_postgres::Error),
    /// Anything else.
    Other(Failure),
}

impl Broken {
    /// The failure where there is no server.
    pub(super) fn into_failure(self) -> Failure {
        match self {
            Self::Server(error) => Failure::new(error.to_string()),
            Self::Other(failure) => failure,
        }
    }
}
