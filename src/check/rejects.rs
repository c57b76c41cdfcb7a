use std::path::{Component, Path, PathBuf};

use super::Checker;
use crate::{
    diagnostic::messages::step as messages,
    job::{Config, Job, OnError, Step},
    text::Span,
    value::Value,
};

/// A file that a job uses.
struct Use {
    path: PathBuf,
    /// How: `is read by …`.
    what: String,
    span: Span,
}

impl Checker<'_> {
    /// A file of rejects needs failures that are gone on from, and nothing else of the job may touch it.
    pub(super) fn rejects(&mut self) {
        let job = self.job;
        let mut steps = Vec::new();
        collect(&job.steps, &mut steps);
        let rejects: Vec<_> = steps
            .iter()
            .filter_map(|step| step.rejects.as_ref())
            .collect();
        if rejects.is_empty() {
            return;
        }
        let mut uses = uses(job, &steps);
        for step in steps {
            let Some(file) = &step.rejects else { continue };
            if step.on_error == OnError::Fail {
                self.report(messages::rejects_without_continue(file.span));
            }
            let path = tidied(&file.value);
            let what = format!("collects those of `{}`", step.name.value);
            if let Some(other) = uses.iter().find(|other| other.path == path) {
                let free = format!("{}-rejects.csv", step.name.value);
                let found = (file.span, file.value.as_str(), other.what.as_str());
                self.report(messages::rejects_shared(
                    found.0, found.1, found.2, other.span, &free,
                ));
            }
            uses.push(Use {
                path,
                what,
                span: file.span,
            });
        }
    }
}

fn collect<'s>(steps: &'s [Step], all: &mut Vec<&'s Step>) {
    for step in steps {
        all.push(step);
        for field in step.fields.0.values() {
            if let crate::job::Field::Steps(children) = field {
                collect(children, all);
            }
        }
    }
}

/// The files that steps and connections name, as far as the names are written out.
fn uses(job: &Job, steps: &[&Step]) -> Vec<Use> {
    let connections = job.connections.iter().filter_map(|connection| {
        let Config::Scalar(path) = connection.config.get("path")? else {
            return None;
        };
        let Some(Value::Text(text)) = &path.literal else {
            return None;
        };
        Some(Use {
            path: tidied(text),
            what: format!("is the database `{}`", connection.name.value),
            span: path.span,
        })
    });
    let steps = steps.iter().filter_map(|step| {
        let (text, span) = named_file(step)?;
        let verb = if step.declaration.name == "csv.write" {
            "written"
        } else {
            "read"
        };
        Some(Use {
            path: tidied(&text),
            what: format!("is {verb} by `{}`", step.name.value),
            span,
        })
    });
    connections.chain(steps).collect()
}

fn named_file(step: &Step) -> Option<(String, Span)> {
    if let Some(file) = step.fields.text("sql_file") {
        return Some((file.value.clone(), file.span));
    }
    let path = step.fields.template("path")?;
    let is_file = step.declaration.name.starts_with("csv.");
    Some((path.template.literal_text().filter(|_| is_file)?, path.span))
}

/// The path without detours: two that are the same read the same.
fn tidied(path: &str) -> PathBuf {
    let mut tidied = PathBuf::new();
    for part in Path::new(path).components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if tidied.file_name().is_some() => {
                tidied.pop();
            }
            other => tidied.push(other),
        }
    }
    tidied
}
