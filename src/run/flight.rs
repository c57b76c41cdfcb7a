//! The calls of a batch, up to so many of them in flight together.

use std::collections::VecDeque;

use futures_util::{
    future::FutureExt,
    stream::{FuturesUnordered, StreamExt},
};

use super::{
    call::Call,
    conditions::holds,
    engine::{Ended, Engine},
    failure::Failed,
    results::Results,
    site::Site,
};
use crate::{
    job::OnError,
    plan::Step,
    value::{List, Value},
};

/// How far ahead of the oldest call without an answer others may start, in multiples of `concurrency`: one slow answer does
/// not hold up the rest, and if it turns out a failure, no more than this was called beyond it.
const AHEAD: usize = 4;

/// Where a batch is.
#[derive(Default)]
struct Queue {
    /// So many items are over and done with, the first ones.
    done: usize,
    /// What became of those that follow; none of one in flight.
    outcomes: VecDeque<Option<Result<Value, Ended>>>,
    /// The call of the first item that has not started: put together before its turn.
    ready: Option<Result<Option<Call>, Ended>>,
    /// Nothing starts any more: one has failed, and the run ends with it.
    is_over: bool,
}

impl Queue {
    /// The first item that has not started.
    fn next(&self) -> usize {
        self.done + self.outcomes.len()
    }

    fn may_start(&self, len: usize, in_flight: usize) -> bool {
        !self.is_over && self.next() < len && self.outcomes.len() < in_flight * AHEAD
    }

    fn settle(&mut self, index: usize, outcome: Result<Value, Ended>, step: &Step) {
        self.is_over |= outcome.is_err() && step.on_error == OnError::Fail;
        let place = index - self.done;
        if place == self.outcomes.len() {
            self.outcomes.push_back(Some(outcome));
        } else {
            self.outcomes[place] = Some(outcome);
        }
    }
}

impl Engine<'_> {
    /// Calls start in order, and so many are in flight together; results stay aligned.
    ///
    /// After a failure nothing starts any more. The run ends with the first failure in the order of the items, as it would
    /// one at a time; calls beyond it that are in flight then are dropped, and count as made.
    pub(super) async fn in_flight(
        &mut self,
        step: &Step,
        list: &List,
        most: usize,
        results: &mut Results,
    ) -> Result<(), Ended> {
        if !list.is_empty() {
            let ready = self.before_call(step).await;
            ready.map_err(|failed| self.step_failure(step, None, failed))?;
        }
        self.fly(step, list, most.max(1), results).await
    }

    async fn fly(
        &self,
        step: &Step,
        list: &List,
        in_flight: usize,
        results: &mut Results,
    ) -> Result<(), Ended> {
        let site = &Site::new(step);
        let mut queue = Queue::default();
        let mut flying = FuturesUnordered::new();
        loop {
            let mut has_started = false;
            while flying.len() < in_flight && queue.may_start(list.len(), in_flight) {
                let index = queue.next();
                if let Some(call) = self.start(step, list, &mut queue) {
                    let made = self.perform(site, call, Some(index));
                    flying.push(made.map(move |outcome| (index, outcome)));
                    has_started = true;
                }
                self.drain(step, list, &mut queue, results).await?;
            }
            let mut landed = flying.next().now_or_never();
            if has_started {
                // What has started leaves before anything else is done: the server works on it meanwhile.
                tokio::task::yield_now().await;
            }
            if landed.is_none() {
                if queue.ready.is_none() && queue.may_start(list.len(), in_flight) {
                    queue.ready = Some(self.ready(step, list, queue.next()));
                }
                landed = Some(flying.next().await);
            }
            let Some((index, outcome)) = landed.flatten() else {
                return Ok(());
            };
            let outcome = outcome.map_err(|failed| self.failed_item(step, list, index, failed));
            queue.settle(index, outcome, step);
            self.drain(step, list, &mut queue, results).await?;
        }
    }

    /// The call of the next item, if there is one to make; else what became of the item is known already.
    fn start(&self, step: &Step, list: &List, queue: &mut Queue) -> Option<Call> {
        let index = queue.next();
        let ready = queue.ready.take();
        match ready.unwrap_or_else(|| self.ready(step, list, index)) {
            Ok(Some(call)) => {
                queue.outcomes.push_back(None);
                Some(call)
            }
            known => {
                queue.settle(index, known.map(|_| Value::Null), step);
                None
            }
        }
    }

    /// Puts the call of an item together; none where `when` says no.
    fn ready(&self, step: &Step, list: &List, index: usize) -> Result<Option<Call>, Ended> {
        let at = self.at(step, list, index)?;
        let call = || {
            if !holds(step.when.as_ref(), &self.view(Some(&at)))? {
                return Ok(None);
            }
            self.prepare_call(step, Some(&at)).map(Some)
        };
        call().map_err(|failed| self.step_failure(step, Some(&at), failed))
    }

    fn failed_item(&self, step: &Step, list: &List, index: usize, failed: Failed) -> Ended {
        match self.at(step, list, index) {
            Ok(at) => self.step_failure(step, Some(&at), failed),
            Err(_) => self.step_failure(step, None, failed),
        }
    }

    /// Takes what is over from the front of the queue, item by item.
    async fn drain(
        &self,
        step: &Step,
        list: &List,
        queue: &mut Queue,
        results: &mut Results,
    ) -> Result<(), Ended> {
        while let Some(outcome) = queue.outcomes.front_mut().and_then(Option::take) {
            queue.outcomes.pop_front();
            let index = queue.done;
            queue.done += 1;
            let result = match (outcome, step.on_error) {
                (Ok(result), _) => result,
                (Err(failure), OnError::Fail) => return Err(failure),
                (Err(failure), OnError::Continue) => {
                    let at = self.at(step, list, index)?;
                    self.go_on(step, Some(&at), failure)?
                }
            };
            results.push(|_| result.clone());
            self.item_done(step, index).await;
        }
        Ok(())
    }
}
