use std::{ops::Range, time::Instant};

use super::{
    engine::{Ended, Engine},
    failure::{Cause, Failed},
    frame::At,
    observer::Event,
    results::Results,
};
use crate::{
    faults::{Point, point},
    ir::Batch,
    plan::{Operation, Pace, Step},
    value::{List, Value},
};

/// After so many items at the latest, whoever else waits for this thread gets a turn: an interrupt, progress.
const TURN: usize = 64;

/// So many items are looked up by a query each before one query is tried for many.
const MEASURED: u32 = 64;

/// Fewer are done quicker one by one, where it has to be found out first whether many can be done at once, or which.
const WORTHWHILE: usize = 32;

impl Engine<'_> {
    /// Runs a step once per item; says how many there were.
    pub(super) async fn batch(&mut self, step: &Step, batch: &Batch) -> Result<usize, Ended> {
        let list = self.list(step, batch)?;
        if self.outermost == Some(step.id) {
            self.notice(&Event::BatchStarted {
                step: &step.name,
                items: list.len(),
            });
        }
        let mut results = Results::of(step);
        match (step.strategy.pace, &step.operation) {
            (Pace::Bulk, _) => self.many_at_once(step, &list, &mut results).await?,
            (Pace::Pipelined, _) => {
                let all = 0..list.len();
                self.in_pipeline(step, &list, all, &mut results).await?;
            }
            (_, Operation::Invoke { .. } | Operation::Send { .. }) => {
                let most = batch.concurrency as usize;
                self.in_flight(step, &list, most, &mut results).await?;
            }
            _ => {
                let all = 0..list.len();
                self.in_order(step, &list, all, &mut results).await?;
            }
        }
        self.keep_all(results);
        Ok(list.len())
    }

    fn list(&self, step: &Step, batch: &Batch) -> Result<List, Ended> {
        let found = self.view(None).evaluate(&batch.from).map_err(Failed::from);
        match found {
            Ok(Value::List(list)) => Ok(list),
            Ok(other) => {
                let cause = Cause::new(format!(
                    "expected a list to go through, found {}",
                    other.kind()
                ));
                Err(self.step_failure(step, None, cause.at(batch.from.span).into()))
            }
            Err(failed) => Err(self.step_failure(step, None, failed)),
        }
    }

    pub(super) fn at(&self, step: &Step, list: &List, index: usize) -> Result<At, Ended> {
        match list.get(index) {
            Ok(item) => Ok(At {
                batch: step.id,
                item: item.unwrap_or(Value::Null),
                index,
            }),
            Err(error) => Err(self.step_failure(step, None, error.into())),
        }
    }

    /// Many items at once, as far as that goes and gains something.
    ///
    /// What one query costs among many depends on how the database goes about it, which may be another way than for one by
    /// itself. So the first items are looked up by a query each, for a measure.
    async fn many_at_once(
        &mut self,
        step: &Step,
        list: &List,
        results: &mut Results,
    ) -> Result<(), Ended> {
        let len = list.len();
        let (mut done, mut alone) = (0, None);
        if matches!(step.operation, Operation::Query { .. }) {
            let begun = Instant::now();
            done = (MEASURED as usize).min(len);
            self.one_at_a_time(step, list, 0..done, results).await?;
            alone = Some(begun.elapsed() / MEASURED);
        }
        let has_lanes_to_choose = step.children().next().is_some();
        if len - done >= WORTHWHILE || !(has_lanes_to_choose || alone.is_some()) {
            done = self.in_bulk(step, list, done, alone, results).await?;
        }
        self.one_at_a_time(step, list, done..len, results).await
    }

    /// A statement or more for each item.
    async fn one_at_a_time(
        &mut self,
        step: &Step,
        list: &List,
        items: Range<usize>,
        results: &mut Results,
    ) -> Result<(), Ended> {
        if step.leaves().all(Step::can_be_sent_ahead) {
            self.in_pipeline(step, list, items, results).await
        } else {
            self.in_order(step, list, items, results).await
        }
    }

    /// One item after another.
    async fn in_order(
        &mut self,
        step: &Step,
        list: &List,
        items: Range<usize>,
        results: &mut Results,
    ) -> Result<(), Ended> {
        for index in items {
            self.item_alone(step, list, index, results).await?;
        }
        Ok(())
    }

    /// An item while no other is under way, which is what defines a batch. The steps inside see an item's own results;
    /// outside, each step's results are a list aligned with the items.
    pub(super) async fn item_alone(
        &mut self,
        step: &Step,
        list: &List,
        index: usize,
        results: &mut Results,
    ) -> Result<(), Ended> {
        let at = self.at(step, list, index)?;
        if step.children().next().is_none() {
            let own = self.item(step, Some(&at)).await?;
            results.push(|_| own.clone());
        } else {
            self.frames.enter(at);
            let own = self.item(step, None).await;
            let mut inside = self.frames.leave();
            inside.insert(step.id, own?);
            results.push(|id| inside.remove(&id).unwrap_or(Value::Null));
        }
        self.item_done(step, index).await;
        Ok(())
    }

    pub(super) async fn item_done(&self, step: &Step, index: usize) {
        point(Point::ItemDone);
        if self.outermost == Some(step.id) {
            self.notice(&Event::Progress {
                step: &step.name,
                done: index + 1,
            });
        }
        self.turn(index).await;
    }

    /// Gives whoever else waits for this thread a turn, now and then.
    pub(super) async fn turn(&self, index: usize) {
        if index % TURN == TURN - 1 {
            tokio::task::yield_now().await;
        }
    }
}
