//! What may be typed at a place: names and helpers in expressions, keys and values of the YAML around them.
//!
//! The text is rarely whole while somebody types. So a word is put in at the cursor, and whatever seems to be missing
//! behind it ([`probe`]); that text is analysed, and the word is looked for in what came out.

mod expression;
mod names;
mod probe;
mod tables;
mod yaml;

use std::ops::Range;

use super::{Snapshot, Texts};
use probe::{Probe, name_around, probes, word_around};

/// What may be typed, and where it goes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Completions {
    /// The word that is there already, in bytes of the job: what is typed takes its place.
    pub replaces: Range<usize>,
    /// What may be typed, the most likely first.
    pub items: Vec<Completion>,
}

/// Something that may be typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completion {
    /// What it is called, which is also what is typed unless `insert` differs.
    pub label: String,
    /// What it is.
    pub kind: CompletionKind,
    /// Its type or signature, in a few words; may be empty.
    pub detail: String,
    /// More about it, in Markdown; may be empty.
    pub doc: String,
    /// What is typed.
    pub insert: String,
}

/// What a completion is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CompletionKind {
    /// A name that stands for a value: a root, a result, an alias, `idx`.
    Name,
    /// A step, behind `steps.`.
    Step,
    /// A field of a record, a column.
    Field,
    /// A helper.
    Helper,
    /// A test, behind `is`.
    Test,
    /// A key of the YAML.
    Key,
    /// A word that may be a value of the YAML.
    Value,
}

impl Completion {
    fn new(label: impl Into<String>, kind: CompletionKind) -> Self {
        let label = label.into();
        Self {
            insert: label.clone(),
            label,
            kind,
            detail: String::new(),
            doc: String::new(),
        }
    }

    fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = detail.into();
        self
    }

    fn doc(mut self, doc: impl Into<String>) -> Self {
        self.doc = doc.into();
        self
    }

    fn insert(mut self, insert: impl Into<String>) -> Self {
        self.insert = insert.into();
        self
    }
}

/// What may be typed at `offset` of the job. `is_project` says that it is a project file.
#[must_use]
pub fn complete(texts: &Texts<'_>, offset: usize, is_project: bool) -> Completions {
    let text = &texts.job.text;
    let offset = text.floor_char_boundary(offset);
    let mut of_yaml = None;
    for probe in probes(text, offset) {
        let mut probed = texts.clone();
        probed.job.text.clone_from(&probe.text);
        let snapshot = Snapshot::of(probed);
        if let Some(items) = expression::at(&snapshot) {
            let replaces = name_around(text, offset);
            return Completions { replaces, items };
        }
        of_yaml = of_yaml.or_else(|| yaml::at(&snapshot, &probe, is_project));
    }
    Completions {
        replaces: word_around(text, offset),
        items: of_yaml.unwrap_or_default(),
    }
}

/// Takes out what is offered twice, the later one.
fn each_once(items: impl IntoIterator<Item = Completion>) -> Vec<Completion> {
    let mut seen = std::collections::HashSet::new();
    let mut items: Vec<_> = items.into_iter().collect();
    items.retain(|item| seen.insert(item.label.clone()));
    items
}

/// Whether a text holds the word that was put in.
fn holds(text: &str) -> bool {
    text.contains(Probe::WORD)
}
