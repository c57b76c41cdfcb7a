use std::path::PathBuf;

use jiff::Timestamp;

use super::Identity;
use crate::{
    connect::Settings,
    limits::Limits,
    plan::Plan,
    spec::{Registry, Runtime},
    value::Value,
};

/// What a run may take for granted.
pub struct World<'a> {
    /// The helpers.
    pub registry: &'a Registry,
    /// The moment the run begins: what `now()` gives.
    pub now: Timestamp,
    /// How much its expressions may make.
    pub limits: Limits,
    /// The run's id.
    pub run_id: String,
    /// The digest of the job and of what it was given: it tells a run of the same from a run of something else.
    pub digest: String,
    /// The folder that paths are relative to: the job file's.
    pub folder: PathBuf,
    /// The settings of each connection that a step uses, by its position in the job.
    pub settings: Vec<Option<Settings>>,
    /// The value of each input, in order.
    pub inputs: Vec<Value>,
    /// Takes known secrets out of a text that goes into a file for people.
    pub masked: Box<dyn Fn(&str) -> String + 'a>,
}

impl World<'_> {
    /// What this run of a plan is known by.
    pub(super) fn identity(&self, plan: &Plan) -> Identity {
        Identity {
            run_id: self.run_id.clone(),
            job: plan.job.clone(),
            digest: self.digest.clone(),
        }
    }

    /// What helpers may ask of the run.
    #[must_use]
    pub const fn runtime(&self) -> Runtime<'_> {
        Runtime {
            now: self.now,
            registry: self.registry,
            limits: self.limits,
        }
    }
}
