use std::{fmt, future::Future, time::Duration};

use tokio::task::{AbortHandle, yield_now};
use tokio_postgres::Error;

use super::{Postgres, failure::words};
use crate::faults::{Guard, stands};

/// Why a question has no answer.
pub(in super::super) enum Unanswered {
    /// The server, or the library in its place, says why.
    Failed(Error),
    /// The server is silent; the connection is given up.
    Silent(Duration),
}

/// How long the server may be silent, and what ends the connection then.
#[derive(Clone)]
pub(super) struct Patience {
    /// None if a statement may take any time.
    pub(super) limit: Option<Duration>,
    pub(super) driver: AbortHandle,
}

impl From<Error> for Unanswered {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl fmt::Display for Unanswered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failed(error) => f.write_str(&words(error)),
            Self::Silent(limit) => write!(f, "the server has been silent for {limit:?}"),
        }
    }
}

impl Patience {
    /// Waits for an answer. The server keeps `statement_timeout` itself and says so: if it has said nothing for longer, what
    /// it says does not get here any more, and nobody will ever know more over this connection.
    pub(super) async fn wait<T, E: From<Unanswered>>(
        &self,
        question: impl Future<Output = Result<T, E>>,
    ) -> Result<T, E> {
        let Some(limit) = self.limit.filter(|_| stands(Guard::Silence)) else {
            return question.await;
        };
        match tokio::time::timeout(limit, question).await {
            Ok(answer) => answer,
            Err(_) => {
                self.driver.abort();
                while !self.driver.is_finished() {
                    yield_now().await;
                }
                Err(Unanswered::Silent(limit).into())
            }
        }
    }
}

impl Postgres {
    /// Waits for an answer of the library.
    pub(super) async fn hear<T>(
        &self,
        question: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Unanswered> {
        let question = async { question.await.map_err(Unanswered::from) };
        self.patience.wait(question).await
    }
}
