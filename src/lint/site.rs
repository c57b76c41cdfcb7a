use std::collections::HashMap;

use crate::{
    ir::{self, Expr, Operation},
    job::{self, StepId},
};

/// A step and what stands around it.
#[derive(Debug, Clone)]
pub(super) struct Site<'a> {
    /// The step as typed.
    pub(super) step: &'a ir::Step,
    /// The step as written.
    pub(super) written: &'a job::Step,
    /// The steps around it, the outermost first.
    pub(super) around: Vec<StepId>,
    /// The conditions around it and how each turned out, the outermost first; not its own.
    pub(super) given: Vec<(&'a Expr, bool)>,
}

impl<'a> Site<'a> {
    /// All conditions under which the operation runs, its own `when` included.
    pub(super) fn conditions(&self) -> impl Iterator<Item = &'a Expr> {
        let around = self.given.iter().map(|(condition, _)| *condition);
        around.chain(self.step.when.as_ref())
    }
}

/// The steps that were typed, in the order of the file.
pub(super) fn sites<'a>(written: &'a job::Job, job: &'a ir::Job) -> Vec<Site<'a>> {
    let mut by_id = HashMap::new();
    collect(&written.steps, &mut by_id);
    let mut walk = Walk {
        written: &by_id,
        around: Vec::new(),
        given: Vec::new(),
        sites: Vec::new(),
    };
    walk.steps(&job.steps);
    walk.sites
}

fn collect<'a>(steps: &'a [job::Step], by_id: &mut HashMap<StepId, &'a job::Step>) {
    for step in steps {
        by_id.insert(step.id, step);
        for field in step.fields.0.values() {
            if let job::Field::Steps(children) = field {
                collect(children, by_id);
            }
        }
    }
}

struct Walk<'a, 'w> {
    written: &'w HashMap<StepId, &'a job::Step>,
    around: Vec<StepId>,
    given: Vec<(&'a Expr, bool)>,
    sites: Vec<Site<'a>>,
}

impl<'a> Walk<'a, '_> {
    fn steps(&mut self, steps: &'a [ir::Step]) {
        for step in steps {
            self.step(step);
        }
    }

    fn step(&mut self, step: &'a ir::Step) {
        let Some(written) = self.written.get(&step.id) else {
            return;
        };
        self.sites.push(Site {
            step,
            written,
            around: self.around.clone(),
            given: self.given.clone(),
        });
        let outside = self.given.len();
        self.around.push(step.id);
        self.given.extend(step.when.iter().map(|when| (when, true)));
        match &step.operation {
            Operation::Conditional {
                condition,
                then,
                otherwise,
            } => {
                self.given.push((condition, true));
                self.steps(then);
                self.given.pop();
                self.given.push((condition, false));
                self.steps(otherwise);
            }
            Operation::Group { steps } => self.steps(steps),
            _ => {}
        }
        self.given.truncate(outside);
        self.around.pop();
    }
}
