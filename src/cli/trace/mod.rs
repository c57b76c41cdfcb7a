//! Where the time of a run went, in Chrome's trace event format: Perfetto and chrome://tracing open it.
//!
//! One line of time has the run, its steps, their items in stretches, and the steps inside them; others have what was waited
//! for, databases and calls. A slice is written once it is over. The file and the memory are bounded: what there are many of
//! is told of in stretches (`pace`) or in a sample (`sample`).

mod file;
mod lanes;
mod pace;
mod sample;
mod slices;

use std::{
    collections::HashMap,
    io,
    path::Path,
    time::{Duration, Instant},
};

use serde_json::{Value as Json, json};

use self::{
    pace::{Pace, Stretch},
    sample::Sample,
    slices::{Place, Slice, Slices},
};
use super::mask::Mask;
use crate::run::{Event, Observer, Work};

/// Writes where the time goes while a run is under way.
pub(super) struct Trace<'a> {
    slices: Slices,
    mask: &'a Mask,
    job: String,
    /// Whether the first step has begun.
    is_prepared: bool,
    step: Option<Running>,
    committing: Option<Instant>,
    samples: HashMap<String, Samples>,
}

/// The step of the job that is running.
struct Running {
    name: String,
    begun: Instant,
    pace: Option<Pace>,
}

/// What is told of a step in a sample, each kind by itself.
#[derive(Default)]
struct Samples {
    inner: Sample,
    calls: Sample,
    waits: Sample,
    statements: Sample,
}

impl<'a> Trace<'a> {
    /// Begins the file; the run begins now.
    ///
    /// # Errors
    /// If it can't be written.
    pub(super) fn new(path: &Path, job: &str, run_id: &str, mask: &'a Mask) -> io::Result<Self> {
        let job = mask.apply(job);
        let name = format!("portl run {job}");
        let mut trace = Self {
            slices: Slices::create(path, &name, run_id)?,
            mask,
            job,
            is_prepared: false,
            step: None,
            committing: None,
            samples: HashMap::new(),
        };
        trace.write();
        Ok(trace)
    }

    /// The run is over.
    ///
    /// # Errors
    /// If the file could not be written.
    pub(super) fn finish(mut self, code: u8) -> io::Result<()> {
        let now = Instant::now();
        self.end_commit(now);
        self.end_step(now, json!({ "unfinished": true }));
        let job = std::mem::take(&mut self.job);
        let args = json!({ "exit_code": code });
        self.add(&job, "run", (self.slices.begun(), now), args);
        self.slices.finish()
    }

    fn write(&mut self) {
        let now = Instant::now();
        let unfinished = || json!({ "unfinished": true });
        let step = self.step.as_ref().map(|step| Slice {
            name: &step.name,
            category: "step",
            begun: step.begun,
            ended: now,
            args: unfinished(),
        });
        let run = Slice {
            name: &self.job,
            category: "run",
            begun: self.slices.begun(),
            ended: now,
            args: unfinished(),
        };
        let open: Vec<_> = std::iter::once(run).chain(step).collect();
        self.slices.write(&open);
    }

    fn add(&mut self, name: &str, category: &'static str, from: (Instant, Instant), args: Json) {
        let (begun, ended) = from;
        let slice = Slice {
            name,
            category,
            begun,
            ended,
            args,
        };
        self.slices.add(Place::Steps, &slice);
    }

    fn begin_step(&mut self, step: &str, now: Instant) {
        if !self.is_prepared {
            self.is_prepared = true;
            self.add("(before)", "run", (self.slices.begun(), now), json!({}));
        }
        self.step = Some(Running {
            name: self.mask.apply(step),
            begun: now,
            pace: None,
        });
    }

    fn end_step(&mut self, now: Instant, args: Json) {
        let Some(mut step) = self.step.take() else {
            return;
        };
        if let Some(stretch) = step.pace.as_mut().and_then(Pace::cut) {
            self.add_stretch(&step.name, &stretch);
        }
        self.add(&step.name, "step", (step.begun, now), args);
    }

    fn advance(&mut self, done: usize, now: Instant) {
        let Some(mut step) = self.step.take() else {
            return;
        };
        let stretch = step.pace.as_mut().and_then(|pace| pace.reach(done, now));
        if let Some(stretch) = stretch {
            self.add_stretch(&step.name, &stretch);
        }
        self.step = Some(step);
    }

    fn add_stretch(&mut self, step: &str, stretch: &Stretch) {
        let last = stretch.first + stretch.count - 1;
        let args = json!({ "first": stretch.first, "last": last, "items": stretch.count });
        let time = (stretch.begun, stretch.ended);
        self.add(&format!("{step}: items"), "items", time, args);
    }

    fn end_commit(&mut self, now: Instant) {
        if let Some(begun) = self.committing.take() {
            self.add("COMMIT", "commit", (begun, now), json!({}));
        }
    }

    fn samples(&mut self, step: &str) -> &mut Samples {
        if !self.samples.contains_key(step) {
            self.samples.insert(step.to_owned(), Samples::default());
        }
        self.samples
            .get_mut(step)
            .expect("it has been put there just now")
    }

    fn add_work(&mut self, step: &str, work: Work, begun: Instant, time: Duration) {
        let samples = self.samples(step);
        let (sample, place) = match work {
            Work::Inner => (&mut samples.inner, Place::Steps),
            Work::Call { .. } => (&mut samples.calls, Place::Calls),
            Work::Statements { .. } => (&mut samples.statements, Place::Databases),
        };
        let Some(of) = sample.take(time) else { return };
        let (category, mut args) = described(work);
        if of > 1 {
            args["one_of"] = of.into();
        }
        let slice = Slice {
            name: &self.mask.apply(step),
            category,
            begun,
            ended: begun + time,
            args,
        };
        self.slices.add(place, &slice);
    }

    fn add_wait(&mut self, step: &str, wait: Duration, args: Json, now: Instant) {
        if self.samples(step).waits.take(wait).is_none() {
            return;
        }
        let slice = Slice {
            name: &self.mask.apply(&format!("{step}: wait")),
            category: "wait",
            begun: now,
            ended: now + wait,
            args,
        };
        self.slices.add(Place::Calls, &slice);
    }
}

fn described(work: Work) -> (&'static str, Json) {
    match work {
        Work::Inner => ("step", json!({})),
        Work::Call {
            index,
            attempt,
            failed,
        } => (
            "call",
            json!({ "item": index, "attempt": attempt, "failed": failed }),
        ),
        Work::Statements { items, statements } => (
            "statement",
            json!({ "items": items, "statements": statements }),
        ),
    }
}

impl Observer for Trace<'_> {
    fn notice(&mut self, event: &Event<'_>) {
        let now = Instant::now();
        match event {
            Event::StepStarted { step } => self.begin_step(step, now),
            Event::BatchStarted { .. } => {
                if let Some(step) = &mut self.step {
                    step.pace = Some(Pace::new(now));
                }
            }
            Event::Progress { done, .. } => self.advance(*done, now),
            Event::StepFinished { items, rows, .. } => {
                self.end_commit(now);
                self.end_step(now, json!({ "items": items, "rows": rows }));
            }
            Event::Worked {
                step,
                work,
                begun,
                time,
            } => self.add_work(step, *work, *begun, *time),
            Event::RetryScheduled {
                step,
                index,
                attempt,
                wait,
                reason,
            } => {
                let after = self.mask.apply(reason);
                let args = json!({ "item": index, "attempt": attempt, "after": after });
                self.add_wait(step, *wait, args, now);
            }
            Event::StartedOver { attempt, wait, .. } => {
                self.end_step(now, json!({ "failed": true }));
                let args = json!({ "attempt": attempt });
                self.add("wait to begin again", "wait", (now, now + *wait), args);
            }
            Event::Committing { .. } => self.committing = Some(now),
            Event::Committed => self.end_commit(now),
            Event::RolledBack => {
                self.end_commit(now);
                self.end_step(now, json!({ "failed": true }));
            }
            Event::RunStarted { .. }
            | Event::StepSkipped { .. }
            | Event::ItemFailed { .. }
            | Event::Warning { .. } => {}
        }
        let is_rare = matches!(event, Event::StepStarted { .. } | Event::Committing { .. });
        if is_rare || self.slices.is_due() {
            self.write();
        }
    }
}
