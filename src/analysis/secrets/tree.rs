use super::name::{is_secret, outside_variables, secret_in};
use crate::{
    lint::secret_shape::{in_url, issued},
    text::Span,
    yaml::{Entry, Map, Node, NodeKind, Scalar},
};

/// Adds the secrets below a node.
pub(super) fn secrets(node: &Node, spans: &mut Vec<Span>) {
    match &node.kind {
        NodeKind::Scalar(scalar) => by_shape(scalar, spans),
        NodeKind::List(items) => items.iter().for_each(|item| secrets(item, spans)),
        NodeKind::Map(map) => {
            let declares_secret = map.get("type").is_some_and(|ty| is_word(ty, "secret"));
            for entry in &map.entries {
                in_entry(entry, declares_secret, spans);
            }
        }
        NodeKind::Error => {}
    }
}

/// Adds the secrets of connections that stand in templates: no template is evaluated there.
pub(super) fn in_connections(root: &Node, spans: &mut Vec<Span>) {
    if let NodeKind::Map(map) = &root.kind
        && let Some(connections) = map.get("connections")
    {
        templates(connections, spans);
    }
}

fn templates(node: &Node, spans: &mut Vec<Span>) {
    let NodeKind::Map(map) = &node.kind else {
        return;
    };
    for entry in &map.entries {
        match &entry.value.kind {
            NodeKind::Scalar(scalar)
                if is_secret(entry.key.text()) && scalar.text().contains("{{") =>
            {
                spans.push(scalar.span());
            }
            _ => templates(&entry.value, spans),
        }
    }
}

/// In the declaration of a secret, whatever is no type is one.
fn in_entry(entry: &Entry, declares_secret: bool, spans: &mut Vec<Span>) {
    let name = entry.key.text();
    match &entry.value.kind {
        NodeKind::Scalar(scalar) => {
            let is_default = declares_secret && !is_word(&entry.value, "secret");
            let name = if is_default { "secret" } else { name };
            match secret_in(name, scalar.text()) {
                Some(secret) => {
                    let written = outside_variables(scalar.text(), secret);
                    spans.extend(written.map(|part| scalar.span_of(part)));
                }
                None => by_shape(scalar, spans),
            }
        }
        NodeKind::List(items) if is_secret(name) => {
            items.iter().for_each(|item| whole(item, spans));
        }
        NodeKind::Map(map) if is_secret(name) && !is_declaration(map) => {
            map.entries
                .iter()
                .for_each(|entry| whole(&entry.value, spans));
        }
        _ => secrets(&entry.value, spans),
    }
}

/// All that stands where a secret should: a list or a map of it is as secret as it.
fn whole(node: &Node, spans: &mut Vec<Span>) {
    match &node.kind {
        NodeKind::Scalar(scalar) => spans.push(scalar.span()),
        NodeKind::List(items) => items.iter().for_each(|item| whole(item, spans)),
        NodeKind::Map(map) => map
            .entries
            .iter()
            .for_each(|entry| whole(&entry.value, spans)),
        NodeKind::Error => {}
    }
}

/// Whether a map says what a thing is, and is not the thing.
fn is_declaration(map: &Map) -> bool {
    map.entries
        .iter()
        .any(|entry| matches!(entry.key.text(), "type" | "default"))
}

fn by_shape(scalar: &Scalar, spans: &mut Vec<Span>) {
    let text = scalar.text();
    let issued = issued(text).map(|(range, _)| range);
    spans.extend(
        in_url(text)
            .into_iter()
            .chain(issued)
            .map(|range| scalar.span_of(range)),
    );
}

fn is_word(node: &Node, word: &str) -> bool {
    matches!(&node.kind, NodeKind::Scalar(scalar) if scalar.text() == word)
}
