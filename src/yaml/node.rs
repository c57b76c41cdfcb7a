use super::Scalar;
use crate::text::Span;

/// A value of a YAML file, and where it stands.
///
/// What an alias stands for keeps the place where it was written, not the place of the alias.
#[derive(Debug, Clone)]
pub struct Node {
    /// The value.
    pub kind: NodeKind,
    /// The byte range it takes up, quotes and brackets included.
    pub span: Span,
    /// The alias that it stands in for, or that a merge took it from; of several the outermost.
    pub alias: Option<Span>,
}

/// The kinds of values.
#[derive(Debug, Clone)]
pub enum NodeKind {
    /// A text, a number, a truth value or nothing.
    Scalar(Scalar),
    /// Values in order.
    List(Vec<Node>),
    /// Values under keys.
    Map(Map),
    /// A value that can't be known, and was reported: an alias of nothing, a text that is not what its tag says.
    Error,
}

/// Values under keys, in the order they were written; every key stands once.
#[derive(Debug, Clone, Default)]
pub struct Map {
    /// The keys with their values; those merged in by `<<` come after the map's own.
    pub entries: Vec<Entry>,
}

/// One key with its value.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The key.
    pub key: Scalar,
    /// The value; nothing at all is a scalar that reads as null.
    pub value: Node,
}

impl Map {
    /// The value under `key`.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// The key that reads `key`, with its value.
    #[must_use]
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key.text() == key)
    }
}
