use std::borrow::Cow;

use crate::{
    eval::{Scope, Stop},
    ir::{Batch, Expr, ExprKind, StepNames, show},
    job::StepId,
    plan::{Plan, Step},
    value::Value,
};

/// What is known before the run.
pub trait Known {
    /// The result of a step, where it is known: that of reading a CSV file.
    fn result(&self, step: StepId) -> Option<Value>;

    /// The value of an input.
    fn input(&self, index: usize) -> Option<Value>;
}

/// The names of a plan as its author wrote them: items by their alias.
#[derive(Debug, Clone, Copy)]
pub struct Aliases<'a>(pub &'a Plan);

impl StepNames for Aliases<'_> {
    fn step(&self, step: StepId) -> Cow<'_, str> {
        self.0.step_name(step).into()
    }

    fn item(&self, batch: StepId) -> Cow<'_, str> {
        let steps = self.0.all_steps();
        let step = steps.into_iter().find(|step| step.id == batch);
        let alias = step
            .and_then(|step| step.batch.as_ref())
            .map(|batch| batch.alias.clone());
        alias.unwrap_or_default().into()
    }

    fn input(&self, index: usize) -> Cow<'_, str> {
        self.0
            .inputs
            .get(index)
            .map_or("", |input| &input.name)
            .into()
    }
}

/// A batch at one of its items.
#[derive(Clone)]
pub(super) struct Frame<'a> {
    pub(super) step: StepId,
    pub(super) batch: &'a Batch,
    pub(super) item: Option<Value>,
    pub(super) index: Option<usize>,
}

impl<'a> Frame<'a> {
    /// The batch of a step at an item of which nothing is known.
    pub(super) fn unknown(step: &Step, batch: &'a Batch) -> Self {
        Self {
            step: step.id,
            batch,
            item: None,
            index: None,
        }
    }
}

/// A place in a plan before it runs.
pub(super) struct Place<'a> {
    pub(super) plan: &'a Plan,
    pub(super) known: &'a dyn Known,
    /// The batches around it, the outermost first.
    pub(super) frames: &'a [Frame<'a>],
    /// Whether unknown items print as their alias rather than as where they come from.
    pub(super) by_alias: bool,
}

impl Place<'_> {
    fn frame(&self, step: StepId) -> Option<&Frame<'_>> {
        self.frames.iter().find(|frame| frame.step == step)
    }
}

impl Scope for Place<'_> {
    fn result(&self, step: StepId) -> Result<Value, Stop> {
        self.known.result(step).ok_or(Stop::Unknown)
    }

    fn item(&self, batch: StepId) -> Result<Value, Stop> {
        self.frame(batch)
            .and_then(|frame| frame.item.clone())
            .ok_or(Stop::Unknown)
    }

    fn index(&self, batch: StepId) -> Result<Value, Stop> {
        let index = self.frame(batch).and_then(|frame| frame.index);
        index
            .and_then(|index| i64::try_from(index).ok())
            .map(Value::Int)
            .ok_or(Stop::Unknown)
    }

    fn input(&self, index: usize) -> Result<Value, Stop> {
        self.known.input(index).ok_or(Stop::Unknown)
    }

    fn run_id(&self) -> Result<Value, Stop> {
        Err(Stop::Unknown)
    }

    fn names(&self) -> &dyn StepNames {
        self
    }
}

impl StepNames for Place<'_> {
    fn step(&self, step: StepId) -> Cow<'_, str> {
        self.plan.step_name(step).into()
    }

    fn item(&self, batch: StepId) -> Cow<'_, str> {
        let Some(frame) = self.frame(batch) else {
            return "item".into();
        };
        if self.by_alias || !is_path(&frame.batch.from) {
            return frame.batch.alias.as_str().into();
        }
        show(&frame.batch.from, self).into()
    }

    fn input(&self, index: usize) -> Cow<'_, str> {
        self.plan
            .inputs
            .get(index)
            .map_or("", |input| &input.name)
            .into()
    }
}

/// Whether an expression only says where a value is.
fn is_path(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Result(_) | ExprKind::Item(_) | ExprKind::Input(_) => true,
        ExprKind::Field(base, _) | ExprKind::Element(base, _) => is_path(base),
        _ => false,
    }
}
