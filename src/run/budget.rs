//! How much of what a connection is asked may be repetition: where every request fails, repeating them all multiplies the
//! load on a server that has too much already.

use std::{
    cell::RefCell,
    collections::{HashMap, VecDeque},
    time::{Duration, Instant},
};

use crate::{
    faults::{Guard, stands},
    ir::ConnectionId,
};

/// What is counted together: the requests of so long.
const WINDOW: Duration = Duration::from_secs(60);

/// So many repetitions are free: a few requests must not wait for a minute's worth of others.
const FREE: u64 = 20;

/// Beyond those, one request in so many may be a repetition.
const ONE_IN: u64 = 10;

/// The budgets of all connections of a run; calls by `url` share one.
#[derive(Debug, Default)]
pub(super) struct Budgets(RefCell<HashMap<Option<ConnectionId>, Budget>>);

/// What was asked of one connection lately.
#[derive(Debug, Default)]
struct Budget {
    /// By second, the oldest first.
    seconds: VecDeque<Second>,
}

#[derive(Debug)]
struct Second {
    begun: Instant,
    requests: u64,
    repetitions: u64,
}

/// Why a request is not repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Spent {
    /// How many of the requests were repetitions.
    pub(super) repetitions: u64,
    /// How many requests there were in the window.
    pub(super) requests: u64,
}

impl Budgets {
    /// Counts a request that is made for the first time.
    pub(super) fn request(&self, connection: Option<ConnectionId>, now: Instant) {
        let mut budgets = self.0.borrow_mut();
        budgets.entry(connection).or_default().at(now).requests += 1;
    }

    /// Counts a repetition, if one more is within the budget.
    pub(super) fn repeat(
        &self,
        connection: Option<ConnectionId>,
        now: Instant,
    ) -> Result<(), Spent> {
        let mut budgets = self.0.borrow_mut();
        let budget = budgets.entry(connection).or_default();
        let second = budget.at(now);
        second.requests += 1;
        second.repetitions += 1;
        let (requests, repetitions) = budget.sums();
        if repetitions <= FREE.max(requests / ONE_IN) || !stands(Guard::RetryBudget) {
            return Ok(());
        }
        let second = budget.at(now);
        second.requests -= 1;
        second.repetitions -= 1;
        Err(Spent {
            repetitions: repetitions - 1,
            requests: requests - 1,
        })
    }
}

impl Budget {
    /// The second that is running, what is older than the window forgotten.
    fn at(&mut self, now: Instant) -> &mut Second {
        while let Some(oldest) = self.seconds.front()
            && now.duration_since(oldest.begun) >= WINDOW
        {
            self.seconds.pop_front();
        }
        let is_running = |last: &Second| now.duration_since(last.begun) < Duration::from_secs(1);
        if !self.seconds.back().is_some_and(is_running) {
            self.seconds.push_back(Second {
                begun: now,
                requests: 0,
                repetitions: 0,
            });
        }
        self.seconds.back_mut().expect("one has just been added")
    }

    fn sums(&self) -> (u64, u64) {
        let seconds = self.seconds.iter();
        seconds.fold((0, 0), |(requests, repetitions), second| {
            (requests + second.requests, repetitions + second.repetitions)
        })
    }
}

impl Spent {
    /// What is said of the failure of a request that is not repeated; `name` is the connection's.
    pub(super) fn describe(self, name: Option<&str>) -> String {
        let to = name.map_or_else(|| "by `url`".to_owned(), |name| format!("to `{name}`"));
        format!(
            "not repeated: {} of the last {} requests {to} in this minute were repetitions, and more would make it worse",
            self.repetitions, self.requests
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twenty_are_free_and_one_in_ten_beyond() {
        let (budgets, one, now) = (Budgets::default(), Some(ConnectionId(1)), Instant::now());
        (0..30).for_each(|_| budgets.request(one, now));
        let repeated = (0..100)
            .filter(|_| budgets.repeat(one, now).is_ok())
            .count();
        assert_eq!(repeated, 20);
        let spent = Spent {
            repetitions: 20,
            requests: 50,
        };
        assert_eq!(budgets.repeat(one, now), Err(spent));
        assert!(budgets.repeat(None, now).is_ok());
        (0..1_000).for_each(|_| budgets.request(one, now));
        let repeated = (0..1_000)
            .filter(|_| budgets.repeat(one, now).is_ok())
            .count();
        // 1,030 first attempts and 114 repetitions: 10 % of all.
        assert_eq!(20 + repeated, 114);
        let later = now + Duration::from_secs(61);
        assert!(budgets.repeat(one, later).is_ok());
    }
}
