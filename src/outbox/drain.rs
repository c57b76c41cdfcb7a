use std::time::{Duration, Instant};

use futures_util::{FutureExt, StreamExt, future::LocalBoxFuture, stream::FuturesUnordered};
use tokio::{sync::watch, time::sleep};

use super::{
    Claimed, Drained, Event, Mode, Receivers, Signals, Store,
    deliver::{Outcome, deliver},
    gauge::Gauge,
};
use crate::{
    connect::{Class, Failure},
    faults::{Guard, Point, point, stands},
};

/// How messages are to be delivered.
pub struct Drain<'a> {
    /// Who drains, as the table names it.
    pub owner: String,
    /// How many calls are in flight at most.
    pub concurrency: usize,
    /// When it ends.
    pub mode: Mode,
    /// The connections that deliver.
    pub receivers: &'a Receivers,
    /// Takes secrets out of what receivers say, before it is kept.
    pub mask: &'a dyn Fn(&str) -> String,
    /// The signals that have come.
    pub signals: watch::Receiver<Signals>,
    /// Whether somebody watches: then what is left is counted now and then.
    pub is_watched: bool,
}

/// How often a drainer looks for new messages, or for those that others have left.
const LOOK: Duration = Duration::from_secs(1);

/// How long the keys of delivered messages are known.
const TOMBSTONES: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// How often older ones are forgotten.
const PURGE: Duration = Duration::from_secs(60 * 60);

/// How often a database that is away is asked again, by a drainer that ends.
const PATIENCE: u32 = 6;

/// The longest wait for a database that is away.
const LONGEST: Duration = Duration::from_secs(30);

type InFlight<'f> = FuturesUnordered<LocalBoxFuture<'f, (Claimed, Outcome)>>;

impl Drain<'_> {
    /// Delivers messages until nothing is due, or a signal comes: then what is in flight is finished, and the rest given
    /// back. A second signal ends it at once.
    ///
    /// # Errors
    /// If the database is lost for good; what had been done until then comes with it.
    pub async fn run(
        &self,
        store: &mut Store,
        observer: &mut dyn FnMut(&Event<'_>),
    ) -> Result<Drained, (Drained, Failure)> {
        let mut drained = Drained::default();
        let done = self.deliver_all(store, observer, &mut drained).await;
        done.map(|()| drained).map_err(|failure| (drained, failure))
    }

    async fn deliver_all(
        &self,
        store: &mut Store,
        observer: &mut dyn FnMut(&Event<'_>),
        drained: &mut Drained,
    ) -> Result<(), Failure> {
        let mut signals = self.signals.clone();
        let mut in_flight = InFlight::new();
        let mut purged = None;
        let mut gauge = Gauge::default();
        loop {
            let seen = *signals.borrow_and_update();
            drained.signal = seen.first;
            if seen.count > 1 || (seen.count > 0 && in_flight.is_empty()) {
                return Ok(());
            }
            if purged.is_none_or(|when: Instant| when.elapsed() > PURGE) {
                self.persist(store, observer, async |store| store.purge(TOMBSTONES).await)
                    .await?;
                purged = Some(Instant::now());
            }
            if self.is_watched && gauge.is_due() {
                let begun = Instant::now();
                let left = self.persist(store, observer, Store::left).await?;
                gauge.counted(begun);
                observer(&Event::Left(left));
            }
            let mut has_spare = false;
            if seen.count == 0 && in_flight.len() < self.concurrency {
                has_spare = self.fill(store, observer, &mut in_flight).await?;
            }
            let pause = if in_flight.is_empty() {
                match self.pause(store, observer).await? {
                    Some(pause) => Some(pause),
                    None => return Ok(()),
                }
            } else {
                // With slots to spare, what becomes due meanwhile is looked for.
                has_spare.then_some(LOOK)
            };
            tokio::select! {
                biased;
                _ = signals.wait_for(|signals| signals.count > seen.count) => {}
                Some((message, outcome)) = in_flight.next() => {
                    self.settle(store, observer, &message, outcome, drained).await?;
                }
                () = sleep(pause.unwrap_or_default()), if pause.is_some() => {}
            }
        }
    }

    /// Begins as many calls as there are free slots; says whether some of these stay free.
    async fn fill<'f>(
        &'f self,
        store: &mut Store,
        observer: &mut dyn FnMut(&Event<'_>),
        in_flight: &mut InFlight<'f>,
    ) -> Result<bool, Failure> {
        let free = self.concurrency.saturating_sub(in_flight.len());
        let claimed = self
            .persist(store, observer, async |store| {
                store.claim(&self.owner, free).await
            })
            .await?;
        let has_spare = claimed.len() < free;
        for message in claimed {
            let signals = self.signals.clone();
            let delivered = async move {
                let outcome = deliver(&message, self.receivers, signals).await;
                (message, outcome)
            };
            in_flight.push(delivered.boxed_local());
        }
        Ok(has_spare)
    }

    /// How long to wait for the next message; none if it is not worth it.
    async fn pause(
        &self,
        store: &mut Store,
        observer: &mut dyn FnMut(&Event<'_>),
    ) -> Result<Option<Duration>, Failure> {
        let due = self
            .persist(store, observer, async |store| store.next_due().await)
            .await?;
        // Not at once: a message may be due by the clock and held by somebody else for this moment.
        let soon = |due: Duration| due.clamp(Duration::from_millis(20), LOOK);
        Ok(match (self.mode, due) {
            (Mode::Watch, due) => Some(due.map_or(LOOK, soon)),
            (Mode::Once { max_wait }, Some(due)) if due <= max_wait => Some(soon(due)),
            (Mode::Once { .. }, _) => None,
        })
    }

    async fn settle(
        &self,
        store: &mut Store,
        observer: &mut dyn FnMut(&Event<'_>),
        message: &Claimed,
        outcome: Outcome,
        drained: &mut Drained,
    ) -> Result<(), Failure> {
        let outcome = self.masked(outcome);
        let (before, after) = points(&outcome);
        point(before);
        if !stands(Guard::LeaseToken) {
            store.steal(message).await?;
        }
        let held = self
            .persist(store, observer, async |store| match &outcome {
                Outcome::Delivered { status } => store.acknowledge(message, *status).await,
                Outcome::Again { wait, failure } => store.back_off(message, failure, *wait).await,
                Outcome::Dead { failure } => store.bury(message, failure).await,
                Outcome::Untouched { wait } => store.release(message, *wait).await,
            })
            .await?;
        point(after);
        if !held {
            observer(&Event::LeaseLost(message));
            return Ok(());
        }
        match &outcome {
            Outcome::Delivered { .. } => {
                drained.delivered += 1;
                observer(&Event::Delivered(message));
            }
            Outcome::Again { wait, failure } => {
                drained.retried += 1;
                observer(&Event::Retry {
                    message,
                    wait: *wait,
                    reason: &failure.message,
                });
            }
            Outcome::Dead { failure } => {
                drained.dead += 1;
                observer(&Event::Dead {
                    message,
                    reason: &failure.message,
                });
            }
            Outcome::Untouched { .. } => {}
        }
        Ok(())
    }

    /// A receiver may say what it was sent, the connection's credentials included.
    fn masked(&self, outcome: Outcome) -> Outcome {
        let mask = |mut failure: Failure| {
            failure.message = (self.mask)(&failure.message);
            failure
        };
        match outcome {
            Outcome::Again { wait, failure } => Outcome::Again {
                wait,
                failure: mask(failure),
            },
            Outcome::Dead { failure } => Outcome::Dead {
                failure: mask(failure),
            },
            other => other,
        }
    }

    /// Does something in the database, again where its connection was lost or others were in the way. Each change is
    /// fenced, so that one that was made already is not made twice.
    async fn persist<T>(
        &self,
        store: &mut Store,
        observer: &mut dyn FnMut(&Event<'_>),
        mut work: impl AsyncFnMut(&mut Store) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let mut tries = 0;
        let mut is_stopped = false;
        let mut wait = Duration::from_millis(250);
        loop {
            let failure = match work(store).await {
                Ok(done) => return Ok(done),
                Err(failure) => failure,
            };
            tries += 1;
            let may_pass = matches!(
                failure.class,
                Class::Connection | Class::Serialization | Class::Deadlock | Class::Timeout
            );
            if !may_pass || (tries >= PATIENCE && (is_stopped || self.mode != Mode::Watch)) {
                return Err(failure);
            }
            observer(&Event::Away {
                reason: &(self.mask)(&failure.message),
                wait,
            });
            let mut signals = self.signals.clone();
            tokio::select! {
                _ = signals.wait_for(|signals| signals.count > 0) => {
                    tries = tries.max(PATIENCE - 1);
                    is_stopped = true;
                }
                () = sleep(wait) => {}
            }
            wait = (wait * 2).min(LONGEST);
            if failure.class == Class::Connection {
                // If it is still away, the next try says so.
                drop(store.reopen().await);
            }
        }
    }
}

/// The points before and behind the settlement of a message.
const fn points(outcome: &Outcome) -> (Point, Point) {
    match outcome {
        Outcome::Delivered { .. } => (Point::BeforeAck, Point::AfterAck),
        Outcome::Again { .. } => (Point::BeforeBackOff, Point::AfterBackOff),
        Outcome::Dead { .. } => (Point::BeforeBury, Point::AfterBury),
        Outcome::Untouched { .. } => (Point::BeforeGiveBack, Point::AfterGiveBack),
    }
}
