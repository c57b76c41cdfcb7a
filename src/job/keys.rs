use super::{Step, batch, habits, lines::moved_up, reader::Reader, what::What};
use crate::{
    diagnostic::{Diagnostic, Replacement, messages::job as messages, nearest},
    spec,
    yaml::{Entry, Literal, Map, Node, NodeKind, Scalar},
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

/// The key that a word is, or was most likely meant to be.
pub(super) fn meant(declaration: &spec::Step, word: &str) -> Option<&'static str> {
    if let Some(key) = declaration.key(word) {
        return Some(key.name);
    }
    let known: Vec<_> = names(declaration).collect();
    habits::key(word, &known).or_else(|| nearest(word, known))
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
        let (word, span) = (entry.key.text(), entry.key.span());
        let near = Some(key);
        self.report(messages::unknown_key(word, "a step", span, near, &[]));
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
        let advice = habits::advice(name).map(str::to_owned);
        let advice = advice.or_else(|| {
            let (key, value) = habits::setting(name)?;
            Some(format!("write `{key}: {value}`"))
        });
        let near = meant(step.declaration, name);
        let advice = advice.or_else(|| {
            let there = near.filter(|near| has(map, near))?;
            Some(format!("remove it: the step has `{there}` already"))
        });
        let near = near.filter(|near| !has(map, near));
        if let Some(advice) = advice.filter(|_| near.is_none()) {
            let found = messages::misplaced_key(name, &place, key.name.span(), advice);
            self.report(mended(found, key));
            return;
        }
        if near == Some("batch") && !matches!(key.node.kind, NodeKind::Map(_)) {
            let help = format!("write `{}`", batch::meant(key.node));
            self.report(messages::misplaced_key(name, &place, key.name.span(), help));
            return;
        }
        let known: Vec<_> = names(step.declaration).collect();
        let own = &known[..step.declaration.keys.len()];
        let found = messages::unknown_key(name, &place, key.name.span(), near, own);
        self.report(found.by_hand_if(habits::is_guess(name, near)));
    }
}

/// The entry whose key was most likely meant to be `key`, a key that every step has.
fn misspelled<'n>(map: &'n Map, key: &str) -> Option<&'n Entry> {
    let common = || spec::Step::COMMON.iter().map(|common| common.name);
    map.entries.iter().find(|entry| {
        let word = entry.key.text();
        let near = nearest(word, common()).or_else(|| habits::required(word));
        common().all(|known| known != word) && near == Some(key)
    })
}

/// A switch of another tool that is on is the setting that says the same.
fn mended(found: Diagnostic, key: &StepKey<'_>) -> Diagnostic {
    let NodeKind::Scalar(value) = &key.node.kind else {
        return found;
    };
    match (habits::setting(key.name.text()), value.literal()) {
        (Some((name, word)), Literal::Bool(true)) => found
            .replace(key.name.span(), name)
            .replace(value.span(), word),
        _ => found,
    }
}

fn in_order<'n>(one: &'n Scalar, other: &'n Scalar) -> (&'n Scalar, &'n Scalar) {
    if one.span() <= other.span() {
        (one, other)
    } else {
        (other, one)
    }
}
