use crate::{
    text::Span,
    yaml::{Entry, NodeKind},
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

fn column(file: &str, at: usize) -> usize {
    at - file[..at].rfind('\n').map_or(0, |end| end + 1)
}
