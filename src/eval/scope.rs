use std::borrow::Cow;

use super::Stop;
use crate::{ir::StepNames, job::StepId, value::Value};

/// What an expression may ask of the place it is evaluated in.
///
/// An answer of [`Stop::Unknown`] makes the expression unknown, unless its value does not depend on the answer.
pub trait Scope {
    /// The result of a step as seen from here.
    ///
    /// # Errors
    /// If it is not known yet.
    fn result(&self, step: StepId) -> Result<Value, Stop>;

    /// The item that the batch of this step is at.
    ///
    /// # Errors
    /// If it is not known yet.
    fn item(&self, batch: StepId) -> Result<Value, Stop>;

    /// The position of that item, from 0.
    ///
    /// # Errors
    /// If it is not known yet.
    fn index(&self, batch: StepId) -> Result<Value, Stop>;

    /// The input at this position.
    ///
    /// # Errors
    /// If it is not known.
    fn input(&self, index: usize) -> Result<Value, Stop>;

    /// The id of the run.
    ///
    /// # Errors
    /// If there is no run yet.
    fn run_id(&self) -> Result<Value, Stop>;

    /// What steps, items and inputs are called in failures and labels.
    fn names(&self) -> &dyn StepNames;
}

/// A place where nothing is known: what can be evaluated here is constant.
pub(super) struct Nowhere;

impl Scope for Nowhere {
    fn result(&self, _: StepId) -> Result<Value, Stop> {
        Err(Stop::Unknown)
    }

    fn item(&self, _: StepId) -> Result<Value, Stop> {
        Err(Stop::Unknown)
    }

    fn index(&self, _: StepId) -> Result<Value, Stop> {
        Err(Stop::Unknown)
    }

    fn input(&self, _: usize) -> Result<Value, Stop> {
        Err(Stop::Unknown)
    }

    fn run_id(&self) -> Result<Value, Stop> {
        Err(Stop::Unknown)
    }

    fn names(&self) -> &dyn StepNames {
        self
    }
}

/// Constants name nothing; failing folds are not shown.
impl StepNames for Nowhere {
    fn step(&self, step: StepId) -> Cow<'_, str> {
        step.0.to_string().into()
    }

    fn item(&self, batch: StepId) -> Cow<'_, str> {
        batch.0.to_string().into()
    }

    fn input(&self, index: usize) -> Cow<'_, str> {
        index.to_string().into()
    }
}
