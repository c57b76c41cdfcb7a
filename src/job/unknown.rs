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
    ("postgresql", "postgres"),
    ("psql", "postgres"),
    ("aws_lambda", "lambda"),
    ("aws", "lambda"),
    ("csv", "csv.read"),
    ("read_csv", "csv.read"),
    ("file.read", "csv.read"),
    ("write_csv", "csv.write"),
    ("file.write", "csv.write"),
    ("db.select", "db.query_many"),
    ("db.query", "db.query_many"),
    ("db.fetch_all", "db.query_many"),
    ("query", "db.query_many"),
    ("select", "db.query_many"),
    ("db.get", "db.query_one"),
    ("db.find", "db.query_one"),
    ("db.fetch_one", "db.query_one"),
    ("sql", "db.execute"),
    ("db.sql", "db.execute"),
    ("db.exec", "db.execute"),
    ("execute", "db.execute"),
    ("insert", "db.insert"),
    ("upsert", "db.upsert"),
    ("db.merge", "db.upsert"),
    ("update", "db.update"),
    ("delete", "db.delete"),
    ("http", "api.call"),
    ("http.request", "api.call"),
    ("http.call", "api.call"),
    ("http.get", "api.call"),
    ("http.post", "api.call"),
    ("api", "api.call"),
    ("api.request", "api.call"),
    ("request", "api.call"),
    ("lambda", "lambda.invoke"),
    ("lambda.call", "lambda.invoke"),
    ("if", "conditional"),
    ("condition", "conditional"),
    ("branch", "conditional"),
    ("switch", "conditional"),
    ("foreach", "group"),
    ("for_each", "group"),
    ("loop", "group"),
    ("steps", "group"),
    ("outbox", "outbox.enqueue"),
];

fn habit(name: &str, known: &[&'static str]) -> Option<&'static str> {
    let name = name.to_ascii_lowercase();
    let mut meant = HABITS.iter().filter(|(habit, _)| *habit == name);
    meant.find_map(|(_, meant)| known.iter().copied().find(|known| known == meant))
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
