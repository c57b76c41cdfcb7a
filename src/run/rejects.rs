use std::{cell::RefCell, collections::HashMap, path::Path, sync::Arc};

use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::{
    World,
    engine::{Ended, Engine},
    failure::{Cause, Failed, Problem, StepFailure},
    frame::At,
};
use crate::{
    connect::{Failure, csv::RejectsFile},
    job::StepId,
    plan::{Plan, Step},
    value::{
        Value,
        json::{self, Layout, Secrets},
        show::text_of,
    },
};

/// The files of failed items, by the step they are of.
#[derive(Debug)]
pub(super) struct Rejects {
    files: RefCell<HashMap<StepId, RejectsFile>>,
    paths: Vec<std::path::PathBuf>,
}

impl Rejects {
    /// Looks whether the files can be written, and takes away those of earlier runs.
    pub(super) fn begin(plan: &Plan, world: &World<'_>) -> Result<Self, Problem> {
        let (mut files, mut paths) = (HashMap::new(), Vec::new());
        for step in plan.all_steps() {
            let Some(file) = &step.rejects else { continue };
            let path = world.folder.join(file);
            let begun = RejectsFile::begin(&path).map_err(|failure| Problem {
                doing: format!("making room for the rejects of `{}`", step.name),
                cause: Box::new(failure.into()),
            })?;
            files.insert(step.id, begun);
            paths.push(path);
        }
        Ok(Self {
            files: RefCell::new(files),
            paths,
        })
    }

    /// Takes away what a transaction that begins again had rejected.
    pub(super) fn start_over(&self) -> Result<(), Failure> {
        let mut files = self.files.borrow_mut();
        files.values_mut().try_for_each(RejectsFile::start_over)
    }

    /// Refuses a path that turns out to be one of the files only when the job runs.
    pub(super) fn refuse(&self, path: &Path) -> Result<(), Cause> {
        if !self.paths.iter().any(|own| own == path) {
            return Ok(());
        }
        let path = path.display();
        Err(Cause::new(format!(
            "`{path}` is the file of a step's failed items: `rejects`"
        )))
    }
}

impl Engine<'_> {
    /// Writes a failed item to the file of its step, if that has one.
    pub(super) fn reject(
        &self,
        step: &Step,
        at: Option<&At>,
        failure: &StepFailure,
    ) -> Result<(), Ended> {
        let mut files = self.rejects.files.borrow_mut();
        let (Some(file), Some(name)) = (files.get_mut(&step.id), &step.rejects) else {
            return Ok(());
        };
        let view = self.view(at);
        let item = view.innermost();
        let masked = &self.world.masked;
        let fields = item.map_or_else(Vec::new, |at| fields(&at.item, masked));
        let error = masked(&error(step, failure));
        match file.add(item.map(|at| at.index), &error, &fields) {
            Ok(()) => {
                let count = |rejected: &mut u64| *rejected += 1;
                self.ledger
                    .add(|summary| count(summary.rejected.entry(name.clone()).or_default()));
                Ok(())
            }
            Err(failure) => Err(self.step_failure(step, at, Failed::from(failure))),
        }
    }
}

fn error(step: &Step, failure: &StepFailure) -> String {
    let message = &failure.cause.message;
    if failure.step == step.name {
        message.clone()
    } else {
        format!("step `{}`: {message}", failure.step)
    }
}

/// The columns of an item: its fields; a text or a number is one by itself.
fn fields(item: &Value, masked: &dyn Fn(&str) -> String) -> Vec<(Arc<str>, String)> {
    match item {
        Value::Record(record) => record
            .iter()
            .map(|(name, value)| (column(&name), masked(&text(&value))))
            .collect(),
        other => vec![("item".into(), masked(&text(other)))],
    }
}

/// The columns in front have the first right to their names.
fn column(name: &Arc<str>) -> Arc<str> {
    if matches!(&**name, "index" | "error") {
        format!("item_{name}").into()
    } else {
        Arc::clone(name)
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Secret(secret) => secret.shown().to_owned(),
        Value::Bytes(bytes) => STANDARD.encode(bytes),
        Value::List(_) | Value::Record(_) => {
            json::write(value, Layout::Compact, Secrets::Shown).unwrap_or_default()
        }
        other => text_of(other).unwrap_or_default(),
    }
}
