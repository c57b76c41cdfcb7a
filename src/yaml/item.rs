//! An item of a list that begins without its `- `: its keys read as more keys of the item before.

use super::{Map, Node, NodeKind, tree::Row};
use crate::{
    diagnostic::{Diagnostic, Replacement, messages::yaml as messages},
    text::Span,
};

/// The rows of a map by the items that they were meant to be, with what is wrong; all of them are one item where nothing
/// tells otherwise.
///
/// A new item begins where the first key stands again, on a line of its own, if another key stands again behind it.
pub(super) fn apart(rows: Vec<Row>, text: &str) -> (Vec<Vec<Row>>, Vec<Diagnostic>) {
    let Some(first) = rows.first().map(|row| row.0.clone()) else {
        return (vec![rows], Vec::new());
    };
    let begins = |row: &Row| row.0.text() == first.text() && row.0.span() != first.span();
    let is_whole = begins_item(text, first.span()) && repeats(&rows, first.text());
    if !is_whole || !rows.iter().any(begins) {
        return (vec![rows], Vec::new());
    }
    let (mut items, mut found) = (vec![Vec::new()], Vec::new());
    for row in rows {
        let key = row.0.span();
        if begins(&row) && stands_alone(text, key) {
            found.push(missing_dash(row.0.text(), key, first.span()));
            items.push(Vec::new());
        }
        if let Some(item) = items.last_mut() {
            item.push(row);
        }
    }
    (items, found)
}

fn missing_dash(name: &str, key: Span, first: Span) -> Diagnostic {
    let dash = Span::new(key.file, key.range().start - 2, key.range().start);
    messages::missing_dash(name, key, first).edit(dash, Replacement::Source("- ".to_owned()))
}

/// Whether another key than the first stands both before and behind the second of the first.
fn repeats(rows: &[Row], first: &str) -> bool {
    let again = rows.iter().skip(1).position(|row| row.0.text() == first);
    let Some((before, behind)) = again.map(|at| rows.split_at(at + 1)) else {
        return false;
    };
    let mut others = behind.iter().filter(|row| row.0.text() != first);
    others.any(|other| before.iter().any(|row| row.0.text() == other.0.text()))
}

/// Whether a key stands right behind the `- ` of its item.
fn begins_item(text: &str, key: Span) -> bool {
    text.get(..key.range().start)
        .is_some_and(|before| before.ends_with("- "))
}

/// Whether nothing but blanks stands before a key on its line, enough of them for a `- `.
fn stands_alone(text: &str, key: Span) -> bool {
    let before = text.get(..key.range().start).unwrap_or_default();
    let line = before.rsplit('\n').next().unwrap_or_default();
    line.len() >= 2 && line.bytes().all(|byte| byte == b' ')
}

/// The nodes of the items behind the first.
pub(super) fn nodes(maps: impl IntoIterator<Item = Map>) -> Vec<Node> {
    let node = |map: Map| {
        let (first, last) = (map.entries.first()?, map.entries.last()?);
        let span = first.key.span().to(last.value.span);
        Some(Node {
            kind: NodeKind::Map(map),
            span,
            alias: None,
        })
    };
    maps.into_iter().filter_map(node).collect()
}
