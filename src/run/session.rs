use std::{collections::HashMap, sync::Arc};

use super::journal::{Entry, Journal, Settled, settle};
use crate::{
    connect::{
        Class, Effect, Failure, Settings,
        database::{
            Access, Answer, Canceller, Database, RowBatch, Rows, StatementFailure, StoreStatements,
            Stored, Storing, TableInfo, may_change_schema,
        },
    },
    faults::{Guard, Point, point, stands},
    spec,
    sql::outbox::settle_order,
    value::Value,
};

/// The transaction manager of one database: everything that a run does to it goes through here.
///
/// A transaction begins with the first statement that needs one, and its own first statement is the journal's row. A
/// statement that fails spoils it (the connector refuses to commit then), unless the savepoint around it is rolled back.
/// It ends by [`OpenTransaction::commit`] or [`OpenTransaction::roll_back`], which only an open one has.
#[derive(Debug)]
pub(super) struct Session {
    database: Database,
    source: Source,
    /// None where none is kept: an unknown outcome stays unknown.
    journal: Option<Journal>,
    state: State,
    tables: HashMap<String, Option<Arc<TableInfo>>>,
    /// The run, and the first place of a message that has to be in the order of the commits, if there is one.
    to_order: Option<[Value; 2]>,
}

/// Where a database is, for a second connection to it.
#[derive(Debug, Clone)]
pub(super) struct Source {
    pub(super) declaration: &'static spec::Connection,
    pub(super) settings: Settings,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Idle,
    Open,
    /// COMMIT may be on its way; who stopped waiting for the answer leaves it so.
    Committing,
    /// COMMIT was sent, and nobody can tell what became of it.
    Unknown,
}

/// What became of a transaction.
#[derive(Debug)]
pub(super) enum Outcome {
    /// Everything in it lasts.
    Committed,
    /// Nothing in it lasts.
    RolledBack(Failure),
    /// Nobody can tell.
    Unknown(Failure),
}

/// A transaction that is open.
#[derive(Debug)]
pub(super) struct OpenTransaction<'s>(&'s mut Session);

/// The savepoint around an item, or an attempt: one at a time.
const SAVEPOINT: &str = "portl_item";

/// The savepoint around rows that are stored together; one of an item may stand around it.
const TOGETHER: &str = "portl_rows";

impl Source {
    pub(super) async fn open(&self, access: Access) -> Result<Database, Failure> {
        Database::open(self.declaration, &self.settings, access).await
    }
}

impl Session {
    pub(super) fn new(database: Database, source: Source) -> Self {
        Self {
            database,
            source,
            journal: None,
            state: State::Idle,
            tables: HashMap::new(),
            to_order: None,
        }
    }

    pub(super) const fn database(&mut self) -> &mut Database {
        &mut self.database
    }

    /// Has every transaction from now on begin with its row in the journal.
    pub(super) fn keep_journal(&mut self, journal: Journal) {
        self.journal = Some(journal);
    }

    /// Begins a transaction. `writes` has it begin with its row in the journal.
    pub(super) async fn begin(&mut self, writes: bool) -> Result<(), Failure> {
        point(Point::BeforeBegin);
        self.database.begin().await?;
        self.state = State::Open;
        self.to_order = None;
        point(Point::AfterBegin);
        if let Some(journal) = &mut self.journal {
            journal.enter(&mut self.database, writes).await?;
        }
        point(Point::AfterEntry);
        Ok(())
    }

    /// The transaction that is open, to end it.
    pub(super) fn transaction(&mut self) -> Option<OpenTransaction<'_>> {
        (self.state == State::Open).then_some(OpenTransaction(self))
    }

    /// Whether a transaction is open.
    pub(super) fn is_open(&self) -> bool {
        self.state == State::Open
    }

    /// Whether the connection is gone.
    pub(super) fn is_lost(&self) -> bool {
        self.database.is_lost()
    }

    /// Has what is put off to the commit, a deferred constraint, checked now and from now on.
    pub(super) async fn check_constraints(&mut self) -> Result<(), Failure> {
        if !stands(Guard::ConstraintsFirst) {
            return Ok(());
        }
        point(Point::BeforeConstraints);
        self.database.check_constraints().await
    }

    /// Has the messages of a run from this place on get places in the order of the commits, when this transaction ends.
    pub(super) fn order_at_commit(&mut self, run_id: &str, place: Value) {
        self.to_order
            .get_or_insert_with(|| [Value::text(run_id), place]);
    }

    /// Gives ordered messages their places. What is put off to the commit is done before: with the locks of the order held,
    /// nothing may be waited for any more.
    async fn settle_order(&mut self) -> Result<(), Failure> {
        let Some(values) = self.to_order.take() else {
            return Ok(());
        };
        let statements = settle_order(self.database.dialect());
        if !statements.is_empty() {
            self.database.check_constraints().await?;
        }
        for statement in statements {
            self.database.query(&statement.text, &values).await?;
            point(Point::OrderSettled);
        }
        Ok(())
    }

    /// Whether a COMMIT was sent whose answer nobody has.
    pub(super) fn is_in_doubt(&self) -> bool {
        matches!(self.state, State::Committing | State::Unknown)
    }

    /// Finds out, over a second connection, what became of a COMMIT whose answer was lost or not waited for.
    pub(super) async fn settle(&mut self, lost: Failure) -> Outcome {
        point(Point::BeforeSettle);
        let settled = settle(&self.source, self.entry()).await;
        point(Point::AfterSettle);
        match settled {
            Settled::Committed => {
                self.state = State::Idle;
                self.count_committed();
                Outcome::Committed
            }
            Settled::NeverCommitted => {
                self.state = State::Idle;
                Outcome::RolledBack(lost.effect(Effect::None))
            }
            Settled::Unknown(_) => {
                self.state = State::Unknown;
                Outcome::Unknown(lost)
            }
        }
    }

    /// The transaction as the journal has it.
    fn entry(&self) -> Option<Entry> {
        self.journal.as_ref().and_then(Journal::entry)
    }

    fn count_committed(&mut self) {
        if let Some(journal) = &mut self.journal {
            journal.committed();
        }
    }

    /// Goes on with a fresh connection in place of one that was lost.
    pub(super) async fn reopen(&mut self) -> Result<(), Failure> {
        self.database = self.source.open(Access::Full).await?;
        self.tables.clear();
        self.state = State::Idle;
        Ok(())
    }

    pub(super) async fn set_savepoint(&mut self) -> Result<(), Failure> {
        if !stands(Guard::Savepoint) {
            return Ok(());
        }
        self.database.savepoint(SAVEPOINT).await?;
        point(Point::AfterSavepoint);
        Ok(())
    }

    /// Keeps what was done since the savepoint, or undoes it.
    pub(super) async fn end_savepoint(&mut self, keep: bool) -> Result<(), Failure> {
        if !stands(Guard::Savepoint) {
            return Ok(());
        }
        if !keep {
            return self.undo(SAVEPOINT).await;
        }
        self.database.release(SAVEPOINT).await?;
        point(Point::AfterRelease);
        Ok(())
    }

    async fn undo(&mut self, savepoint: &str) -> Result<(), Failure> {
        point(Point::BeforeUndo);
        self.database.rollback_to(savepoint).await?;
        self.database.release(savepoint).await?;
        point(Point::AfterRelease);
        Ok(())
    }

    pub(super) async fn query(
        &mut self,
        sql: &str,
        params: &[Value],
    ) -> Result<Rows, StatementFailure> {
        point(Point::BeforeStatement);
        let rows = self.database.query(sql, params).await;
        self.forget_tables(sql);
        point(Point::AfterStatement);
        rows
    }

    /// Sends a statement, and leaves its answer for later.
    pub(super) async fn send(
        &mut self,
        sql: &str,
        params: &[Value],
    ) -> Result<Answer, StatementFailure> {
        point(Point::BeforeStatement);
        let sent = self.database.send(sql, params).await;
        self.forget_tables(sql);
        sent
    }

    fn forget_tables(&mut self, sql: &str) {
        if may_change_schema(sql) {
            self.tables.clear();
        }
    }

    pub(super) async fn answer(&mut self, answer: Answer) -> Result<Rows, Failure> {
        let rows = self.database.answer(answer).await;
        point(Point::AfterStatement);
        rows
    }

    /// Every statement that was sent has been answered.
    pub(super) fn all_answered(&mut self) {
        self.database.all_answered();
    }

    /// Begins to store batches of rows, in a savepoint.
    pub(super) async fn store(
        &mut self,
        statements: &Arc<StoreStatements>,
        batches: Vec<RowBatch>,
    ) -> Result<Storing, Failure> {
        point(Point::BeforeStatement);
        self.database.store(statements, batches, TOGETHER).await
    }

    /// Begins to load a batch of rows of new keys, in a savepoint; none if the database has no such way.
    pub(super) async fn copy(
        &mut self,
        text: &str,
        batch: &RowBatch,
    ) -> Result<Option<Storing>, Failure> {
        point(Point::BeforeStatement);
        self.database.copy(text, batch, TOGETHER).await
    }

    /// What became of rows that are being stored. Those that are not are undone, and the transaction is good again unless
    /// the connection is lost.
    pub(super) async fn stored(&mut self, storing: Storing) -> Result<Vec<Stored>, Failure> {
        let stored = self.database.stored(storing).await;
        point(Point::AfterStatement);
        if let Err(failure) = &stored
            && failure.class != Class::Connection
        {
            self.undo(TOGETHER).await?;
        }
        stored
    }

    /// What the catalog says of a table; asked once, and again only while the table is not there.
    pub(super) async fn table(&mut self, name: &str) -> Result<Option<Arc<TableInfo>>, Failure> {
        if let Some(Some(known)) = self.tables.get(name) {
            return Ok(Some(Arc::clone(known)));
        }
        let found = self.database.table(name).await?.map(Arc::new);
        self.tables.insert(name.to_owned(), found.clone());
        Ok(found)
    }

    pub(super) fn canceller(&self) -> Canceller {
        self.database.canceller()
    }
}

impl OpenTransaction<'_> {
    /// The connection it is on.
    pub(super) fn connection(&self) -> &str {
        &self.0.source.settings.name
    }

    /// Which of the run's transactions in the journal it is; none where it is not there.
    pub(super) fn part(&self) -> Option<u32> {
        self.0.entry().map(|entry| entry.part)
    }

    /// Commits. An answer that is lost is looked for in the journal, over a second connection.
    pub(super) async fn commit(self) -> Outcome {
        if let Err(failure) = self.0.settle_order().await {
            // A connection that is lost has rolled back as well, and COMMIT was not sent.
            drop(self.roll_back().await);
            return Outcome::RolledBack(failure.effect(Effect::None));
        }
        let session = self.0;
        session.state = State::Committing;
        let committed = match session.journal.as_ref().and_then(Journal::proof) {
            Some(proof) => session.database.commit_with(&proof).await,
            None => session.database.commit().await,
        };
        point(Point::AfterCommit);
        match committed {
            Ok(()) => {
                session.state = State::Idle;
                session.count_committed();
                Outcome::Committed
            }
            Err(failure) if failure.effect == Effect::None => {
                session.state = State::Idle;
                Outcome::RolledBack(failure)
            }
            Err(failure) => session.settle(failure).await,
        }
    }

    /// Rolls back. It is said even behind a failed statement: only an explicit ROLLBACK is one in every database. A
    /// connection that is lost has rolled back as well.
    pub(super) async fn roll_back(self) -> Result<(), Failure> {
        self.0.state = State::Idle;
        point(Point::BeforeRollback);
        if !stands(Guard::ExplicitRollback) {
            return Ok(());
        }
        let rolled_back = self.0.database.rollback().await;
        point(Point::AfterRollback);
        rolled_back
    }
}
