//! Batches that one statement stores many items of.
//!
//! The statement stands in a savepoint. Whatever goes wrong with it, and whatever it can't take, is left to the way that
//! defines what a step means: an item after the other. So the quick way never has to say which item failed, or why.

use std::{mem, sync::Arc, time::Instant};

use super::{
    chunk::{Chunk, Keys},
    conditions::holds,
    engine::{Ended, Engine},
    failure::Failed,
    observer::Work,
    rows::one_statement,
    statement::{Binder, connection_of},
};
use crate::{
    connect::{
        Class, Failure,
        database::{Probe, RowBatch, StoreStatements, Stored, Storing},
        spool::SpoolBuilder,
    },
    ir::ConnectionId,
    plan::{Kept, Operation, Statement, Step},
    value::{List, Segment, Value},
};

/// How often in a row all items have to be new before loading them is tried again.
const NEWS: u32 = 4;

/// Fewer are not loaded: there is little to win, and much to lose where a key is there already.
const MANY: usize = 512;

/// PostgreSQL's code for a key that is there already.
const UNIQUE_VIOLATION: &str = "23505";

/// A batch that is being stored.
struct Bulk<'p> {
    step: &'p Step,
    connection: ConnectionId,
    list: &'p List,
    binder: Binder<'p>,
    statements: Arc<StoreStatements>,
    keys: Keys,
    loading: Loading<'p>,
    results: SpoolBuilder,
}

/// Whether rows are loaded, in the hope that their keys are new.
struct Loading<'p> {
    text: Option<&'p str>,
    is_promising: bool,
    /// How many statements in a row have found nothing but new keys.
    news: u32,
}

/// Items that the database is at work on.
struct Sent {
    chunk: Chunk,
    storing: Storing,
    since: Instant,
    is_loaded: bool,
}

impl Engine<'_> {
    /// Stores the items of a batch, many at a time; false if nothing was done: no item is to be stored, or the table has
    /// something that could tell.
    pub(super) async fn batch_in_bulk(&mut self, step: &Step, list: &List) -> Result<bool, Ended> {
        if !self.has_work(step, list).await? {
            return Ok(false);
        }
        let prepared = self.prepare_bulk(step, list).await;
        let prepared = prepared.map_err(|failed| self.step_failure(step, None, failed))?;
        let Some((mut bulk, empty)) = prepared else {
            return Ok(false);
        };
        let mut chunk = Chunk::new(0, empty);
        let mut sent = None;
        for index in 0..list.len() {
            if !self.add(&mut bulk, &mut chunk, index)? {
                self.flush(&mut bulk, &mut sent, &mut chunk).await?;
                self.finish_chunk(&mut bulk, &mut sent).await?;
                if !self.add(&mut bulk, &mut chunk, index)? {
                    let result = self.item_alone(&bulk, index).await?;
                    bulk.keep(result);
                    chunk.begin_at(index + 1);
                }
            }
            if chunk.is_full() {
                self.flush(&mut bulk, &mut sent, &mut chunk).await?;
            }
            self.turn(index).await;
        }
        self.flush(&mut bulk, &mut sent, &mut chunk).await?;
        self.finish_chunk(&mut bulk, &mut sent).await?;
        self.keep(step, Value::List(bulk.results.finish()));
        Ok(true)
    }

    /// Whether `when:` lets an item through, or can't be told of one: until then no transaction is begun.
    async fn has_work(&self, step: &Step, list: &List) -> Result<bool, Ended> {
        for index in 0..list.len() {
            let at = self.at(step, list, index)?;
            if !matches!(holds(step.when.as_ref(), &self.view(Some(&at))), Ok(false)) {
                return Ok(true);
            }
            self.turn(index).await;
        }
        Ok(false)
    }

    async fn prepare_bulk<'p>(
        &mut self,
        step: &'p Step,
        list: &'p List,
    ) -> Result<Option<(Bulk<'p>, RowBatch)>, Failed> {
        let connection = connection_of(step);
        let (one, table) = one_statement(step);
        let table = table.expect("what is done in bulk is done to a table");
        let binder = self.binder(step, one, Some(table)).await?;
        let session = self.session(step, connection).await?;
        let database = session.database();
        let coupling = database.coupling(table).await?;
        let keys = Keys::of(&step.operation, binder.table(), coupling);
        let Some(keys) = keys.filter(|_| !coupling.is_visible) else {
            return Ok(None);
        };
        let many = step.operation.many();
        // Of the statements for many, only that of an update is one that a server may not have.
        let is_unsure = matches!(step.operation, Operation::ChangeRows { deletes: false, .. });
        let unsure = many.filter(|_| is_unsure).map(|many| many.text.as_str());
        let Some(batch) = database.row_batch(&one.text, unsure).await? else {
            return Ok(None);
        };
        let bulk = Bulk {
            step,
            connection,
            list,
            statements: Arc::new(statements(step)),
            keys,
            loading: Loading {
                text: many.and_then(|many| many.copy.as_deref()),
                is_promising: true,
                news: 0,
            },
            binder,
            results: SpoolBuilder::default(),
        };
        Ok(Some((bulk, batch)))
    }

    /// Adds an item to the chunk; false if it has to stand alone, or can't stand beside what is there already.
    fn add(&self, bulk: &mut Bulk<'_>, chunk: &mut Chunk, index: usize) -> Result<bool, Ended> {
        let at = self.at(bulk.step, bulk.list, index)?;
        let view = self.view(Some(&at));
        match holds(bulk.step.when.as_ref(), &view) {
            Ok(true) => {}
            Ok(false) => {
                chunk.skip();
                return Ok(true);
            }
            Err(_) => return Ok(false),
        }
        let Ok(values) = bulk.binder.bind(&view) else {
            return Ok(false);
        };
        Ok(chunk.add(&values, &bulk.keys))
    }

    /// Has the database begin with the chunk, as soon as it is done with the one before. The next one is begun.
    async fn flush(
        &mut self,
        bulk: &mut Bulk<'_>,
        sent: &mut Option<Sent>,
        chunk: &mut Chunk,
    ) -> Result<(), Ended> {
        self.finish_chunk(bulk, sent).await?;
        if chunk.len() == 0 {
            return Ok(());
        }
        let next = chunk.next();
        let full = mem::replace(chunk, next);
        if full.rows() == 0 {
            return self.take(bulk, &full, &[]).await;
        }
        let begun = self.begin_chunk(bulk, full).await;
        *sent = Some(begun.map_err(|failed| self.step_failure(bulk.step, None, failed))?);
        Ok(())
    }

    async fn begin_chunk(&mut self, bulk: &Bulk<'_>, mut chunk: Chunk) -> Result<Sent, Failed> {
        let since = Instant::now();
        let session = self.databases.session(bulk.connection);
        if let Some(text) = bulk.loading.text.filter(|_| bulk.loading.is_promising)
            && let Some(rows) = chunk.only_batch().filter(|rows| rows.len() >= MANY)
            && let Some(storing) = session.copy(text, rows).await?
        {
            let is_loaded = true;
            return Ok(Sent {
                chunk,
                storing,
                since,
                is_loaded,
            });
        }
        let storing = session
            .store(&bulk.statements, chunk.take_batches())
            .await?;
        let is_loaded = false;
        Ok(Sent {
            chunk,
            storing,
            since,
            is_loaded,
        })
    }

    /// Waits for the chunk that the database is at work on.
    async fn finish_chunk(
        &mut self,
        bulk: &mut Bulk<'_>,
        sent: &mut Option<Sent>,
    ) -> Result<(), Ended> {
        let Some(mut begun) = sent.take() else {
            return Ok(());
        };
        let mut outcome = self.stored(bulk, begun.storing).await;
        if begun.is_loaded
            && let Err(failure) = &outcome
            && failure.class != Class::Connection
        {
            // The same rows, by the statement that can meet a key that is there.
            bulk.loading.failed(failure);
            let again = self.begin_chunk(bulk, begun.chunk).await;
            begun = again.map_err(|failed| self.step_failure(bulk.step, None, failed))?;
            outcome = self.stored(bulk, begun.storing).await;
        }
        let items = begun.chunk.rows();
        self.worked(bulk.step, Work::Statements { items }, begun.since);
        match outcome {
            Ok(stored) => self.take(bulk, &begun.chunk, &stored).await,
            Err(failure) if failure.class == Class::Connection => {
                Err(self.step_failure(bulk.step, None, failure.into()))
            }
            Err(_) => self.one_by_one(bulk, &begun.chunk).await,
        }
    }

    async fn stored(&mut self, bulk: &Bulk<'_>, storing: Storing) -> Result<Vec<Stored>, Failure> {
        let session = self.databases.session(bulk.connection);
        session.stored(storing).await
    }

    /// Counts what was stored, and keeps the results that somebody reads.
    async fn take(
        &mut self,
        bulk: &mut Bulk<'_>,
        chunk: &Chunk,
        stored: &[Stored],
    ) -> Result<(), Ended> {
        let inserted: u64 = stored.iter().map(|stored| stored.inserted).sum();
        let affected: u64 = stored.iter().map(|stored| stored.affected).sum();
        self.ledger.add(|summary| match bulk.step.operation {
            Operation::ChangeRows { deletes: true, .. } => summary.deleted += affected,
            Operation::ChangeRows { .. } => summary.updated += affected,
            _ => {
                summary.inserted += inserted;
                summary.updated += affected - inserted;
            }
        });
        if chunk.rows() > 0 {
            bulk.loading.note(inserted == chunk.rows());
        }
        if bulk.statements.returns {
            bulk.keep_all(chunk, stored);
        }
        for index in chunk.items() {
            self.item_done(bulk.step, index).await;
        }
        Ok(())
    }

    /// What defines the step: an item after the other.
    async fn one_by_one(&mut self, bulk: &mut Bulk<'_>, chunk: &Chunk) -> Result<(), Ended> {
        for index in chunk.items() {
            let result = self.item_alone(bulk, index).await?;
            bulk.keep(result);
        }
        Ok(())
    }

    async fn item_alone(&mut self, bulk: &Bulk<'_>, index: usize) -> Result<Value, Ended> {
        let at = self.at(bulk.step, bulk.list, index)?;
        let result = self.item(bulk.step, Some(&at)).await?;
        self.item_done(bulk.step, index).await;
        Ok(result)
    }
}

impl Bulk<'_> {
    fn keep(&mut self, result: Value) {
        if self.step.kept != Kept::Nothing {
            self.results.push(result);
        }
    }

    fn keep_all(&mut self, chunk: &Chunk, stored: &[Stored]) {
        let tables: Vec<_> = stored
            .iter()
            .filter_map(|stored| stored.rows.as_ref())
            .collect();
        match tables.as_slice() {
            [table] if table.len() == chunk.len() => {
                self.results.extend(Segment::from(Arc::clone(table)));
            }
            _ => chunk
                .results(&tables)
                .for_each(|result| self.results.push(result)),
        }
    }
}

impl Loading<'_> {
    fn failed(&mut self, failure: &Failure) {
        self.is_promising = false;
        if failure.code() != Some(UNIQUE_VIOLATION) {
            self.text = None;
        }
    }

    fn note(&mut self, all_new: bool) {
        self.news = if all_new { self.news + 1 } else { 0 };
        self.is_promising |= self.news >= NEWS;
    }
}

fn statements(step: &Step) -> StoreStatements {
    let (one, _) = one_statement(step);
    let many = step.operation.many();
    let row = match &step.operation {
        Operation::StoreRow(row) => Some(row),
        _ => None,
    };
    let probe = |statement: &Statement| Probe {
        text: statement.text.clone(),
        parameters: statement
            .parameters
            .iter()
            .filter_map(|wanted| {
                let mut given = one.parameters.iter();
                given.position(|parameter| parameter.name == wanted.name)
            })
            .collect(),
    };
    StoreStatements {
        one: one.text.clone(),
        many: many.map(|many| many.text.clone()),
        existed: row.and_then(|row| row.existed.as_ref().map(probe)),
        kept: row.and_then(|row| row.stored.as_ref().map(probe)),
        returns: step.kept != Kept::Nothing,
        is_upsert: row.is_some_and(|row| row.is_upsert),
    }
}
