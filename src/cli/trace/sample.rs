use std::time::Duration;

/// All of so many are kept; of the following ones each second, then each fourth, and so on.
const ALL: u64 = 2_048;

/// Which of many alike are kept: about a thousand for each doubling of their number, and the slowest.
#[derive(Default)]
pub(super) struct Sample {
    seen: u64,
    slowest: Duration,
}

impl Sample {
    /// Whether to keep the next one: then the number of those that it stands for, itself included.
    pub(super) fn take(&mut self, time: Duration) -> Option<u64> {
        let number = self.seen;
        self.seen += 1;
        // A quarter slower than all before: so even if each took longer than the one before, few are.
        let is_slowest = time > self.slowest + self.slowest / 4;
        if is_slowest {
            self.slowest = time;
        }
        let each = match number / ALL {
            0 => 1,
            times => 2_u64 << times.ilog2(),
        };
        (is_slowest || number.is_multiple_of(each)).then_some(each)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(count: u64) -> usize {
        let mut sample = Sample::default();
        let time = Duration::from_millis(1);
        (0..count).filter(|_| sample.take(time).is_some()).count()
    }

    #[test]
    fn few_are_all_kept_and_of_many_some() {
        assert_eq!(kept(2_048), 2_048);
        assert_eq!(kept(4_096), 3_072);
        assert_eq!(kept(8_192), 4_096);
        assert!(kept(1_000_000) < 12_000, "{}", kept(1_000_000));
    }

    #[test]
    fn the_slowest_is_kept_wherever_it_comes() {
        let mut sample = Sample::default();
        for _ in 0..100_001 {
            sample.take(Duration::from_millis(1));
        }
        assert_eq!(sample.take(Duration::from_millis(1)), None);
        assert!(sample.take(Duration::from_millis(2)).is_some());
        let growing = (0_u64..1_000_000).filter(|time| {
            let sampled = sample.take(Duration::from_millis(10) + Duration::from_micros(*time));
            sampled.is_some()
        });
        assert!(growing.count() < 12_000);
    }
}
