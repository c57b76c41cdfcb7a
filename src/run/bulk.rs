//! Batches that one statement stores, or looks up, many items of.
//!
//! The statement stands in a savepoint. Whatever goes wrong with it, and whatever it can't take, is left to the way that
//! defines what a step means: an item after the other. So the quick way never has to say which item failed, or why.
//!
//! Of a conditional, consecutive items that take the same branch share a statement.

use std::{
    collections::HashMap,
    mem,
    ops::Range,
    time::{Duration, Instant},
};

use super::{
    chunk::Chunk,
    engine::{Ended, Engine},
    failure::Failed,
    lane::{Lane, Way},
    observer::Work,
    results::Results,
};
use crate::{
    connect::{
        Class, Failure,
        database::{Stored, Storing},
    },
    job::StepId,
    plan::{Operation, Step},
    value::{List, Segment},
};

/// So many items have to take the same branch one after the other, on average, or a statement each is quicker.
const RUN: usize = 16;

/// Over so many items that average is taken.
const WINDOW: usize = 256;

/// So many changes of branches say nothing yet.
const FEW_CHANGES: usize = 8;

/// A batch that is being stored.
struct Bulk<'p> {
    step: &'p Step,
    list: &'p List,
    lanes: HashMap<StepId, Lane<'p>>,
    /// What is being put together.
    chunk: Chunk,
    /// What the database is at work on.
    sent: Option<Sent>,
    changes: Changes,
    /// How long an item takes by itself, where that was measured.
    alone: Option<Duration>,
    results: &'p mut Results,
}

/// How often an item needs another statement than the one ahead of it.
struct Changes {
    /// Since this item.
    since: usize,
    count: usize,
}

/// Items that the database is at work on.
struct Sent {
    leaf: StepId,
    chunk: Chunk,
    storing: Storing,
    since: Instant,
    statements: u64,
    /// Whether all keys have to be new.
    is_hopeful: bool,
}

/// What became of an item that was to stand in the chunk.
#[derive(PartialEq, Eq)]
enum Added {
    Yes,
    /// It has to stand alone, or can't stand beside what is there already.
    No,
    /// From here on, nothing can be done in bulk, or should.
    NeverMore,
}

impl Engine<'_> {
    /// Stores the items of a batch from `first` on, or looks them up, many at a time. Says which item is the next: it, and
    /// those behind it, are for a slower way, since a table has something that could tell, the items change branches all the
    /// time, or each by itself is quicker.
    pub(super) async fn in_bulk(
        &mut self,
        step: &Step,
        list: &List,
        first: usize,
        alone: Option<Duration>,
        results: &mut Results,
    ) -> Result<usize, Ended> {
        let mut bulk = Bulk {
            step,
            list,
            lanes: HashMap::new(),
            chunk: Chunk::new(first),
            sent: None,
            changes: Changes {
                since: first,
                count: 0,
            },
            alone,
            results,
        };
        for index in first..list.len() {
            let mut added = self.add(&mut bulk, index).await?;
            if added == Added::No {
                self.settle_all(&mut bulk).await?;
                added = self.add(&mut bulk, index).await?;
            }
            match added {
                Added::Yes => {}
                Added::No => {
                    self.item_alone(step, list, index, bulk.results).await?;
                    bulk.chunk = Chunk::new(index + 1);
                }
                Added::NeverMore => {
                    self.settle_all(&mut bulk).await?;
                    return Ok(index);
                }
            }
            if bulk.chunk.is_full() {
                self.flush(&mut bulk).await?;
                if bulk.is_trial() {
                    self.finish_chunk(&mut bulk).await?;
                }
            }
            self.turn(index).await;
        }
        self.settle_all(&mut bulk).await?;
        Ok(list.len())
    }

    /// Adds an item to the chunk. One that needs another statement than those ahead of it begins a new one.
    async fn add(&mut self, bulk: &mut Bulk<'_>, index: usize) -> Result<Added, Ended> {
        let at = self.at(bulk.step, bulk.list, index)?;
        let Ok(wanted) = self.wanted(bulk.step, &at) else {
            return Ok(Added::No);
        };
        let Some(leaf) = wanted.leaf else {
            bulk.chunk.skip();
            return Ok(Added::Yes);
        };
        if bulk.chunk.leaf().is_some_and(|other| other != leaf.id) {
            if bulk.changes.are_many_with(index) {
                return Ok(Added::NeverMore);
            }
            self.flush(bulk).await?;
        }
        if !self.has_lane(bulk, leaf).await? {
            return Ok(Added::NeverMore);
        }
        let lane = &bulk.lanes[&leaf.id];
        let Ok(values) = lane.binder.bind(&self.view(Some(&at))) else {
            return Ok(Added::No);
        };
        Ok(if bulk.chunk.add(&values, lane) {
            Added::Yes
        } else {
            Added::No
        })
    }

    /// Makes the lane of a step ready unless it is; false if there is none, or no more.
    async fn has_lane<'p>(&mut self, bulk: &mut Bulk<'p>, leaf: &'p Step) -> Result<bool, Ended> {
        if let Some(lane) = bulk.lanes.get(&leaf.id) {
            return Ok(!lane.portion.is_over());
        }
        // What comes ahead of it may fail, and is done first.
        self.settle_all(bulk).await?;
        let lane = self.lane(leaf, bulk.alone).await;
        let lane = lane.map_err(|failed| self.step_failure(leaf, None, failed))?;
        let has_one = lane.is_some();
        bulk.lanes.extend(lane.map(|lane| (leaf.id, lane)));
        Ok(has_one)
    }

    /// Has everything stored that was put together.
    async fn settle_all(&mut self, bulk: &mut Bulk<'_>) -> Result<(), Ended> {
        self.flush(bulk).await?;
        self.finish_chunk(bulk).await
    }

    /// Has the database begin with the chunk, as soon as it is done with the one before. The next one is begun.
    async fn flush(&mut self, bulk: &mut Bulk<'_>) -> Result<(), Ended> {
        self.finish_chunk(bulk).await?;
        let next = bulk.chunk.next();
        let full = mem::replace(&mut bulk.chunk, next);
        match full.leaf() {
            Some(leaf) => {
                let lane = &bulk.lanes[&leaf];
                let begun = self.begin_chunk(lane, full).await;
                let sent = begun.map_err(|failed| self.step_failure(lane.leaf, None, failed))?;
                bulk.sent = Some(sent);
            }
            None => {
                full.keep_nothing(bulk.results);
                self.all_done(bulk.step, full.items()).await;
            }
        }
        Ok(())
    }

    async fn begin_chunk(&mut self, lane: &Lane<'_>, mut chunk: Chunk) -> Result<Sent, Failed> {
        let since = Instant::now();
        let session = self.databases.session(lane.connection);
        let statements = chunk.statements();
        let hopeful = chunk.only_batch();
        let hopeful = hopeful.and_then(|rows| Some((rows, lane.hope.way(rows.len())?)));
        let stored = match hopeful {
            Some((rows, Way::Copy(text))) => session.copy(text, rows).await?,
            Some((rows, Way::Insert(insert))) => {
                Some(session.store(&insert, vec![rows.clone()]).await?)
            }
            None => None,
        };
        let is_hopeful = stored.is_some();
        let storing = match stored {
            Some(storing) => storing,
            None => {
                let batches = chunk.take_batches();
                session.store(&lane.statements, batches).await?
            }
        };
        Ok(Sent {
            leaf: lane.leaf.id,
            chunk,
            storing,
            since,
            statements,
            is_hopeful,
        })
    }

    /// Waits for the chunk that the database is at work on.
    async fn finish_chunk(&mut self, bulk: &mut Bulk<'_>) -> Result<(), Ended> {
        let Some(mut sent) = bulk.sent.take() else {
            return Ok(());
        };
        let lane = bulk.lanes.get_mut(&sent.leaf);
        let lane = lane.expect("what was sent was sent for a lane");
        let mut outcome = self.stored(lane, sent.storing).await;
        if sent.is_hopeful
            && let Err(failure) = &outcome
            && failure.class != Class::Connection
        {
            // The same rows, by the statement that can meet a key that is there.
            lane.hope.failed(failure);
            let again = self.begin_chunk(lane, sent.chunk).await;
            sent = again.map_err(|failed| self.step_failure(lane.leaf, None, failed))?;
            outcome = self.stored(lane, sent.storing).await;
        }
        let work = Work::Statements {
            items: sent.chunk.rows(),
            statements: sent.statements,
        };
        self.worked(lane.leaf, work, sent.since);
        match outcome {
            Ok(stored) => {
                self.note(lane, &sent.chunk, sent.since, &stored);
                let rounds = stored.into_iter().map(|stored| stored.rows);
                sent.chunk.keep(sent.leaf, rounds.collect(), bulk.results);
                self.all_done(bulk.step, sent.chunk.items()).await;
                Ok(())
            }
            Err(failure) if failure.class == Class::Connection => {
                Err(self.step_failure(lane.leaf, None, failure.into()))
            }
            Err(_) => {
                lane.portion.failed();
                for index in sent.chunk.items() {
                    self.item_alone(bulk.step, bulk.list, index, bulk.results)
                        .await?;
                }
                Ok(())
            }
        }
    }

    async fn stored(&mut self, lane: &Lane<'_>, storing: Storing) -> Result<Vec<Stored>, Failure> {
        let session = self.databases.session(lane.connection);
        session.stored(storing).await
    }

    /// Counts what was done.
    fn note(&self, lane: &mut Lane<'_>, chunk: &Chunk, since: Instant, stored: &[Stored]) {
        let rows = chunk.rows();
        let inserted: u64 = stored.iter().map(|stored| stored.inserted).sum();
        let affected: u64 = stored.iter().map(|stored| stored.affected).sum();
        self.ledger.add(|summary| match lane.leaf.operation {
            Operation::ChangeRows { deletes: true, .. } => summary.deleted += affected,
            Operation::ChangeRows { .. } => summary.updated += affected,
            Operation::Query { .. } => summary.rows_fetched += affected,
            _ => {
                summary.inserted += inserted;
                summary.updated += affected - inserted;
            }
        });
        lane.hope.note(inserted == rows);
        let results = stored.iter().filter_map(|stored| stored.rows.as_ref());
        let bytes = results.map(Segment::size).sum();
        lane.portion.note(rows, since.elapsed(), bytes);
    }

    async fn all_done(&self, step: &Step, items: Range<usize>) {
        for index in items {
            self.item_done(step, index).await;
        }
    }
}

impl Bulk<'_> {
    /// Whether what was sent tells how the next is done.
    fn is_trial(&self) -> bool {
        let lane = self
            .sent
            .as_ref()
            .and_then(|sent| self.lanes.get(&sent.leaf));
        lane.is_some_and(|lane| lane.portion.is_trial())
    }
}

impl Changes {
    /// Whether there are many, with one at this item.
    fn are_many_with(&mut self, index: usize) -> bool {
        if index - self.since >= WINDOW {
            (self.since, self.count) = (index, 0);
        }
        self.count += 1;
        self.count > FEW_CHANGES && self.count * RUN > index - self.since
    }
}
