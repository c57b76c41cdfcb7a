use std::{borrow::Cow, collections::BTreeMap};

use super::World;
use crate::{
    eval::{self, Scope, Stop},
    ir::{Expr, StepNames},
    job::StepId,
    plan::Plan,
    value::Value,
};

/// The results known so far: one frame for the job, and one for each batch of steps that is being gone through.
#[derive(Debug)]
pub(super) struct Frames {
    stack: Vec<Frame>,
}

#[derive(Debug, Default)]
struct Frame {
    /// The batch the frame is for, with the item it is at.
    at: Option<At>,
    results: BTreeMap<StepId, Value>,
}

/// Where a batch is.
#[derive(Debug, Clone)]
pub(super) struct At {
    pub(super) batch: StepId,
    pub(super) item: Value,
    pub(super) index: usize,
}

impl Frames {
    pub(super) fn new() -> Self {
        Self {
            stack: vec![Frame::default()],
        }
    }

    /// Keeps a result for the item, or the job, that is being worked on.
    pub(super) fn keep(&mut self, step: StepId, result: Value) {
        self.top().results.insert(step, result);
    }

    /// Drops results of the item, or the job, that is being worked on.
    pub(super) fn forget(&mut self, steps: &[StepId]) {
        let frame = self.top();
        for step in steps {
            frame.results.remove(step);
        }
    }

    /// Goes into an item of a batch of steps.
    pub(super) fn enter(&mut self, at: At) {
        self.stack.push(Frame {
            at: Some(at),
            results: BTreeMap::new(),
        });
    }

    /// Leaves the item, and gives its results.
    pub(super) fn leave(&mut self) -> BTreeMap<StepId, Value> {
        self.stack
            .pop()
            .map(|frame| frame.results)
            .unwrap_or_default()
    }

    /// The results of the job itself.
    pub(super) fn into_results(mut self) -> BTreeMap<StepId, Value> {
        self.stack.truncate(1);
        self.leave()
    }

    /// Where the run is: the position in each batch that is being gone through, and `index` in the innermost.
    pub(super) fn place(&self, index: Option<usize>) -> Vec<usize> {
        let around = self.stack.iter().filter_map(|frame| frame.at.as_ref());
        around.map(|at| at.index).chain(index).collect()
    }

    fn top(&mut self) -> &mut Frame {
        self.stack
            .last_mut()
            .expect("the frame of the job is never left while it runs")
    }
}

/// A place in the run from which expressions see results, items and inputs.
#[derive(Clone, Copy)]
pub(super) struct View<'a> {
    pub(super) frames: &'a Frames,
    pub(super) plan: &'a Plan,
    pub(super) world: &'a World<'a>,
    /// The item of the innermost batch, where that batch is not one of steps.
    pub(super) at: Option<&'a At>,
}

impl View<'_> {
    pub(super) fn evaluate(&self, expr: &Expr) -> Result<Value, Stop> {
        eval::evaluate(expr, self, &self.world.runtime())
    }

    /// The innermost item.
    pub(super) fn innermost(&self) -> Option<&At> {
        self.at.or_else(|| {
            self.frames
                .stack
                .iter()
                .rev()
                .find_map(|frame| frame.at.as_ref())
        })
    }

    fn find(&self, batch: StepId) -> Result<&At, Stop> {
        let frames = self
            .frames
            .stack
            .iter()
            .rev()
            .filter_map(|frame| frame.at.as_ref());
        self.at
            .into_iter()
            .chain(frames)
            .find(|at| at.batch == batch)
            .ok_or(Stop::Unknown)
    }
}

impl Scope for View<'_> {
    /// The nearest frame that has it: the item's own inside a shared batch, the list outside of it. A step that did not
    /// run has the result null.
    fn result(&self, step: StepId) -> Result<Value, Stop> {
        let found = self
            .frames
            .stack
            .iter()
            .rev()
            .find_map(|frame| frame.results.get(&step));
        Ok(found.cloned().unwrap_or(Value::Null))
    }

    fn item(&self, batch: StepId) -> Result<Value, Stop> {
        Ok(self.find(batch)?.item.clone())
    }

    fn index(&self, batch: StepId) -> Result<Value, Stop> {
        let index = i64::try_from(self.find(batch)?.index).unwrap_or(i64::MAX);
        Ok(Value::Int(index))
    }

    fn input(&self, index: usize) -> Result<Value, Stop> {
        self.world.inputs.get(index).cloned().ok_or(Stop::Unknown)
    }

    fn run_id(&self) -> Result<Value, Stop> {
        Ok(Value::text(self.world.run_id.as_str()))
    }

    fn names(&self) -> &dyn StepNames {
        self.plan
    }
}

impl StepNames for Plan {
    fn step(&self, step: StepId) -> Cow<'_, str> {
        Cow::Borrowed(self.step_name(step))
    }

    fn item(&self, batch: StepId) -> Cow<'_, str> {
        let steps = self.all_steps();
        let alias = steps
            .iter()
            .find(|step| step.id == batch)
            .and_then(|step| step.batch.as_ref());
        Cow::Borrowed(alias.map_or("item", |batch| batch.alias.as_str()))
    }

    fn input(&self, index: usize) -> Cow<'_, str> {
        Cow::Borrowed(
            self.inputs
                .get(index)
                .map_or("", |input| input.name.as_str()),
        )
    }
}
