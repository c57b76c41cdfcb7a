use crate::{
    text::Span,
    yaml::{Entry, Node, NodeKind},
};

/// The edits that move the keys below `parent` up beside it, and remove it: lines are unindented, comments stay.
///
/// None where the map stands in brackets, behind an anchor or a comment, or in lines that can't be unindented.
pub(super) fn moved_up(file: &str, parent: &Entry) -> Option<Vec<(Span, String)>> {
    let NodeKind::Map(map) = &parent.value.kind else {
        return None;
    };
    let (outer, inner) = (parent.key.span(), map.entries.first()?.key.span());
    let between = file.get(outer.range().end..inner.range().start)?;
    let is_block = between.starts_with(':')
        && between.contains('\n')
        && between[1..].chars().all(char::is_whitespace);
    let shift = column(file, inner.range().start).checked_sub(column(file, outer.range().start))?;
    if !is_block || shift == 0 {
        return None;
    }
    let remove = |start, end| (Span::new(outer.file, start, end), String::new());
    let mut edits = vec![remove(outer.range().start, inner.range().start)];
    let end = parent.value.span.range().end;
    let mut at = inner.range().start;
    while let Some(length) = file.get(at..end)?.find('\n') {
        at += length + 1;
        let line = file[at..].lines().next().unwrap_or_default();
        let spaces = line.bytes().take_while(|byte| *byte == b' ').count();
        if spaces >= shift {
            edits.push(remove(at, at + shift));
        } else if !line.trim().is_empty() {
            return None;
        }
    }
    Some(edits)
}

/// The edits that make a map the only item of a list: brackets around it where it stands in braces, else a `- ` before
/// its first key, and its other lines under it.
///
/// None where its first key does not begin a line.
pub(super) fn as_item(file: &str, node: &Node) -> Option<Vec<(Span, String)>> {
    let NodeKind::Map(map) = &node.kind else {
        return None;
    };
    let first = map.entries.first()?.key.span();
    let (start, end) = (first.range().start, node.span.range().end);
    let insert = |at: usize, text: &str| (Span::new(first.file, at, at), text.to_owned());
    if file[node.span.range()].starts_with('{') {
        return Some(vec![insert(node.span.range().start, "["), insert(end, "]")]);
    }
    let line = file[..start].rfind('\n').map_or(0, |end| end + 1);
    if !file.get(line..start)?.bytes().all(|byte| byte == b' ') {
        return None;
    }
    let breaks = file.get(start..end)?.match_indices('\n');
    let lines = breaks.map(|(length, _)| start + length + 1);
    let lines = lines.filter(|at| {
        !file[*at..]
            .lines()
            .next()
            .unwrap_or_default()
            .trim()
            .is_empty()
    });
    let below = lines.map(|at| insert(at, "  "));
    Some(std::iter::once(insert(start, "- ")).chain(below).collect())
}

fn column(file: &str, at: usize) -> usize {
    at - file[..at].rfind('\n').map_or(0, |end| end + 1)
}
