use std::time::Duration;

use super::chunk::ITEMS;

/// So many items are looked up by the first query for many.
const TRIAL: usize = 8;

/// Fewer are not worth a query for many.
const FEW: usize = 64;

/// How long a query for many may take: who watches sees it go on, and a time limit for statements is far.
const TIME: Duration = Duration::from_secs(1);

/// How many bytes it may give: what is kept of more is written to a file, a part after the other.
const BYTES: usize = 1 << 20;

/// No item takes less by itself: those that were measured may have been skipped, most of them.
const QUICKEST: Duration = Duration::from_micros(20);

/// So often as long as by itself an item may take among others.
const SLOWER: u32 = 2;

/// How much longer a query for many may take whatever its items take: it is planned, and sent.
const SLACK: Duration = Duration::from_millis(5);

/// So many failures of queries for many are put up with.
const FAILURES: u32 = 2;

/// How many items one statement does: all that have room, of those that store; of those that look up, what turns out to be
/// good.
#[derive(Debug)]
pub(super) struct Portion {
    items: usize,
    /// How long one item takes by itself, of those that look up.
    alone: Option<Duration>,
    failures: u32,
}

impl Portion {
    pub(super) fn new(alone: Option<Duration>) -> Self {
        Self {
            items: if alone.is_some() { TRIAL } else { ITEMS },
            alone: alone.map(|alone| alone.max(QUICKEST)),
            failures: 0,
        }
    }

    pub(super) const fn items(&self) -> usize {
        self.items
    }

    /// Whether nothing is known yet of how long it takes.
    pub(super) const fn is_trial(&self) -> bool {
        self.items == TRIAL
    }

    /// Whether it is better to do each item by itself.
    pub(super) const fn is_over(&self) -> bool {
        self.items == 0
    }

    /// Takes note of a statement for so many items, of how long it took and how many bytes it gave.
    pub(super) fn note(&mut self, items: u64, time: Duration, bytes: usize) {
        let Some(alone) = self.alone.filter(|_| items > 0) else {
            return;
        };
        let count = u32::try_from(items).unwrap_or(u32::MAX);
        let by_time = TIME.as_nanos() / (time / count).as_nanos().max(1);
        let by_bytes = BYTES / (bytes / count as usize).max(1);
        let good = usize::try_from(by_time)
            .unwrap_or(ITEMS)
            .min(by_bytes)
            .min(ITEMS);
        let is_slow = time > alone * SLOWER * count + SLACK;
        self.items = if is_slow || good < FEW { 0 } else { good };
    }

    /// Takes note of a statement that failed: its items are done again, each by itself.
    pub(super) fn failed(&mut self) {
        self.failures += 1;
        if self.alone.is_some() && self.failures == FAILURES {
            self.items = 0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALONE: Duration = Duration::from_micros(100);

    fn after(items: u64, time: Duration, bytes: usize) -> usize {
        let mut portion = Portion::new(Some(ALONE));
        portion.note(items, time, bytes);
        portion.items()
    }

    #[test]
    fn what_is_quick_and_small_is_done_by_thousands() {
        assert_eq!(after(8, ALONE * 8, 800), ITEMS);
    }

    #[test]
    fn no_statement_takes_or_gives_too_much() {
        assert_eq!(after(4_096, ALONE * 8_192, 0), ITEMS);
        let mut slow = Portion::new(Some(Duration::from_millis(10)));
        slow.note(8, Duration::from_millis(80), 0);
        assert_eq!(slow.items(), 100);
        assert_eq!(after(8, ALONE, 8 * 1024), 1024);
    }

    #[test]
    fn what_takes_longer_together_or_fills_the_memory_is_done_alone() {
        assert_eq!(after(4_096, ALONE * 9_000, 0), 0);
        assert_eq!(after(8, Duration::from_millis(8), 0), 0);
        assert_eq!(after(8, ALONE, 8 << 20), 0);
    }

    #[test]
    fn those_that_store_are_not_measured() {
        let mut portion = Portion::new(None);
        portion.note(8, TIME, BYTES);
        portion.failed();
        portion.failed();
        assert_eq!(portion.items(), ITEMS);
    }

    #[test]
    fn the_second_failure_is_the_last() {
        let mut portion = Portion::new(Some(ALONE));
        portion.failed();
        assert!(!portion.is_over());
        portion.failed();
        assert!(portion.is_over());
    }
}
