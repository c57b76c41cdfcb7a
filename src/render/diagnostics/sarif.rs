use serde_json::{Value, json};

use super::{
    shown::{left_out, shown},
    uri::uri,
};
use crate::{
    analysis::Ignored,
    diagnostic::{Code, Diagnostic, Fix, Severity, Story},
    text::{Sources, Span},
};

/// The schema that the log keeps to.
const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// What was found in one job.
#[derive(Debug, Clone)]
pub struct Checked {
    /// The files that it was found in.
    pub sources: Sources,
    /// What there is to say.
    pub diagnostics: Vec<Diagnostic>,
    /// How much of it is said at most.
    pub most: usize,
    /// What comments put aside.
    pub ignored: Vec<Ignored>,
}

/// Everything that was found in all jobs as one SARIF log, version 2.1.0; `unread` says which files could not be read. What
/// was left out of a job is counted in a notification.
///
/// Paths are URIs as they were given: relative ones to the folder that Portl was called in. Columns count characters.
#[must_use]
pub fn sarif(jobs: &[Checked], unread: &[String]) -> String {
    let rules = rules(jobs);
    let results: Vec<_> = jobs
        .iter()
        .flat_map(|job| {
            let log = Log {
                sources: &job.sources,
                rules: &rules,
            };
            let said = shown(&job.diagnostics, job.most).into_iter();
            let said = said.map(move |found| log.result(found));
            let ignored = job.ignored.iter().map(move |found| log.suppressed(found));
            said.chain(ignored)
        })
        .collect();
    let notification =
        |level: &str, message: &str| json!({"level": level, "message": {"text": message}});
    let left_out = jobs
        .iter()
        .filter_map(|job| left_out(&job.diagnostics, job.most, &job.sources));
    let notifications: Vec<_> = unread
        .iter()
        .map(|message| notification("error", message))
        .chain(left_out.map(|left_out| notification("warning", &left_out.message)))
        .collect();
    let driver = json!({
        "name": "portl",
        "semanticVersion": env!("CARGO_PKG_VERSION"),
        "rules": rules.iter().copied().map(rule).collect::<Vec<_>>(),
    });
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": driver},
            "invocations": [{
                "executionSuccessful": unread.is_empty(),
                "toolExecutionNotifications": notifications,
            }],
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    format!("{log:#}\n")
}

/// The codes that occur, by name.
fn rules(jobs: &[Checked]) -> Vec<&'static Code> {
    let mut rules: Vec<_> = jobs
        .iter()
        .flat_map(|job| {
            let ignored = job.ignored.iter().map(|ignored| ignored.diagnostic.code);
            job.diagnostics
                .iter()
                .map(|found| found.code)
                .chain(ignored)
        })
        .collect();
    rules.sort_by_key(|code| code.name);
    rules.dedup();
    rules
}

fn rule(code: &Code) -> Value {
    json!({
        "id": code.name,
        "shortDescription": {"text": code.summary},
        "fullDescription": {"text": Story::of(code).about},
        "help": {"text": code.story, "markdown": code.story},
        "defaultConfiguration": {"level": level(code)},
        "properties": {"tags": [code.family()]},
    })
}

const fn level(code: &Code) -> &'static str {
    match code.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Advice => "note",
    }
}

/// What results of one job are written with.
#[derive(Clone, Copy)]
struct Log<'a> {
    sources: &'a Sources,
    rules: &'a [&'static Code],
}

impl Log<'_> {
    fn result(self, found: &Diagnostic) -> Value {
        let help = found.help.iter().map(|help| format!("\nhelp: {help}"));
        let message: String = std::iter::once(found.message.clone()).chain(help).collect();
        let mut location = self.location(found.span);
        if !found.label.is_empty() {
            location["message"] = json!({"text": found.label});
        }
        let mut result = json!({
            "ruleId": found.code.name,
            "ruleIndex": self.rules.iter().position(|rule| *rule == found.code),
            "level": level(found.code),
            "message": {"text": message},
            "locations": [location],
        });
        if !found.related.is_empty() {
            let related = (1..)
                .zip(&found.related)
                .map(|(id, (span, text))| self.related(id, *span, text));
            result["relatedLocations"] = related.collect();
        }
        if let Some(changes) = found.fix.as_ref().and_then(|fix| self.changes(fix)) {
            let description = found.help.as_deref().unwrap_or(&found.message);
            result["fixes"] = json!([{
                "description": {"text": description},
                "artifactChanges": changes,
            }]);
        }
        result
    }

    fn suppressed(self, ignored: &Ignored) -> Value {
        let mut result = self.result(&ignored.diagnostic);
        let mut suppression = json!({"kind": "inSource"});
        if !ignored.reason.is_empty() {
            suppression["justification"] = ignored.reason.as_str().into();
        }
        result["suppressions"] = json!([suppression]);
        result
    }

    fn related(self, id: usize, span: Span, text: &str) -> Value {
        let mut location = self.location(span);
        location["id"] = id.into();
        location["message"] = json!({"text": text});
        location
    }

    fn location(self, span: Span) -> Value {
        json!({"physicalLocation": {
            "artifactLocation": self.artifact(span),
            "region": self.region(span),
        }})
    }

    fn changes(self, fix: &Fix) -> Option<Value> {
        let edits = fix.written()?;
        let mut files: Vec<_> = edits.iter().map(|(span, _)| span.file).collect();
        files.sort_unstable();
        files.dedup();
        let change = |file| {
            let own = edits.iter().filter(|(span, _)| span.file == file);
            let replacements = own.map(|(span, text)| {
                json!({
                    "deletedRegion": self.region(*span),
                    "insertedContent": {"text": text},
                })
            });
            json!({
                "artifactLocation": self.artifact(Span::new(file, 0, 0)),
                "replacements": replacements.collect::<Value>(),
            })
        };
        Some(files.into_iter().map(change).collect())
    }

    fn artifact(self, span: Span) -> Value {
        json!({"uri": uri(self.sources.file(span.file).name())})
    }

    fn region(self, span: Span) -> Value {
        let file = self.sources.file(span.file);
        let start = file.position(span.range().start);
        let end = file.position(span.range().end);
        json!({
            "startLine": start.line,
            "startColumn": start.column,
            "endLine": end.line,
            "endColumn": end.column,
        })
    }
}
