use std::{future::Future, time::Duration};

use tokio::task::{AbortHandle, yield_now};
use tokio_postgres::Error;

use super::Postgres;
use crate::faults::{Guard, stands};

/// Why a question has no answer.
pub(super) enum Unanswered {
    /// The server, or the library in its place, says why.
    Failed(Error),
    /// The server is silent; the connection is given up.
    Silent(Duration),
}

/// How long the server may be silent, and what ends the connection then.
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

impl Postgres {
    /// Waits for an answer. The server keeps `statement_timeout` itself and says so: if it has said nothing for longer, what
    /// it says does not get here any more, and nobody will ever know more over this connection.
    pub(super) async fn answered<T>(
        &self,
        question: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Unanswered> {
        let limit = self.patience.limit.filter(|_| stands(Guard::Silence));
        let Some(limit) = limit else {
            return Ok(question.await?);
        };
        match tokio::time::timeout(limit, question).await {
            Ok(answer) => Ok(answer?),
            Err(_) => {
                self.patience.driver.abort();
                while !self.patience.driver.is_finished() {
                    yield_now().await;
                }
                Err(Unanswered::Silent(limit))
            }
        }
    }
}
