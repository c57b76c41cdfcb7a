use std::{
    sync::atomic::{AtomicI64, Ordering},
    time::SystemTime,
};

use http::{HeaderMap, header::DATE};
use jiff::{SignedDuration, Timestamp, fmt::rfc2822};

/// AWS takes signatures of the last five minutes. A clock that is nearer to AWS's than this is not why one is refused.
const NEAR: i64 = 4 * 60;

/// The clock that requests are signed by: this machine's, and once a signature was refused because of that one, AWS's.
#[derive(Default)]
pub(super) struct Clock {
    /// The seconds by which AWS's is ahead.
    ahead: AtomicI64,
}

impl Clock {
    pub(super) fn now(&self) -> SystemTime {
        let ahead = SignedDuration::from_secs(self.ahead.load(Ordering::Relaxed));
        let now = Timestamp::now();
        now.checked_add(ahead).unwrap_or(now).into()
    }

    /// Compares this machine's clock with AWS's, as an answer that refuses a signature shows it. From now on requests are
    /// signed by AWS's if the two differ; then says how.
    pub(super) fn compare(&self, headers: &HeaderMap) -> Option<String> {
        let date = headers.get(DATE)?.to_str().ok()?;
        let theirs = rfc2822::DateTimeParser::new().parse_timestamp(date).ok()?;
        let ahead = theirs.duration_since(Timestamp::now()).as_secs();
        let differs = ahead.abs() > NEAR;
        self.ahead
            .store(if differs { ahead } else { 0 }, Ordering::Relaxed);
        differs.then(|| {
            let minutes = ahead.abs() / 60;
            let side = if ahead > 0 { "behind" } else { "ahead of" };
            format!("{minutes} minutes {side} AWS's")
        })
    }
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;

    /// How far the clock is ahead of this machine's, after an answer that came so many seconds later by its own date.
    fn after(clock: &Clock, seconds: i64) -> i64 {
        let then = Timestamp::now() + SignedDuration::from_secs(seconds);
        let date = rfc2822::to_string(&then.to_zoned(TimeZone::UTC)).expect("a date");
        let headers = [(DATE, date.parse().expect("a value"))];
        clock.compare(&headers.into_iter().collect());
        let now = Timestamp::try_from(clock.now()).expect("a moment");
        now.duration_since(Timestamp::now()).as_secs()
    }

    #[test]
    fn a_clock_that_was_set_right_is_followed_again() {
        let clock = Clock::default();
        let ahead = after(&clock, 603);
        assert!((600..=603).contains(&ahead), "{ahead}");
        assert_eq!(after(&clock, 0), 0);
    }
}
