//! When transactions begin and end: for the job as a whole, or for each step by itself.

use super::{
    engine::{Ended, Engine},
    failure::Failed,
    ledger::Changed,
    observer::Event,
    session::Session,
};
use crate::{
    connect::Effect,
    ir::ConnectionId,
    job::Transaction,
    plan::{Operation, Step},
    spec::ConnectionKind,
};

impl Engine<'_> {
    /// The session that a step works on, in a transaction where it needs one.
    pub(super) async fn session(
        &mut self,
        step: &Step,
        connection: ConnectionId,
    ) -> Result<&mut Session, Failed> {
        let needs_one = self.plan.transaction == Transaction::Job || !is_one_statement(step);
        let session = self.databases.session(connection);
        if needs_one {
            session.ensure_open().await?;
        }
        Ok(session)
    }

    /// Where each step is a transaction of its own, it ends here: with a commit if the step was done.
    pub(super) async fn end_step<T>(
        &mut self,
        step: &Step,
        done: Result<T, Ended>,
        before: Changed,
    ) -> Result<T, Ended> {
        let Some(connection) = self.own_transaction(step) else {
            return done;
        };
        let session = self.databases.session(connection);
        match done {
            Ok(result) => {
                self.is_committing = true;
                let outcome = session.commit().await;
                self.is_committing =
                    matches!(&outcome, Err(failure) if failure.effect != Effect::None);
                match outcome {
                    Ok(_) => {
                        // A step that only read, or was skipped, has committed nothing.
                        if self.ledger.changed() != before {
                            self.ledger.add(|summary| summary.committed = true);
                            self.notice(&Event::Committed);
                        }
                        Ok(result)
                    }
                    Err(failure) => {
                        self.is_step_undone = !self.is_committing;
                        self.ledger.add(|summary| summary.take_back(before));
                        Err(self.step_failure(step, None, failure.into()))
                    }
                }
            }
            Err(ended) => {
                if matches!(session.roll_back().await, Ok(true)) {
                    self.is_step_undone = true;
                    self.ledger.add(|summary| summary.take_back(before));
                    self.notice(&Event::RolledBack);
                }
                Err(ended)
            }
        }
    }

    /// The database in which a failure of this step is undone alone.
    pub(super) fn savepoint_of(&self, step: &Step) -> Option<ConnectionId> {
        match self.plan.transaction {
            Transaction::Job => self.databases_of(step).first().copied(),
            Transaction::Step => self.own_transaction(step),
        }
    }

    pub(super) async fn set_savepoint(&mut self, connection: ConnectionId) -> Result<(), Failed> {
        let session = self.databases.session(connection);
        session.ensure_open().await?;
        Ok(session.set_savepoint().await?)
    }

    fn own_transaction(&self, step: &Step) -> Option<ConnectionId> {
        let own = step.connection.filter(|id| self.is_database(*id));
        own.filter(|_| self.plan.transaction == Transaction::Step)
    }

    fn databases_of(&self, step: &Step) -> Vec<ConnectionId> {
        let inside = step
            .children()
            .flat_map(|(_, children)| children)
            .flat_map(|child| self.databases_of(child));
        step.connection
            .filter(|id| self.is_database(*id))
            .into_iter()
            .chain(inside)
            .collect()
    }

    fn is_database(&self, id: ConnectionId) -> bool {
        self.plan.connections[id.0].declaration.kind == ConnectionKind::Database
    }
}

/// One statement is a transaction by itself; some, like VACUUM, must not stand in another.
fn is_one_statement(step: &Step) -> bool {
    step.batch.is_none()
        && step.retry.is_none()
        && matches!(step.operation, Operation::Execute { .. })
}
