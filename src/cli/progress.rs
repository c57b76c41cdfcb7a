use std::{
    fmt::Write,
    time::{Duration, Instant},
};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

use super::{mask::Mask, terminal};
use crate::{
    render,
    run::{Event, Observer},
};

/// Shows a person how a run is getting on.
pub(super) struct Progress<'a> {
    mask: &'a Mask,
    quiet: bool,
    draws: bool,
    batch: Option<Batch>,
}

/// The batch that the running step goes through.
struct Batch {
    step: String,
    items: usize,
    begun: Instant,
    bar: Option<ProgressBar>,
}

/// A batch that is over sooner needs no bar.
const WORTH_A_BAR: Duration = Duration::from_millis(400);

impl<'a> Progress<'a> {
    /// `quiet` says nothing but what went wrong; `draws` allows a progress bar.
    pub(super) const fn new(mask: &'a Mask, quiet: bool, draws: bool) -> Self {
        Self {
            mask,
            quiet,
            draws,
            batch: None,
        }
    }

    /// Takes the bar away, for whatever is said next.
    pub(super) fn finish(&mut self) {
        if let Some(bar) = self.batch.take().and_then(|batch| batch.bar) {
            bar.finish_and_clear();
        }
    }

    /// Says a line above the bar.
    fn line(&self, text: &str) {
        let say = || terminal::say(&format!("{}\n", self.mask.apply(text)));
        match self.batch.as_ref().and_then(|batch| batch.bar.as_ref()) {
            Some(bar) => bar.suspend(say),
            None => say(),
        }
    }

    fn begin_batch(&mut self, step: &str, items: usize) {
        self.finish();
        if self.draws {
            self.batch = Some(Batch {
                step: step.to_owned(),
                items,
                begun: Instant::now(),
                bar: None,
            });
        }
    }

    fn advance(&mut self, done: usize) {
        let Some(batch) = &mut self.batch else { return };
        if batch.bar.is_none() && batch.begun.elapsed() > WORTH_A_BAR {
            batch.bar = Some(batch_bar(batch));
        }
        if let Some(bar) = &batch.bar {
            bar.set_position(done as u64);
        }
    }
}

fn batch_bar(batch: &Batch) -> ProgressBar {
    let template = "{msg} [{bar:30}] {human_pos}/{human_len}  {rate}  {eta} left";
    let bar = bar(batch.items as u64, template).with_elapsed(batch.begun.elapsed());
    bar.set_message(batch.step.clone());
    bar
}

/// A bar on standard error.
pub(super) fn bar(length: u64, template: &str) -> ProgressBar {
    let target = ProgressDrawTarget::stderr_with_hz(10);
    ProgressBar::with_draw_target(Some(length), target).with_style(style(template))
}

/// How a bar looks; a template may name `{rate}`.
pub(super) fn style(template: &str) -> ProgressStyle {
    let style = ProgressStyle::with_template(template);
    let style = style.unwrap_or_else(|_| ProgressStyle::default_bar());
    let style = style.with_key("rate", |state: &ProgressState, out: &mut dyn Write| {
        // The bar's own buffer takes whatever is written.
        let _ = write!(out, "{:.0}/s", state.per_sec());
    });
    style.progress_chars("=> ")
}

impl Observer for Progress<'_> {
    fn notice(&mut self, event: &Event<'_>) {
        if matches!(event, Event::StepFinished { .. }) {
            self.finish();
        }
        match event {
            Event::BatchStarted { step, items } => self.begin_batch(step, *items),
            Event::Progress { done, .. } => self.advance(*done),
            Event::StepFinished { step, items, time } if !self.quiet => {
                self.line(&format!("  {step}{}  {}", items_of(*items), seconds(*time)));
            }
            Event::StepSkipped { step } if !self.quiet => {
                self.line(&format!("  {step}  skipped: `when` is false"))
            }
            Event::ItemFailed { failure } => {
                let style = terminal::error_style();
                let mut failure = (*failure).clone();
                failure.mask(&|text| self.mask.apply(text));
                self.line(&render::failure::item(&failure, style));
            }
            Event::RetryScheduled {
                step,
                index,
                attempt,
                wait,
                reason,
            } if !self.quiet => {
                let item = index.map_or_else(String::new, |index| format!(" item {index}"));
                self.line(&format!(
                    "  {step}{item}: attempt {attempt} in {}, after: {}",
                    seconds(*wait),
                    render::failure::quoted(&self.mask.apply(reason))
                ));
            }
            Event::StartedOver {
                attempt,
                wait,
                reason,
                ..
            } if !self.quiet => {
                self.finish();
                self.line(&format!(
                    "  rolled back and run again in {}, attempt {attempt}, after: {}",
                    seconds(*wait),
                    render::failure::quoted(&self.mask.apply(reason))
                ));
            }
            Event::Warning { message } => {
                let style = terminal::error_style();
                self.line(&render::failure::warning(&self.mask.apply(message), style));
            }
            Event::RunStarted { .. }
            | Event::StepStarted { .. }
            | Event::StepSkipped { .. }
            | Event::RetryScheduled { .. }
            | Event::StartedOver { .. }
            | Event::Committing { .. }
            | Event::StepFinished { .. }
            | Event::Committed
            | Event::RolledBack => {}
        }
    }
}

fn items_of(items: Option<usize>) -> String {
    items.map_or_else(String::new, |items| {
        format!("  {items} item{}", if items == 1 { "" } else { "s" })
    })
}

fn seconds(time: Duration) -> String {
    match time.as_secs_f64() {
        short if short < 1.0 => format!("{:.0} ms", short * 1_000.0),
        long => format!("{long:.1} s"),
    }
}
