use std::{
    cell::RefCell,
    convert::Infallible,
    fmt::Write,
    future::{Future, pending},
    rc::Rc,
    time::{Duration, Instant},
};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

use super::{mask::Mask, terminal};
use crate::{
    render::{
        self,
        figures::{about, cut, plural, rate, seconds},
    },
    run::{Event, Observer},
};

/// Shows a person how a run is getting on.
pub(super) struct Progress<'a> {
    mask: &'a Mask,
    quiet: bool,
    draws: bool,
    running: Shared,
}

/// Written by what happens in the run, and drawn ten times a second.
type Shared = Rc<RefCell<Option<Running>>>;

/// The step of the job that is running.
struct Running {
    done: usize,
    begun: Instant,
    /// Hidden at first; but it has to see how fast things go from the beginning.
    bar: ProgressBar,
    is_shown: bool,
}

/// A step that is over sooner needs no bar.
const WORTH_A_BAR: Duration = Duration::from_millis(400);

const REDRAWN: Duration = Duration::from_millis(100);

/// As wide as the terminal, whatever the step is called: a line that wraps could not be drawn over.
const ITEMS: &str = "{msg} [{wide_bar}] {human_pos}/{human_len}  {rate}  {left}";

/// Nobody knows how far a step without items has come.
const ALONE: &str = "{msg}  {passed}";

/// The most columns that a step's name takes.
const NAME: usize = 24;

impl<'a> Progress<'a> {
    /// `quiet` says nothing but what went wrong; `draws` allows a progress bar.
    pub(super) fn new(mask: &'a Mask, quiet: bool, draws: bool) -> Self {
        Self {
            mask,
            quiet,
            draws,
            running: Shared::default(),
        }
    }

    /// Draws the bar again and again, to be polled beside the run: how long something takes shows also while nothing happens.
    pub(super) fn redrawn(&self) -> impl Future<Output = Infallible> + use<> {
        let running = Rc::clone(&self.running);
        let draws = self.draws;
        async move {
            if !draws {
                pending::<()>().await;
            }
            loop {
                tokio::time::sleep(REDRAWN).await;
                if let Some(running) = running.borrow_mut().as_mut() {
                    running.draw();
                }
            }
        }
    }

    /// Takes the bar away, for whatever is said next.
    pub(super) fn finish(&mut self) {
        let over = self.running.borrow_mut().take();
        if let Some(running) = over {
            running.bar.finish_and_clear();
        }
    }

    /// Says a line above the bar.
    fn line(&self, text: &str) {
        let say = || terminal::say(&format!("{}\n", self.mask.apply(text)));
        match self.running.borrow().as_ref() {
            Some(running) => running.bar.suspend(say),
            None => say(),
        }
    }

    fn begin(&mut self, step: &str, items: Option<usize>) {
        self.finish();
        if self.draws {
            *self.running.borrow_mut() = Some(Running::new(&self.mask.apply(step), items));
        }
    }

    fn advance(&self, done: usize) {
        if let Some(running) = self.running.borrow_mut().as_mut() {
            running.done = done;
        }
    }
}

impl Running {
    /// A step that goes through so many items, if it does.
    fn new(step: &str, items: Option<usize>) -> Self {
        let template = if items.is_some() { ITEMS } else { ALONE };
        let bar = bar(items.unwrap_or(0) as u64, template);
        bar.set_draw_target(ProgressDrawTarget::hidden());
        bar.set_message(cut(step, NAME, terminal::error_style()));
        Self {
            done: 0,
            begun: Instant::now(),
            bar,
            is_shown: false,
        }
    }

    fn draw(&mut self) {
        if !self.is_shown && self.begun.elapsed() > WORTH_A_BAR {
            self.is_shown = true;
            self.bar.set_draw_target(target());
        }
        self.bar.set_position(self.done as u64);
        self.bar.tick();
    }
}

/// A bar on standard error.
pub(super) fn bar(length: u64, template: &str) -> ProgressBar {
    ProgressBar::with_draw_target(Some(length), target()).with_style(style(template))
}

fn target() -> ProgressDrawTarget {
    ProgressDrawTarget::stderr_with_hz(10)
}

/// How a bar looks; a template may name `{rate}`, `{left}` for the time and `{passed}` for the time so far.
pub(super) fn style(template: &str) -> ProgressStyle {
    let style = ProgressStyle::with_template(template);
    let style = style.unwrap_or_else(|_| ProgressStyle::default_bar());
    // The bar's own buffer takes whatever is written.
    let style = style
        .with_key("rate", |state: &ProgressState, out: &mut dyn Write| {
            let _ = out.write_str(&rate(state.per_sec()));
        })
        .with_key("left", |state: &ProgressState, out: &mut dyn Write| {
            // Before the first is done, nobody knows.
            if state.pos() > 0 {
                let _ = write!(out, "{} left", about(state.eta()));
            }
        })
        .with_key("passed", |state: &ProgressState, out: &mut dyn Write| {
            let _ = out.write_str(&about(state.elapsed()));
        });
    style.progress_chars("=> ")
}

impl Observer for Progress<'_> {
    fn notice(&mut self, event: &Event<'_>) {
        if matches!(event, Event::StepFinished { .. }) {
            self.finish();
        }
        match event {
            Event::StepStarted { step } => self.begin(step, None),
            Event::BatchStarted { step, items } => self.begin(step, Some(*items)),
            Event::Progress { done, .. } => self.advance(*done),
            Event::StepFinished {
                step, items, time, ..
            } if !self.quiet => {
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
            } => {
                self.finish();
                if !self.quiet {
                    self.line(&format!(
                        "  rolled back and run again in {}, attempt {attempt}, after: {}",
                        seconds(*wait),
                        render::failure::quoted(&self.mask.apply(reason))
                    ));
                }
            }
            Event::Warning { message } => {
                let style = terminal::error_style();
                self.line(&render::failure::warning(&self.mask.apply(message), style));
            }
            Event::RunStarted { .. }
            | Event::StepSkipped { .. }
            | Event::RetryScheduled { .. }
            | Event::Worked { .. }
            | Event::Committing { .. }
            | Event::StepFinished { .. }
            | Event::Committed
            | Event::RolledBack => {}
        }
    }
}

fn items_of(items: Option<usize>) -> String {
    items.map_or_else(String::new, |items| {
        format!("  {}", plural(items as u64, "item"))
    })
}
