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
            (Pace::Bulk, _) => {
                let done = self.in_bulk(step, &list, &mut results).await?;
                if step.leaves().all(Step::can_be_sent_ahead) {
                    self.in_pipeline(step, &list, done, &mut results).await?;
                } else {
                    self.in_order(step, &list, done, &mut results).await?;
                }
            }
            (Pace::Pipelined, _) => self.in_pipeline(step, &list, 0, &mut results).await?,
            (_, Operation::Invoke { .. } | Operation::Send { .. }) => {
                let most = batch.concurrency as usize;
                self.in_flight(step, &list, most, &mut results).await?;
            }
            _ => self.in_order(step, &list, 0, &mut results).await?,
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

    /// One item after another, from the item `first` on.
    async fn in_order(
        &mut self,
        step: &Step,
        list: &List,
        first: usize,
        results: &mut Results,
    ) -> Result<(), Ended> {
        for index in first..list.len() {
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
