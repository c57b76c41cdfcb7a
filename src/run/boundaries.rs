//! When transactions begin and end: for the job as a whole, or for each step by itself.

use std::cell::RefCell;

use super::{
    Ending,
    engine::{Ended, Engine},
    failure::{Cause, Failed},
    ledger::Changed,
    observer::{Event, Observer},
    session::{OpenTransaction, Outcome, Session},
};
use crate::{
    connect::Failure,
    faults::{Point, point},
    ir::ConnectionId,
    job::Transaction,
    plan::{Operation, Plan, Step},
    query::{changes_rows, may_write},
    spec::{ConnectionKind, http::only_reads},
};

impl Engine<'_> {
    /// The session that a step works on, in a transaction where it needs one.
    pub(super) async fn session(
        &mut self,
        step: &Step,
        connection: ConnectionId,
    ) -> Result<&mut Session, Failed> {
        let needs_one = self.plan.transaction == Transaction::Job || !self.is_one_statement(step);
        if needs_one {
            self.ensure_open(step, connection).await?;
        }
        Ok(self.databases.session(connection))
    }

    /// Begins a transaction unless one is open.
    async fn ensure_open(&mut self, step: &Step, connection: ConnectionId) -> Result<(), Failed> {
        if self.databases.session(connection).is_open() {
            return Ok(());
        }
        // Once a transaction, not for each item of a batch: it may have to read the statement.
        let writes = self.enters_journal(step);
        self.has_begun = true;
        Ok(self.databases.session(connection).begin(writes).await?)
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
        let Some(transaction) = self.databases.session(connection).transaction() else {
            // A statement that is a transaction by itself.
            self.note_committed(done.is_ok() && self.ledger.changed() != before);
            return done;
        };
        let result = match done {
            Ok(result) => result,
            Err(ended) => {
                if transaction.roll_back().await.is_ok() {
                    self.undone(before);
                    self.notice(&Event::RolledBack);
                }
                return Err(ended);
            }
        };
        announce(&self.observer, &transaction);
        match transaction.commit().await {
            Outcome::Committed => {
                // A step that only read, or was skipped, has committed nothing.
                self.note_committed(self.ledger.changed() != before);
                Ok(result)
            }
            Outcome::RolledBack(failure) => {
                self.undone(before);
                Err(self.step_failure(step, None, failure.into()))
            }
            Outcome::Unknown(failure) => {
                self.ledger.add(|summary| summary.take_back(before));
                Err(self.step_failure(step, None, failure.into()))
            }
        }
    }

    /// What the transaction puts off to its end, a deferred constraint, is checked before something is done outside that a
    /// rollback would not undo.
    pub(super) async fn before_call(&mut self, step: &Step) -> Result<(), Failed> {
        let only_looks = matches!(&step.operation, Operation::Send { request, .. } if only_reads(request.method));
        if only_looks || self.are_constraints_checked {
            return Ok(());
        }
        for session in self.databases.sessions() {
            if session.is_open() {
                session.check_constraints().await?;
                self.are_constraints_checked = true;
            }
        }
        Ok(())
    }

    /// Commits what is open at the end of a job; there is at most one database in a job-wide transaction.
    pub(super) async fn commit(&mut self) -> Ending {
        for session in self.databases.sessions() {
            let Some(transaction) = session.transaction() else {
                continue;
            };
            announce(&self.observer, &transaction);
            match transaction.commit().await {
                Outcome::Committed => {
                    self.ledger.add(|summary| summary.committed = true);
                    self.observer.borrow_mut().notice(&Event::Committed);
                }
                Outcome::RolledBack(failure) => {
                    self.ledger
                        .add(|summary| summary.take_back(Changed::default()));
                    return Ending::NotCommitted(failure.into());
                }
                Outcome::Unknown(failure) => return Ending::Unknown(failure.into()),
            }
        }
        Ending::Succeeded
    }

    /// Rolls back what is open; says whether anything was.
    pub(super) async fn roll_back(&mut self) -> bool {
        let mut any = false;
        for session in self.databases.sessions() {
            if let Some(transaction) = session.transaction() {
                // A connection that is lost has rolled back as well.
                any |= transaction.roll_back().await.is_ok();
            }
        }
        if any {
            let before = match self.plan.transaction {
                Transaction::Job => Changed::default(),
                Transaction::Step => self.unsettled,
            };
            self.ledger.add(|summary| summary.take_back(before));
            self.notice(&Event::RolledBack);
        }
        any
    }

    /// Finds out what became of commits that nobody waited for; says which can't be.
    pub(super) async fn settle(&mut self, words: &str) -> Option<Cause> {
        let mut unknown = None;
        for session in self.databases.sessions() {
            if !session.is_in_doubt() {
                continue;
            }
            match session.settle(Failure::new(words)).await {
                Outcome::Committed => self.ledger.add(|summary| summary.committed = true),
                Outcome::RolledBack(_) => {}
                Outcome::Unknown(failure) => unknown = Some(failure.into()),
            }
        }
        unknown
    }

    fn note_committed(&self, is_so: bool) {
        if is_so {
            self.ledger.add(|summary| summary.committed = true);
            self.notice(&Event::Committed);
        }
    }

    fn undone(&mut self, before: Changed) {
        self.is_step_undone = true;
        self.ledger.add(|summary| summary.take_back(before));
    }

    /// The database in which a failure of this step is undone alone.
    pub(super) fn savepoint_of(&self, step: &Step) -> Option<ConnectionId> {
        match self.plan.transaction {
            Transaction::Job => self.databases_of(step).first().copied(),
            Transaction::Step => self.own_transaction(step),
        }
    }

    pub(super) async fn set_savepoint(
        &mut self,
        step: &Step,
        connection: ConnectionId,
    ) -> Result<(), Failed> {
        self.ensure_open(step, connection).await?;
        let session = self.databases.session(connection);
        Ok(session.set_savepoint().await?)
    }

    /// The transaction of a job is entered as a whole, that of a step if the step writes.
    fn enters_journal(&self, step: &Step) -> bool {
        self.plan.transaction == Transaction::Job || writes(self.plan, step)
    }

    /// Whether a step is a transaction by itself: some statements, like VACUUM, must not stand in another. One that changes
    /// rows can, and is entered in the journal there.
    fn is_one_statement(&self, step: &Step) -> bool {
        let Operation::Execute { statement, .. } = &step.operation else {
            return false;
        };
        let dialect = step
            .connection
            .and_then(|id| self.plan.connections[id.0].declaration.dialect);
        let can_stand = dialect.is_some_and(|dialect| changes_rows(dialect, &statement.text));
        step.batch.is_none() && step.retry.is_none() && !can_stand
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

/// Tells that COMMIT is about to be sent.
fn announce(observer: &RefCell<&mut dyn Observer>, transaction: &OpenTransaction<'_>) {
    observer.borrow_mut().notice(&Event::Committing {
        connection: transaction.connection(),
        part: transaction.part(),
    });
    point(Point::CommitAnnounced);
}

/// Whether a step writes to its database, as far as its text tells.
#[must_use]
pub fn writes(plan: &Plan, step: &Step) -> bool {
    let dialect = step
        .connection
        .and_then(|id| plan.connections[id.0].declaration.dialect);
    match &step.operation {
        Operation::StoreRow(_)
        | Operation::ChangeRows { .. }
        | Operation::Execute { .. }
        | Operation::Enqueue { .. } => true,
        Operation::Query { statement, .. } => {
            dialect.is_some_and(|dialect| may_write(dialect, &statement.text))
        }
        _ => false,
    }
}
