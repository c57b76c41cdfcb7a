use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use tokio::time::{Instant, sleep_until};

/// Lets so many requests start per second, evenly spread.
#[derive(Debug)]
pub(super) struct Pace {
    interval: Duration,
    next: Mutex<Option<Instant>>,
}

impl Pace {
    /// At most `per_second` starts a second; no limit without one.
    pub(super) fn new(per_second: Option<u64>) -> Self {
        let seconds = |rate: u64| 1.0 / rate.max(1) as f64;
        Self {
            interval: per_second.map_or(Duration::ZERO, |rate| {
                Duration::from_secs_f64(seconds(rate))
            }),
            next: Mutex::new(None),
        }
    }

    /// Waits until the next request may start.
    pub(super) async fn turn(&self) {
        if !self.interval.is_zero() {
            sleep_until(self.book()).await;
        }
    }

    /// As [`turn`](Self::turn), but gives up at once, and takes nobody's turn, if it would last longer than this.
    ///
    /// # Errors
    /// How long it would last.
    pub(super) async fn turn_within(&self, limit: Duration) -> Result<(), Duration> {
        if self.interval.is_zero() {
            return Ok(());
        }
        let mine = {
            let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
            let now = Instant::now();
            let mine = next.map_or(now, |next| next.max(now));
            if mine > now + limit {
                return Err(mine - now);
            }
            *next = Some(mine + self.interval);
            mine
        };
        sleep_until(mine).await;
        Ok(())
    }

    /// Takes the next free moment, so that those who wait are let through in the order they came.
    fn book(&self) -> Instant {
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        let mine = next.map_or(now, |next| next.max(now));
        *next = Some(mine + self.interval);
        mine
    }
}
