use super::{Step, lines::moved_up, reader::Reader, what::What};
use crate::{
    diagnostic::{Replacement, messages::job as messages, nearest},
    spec,
    yaml::{Entry, Map, Node, NodeKind, Scalar},
};

/// The key under which the first Portl kept a step's own keys.
const CONFIG: &str = "config";

/// A key of a step.
pub(super) struct StepKey<'n> {
    /// The key.
    pub(super) name: &'n Scalar,
    /// What stands behind it.
    pub(super) node: &'n Node,
    /// Whether it stands under `config:`.
    pub(super) is_nested: bool,
}

/// The keys of a step in the order of the file, those under `config:` among them.
pub(super) fn of(map: &Map) -> Vec<StepKey<'_>> {
    let mut keys = Vec::with_capacity(map.entries.len());
    for entry in &map.entries {
        match &entry.value.kind {
            NodeKind::Map(config) if entry.key.text() == CONFIG => {
                keys.extend(config.entries.iter().map(|entry| StepKey {
                    name: &entry.key,
                    node: &entry.value,
                    is_nested: true,
                }));
            }
            _ if entry.key.text() == CONFIG => {}
            _ => keys.push(StepKey {
                name: &entry.key,
                node: &entry.value,
                is_nested: false,
            }),
        }
    }
    keys
}

/// Whether a key stands in a step.
pub(super) fn has(map: &Map, name: &str) -> bool {
    of(map).iter().any(|key| key.name.text() == name)
}

/// What keys are called elsewhere.
const HABITS: &[(&str, &str)] = &[
    ("if", "when"),
    ("condition", "when"),
    ("for_each", "batch"),
    ("foreach", "batch"),
    ("loop", "batch"),
    ("sql", "query"),
    ("statement", "query"),
    ("values", "mapping"),
    ("set", "mapping"),
    ("file", "path"),
    ("filename", "path"),
    ("endpoint", "path"),
    ("uri", "url"),
    ("otherwise", "else"),
    ("retries", "retry"),
    ("parameters", "params"),
    ("data", "mapping"),
    ("columns", "mapping"),
    ("record", "mapping"),
    ("json", "body"),
    ("data", "body"),
    ("payload", "body"),
    ("params", "query"),
    ("input", "payload"),
    ("body", "payload"),
    ("expected_status", "expect_status"),
    ("key_columns", "key"),
    ("conflict_key", "key"),
    ("primary_key", "key"),
    ("separator", "delimiter"),
    ("header", "has_header"),
    ("types", "columns"),
    ("items", "batch"),
    ("on_failure", "on_error"),
    ("register", "save_as"),
    ("output", "save_as"),
];

/// The key that a word is, or was most likely meant to be.
pub(super) fn meant(declaration: &spec::Step, word: &str) -> Option<&'static str> {
    if let Some(key) = declaration.key(word) {
        return Some(key.name);
    }
    let mut habits = HABITS.iter().filter(|(habit, _)| *habit == word);
    let habit = habits.find_map(|(_, meant)| declaration.key(meant));
    match habit {
        Some(key) => Some(key.name),
        None => nearest(word, names(declaration)),
    }
}

fn names(declaration: &spec::Step) -> impl Iterator<Item = &'static str> {
    let own = declaration.keys.iter();
    own.chain(spec::Step::COMMON).map(|key| key.name)
}

impl Reader<'_> {
    /// The value of a key that every step needs; a key that is not there may be one that is misspelled, which is
    /// reported.
    pub(super) fn meant<'n>(&mut self, map: &'n Map, key: &str) -> Option<&'n Node> {
        if let Some(node) = map.get(key) {
            return Some(node);
        }
        let entry = misspelled(map, key)?;
        self.unknown_key(&entry.key, "a step", &[key]);
        Some(&entry.value)
    }

    /// Advises against `config:`, and reports what is wrong with it as a whole.
    pub(super) fn nested_config(&mut self, map: &Map, step: &Step) {
        let Some(config) = map.entry(CONFIG) else {
            return;
        };
        let Some(nested) = self.map(What::new(CONFIG, "config: {…}"), &config.value) else {
            return;
        };
        let mut is_twice = false;
        for entry in &nested.entries {
            if let Some(flat) = map.entry(entry.key.text()) {
                is_twice = true;
                let (first, second) = in_order(&flat.key, &entry.key);
                self.report(messages::key_twice(
                    first.text(),
                    second.span(),
                    first.span(),
                ));
            }
        }
        // To mend a key that stands twice is to move the keys up already.
        if is_twice {
            return;
        }
        let found = messages::nested_config(&step.name.value, config.key.span());
        let file = self.sources.file(config.key.span().file).text();
        let edits = moved_up(file, config).unwrap_or_default();
        self.report(edits.into_iter().fold(found, |found, (span, text)| {
            found.edit(span, Replacement::Source(text))
        }));
    }

    /// Reports a key that a step does not know; of a type that does not exist nothing can be said.
    pub(super) fn unknown_step_key(&mut self, step: &Step, map: &Map, key: &StepKey<'_>) {
        if self.registry.step(step.declaration.name).is_none() {
            return;
        }
        let name = key.name.text();
        let was_reported = ["id", "type"].iter().any(|common| {
            let entry = misspelled(map, common).filter(|_| map.get(common).is_none());
            entry.is_some_and(|entry| entry.key.span() == key.name.span())
        });
        if was_reported {
            return;
        }
        let place = format!("`{}`", step.declaration.name);
        if key.is_nested && spec::Step::COMMON.iter().any(|common| common.name == name) {
            let place = format!("the config of {place}");
            let help = format!("move `{name}:` up, beside `type`");
            self.report(messages::misplaced_key(name, &place, key.name.span(), help));
            return;
        }
        let known: Vec<_> = names(step.declaration).collect();
        let own = &known[..step.declaration.keys.len()];
        let near = meant(step.declaration, name).filter(|near| !has(map, near));
        self.report(messages::unknown_key(
            name,
            &place,
            key.name.span(),
            near,
            own,
        ));
    }
}

/// The entry whose key was most likely meant to be `key`, a key that every step has.
fn misspelled<'n>(map: &'n Map, key: &str) -> Option<&'n Entry> {
    let common = || spec::Step::COMMON.iter().map(|common| common.name);
    map.entries.iter().find(|entry| {
        let word = entry.key.text();
        common().all(|known| known != word) && nearest(word, common()) == Some(key)
    })
}

fn in_order<'n>(one: &'n Scalar, other: &'n Scalar) -> (&'n Scalar, &'n Scalar) {
    if one.span() <= other.span() {
        (one, other)
    } else {
        (other, one)
    }
}
