use serde_json::{Value as Json, json};

use super::{check::say_diagnostics, log::line, terminal};
use crate::{
    diagnostic::{Diagnostic, Severity},
    render::diagnostics,
    text::Sources,
};

/// Says what is no part of a run: what stands in its way, and warnings ahead of it.
pub(super) enum Voice<'a> {
    /// To people.
    Plain,
    /// To programs: standard error is the log of the run with this id.
    Events(&'a str),
}

impl Voice<'_> {
    /// What is wrong or unwise in a job; advice is left out.
    pub(super) fn diagnostics(&self, found: &[Diagnostic], sources: &Sources) {
        let Self::Events(_) = self else {
            return say_diagnostics(found, sources);
        };
        for one in found {
            let event = match one.code.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Advice => continue,
            };
            self.event(event, diagnostics::object(one, sources));
        }
    }

    /// A warning, if there is one.
    pub(super) fn warn(&self, message: Option<String>) {
        match (self, message) {
            (Self::Events(_), Some(message)) => self.event("warning", json!({"message": message})),
            (_, message) => terminal::warn(message),
        }
    }

    /// What keeps the run from going on.
    pub(super) fn complain(&self, message: &str) {
        match self {
            Self::Plain => terminal::complain(message),
            Self::Events(_) => self.event("error", json!({"message": message})),
        }
    }

    fn event(&self, event: &str, details: Json) {
        if let Self::Events(run_id) = self {
            let object = line(run_id, event, event, None, None, details);
            terminal::say(&super::log::written(&object));
        }
    }
}
