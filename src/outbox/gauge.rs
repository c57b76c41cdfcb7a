use std::time::{Duration, Instant};

/// When to count what is left: often enough for a person who watches, and never at the cost of the deliveries.
#[derive(Debug, Default)]
pub(super) struct Gauge {
    next: Option<Instant>,
}

/// How often at most.
const PAUSE: Duration = Duration::from_secs(1);

/// Counting takes a part in so many of the time at most.
const SHARE: u32 = 20;

impl Gauge {
    pub(super) fn is_due(&self) -> bool {
        self.next.is_none_or(|next| Instant::now() >= next)
    }

    /// Has the next count wait; `begun` is when this one began.
    pub(super) fn counted(&mut self, begun: Instant) {
        self.next = Some(Instant::now() + PAUSE.max(begun.elapsed() * SHARE));
    }
}
