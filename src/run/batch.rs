use std::collections::HashMap;

use super::{
    engine::{Ended, Engine},
    failure::{Cause, Failed},
    frame::At,
    kept::kept_inside,
    observer::Event,
};
use crate::{
    connect::spool::SpoolBuilder,
    faults::{Point, point},
    ir::Batch,
    job::StepId,
    plan::{Kept, Operation, Pace, Step, StoredRow},
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
        match (step.strategy.pace, &step.operation) {
            (Pace::Bulk, Operation::StoreRow(row)) => self.batch_of_rows(step, row, &list).await?,
            (Pace::Pipelined, _) => self.batch_in_pipeline(step, &list).await?,
            (_, Operation::Branch { .. } | Operation::Sequence { .. }) => {
                self.batch_of_steps(step, &list).await?;
            }
            (_, Operation::Invoke { .. } | Operation::Send { .. }) => {
                self.batch_of_calls(step, &list, batch.concurrency as usize)
                    .await?;
            }
            _ => self.batch_in_order(step, &list).await?,
        }
        Ok(list.len())
    }

    async fn batch_of_rows(
        &mut self,
        step: &Step,
        row: &StoredRow,
        list: &List,
    ) -> Result<(), Ended> {
        if self.batch_in_bulk(step, row, list).await? {
            return Ok(());
        }
        if step.can_be_sent_ahead() {
            return self.batch_in_pipeline(step, list).await;
        }
        self.batch_in_order(step, list).await
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

    async fn batch_in_order(&mut self, step: &Step, list: &List) -> Result<(), Ended> {
        let mut results = SpoolBuilder::default();
        for index in 0..list.len() {
            let at = self.at(step, list, index)?;
            let result = self.item(step, Some(&at)).await?;
            if step.kept != Kept::Nothing {
                results.push(result);
            }
            self.item_done(step, index).await;
        }
        self.keep(step, Value::List(results.finish()));
        Ok(())
    }

    /// The steps inside see an item's own results; outside, each step's results are a list aligned with the items.
    async fn batch_of_steps(&mut self, step: &Step, list: &List) -> Result<(), Ended> {
        let mut inside: HashMap<StepId, SpoolBuilder> = kept_inside(step)
            .into_iter()
            .map(|id| (id, SpoolBuilder::default()))
            .collect();
        let mut own = SpoolBuilder::default();
        for index in 0..list.len() {
            let at = self.at(step, list, index)?;
            self.frames.enter(at);
            let result = self.item(step, None).await;
            let mut results = self.frames.leave();
            let result = result?;
            if step.kept != Kept::Nothing {
                own.push(result);
            }
            for (id, builder) in &mut inside {
                builder.push(results.remove(id).unwrap_or(Value::Null));
            }
            self.item_done(step, index).await;
        }
        for (id, builder) in inside {
            self.frames.keep(id, Value::List(builder.finish()));
        }
        self.keep(step, Value::List(own.finish()));
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
