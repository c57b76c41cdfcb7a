use std::path::PathBuf;

use jiff::Timestamp;

use crate::{
    connect::Settings,
    spec::{Registry, Runtime},
    value::Value,
};

/// What a run may take for granted.
pub struct World<'a> {
    /// The helpers.
    pub registry: &'a Registry,
    /// The moment the run begins: what `now()` gives.
    pub now: Timestamp,
    /// The run's id.
    pub run_id: String,
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
    /// What helpers may ask of the run.
    #[must_use]
    pub const fn runtime(&self) -> Runtime<'_> {
        Runtime {
            now: self.now,
            registry: self.registry,
        }
    }
}
