use futures_util::future::join;
use tokio_postgres::{SimpleQueryMessage, error::SqlState};

use super::{Postgres, failure, patience::Unanswered};
use crate::{
    connect::{
        Class, Effect, Failure,
        database::latch::{Latch, refused},
    },
    faults::{Guard, stands},
    sql,
};

impl Postgres {
    pub(in super::super) async fn begin(&mut self) -> Result<(), Failure> {
        self.latch.check_idle()?;
        let begin = if self.session.is_read_only {
            "BEGIN READ ONLY"
        } else {
            "BEGIN"
        };
        let mut statements = vec![
            begin.to_owned(),
            format!(
                "SET LOCAL idle_in_transaction_session_timeout = {}",
                self.session.idle_timeout.as_millis()
            ),
        ];
        statements.extend(self.session.settings("SET LOCAL"));
        self.learnt.couplings.clear();
        self.latch = Latch::Spoilt;
        let begun = self.send(&statements.join("; ")).await;
        match begun {
            Ok(()) => self.latch = Latch::Open,
            Err(_) => self.rollback().await?,
        }
        begun
    }

    /// The library reports success even where the server answers COMMIT with ROLLBACK. So a statement goes ahead that
    /// an aborted transaction refuses; once it has passed, COMMIT can only commit or fail.
    pub(in super::super) async fn commit(&mut self, proof: Option<&str>) -> Result<(), Failure> {
        if self.latch != Latch::Open && stands(Guard::Poisoned) {
            let refused = refused(self.latch);
            self.rollback().await?;
            return Err(refused);
        }
        let probe = if self.session.is_pooled {
            "DEALLOCATE ALL"
        } else {
            "SELECT 1"
        };
        if stands(Guard::Poisoned)
            && let Err(failure) = self.send(probe).await
        {
            self.rollback().await?;
            return Err(failure);
        }
        self.latch = Latch::Idle;
        // Both are on their way before either is answered.
        let commit = self.hear(self.client.batch_execute("COMMIT"));
        let (committed, seen) = join(commit, self.is_seen(proof)).await;
        match committed {
            Ok(()) if seen => Ok(()),
            Ok(()) => Err(Failure::new(
                "the server answered COMMIT, and what was committed is not there",
            )),
            Err(error) if failure::ends_connection(&error) => Err(self
                .failure(&error, Effect::Unknown)
                .class(Class::Connection)
                .effect(Effect::Unknown)),
            Err(error) => Err(self.failure(&error, Effect::None)),
        }
    }

    /// Whether the query that gives a row only behind a commit gives one. A query that fails proves nothing either way.
    async fn is_seen(&self, proof: Option<&str>) -> bool {
        let Some(proof) = proof else { return true };
        let is_row = |message: &SimpleQueryMessage| matches!(message, SimpleQueryMessage::Row(_));
        match self.hear(self.client.simple_query(proof)).await {
            Ok(messages) => messages.iter().any(is_row),
            Err(_) => true,
        }
    }

    pub(in super::super) async fn rollback(&mut self) -> Result<(), Failure> {
        if self.latch == Latch::Idle {
            return Ok(());
        }
        self.latch = Latch::Idle;
        let text = if self.session.is_pooled {
            "ROLLBACK; DEALLOCATE ALL"
        } else {
            "ROLLBACK"
        };
        let sent = match self.hear(self.client.batch_execute(text)).await {
            // A request to cancel that came late stopped the ROLLBACK; it does not stop a second one.
            Err(Unanswered::Failed(error)) if error.code() == Some(&SqlState::QUERY_CANCELED) => {
                self.hear(self.client.batch_execute(text)).await
            }
            sent => sent,
        };
        match sent {
            Err(error) if !failure::ends_connection(&error) => {
                Err(self.failure(&error, Effect::None))
            }
            _ => Ok(()),
        }
    }

    pub(in super::super) async fn savepoint(&mut self, name: &str) -> Result<(), Failure> {
        self.within("SAVEPOINT", name).await
    }

    pub(in super::super) async fn release(&mut self, name: &str) -> Result<(), Failure> {
        self.within("RELEASE SAVEPOINT", name).await
    }

    pub(in super::super) async fn rollback_to(&mut self, name: &str) -> Result<(), Failure> {
        self.latch.spoil();
        // What was learnt may have been undone, and the lock on a table is given up.
        self.learnt.couplings.clear();
        let text = format!("ROLLBACK TO SAVEPOINT {}", sql::quote(name));
        self.send(&text).await?;
        self.latch = Latch::Open;
        Ok(())
    }

    pub(in super::super) async fn check_constraints(&mut self) -> Result<(), Failure> {
        let before = self.latch.spoil();
        self.send("SET CONSTRAINTS ALL IMMEDIATE").await?;
        self.latch = before;
        Ok(())
    }

    pub(in super::super) fn is_lost(&self) -> bool {
        self.client.is_closed()
    }

    async fn within(&mut self, verb: &str, name: &str) -> Result<(), Failure> {
        let before = self.latch.spoil();
        self.send(&format!("{verb} {}", sql::quote(name))).await?;
        self.latch = before;
        Ok(())
    }

    /// Sends text without parameters.
    pub(super) async fn send(&mut self, text: &str) -> Result<(), Failure> {
        let sent = self.hear(self.client.batch_execute(text)).await;
        sent.map_err(|error| self.failure(&error, Effect::None))
    }

    /// A failure, with why the connection ended if it did; `lost` is what that leaves behind.
    pub(super) fn failure(&self, why: &Unanswered, lost: Effect) -> Failure {
        let mut failure = match why {
            Unanswered::Failed(error) => failure::failure(error),
            Unanswered::Silent(_) => return failure::silent(why).effect(lost),
        };
        if failure.class != Class::Connection {
            return failure;
        }
        if let Some(reason) = self.ended.get()
            && *reason != failure.message
        {
            failure.message = format!("{}: {reason}", failure.message);
        }
        failure.effect(lost)
    }
}
