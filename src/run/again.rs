//! When a whole transaction is run again: it lost a race, or its connection, and nothing outside knows of it.

use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
    time::Duration,
};

use tokio::time::Instant;

use super::{
    Ending,
    engine::Engine,
    failure::Cause,
    frame::Frames,
    journal::{PATIENCE, PAUSE},
    observer::Event,
    retry::jitter,
    session::Session,
};
use crate::{
    connect::{Class, Failure},
    faults::{Guard, Point, point, stands},
    job::{StepId, Transaction},
    value::Value,
};
/// The most times that a transaction is begun.
const MOST: u32 = 5;
/// The longest wait before the second of them; it doubles with each.
const BASE: Duration = Duration::from_millis(100);
/// So many answers of functions are remembered, to be taken instead of invoking the functions again.
const ANSWERS: usize = 10_000;

/// What a run remembers of the outside, in case its transaction has to begin again.
#[derive(Debug, Default)]
pub(super) struct Memory {
    /// Something was done that running again would do a second time.
    is_bound: Cell<bool>,
    answers: RefCell<HashMap<(StepId, Vec<usize>), Value>>,
}

impl Memory {
    /// Something was done that running again would do a second time.
    pub(super) fn bind(&self) {
        self.is_bound.set(true);
    }

    /// What was kept of the answer that a function gave to this item before.
    pub(super) fn answer(&self, step: StepId, place: impl FnOnce() -> Vec<usize>) -> Option<Value> {
        let answers = self.answers.borrow();
        if answers.is_empty() {
            return None;
        }
        answers.get(&(step, place())).cloned()
    }

    /// Keeps what is kept of a function's answer.
    pub(super) fn keep(&self, step: StepId, place: Vec<usize>, answer: &Value) {
        let mut answers = self.answers.borrow_mut();
        if answers.len() < ANSWERS {
            answers.insert((step, place), answer.clone());
        } else {
            self.bind();
        }
    }
}

/// Opens a lost connection again; a server that restarts is waited for.
pub(super) async fn reopened(session: &mut Session) -> Result<(), Failure> {
    let until = Instant::now() + PATIENCE;
    loop {
        match session.reopen().await {
            Err(failure) if failure.class == Class::Connection && Instant::now() < until => {
                tokio::time::sleep(PAUSE).await;
            }
            done => return done,
        }
    }
}

impl Engine<'_> {
    /// Whether to run everything again instead of ending so; `attempt` is the one that ended, from 1.
    ///
    /// Only where it failed for what passes by itself, in a transaction of the whole job, and nothing outside was told:
    /// another transaction has other ids, and with them other keys and bodies.
    pub(super) fn starts_over(&mut self, ending: &Ending, attempt: u32) -> bool {
        let cause = match ending {
            Ending::Failed { failure, .. } => &failure.cause,
            Ending::NotCommitted(cause) => cause,
            _ => return false,
        };
        self.plan.transaction == Transaction::Job
            && attempt < MOST
            && (!self.memory.is_bound.get() || !stands(Guard::BoundByCalls))
            && self.passes_by_itself(cause)
    }

    fn passes_by_itself(&mut self, cause: &Cause) -> bool {
        match cause.class {
            Class::Serialization | Class::Deadlock => self.has_begun,
            Class::Connection => self.databases.sessions().any(|session| session.is_lost()),
            _ => false,
        }
    }

    /// Forgets what was done, and waits a while.
    ///
    /// # Errors
    /// If a connection that was lost can't be had again.
    pub(super) async fn start_over(
        &mut self,
        ending: &Ending,
        attempt: u32,
    ) -> Result<(), Failure> {
        let ceiling = BASE * 2_u32.pow(attempt - 1);
        let wait = jitter(ceiling);
        let (step, reason) = match ending {
            Ending::Failed { failure, .. } => {
                (failure.step.as_str(), failure.cause.message.as_str())
            }
            Ending::NotCommitted(cause) => ("", cause.message.as_str()),
            _ => ("", ""),
        };
        self.notice(&Event::StartedOver {
            step,
            attempt: attempt + 1,
            wait,
            reason,
        });
        point(Point::BeforeStartOver);
        tokio::time::sleep(wait).await;
        for session in self.databases.sessions() {
            if session.is_lost() {
                reopened(session).await?;
            }
        }
        self.frames = Frames::new();
        self.ledger.start_over();
        self.rejects.start_over()?;
        if !self.memory.is_bound.get() {
            self.keys.forget();
        }
        self.has_begun = false;
        self.are_constraints_checked = false;
        Ok(())
    }
}
