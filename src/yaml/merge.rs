use std::collections::{HashMap, HashSet};

use super::{Entry, Map, Node, NodeKind, Scalar};
use crate::{
    diagnostic::{Diagnostic, messages::yaml as messages},
    text::Span,
};

/// Whether `key` brings in the entries of other maps; in quotes it is a key like any other.
pub(super) fn is_merge(key: &Scalar) -> bool {
    key.is_plain() && key.text() == "<<"
}

/// Brings the entries of `value`, a map or a list of maps, into `map`.
///
/// The map's `own` keys win, and of several maps the first. Gives what is wrong with `value`, if anything is.
pub(super) fn merge(map: &mut Map, value: Node, own: &HashMap<String, Span>) -> Option<Diagnostic> {
    let sources = match value.kind {
        NodeKind::List(values) => values,
        _ => vec![value],
    };
    let mut taken = HashSet::new();
    let mut wrong = None;
    for source in sources {
        match source.kind {
            NodeKind::Map(from) => {
                let fresh = |entry: &Entry| {
                    let key = entry.key.text();
                    !own.contains_key(key) && taken.insert(key.to_owned())
                };
                let brought = from.entries.into_iter().filter(fresh);
                map.entries.extend(brought.map(|mut entry| {
                    entry.value.alias = source.alias.or(entry.value.alias);
                    entry
                }));
            }
            NodeKind::Error => {}
            _ => wrong = wrong.or(Some(messages::bad_merge(source.span))),
        }
    }
    wrong
}
