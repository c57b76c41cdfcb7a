/// Lines of time side by side, for what goes on together: in one of them nothing overlaps.
#[derive(Default)]
pub(super) struct Lanes(Vec<Lane>);

struct Lane {
    thread: u64,
    /// When the last of it ended.
    end: u64,
}

/// Where something goes.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) thread: u64,
    /// Which of the lanes has just been made, from 1; none if it was there.
    pub(super) is_new: Option<usize>,
}

impl Lanes {
    /// A lane that is free from `begin` to `end`: the one that became free last, so that a wait stands behind what waits.
    pub(super) fn find(&mut self, begin: u64, end: u64, next_thread: &mut u64) -> Found {
        let free = self.0.iter_mut().filter(|lane| lane.end <= begin);
        if let Some(lane) = free.max_by_key(|lane| lane.end) {
            lane.end = end;
            return Found {
                thread: lane.thread,
                is_new: None,
            };
        }
        let thread = *next_thread;
        *next_thread += 1;
        self.0.push(Lane { thread, end });
        Found {
            thread,
            is_new: Some(self.0.len()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_overlaps_gets_lanes_of_its_own() {
        let mut lanes = Lanes::default();
        let mut next = 7;
        let mut at = |begin, end| lanes.find(begin, end, &mut next).thread;
        assert_eq!(at(0, 10), 7);
        assert_eq!(at(5, 12), 8);
        assert_eq!(at(12, 20), 8);
        assert_eq!(at(11, 15), 7);
        assert_eq!(at(13, 21), 9);
    }
}
