use std::time::{Duration, Instant};

/// Items of a batch are told of together while they take less.
const SHORT: Duration = Duration::from_millis(1);

/// Once there are so many stretches, the following ones are twice as long.
const MANY: u32 = 512;

/// The items of a batch, in stretches: one of them where it took long, else as many as were done in a while. However many
/// items there are, the stretches are few.
pub(super) struct Pace {
    begun: Instant,
    first: usize,
    last: Instant,
    done: usize,
    short: Duration,
    count: u32,
}

/// Items that were done in a row.
pub(super) struct Stretch {
    pub(super) begun: Instant,
    pub(super) ended: Instant,
    /// The index of the first, and how many they are.
    pub(super) first: usize,
    pub(super) count: usize,
}

impl Pace {
    /// No item is done.
    pub(super) fn new(now: Instant) -> Self {
        Self {
            begun: now,
            first: 0,
            last: now,
            done: 0,
            short: SHORT,
            count: 0,
        }
    }

    /// So many are done now. Gives those before, if they are to be told of.
    ///
    /// Items that one statement stores are done all at once: a stretch ends only where time passes between two of them, or
    /// when it is long anyway.
    pub(super) fn reach(&mut self, done: usize, now: Instant) -> Option<Stretch> {
        let long = self.last - self.begun;
        let ends = long >= self.short && now - self.last >= self.short / 10;
        let stretch = (ends || long >= self.short * 10).then(|| self.cut());
        self.last = now;
        self.done = done;
        stretch.flatten()
    }

    /// The items that have not been told of, if there are any.
    pub(super) fn cut(&mut self) -> Option<Stretch> {
        let stretch = Stretch {
            begun: self.begun,
            ended: self.last,
            first: self.first,
            count: self.done - self.first,
        };
        self.begun = self.last;
        self.first = self.done;
        self.count += 1;
        if self.count.is_multiple_of(MANY) {
            self.short *= 2;
        }
        (stretch.count > 0).then_some(stretch)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many items each stretch has, if so many take so long each.
    fn stretches(items: usize, each: impl Fn(usize) -> Duration) -> Vec<usize> {
        let mut now = Instant::now();
        let mut pace = Pace::new(now);
        let mut found = Vec::new();
        for index in 0..items {
            now += each(index);
            found.extend(pace.reach(index + 1, now).map(|stretch| stretch.count));
        }
        found.extend(pace.cut().map(|stretch| stretch.count));
        found
    }

    #[test]
    fn a_slow_item_stands_alone_and_fast_ones_together() {
        assert_eq!(stretches(5, |_| Duration::from_millis(20)), [1; 5]);
        let fast = stretches(1_000_000, |_| Duration::from_micros(10));
        assert_eq!(fast.iter().sum::<usize>(), 1_000_000);
        assert!(fast.len() < 1_000, "{}", fast.len());
    }

    #[test]
    fn items_that_one_statement_stores_stand_together() {
        let each = |index| match index % 8_192 {
            0 => Duration::from_millis(30),
            _ => Duration::from_nanos(100),
        };
        assert_eq!(stretches(3 * 8_192, each), [8_192; 3]);
    }

    #[test]
    fn a_million_slow_items_make_few_stretches() {
        let slow = stretches(1_000_000, |_| Duration::from_millis(20));
        assert!(slow.len() < 8_000, "{}", slow.len());
    }
}
