use std::{
    cell::RefCell,
    collections::HashMap,
    future::Future,
    pin::{Pin, pin},
};

use futures_util::FutureExt;

use super::{
    Observer, StepFailure, Summary, World,
    clients::Clients,
    engine::Engine,
    failure::{Cause, Problem},
    frame::Frames,
    ledger::{Changed, Ledger},
    observer::Event,
    prepare::{self, Refusal},
};
use crate::{
    connect::{Effect, database::Access},
    job::{StepId, Transaction},
    plan::Plan,
    value::Value,
};

/// How a run went.
#[derive(Debug)]
pub struct Report {
    /// What was done, as far as it was not undone.
    pub summary: Summary,
    /// How it ended.
    pub ending: Ending,
    /// The results that were kept, by step; complete only if the run succeeded.
    pub results: HashMap<StepId, Value>,
}

/// How a run ended.
#[derive(Debug)]
pub enum Ending {
    /// Everything was done.
    Succeeded,
    /// Nothing was begun: a server or a file is out of reach.
    Unreachable(Problem),
    /// Nothing was begun: a database rejects a statement.
    Rejected(Box<StepFailure>),
    /// A step failed; what the database had not committed was rolled back.
    Failed {
        /// The step, and why.
        failure: Box<StepFailure>,
        /// Whether there was a transaction to roll back.
        rolled_back: bool,
    },
    /// Every step was done, but the database refused to commit, and rolled back.
    NotCommitted(Cause),
    /// Every step was done, but nobody knows whether the database committed.
    Unknown(Cause),
    /// Somebody stopped it by a signal; what the database had not committed was rolled back.
    Interrupted {
        /// The signal's number.
        signal: i32,
        /// The step that was running.
        step: Option<String>,
        /// Whether there was a transaction to roll back.
        rolled_back: bool,
    },
}

/// Runs a plan, until it ends or `interrupt` gives the number of a signal.
pub async fn run(
    plan: &Plan,
    world: &World<'_>,
    observer: &mut dyn Observer,
    interrupt: impl Future<Output = i32>,
) -> Report {
    observer.notice(&Event::RunStarted { job: &plan.job });
    let (databases, clients) = match begin(plan, world).await {
        Ok(begun) => begun,
        Err(ending) => {
            return Report {
                summary: Summary::default(),
                ending,
                results: HashMap::new(),
            };
        }
    };
    let mut engine = Engine {
        plan,
        world,
        frames: Frames::new(),
        databases,
        clients,
        ledger: Ledger::default(),
        observer: RefCell::new(observer),
        outermost: None,
        is_step_undone: false,
        unsettled: Changed::default(),
        is_committing: false,
    };
    let cancellers: Vec<_> = engine
        .databases
        .sessions()
        .map(|session| session.canceller())
        .collect();
    let mut interrupt = pin!(interrupt);
    let done = tokio::select! {
        biased;
        signal = &mut interrupt => Err(signal),
        done = engine.run() => Ok(done),
    };
    let done = match done {
        Ok(Ok(())) => last_moment(interrupt).await.map_or(Ok(Ok(())), Err),
        other => other,
    };
    let ending = match done {
        Ok(Ok(())) => engine.commit().await,
        Ok(Err(failure)) if engine.is_committing => Ending::Unknown(failure.cause),
        Err(_) if engine.is_committing => {
            Ending::Unknown(Cause::new("interrupted while the database committed"))
        }
        Ok(Err(failure)) => Ending::Failed {
            failure,
            rolled_back: engine.roll_back().await || engine.is_step_undone,
        },
        Err(signal) => {
            for canceller in cancellers {
                // A server that can't be told any more finds out by itself: the connection goes with this process.
                drop(canceller.cancel().await);
            }
            Ending::Interrupted {
                signal,
                step: engine.outermost.map(|step| plan.step_name(step).to_owned()),
                rolled_back: engine.roll_back().await,
            }
        }
    };
    Report {
        summary: engine.ledger.summary(),
        ending,
        results: engine.frames.into_results(),
    }
}

/// A signal that came while the last step kept this thread busy still counts: nothing has been committed yet.
async fn last_moment(interrupt: Pin<&mut impl Future<Output = i32>>) -> Option<i32> {
    tokio::task::yield_now().await;
    interrupt.now_or_never()
}

async fn begin(
    plan: &Plan,
    world: &World<'_>,
) -> Result<(super::sessions::Sessions, Clients), Ending> {
    let refused = |refusal| match refusal {
        Refusal::Unreachable(problem) => Ending::Unreachable(problem),
        Refusal::Rejected(failure) => Ending::Rejected(failure),
    };
    let clients = Clients::open(plan, world).map_err(Ending::Unreachable)?;
    let mut databases = prepare::open(plan, world, Access::Full)
        .await
        .map_err(refused)?;
    prepare::check(plan, world, &mut databases)
        .await
        .map_err(refused)?;
    super::outboxes::make(plan, world, &mut databases)
        .await
        .map_err(Ending::Unreachable)?;
    Ok((databases, clients))
}

impl Engine<'_> {
    /// Commits what is open; there is at most one database in a job-wide transaction.
    async fn commit(&mut self) -> Ending {
        for session in self.databases.sessions() {
            match session.commit().await {
                Ok(false) => {}
                Ok(true) => {
                    self.ledger.add(|summary| summary.committed = true);
                    self.observer.borrow_mut().notice(&Event::Committed);
                }
                Err(failure) if failure.effect == Effect::None => {
                    self.ledger
                        .add(|summary| summary.take_back(Changed::default()));
                    return Ending::NotCommitted(failure.into());
                }
                Err(failure) => return Ending::Unknown(failure.into()),
            }
        }
        Ending::Succeeded
    }

    /// Rolls back what is open; says whether anything was.
    async fn roll_back(&mut self) -> bool {
        let mut any = false;
        for session in self.databases.sessions() {
            // A connection that is lost has rolled back as well.
            any |= session.is_open() && session.roll_back().await.is_ok();
        }
        if any {
            let before = match self.plan.transaction {
                Transaction::Job => Changed::default(),
                Transaction::Step => self.unsettled,
            };
            self.ledger.add(|summary| summary.take_back(before));
            self.observer.borrow_mut().notice(&Event::RolledBack);
        }
        any
    }
}
