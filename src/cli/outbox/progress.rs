use std::time::{Duration, Instant};

use indicatif::{HumanCount, ProgressBar};

use crate::{
    cli::{progress, terminal},
    outbox::Event,
};

/// Shows a person how a drain is getting on.
pub(super) struct Progress {
    job: String,
    draws: bool,
    begun: Instant,
    bar: Option<ProgressBar>,
    delivered: u64,
    /// Delivered or dead: no longer in the outbox.
    settled: u64,
    /// What was left when it was last counted, and had been settled by then.
    counted: (u64, u64),
}

/// A drain that is over sooner needs no bar.
const WORTH_A_BAR: Duration = Duration::from_millis(400);

const BUSY: &str = "{msg} [{bar:20}] {prefix}  {rate}  {left}";

/// Nothing is left, and a service waits for more.
const IDLE: &str = "{msg} {prefix}";

impl Progress {
    /// `draws` allows a bar.
    pub(super) fn new(job: &str, draws: bool) -> Self {
        Self {
            job: job.to_owned(),
            draws,
            begun: Instant::now(),
            bar: None,
            delivered: 0,
            settled: 0,
            counted: (0, 0),
        }
    }

    /// Counts what happened.
    pub(super) fn notice(&mut self, event: &Event<'_>) {
        match event {
            Event::Delivered(_) => {
                self.delivered += 1;
                self.settled += 1;
            }
            Event::Dead { .. } => self.settled += 1,
            Event::Left(left) => self.counted = (*left, self.settled),
            Event::Retry { .. } | Event::LeaseLost(_) | Event::Away { .. } => return,
        }
        if self.draws && self.begun.elapsed() > WORTH_A_BAR {
            self.draw();
        }
    }

    fn left(&self) -> u64 {
        let (left, settled) = self.counted;
        left.saturating_sub(self.settled - settled)
    }

    fn draw(&mut self) {
        let left = self.left();
        let bar = self.bar.get_or_insert_with(|| {
            let bar = progress::bar(left, BUSY).with_elapsed(self.begun.elapsed());
            bar.set_message(self.job.clone());
            bar
        });
        bar.set_style(progress::style(if left == 0 { IDLE } else { BUSY }));
        let delivered = HumanCount(self.delivered);
        bar.set_prefix(format!("{delivered} delivered, {} left", HumanCount(left)));
        bar.set_length(self.settled + left);
        bar.set_position(self.settled);
    }

    /// Says a line above the bar.
    pub(super) fn line(&self, text: &str) {
        let say = || terminal::say(&format!("  {text}\n"));
        match &self.bar {
            Some(bar) => bar.suspend(say),
            None => say(),
        }
    }

    /// Takes the bar away, for whatever is said next.
    pub(super) fn finish(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_is_what_was_counted_without_what_was_settled_since() {
        let mut progress = Progress::new("job", true);
        progress.begun = Instant::now()
            .checked_sub(WORTH_A_BAR * 2)
            .expect("the clock has run for a second");
        progress.settled = 10;
        progress.delivered = 9;
        progress.notice(&Event::Left(1_500));
        progress.settled = 12;
        progress.notice(&Event::Left(1_498));
        progress.settled = 20;
        progress.draw();
        let bar = progress.bar.as_ref().expect("it is worth one");
        assert_eq!(bar.prefix(), "9 delivered, 1,490 left");
        assert_eq!((bar.position(), bar.length()), (20, Some(1_510)));
        // Others have delivered the rest.
        progress.counted = (0, 12);
        assert_eq!(progress.left(), 0);
    }
}
