use std::{
    cell::RefCell,
    collections::BTreeMap,
    future::Future,
    pin::{Pin, pin},
};

use futures_util::FutureExt;

use super::{
    Observer, StepFailure, Summary, World,
    again::Memory,
    boundaries::writes,
    budget::Budgets,
    clients::Clients,
    engine::Engine,
    failure::{Cause, Problem},
    frame::Frames,
    journal::Journal,
    keys::Keys,
    ledger::{Changed, Ledger},
    observer::Event,
    prepare::{self, Refusal},
    rejects::Rejects,
    sessions::Sessions,
};
use crate::{
    connect::{Class, database::Access},
    faults::{Point, point},
    job::StepId,
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
    pub results: BTreeMap<StepId, Value>,
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
    let (databases, clients, rejects) = match begin(plan, world, observer).await {
        Ok(begun) => begun,
        Err(ending) => {
            return Report {
                summary: Summary::default(),
                ending,
                results: BTreeMap::new(),
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
        rejects,
        budgets: Budgets::default(),
        keys: Keys::default(),
        observer: RefCell::new(observer),
        outermost: None,
        is_step_undone: false,
        unsettled: Changed::default(),
        has_begun: false,
        are_constraints_checked: false,
        memory: Memory::default(),
    };
    let mut interrupt = pin!(interrupt);
    let mut attempt = 1;
    let ending = loop {
        let ending = once(&mut engine, &mut interrupt).await;
        if !engine.starts_over(&ending, attempt)
            || engine.start_over(&ending, attempt).await.is_err()
        {
            break ending;
        }
        attempt += 1;
    };
    Report {
        summary: engine.ledger.summary(),
        ending,
        results: engine.frames.into_results(),
    }
}

/// Runs the steps and commits, or rolls back.
async fn once(
    engine: &mut Engine<'_>,
    interrupt: &mut Pin<&mut impl Future<Output = i32>>,
) -> Ending {
    let cancellers: Vec<_> = engine
        .databases
        .sessions()
        .map(|session| session.canceller())
        .collect();
    let done = tokio::select! {
        biased;
        signal = &mut *interrupt => Err(signal),
        done = engine.run() => Ok(done),
    };
    let done = match done {
        Ok(Ok(())) => last_moment(interrupt).await.map_or(Ok(Ok(())), Err),
        other => other,
    };
    match done {
        Ok(Ok(())) => engine.commit().await,
        Ok(Err(failure))
            if engine
                .databases
                .sessions()
                .any(|session| session.is_in_doubt()) =>
        {
            Ending::Unknown(failure.cause)
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
            let unknown = engine
                .settle("interrupted while the database committed")
                .await;
            let rolled_back = engine.roll_back().await;
            match unknown {
                Some(cause) => Ending::Unknown(cause),
                None => Ending::Interrupted {
                    signal,
                    step: engine
                        .outermost
                        .map(|step| engine.plan.step_name(step).to_owned()),
                    rolled_back,
                },
            }
        }
    }
}

/// A signal that came while the last step kept this thread busy still counts: nothing has been committed yet.
async fn last_moment(interrupt: &mut Pin<&mut impl Future<Output = i32>>) -> Option<i32> {
    tokio::task::yield_now().await;
    interrupt.now_or_never()
}

async fn begin(
    plan: &Plan,
    world: &World<'_>,
    observer: &mut dyn Observer,
) -> Result<(Sessions, Clients, Rejects), Ending> {
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
    open_journals(plan, world, &mut databases, observer).await?;
    super::outboxes::make(plan, world, &mut databases)
        .await
        .map_err(Ending::Unreachable)?;
    let rejects = Rejects::begin(plan, world).map_err(Ending::Unreachable)?;
    point(Point::Prepared);
    Ok((databases, clients, rejects))
}

/// Has the databases that the job writes to keep a journal. One that can't is no reason not to run.
async fn open_journals(
    plan: &Plan,
    world: &World<'_>,
    databases: &mut Sessions,
    observer: &mut dyn Observer,
) -> Result<(), Ending> {
    let steps = plan.all_steps();
    for (id, session) in databases.all() {
        let is_written = steps
            .iter()
            .any(|step| step.connection == Some(id) && writes(plan, step));
        if !is_written {
            continue;
        }
        match Journal::open(session.database(), world.identity(plan)).await {
            Ok(journal) => session.keep_journal(journal),
            Err(failure) if failure.class == Class::Connection => {
                let name = &plan.connections[id.0].name;
                return Err(Ending::Unreachable(Problem {
                    doing: format!("looking for the journal of `{name}`"),
                    cause: Box::new(failure.into()),
                }));
            }
            Err(failure) => {
                let name = &plan.connections[id.0].name;
                let why = failure.message;
                observer.notice(&Event::Warning {
                    message: &format!(
                        "`{name}` keeps no journal of runs, so that a commit whose answer is lost stays unknown: {why}"
                    ),
                });
            }
        }
    }
    Ok(())
}
