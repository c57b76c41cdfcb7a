use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

use crate::{
    plan::{Plan, Step},
    render::timing::{Done, Line},
    run::{Event, Observer, Work},
};

/// A run that is over sooner needs no table.
const WORTH_A_TABLE: Duration = Duration::from_secs(1);

/// Adds up how long the steps of a run took, and how far they came.
pub(super) struct Tally {
    begun: Instant,
    /// How long it took until the first step began.
    before: Option<Duration>,
    /// The step of the job that is running.
    running: Option<Running>,
    /// When COMMIT was sent, outside of any step.
    committing: Option<Instant>,
    commit: Duration,
    steps: HashMap<String, Spent>,
}

struct Running {
    step: String,
    begun: Instant,
    /// How many items are done, if it goes through any.
    items: Option<usize>,
}

/// What a step has taken so far; if the transaction began again, in all attempts.
#[derive(Default)]
struct Spent {
    time: Duration,
    done: Option<Done>,
}

impl Tally {
    /// The run begins now.
    pub(super) fn new() -> Self {
        Self {
            begun: Instant::now(),
            before: None,
            running: None,
            committing: None,
            commit: Duration::ZERO,
            steps: HashMap::new(),
        }
    }

    /// The lines of the table, in the order of the plan; none of a run that was short.
    pub(super) fn lines(mut self, plan: &Plan, total: Duration) -> Vec<Line> {
        if total < WORTH_A_TABLE {
            return Vec::new();
        }
        self.stop();
        self.end_commit();
        let mut lines = vec![besides("(before)", self.before.unwrap_or(total))];
        self.add(&plan.steps, 0, &mut lines);
        if !self.commit.is_zero() {
            lines.push(besides("(commit)", self.commit));
        }
        lines
    }

    fn add(&self, steps: &[Step], depth: usize, lines: &mut Vec<Line>) {
        for step in steps {
            let Some(spent) = self.steps.get(&step.name) else {
                continue;
            };
            lines.push(Line {
                name: step.name.clone(),
                depth,
                done: spent.done,
                time: spent.time,
            });
            for (_, children) in step.children() {
                self.add(children, depth + 1, lines);
            }
        }
    }

    /// A step that did not come to its end has taken its time as well.
    fn stop(&mut self) {
        if let Some(running) = self.running.take() {
            let spent = self.steps.entry(running.step).or_default();
            spent.time += running.begun.elapsed();
            spent.done = running.items.map(items);
        }
    }

    fn inside(&mut self, step: &str, time: Duration) {
        if !self.steps.contains_key(step) {
            self.steps.insert(step.to_owned(), Spent::default());
        }
        if let Some(spent) = self.steps.get_mut(step) {
            spent.time += time;
            let times = spent.done.map_or(0, |done| done.count);
            spent.done = Some(Done {
                count: times + 1,
                what: "item",
            });
        }
    }

    fn end_commit(&mut self) {
        if let Some(since) = self.committing.take() {
            self.commit += since.elapsed();
        }
    }
}

impl Observer for Tally {
    fn notice(&mut self, event: &Event<'_>) {
        match event {
            Event::StepStarted { step } => {
                self.before.get_or_insert_with(|| self.begun.elapsed());
                self.running = Some(Running {
                    step: (*step).to_owned(),
                    begun: Instant::now(),
                    items: None,
                });
            }
            Event::BatchStarted { .. } => self.reached(0),
            Event::Progress { done, .. } => self.reached(*done),
            Event::StepFinished {
                step,
                items: gone_through,
                rows,
                time,
            } => {
                self.running = None;
                let spent = self.steps.entry((*step).to_owned()).or_default();
                spent.time += *time;
                let rows = (*rows > 0).then_some(Done {
                    count: *rows,
                    what: "row",
                });
                spent.done = gone_through.map(items).or(rows);
            }
            Event::Worked {
                step,
                work: Work::Inner,
                time,
                ..
            } => self.inside(step, *time),
            Event::Committing { .. } if self.running.is_none() => {
                self.committing = Some(Instant::now());
            }
            Event::Committed | Event::RolledBack => self.end_commit(),
            Event::StartedOver { .. } => {
                self.stop();
                self.end_commit();
            }
            _ => {}
        }
    }
}

impl Tally {
    fn reached(&mut self, done: usize) {
        if let Some(running) = &mut self.running {
            running.items = Some(done);
        }
    }
}

fn items(count: usize) -> Done {
    Done {
        count: count as u64,
        what: "item",
    }
}

fn besides(name: &str, time: Duration) -> Line {
    Line {
        name: name.to_owned(),
        depth: 0,
        done: None,
        time,
    }
}
