use std::collections::HashMap;

use super::{Parent, Scope};
use crate::{
    job::{Field, Job, Step, StepId},
    text::Span,
};

/// Where everything that has a name stands; the first of a name wins.
pub(super) struct Index<'a> {
    /// By [`StepId`].
    pub(super) steps: Vec<&'a Step>,
    /// By [`StepId`].
    pub(super) scopes: Vec<Scope>,
    /// By `id`.
    pub(super) ids: HashMap<&'a str, StepId>,
    /// By `save_as`.
    pub(super) results: HashMap<&'a str, StepId>,
    /// By the name of the items of its batch.
    pub(super) items: HashMap<&'a str, StepId>,
    /// By name, with the position.
    pub(super) inputs: HashMap<&'a str, usize>,
}

impl<'a> Index<'a> {
    pub(super) fn of(job: &'a Job) -> Self {
        let mut index = Self {
            steps: Vec::with_capacity(job.step_count),
            scopes: Vec::with_capacity(job.step_count),
            ids: HashMap::new(),
            results: HashMap::new(),
            items: HashMap::new(),
            inputs: HashMap::new(),
        };
        for (position, input) in job.inputs.iter().enumerate() {
            index.inputs.entry(&input.name.value).or_insert(position);
        }
        index.add(&job.steps, None, &[]);
        index
    }

    pub(super) fn step(&self, id: StepId) -> &'a Step {
        self.steps[id.0 as usize]
    }

    pub(super) fn scope(&self, id: StepId) -> &Scope {
        &self.scopes[id.0 as usize]
    }

    /// Where a step is named.
    pub(super) fn place(&self, id: StepId) -> Span {
        self.step(id).name.span
    }

    /// Adds steps in the order of their ids.
    fn add(&mut self, steps: &'a [Step], parent: Option<Parent>, frames: &[StepId]) {
        for step in steps {
            let mut frames = frames.to_vec();
            if let Some(batch) = &step.batch {
                frames.push(step.id);
                self.items.entry(&batch.alias.value).or_insert(step.id);
            }
            if !step.name.value.is_empty() {
                self.ids.entry(&step.name.value).or_insert(step.id);
            }
            if let Some(name) = &step.save_as {
                self.results.entry(&name.value).or_insert(step.id);
            }
            self.steps.push(step);
            self.scopes.push(Scope {
                parent,
                frames: frames.clone(),
            });
            for (branch, field) in &step.fields.0 {
                if let Field::Steps(children) = field {
                    let parent = Parent {
                        step: step.id,
                        branch,
                    };
                    self.add(children, Some(parent), &frames);
                }
            }
        }
    }
}
