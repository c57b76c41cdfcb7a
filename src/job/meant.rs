//! What a value of the wrong shape was meant to be, in the words it is written with.

use super::{reader::first_hole, what::What};
use crate::yaml::{Literal, Node, NodeKind};

/// The map that a text of conditions, or a list of entries, was meant to be; `key` is what it stands under.
pub(super) fn map(key: &str, node: &Node) -> Option<String> {
    match &node.kind {
        NodeKind::Scalar(scalar) => {
            let entries: Option<Vec<_>> = conditions(scalar.text()).map(entry).collect();
            Some(format!("{key}: {{{}}}", entries?.join(", ")))
        }
        NodeKind::List(items) if !items.is_empty() => {
            let entries: Option<Vec<_>> = items.iter().map(single).collect();
            Some(format!("{key}: {{{}}}", entries?.join(", ")))
        }
        _ => None,
    }
}

/// The texts that a list with null in it was meant to hold, as typed.
pub(super) fn quoted(what: What<'_>, item: &Node) -> Option<String> {
    let NodeKind::Scalar(scalar) = &item.kind else {
        return None;
    };
    let is_word = scalar.literal() == Literal::Null && !scalar.text().is_empty();
    is_word.then(|| format!("{}: [\"{}\"]", what.name(), scalar.text()))
}

fn conditions(text: &str) -> impl Iterator<Item = &str> {
    text.split(" AND ").flat_map(|part| part.split(" and "))
}

/// `column = {{ value }}` as an entry of a map.
fn entry(condition: &str) -> Option<String> {
    let (column, value) = condition.split_once('=')?;
    let (column, value) = (column.trim(), value.trim());
    let is_name = column
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || c == '_');
    let hole = first_hole(value)?;
    let is_hole = hole == (0..value.len()) && !value.contains('"');
    (is_name && is_hole && !column.is_empty()).then(|| format!("{column}: \"{value}\""))
}

/// An item that is a map of one entry, as an entry.
fn single(item: &Node) -> Option<String> {
    let NodeKind::Map(map) = &item.kind else {
        return None;
    };
    let [entry] = map.entries.as_slice() else {
        return None;
    };
    let NodeKind::Scalar(value) = &entry.value.kind else {
        return None;
    };
    let (key, text) = (entry.key.text(), value.text());
    if value.literal() != Literal::Text {
        return Some(format!("{key}: {text}"));
    }
    let is_plain = !text.contains(['"', '\n', '\\']);
    is_plain.then(|| format!("{key}: \"{text}\""))
}
