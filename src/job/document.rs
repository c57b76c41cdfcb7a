use std::{collections::HashSet, path::Path};

use super::{Job, Step, Transaction, reader::Reader, unknown::meant, what::What};
use crate::{
    diagnostic::{Diagnostics, messages::job as messages},
    limits::Limits,
    spec::Registry,
    template::NameIds,
    text::{FileId, Sources, Span, Spanned},
    yaml::{Map, Node, NodeKind},
};

const KEYS: &[&str] = &[
    "name",
    "inputs",
    "connections",
    "transaction",
    "limits",
    "steps",
];
const NAME: What<'static> = What::new("name", "name: nightly");
const STEPS: What<'static> = What::new("steps", "steps: [{id: …, type: …}]");
const TRANSACTION: What<'static> = What::new("transaction", "transaction: {scope: db}");
const SCOPE: What<'static> = What::new("transaction.scope", "scope: db");
const PROJECT: What<'static> = What::new("connections", "connections: {name: {type: …}}");

/// Reads a job.
///
/// `root` is the tree of `file`; `project` is that of the project file, whose connections the job shares. The job is
/// given wherever there is something to look at further, even if parts of it are wrong: those are reported, and a step
/// that can't be what it should is marked [`is_broken`](Step::is_broken). There is none where the file has no steps.
pub fn parse(
    sources: &Sources,
    file: FileId,
    root: &Node,
    project: Option<(FileId, &Node)>,
    registry: &Registry,
    ids: &mut NameIds,
    diagnostics: &mut Diagnostics,
) -> Option<Job> {
    let mut reader = Reader::new(sources, registry, ids, diagnostics);
    let map = reader.map(What::new("job", "steps: [{id: …, type: …}]"), root)?;
    if is_legacy(map) {
        let key = map.entry("source").or_else(|| map.entry("destination"))?;
        reader.report(messages::legacy(key.key.span()));
        return None;
    }
    let mut job = Job {
        file,
        name: stem(sources.file(file).name()),
        inputs: Vec::new(),
        connections: Vec::new(),
        broken_connections: Vec::new(),
        transaction: Spanned::new(Transaction::Step, start_of(root)),
        limits: Limits::DEFAULT,
        steps: Vec::new(),
        step_count: 0,
    };
    reader.document(map, &mut job);
    if let Some((_, project)) = project {
        reader.project(project, &mut job);
    }
    job.steps = reader.document_steps(map, start_of(root))?;
    job.step_count = reader.step_count();
    Some(job)
}

impl Reader<'_> {
    /// The keys of the job but its steps.
    fn document(&mut self, map: &Map, job: &mut Job) {
        for entry in &map.entries {
            let node = &entry.value;
            match entry.key.text() {
                "inputs" => job.inputs = self.inputs(node),
                "connections" => {
                    job.connections = self.connections(node, &mut job.broken_connections);
                }
                known => {
                    self.forbid_interpolation(node);
                    match known {
                        "name" => {
                            if let Some(name) = self.plain_text(NAME, node) {
                                job.name = name.value;
                            }
                        }
                        "transaction" => {
                            if let Some(transaction) = self.transaction(node) {
                                job.transaction = transaction;
                            }
                        }
                        "limits" => job.limits = self.limits(node),
                        "steps" => {}
                        _ => self.unknown_key(&entry.key, "a job", KEYS),
                    }
                }
            }
        }
    }

    fn document_steps(&mut self, map: &Map, start: Span) -> Option<Vec<Step>> {
        match meant(map, "steps", KEYS) {
            Some(entry) => self.steps(STEPS, &entry.value),
            None => {
                let place = map.entries.first().map_or(start, |entry| entry.key.span());
                let (doc, example) = ("what the job does, in order", "steps: [{id: …, type: …}]");
                self.report(messages::missing_key("steps", "a job", place, doc, example));
                None
            }
        }
    }

    fn transaction(&mut self, node: &Node) -> Option<Spanned<Transaction>> {
        let map = self.map(TRANSACTION, node)?;
        self.unknown_keys(map, "`transaction`", &["scope"]);
        let Some(scope) = meant(map, "scope", &["scope"]) else {
            let (doc, example) = ("what one transaction spans", "scope: db");
            self.report(messages::missing_key(
                "scope",
                "`transaction`",
                node.span,
                doc,
                example,
            ));
            return None;
        };
        let word = self.choice(SCOPE, &["db", "none"], &scope.value)?;
        let transaction = match word.value {
            "db" => Transaction::Job,
            _ => Transaction::Step,
        };
        Some(Spanned::new(transaction, word.span))
    }

    /// Adds the connections of the project file that the job does not have itself.
    fn project(&mut self, root: &Node, job: &mut Job) {
        let NodeKind::Map(map) = &root.kind else {
            let _: Option<()> = self.wrong_shape(PROJECT, "a map", root);
            return;
        };
        self.unknown_keys(map, "a project file", &["connections"]);
        let Some(node) = map.get("connections") else {
            return;
        };
        let own: HashSet<String> = job
            .connections
            .iter()
            .map(|connection| connection.name.value.clone())
            .collect();
        let shared = self.connections(node, &mut job.broken_connections);
        let added = shared
            .into_iter()
            .filter(|connection| !own.contains(&connection.name.value));
        job.connections.extend(added);
    }
}

fn is_legacy(map: &Map) -> bool {
    map.get("steps").is_none() && (map.get("source").is_some() || map.get("destination").is_some())
}

/// The name of a file without its folder and its extension.
fn stem(name: &str) -> String {
    let stem = Path::new(name).file_stem().and_then(|stem| stem.to_str());
    stem.unwrap_or(name).to_owned()
}

fn start_of(node: &Node) -> Span {
    Span {
        end: node.span.start,
        ..node.span
    }
}
