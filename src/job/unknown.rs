use super::reader::Reader;
use crate::{
    diagnostic::{messages::job as messages, nearest},
    text::Span,
    yaml::{Entry, Map, Scalar},
};

impl Reader<'_> {
    /// Reports a key that is not known, with the one it may have meant to be.
    pub(super) fn unknown_key(&mut self, key: &Scalar, place: &str, known: &[&str]) {
        let near = nearest(key.text(), known.iter().copied());
        self.report(messages::unknown_key(
            key.text(),
            place,
            key.span(),
            near,
            known,
        ));
    }

    /// Reports every key of a map that is not known.
    pub(super) fn unknown_keys(&mut self, map: &Map, place: &str, known: &[&str]) {
        for entry in &map.entries {
            if !known.contains(&entry.key.text()) {
                self.unknown_key(&entry.key, place, known);
            }
        }
    }

    /// Reports a type that does not exist, and gives the one it may have meant to be.
    pub(super) fn unknown_type(
        &mut self,
        kind: &str,
        name: &str,
        span: Span,
        known: &[&'static str],
    ) -> Option<&'static str> {
        let near = habit(name, known).or_else(|| nearest(name, known.iter().copied()));
        self.report(messages::unknown_type(kind, name, span, near, known));
        near
    }
}

/// What types are called elsewhere.
const HABITS: &[(&str, &str)] = &[
    ("string", "text"),
    ("str", "text"),
    ("varchar", "text"),
    ("integer", "int"),
    ("long", "int"),
    ("bigint", "int"),
    ("number", "decimal"),
    ("numeric", "decimal"),
    ("double", "float"),
    ("boolean", "bool"),
    ("datetime", "timestamp"),
    ("object", "json"),
    ("any", "json"),
    ("dict", "json"),
    ("password", "secret"),
    ("pg", "postgres"),
    ("sqlite3", "sqlite"),
    ("api", "http"),
    ("https", "http"),
    ("rest", "http"),
];

fn habit(name: &str, known: &[&'static str]) -> Option<&'static str> {
    let name = name.to_ascii_lowercase();
    let (_, meant) = HABITS.iter().find(|(habit, _)| *habit == name)?;
    known.iter().copied().find(|known| known == meant)
}

/// The entry of `key`, or the one whose key was most likely meant to be it; `known` are all keys of the map.
pub(super) fn meant<'n>(map: &'n Map, key: &str, known: &[&str]) -> Option<&'n Entry> {
    map.entry(key).or_else(|| {
        map.entries.iter().find(|entry| {
            let word = entry.key.text();
            !known.contains(&word) && nearest(word, known.iter().copied()) == Some(key)
        })
    })
}
