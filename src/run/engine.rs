use std::{cell::RefCell, time::Instant};

use futures_util::future::{FutureExt, LocalBoxFuture};

use super::{
    World,
    again::Memory,
    budget::Budgets,
    clients::Clients,
    conditions::holds,
    failure::{Failed, StepFailure},
    frame::{At, Frames, View},
    item::item,
    kept::kept_inside,
    keys::Keys,
    ledger::{Changed, Ledger},
    observer::{Event, Observer, Work},
    rejects::Rejects,
    sessions::Sessions,
    site::Site,
    wanted::taken,
};
use crate::{
    faults::{Point, point},
    job::{OnError, StepId},
    plan::{Kept, Operation, Plan, Step},
    value::{Fields, Value},
};

/// The interpreter at work on one plan.
pub(super) struct Engine<'a> {
    pub(super) plan: &'a Plan,
    pub(super) world: &'a World<'a>,
    pub(super) frames: Frames,
    pub(super) databases: Sessions,
    pub(super) clients: Clients,
    pub(super) ledger: Ledger,
    pub(super) rejects: Rejects,
    pub(super) budgets: Budgets,
    pub(super) keys: Keys,
    pub(super) observer: RefCell<&'a mut dyn Observer>,
    /// The step of the job itself that is running: progress is told of it.
    pub(super) outermost: Option<StepId>,
    /// Whether that step had a transaction of its own that was rolled back.
    pub(super) is_step_undone: bool,
    /// What had been changed when the step that is running began.
    pub(super) unsettled: Changed,
    /// Whether a transaction has begun.
    pub(super) has_begun: bool,
    /// Whether the transaction checks its constraints with each statement already.
    pub(super) are_constraints_checked: bool,
    pub(super) memory: Memory,
}

/// What ends a run early.
pub(super) type Ended = Box<StepFailure>;

impl Engine<'_> {
    /// Runs the steps of the job.
    pub(super) async fn run(&mut self) -> Result<(), Ended> {
        let plan = self.plan;
        for step in &plan.steps {
            self.outermost = Some(step.id);
            self.is_step_undone = false;
            self.notice(&Event::StepStarted { step: &step.name });
            let begun = Instant::now();
            let before = self.ledger.rows();
            let items = self.step(step).await?;
            point(Point::StepDone);
            self.notice(&Event::StepFinished {
                step: &step.name,
                items,
                rows: self.ledger.rows().saturating_sub(before),
                time: begun.elapsed(),
            });
        }
        point(Point::StepsDone);
        Ok(())
    }

    /// Runs steps one after another.
    fn steps<'s>(&'s mut self, steps: &'s [Step]) -> LocalBoxFuture<'s, Result<(), Ended>> {
        async move {
            for step in steps {
                let begun = Instant::now();
                self.step(step).await?;
                self.worked(step, Work::Inner, begun);
            }
            Ok(())
        }
        .boxed_local()
    }

    /// Runs a step, with its batch; says how many items that were.
    async fn step(&mut self, step: &Step) -> Result<Option<usize>, Ended> {
        let before = self.ledger.changed();
        if step.children().next().is_none() {
            self.unsettled = before;
        }
        let done = match &step.batch {
            Some(batch) => self.batch(step, batch).await.map(Some),
            None => self.alone(step).await.map(|()| None),
        };
        self.end_step(step, done, before).await
    }

    async fn alone(&mut self, step: &Step) -> Result<(), Ended> {
        let result = self.item(step, None).await?;
        self.keep(step, result);
        Ok(())
    }

    /// One item of a step, or a step without a batch: `when`, then the operation with its retries, then `on_error`.
    pub(super) async fn item(&mut self, step: &Step, at: Option<&At>) -> Result<Value, Ended> {
        match holds(step.when.as_ref(), &self.view(at)) {
            Ok(true) => {}
            Ok(false) => {
                self.notice_skipped(step, at);
                return Ok(Value::Null);
            }
            Err(failed) => return self.go_on(step, at, self.step_failure(step, at, failed)),
        }
        let outcome = match step.on_error {
            OnError::Fail => self.operation(step, at).await,
            OnError::Continue => self.operation_in_savepoint(step, at).await,
        };
        outcome.or_else(|failure| {
            // What the steps inside had done is undone with it.
            self.frames.forget(&kept_inside(step));
            self.go_on(step, at, failure)
        })
    }

    /// What a failed item gives: null under `on_error: continue`, the end of the run otherwise.
    pub(super) fn go_on(
        &self,
        step: &Step,
        at: Option<&At>,
        failure: Ended,
    ) -> Result<Value, Ended> {
        match step.on_error {
            OnError::Fail => Err(failure),
            OnError::Continue => {
                self.ledger.add(|summary| summary.failed_items += 1);
                self.reject(step, at, &failure)?;
                self.notice(&Event::ItemFailed { failure: &failure });
                Ok(Value::Null)
            }
        }
    }

    pub(super) fn step_failure(&self, step: &Step, at: Option<&At>, failed: Failed) -> Ended {
        let view = self.view(at);
        Box::new(StepFailure {
            step: step.name.clone(),
            step_type: step.step_type,
            span: step.span,
            item: view.innermost().map(|at| item(at, step, &view)),
            sent: failed.sent.map(|sent| *sent),
            attempts: failed.attempts,
            cause: *failed.cause,
        })
    }

    /// Keeps a result if a later step reads it.
    pub(super) fn keep(&mut self, step: &Step, result: Value) {
        if step.kept != Kept::Nothing {
            self.frames.keep(step.id, result);
        }
    }

    pub(super) fn view<'v>(&'v self, at: Option<&'v At>) -> View<'v> {
        View {
            frames: &self.frames,
            plan: self.plan,
            world: self.world,
            at,
        }
    }

    pub(super) fn notice(&self, event: &Event<'_>) {
        self.observer.borrow_mut().notice(event);
    }

    /// Tells that something is over that began then.
    pub(super) fn worked(&self, step: &Step, work: Work, begun: Instant) {
        self.notice(&Event::Worked {
            step: &step.name,
            work,
            begun,
            time: begun.elapsed(),
        });
    }

    fn notice_skipped(&self, step: &Step, at: Option<&At>) {
        // Of the items of a batch, and the steps inside, it is not told: some of its ways would not tell it in order.
        if at.is_none() && self.frames.place(None).is_empty() {
            self.notice(&Event::StepSkipped { step: &step.name });
        }
    }

    /// A failure inside is undone in the database, so that the transaction can go on without it.
    async fn operation_in_savepoint(
        &mut self,
        step: &Step,
        at: Option<&At>,
    ) -> Result<Value, Ended> {
        let Some(connection) = self.savepoint_of(step) else {
            return self.operation(step, at).await;
        };
        let before = self.ledger.changed();
        let set = self.set_savepoint(step, connection).await;
        set.map_err(|failed| self.step_failure(step, at, failed))?;
        let outcome = self.operation(step, at).await;
        if outcome.is_err() {
            self.ledger.add(|summary| summary.take_back(before));
        }
        let ended = self
            .databases
            .session(connection)
            .end_savepoint(outcome.is_ok())
            .await;
        ended.map_err(|failure| self.step_failure(step, at, failure.into()))?;
        outcome
    }

    async fn operation(&mut self, step: &Step, at: Option<&At>) -> Result<Value, Ended> {
        match &step.operation {
            Operation::Branch {
                condition,
                then,
                otherwise,
            } => {
                let is_taken = holds(Some(condition), &self.view(at));
                let is_taken = is_taken.map_err(|failed| self.step_failure(step, at, failed))?;
                self.steps(if is_taken { then } else { otherwise }).await?;
                Ok(taken(Some(is_taken)))
            }
            Operation::Sequence { steps } => {
                self.steps(steps).await?;
                Ok(Value::from(Fields::new()))
            }
            _ => self
                .leaf(step, at)
                .await
                .map_err(|failed| self.step_failure(step, at, failed)),
        }
    }

    /// Everything but branches and sequences.
    async fn leaf(&mut self, step: &Step, at: Option<&At>) -> Result<Value, Failed> {
        match &step.operation {
            Operation::ReadCsv { path, options } => self.read_csv(path, options, at).await,
            Operation::WriteCsv(write) => self.write_csv(write, at).await,
            Operation::Invoke { .. } | Operation::Send { .. } => {
                self.before_call(step).await?;
                let call = self.prepare_call(step, at)?;
                let index = at.map(|at| at.index);
                self.perform(&Site::new(step), call, index).await
            }
            _ => self.database_operation(step, at).await,
        }
    }
}
