//! Writing a piece of a scalar: the way back from how it reads to how it stands in the file.

use super::{Node, NodeKind, Scalar, pieces::Style};
use crate::text::Span;

/// A scalar, and whether brackets around it make commas and brackets special.
struct Found<'n> {
    scalar: &'n Scalar,
    in_brackets: bool,
}

/// How `text` is written into the place of `span` in the scalar of `root` that holds it.
///
/// None where no scalar holds the place, or where its way of being written can't say the text.
#[must_use]
pub fn write(root: &Node, file: &str, span: Span, text: &str) -> Option<String> {
    let found = find(root, file, span, false)?;
    let whole = found.scalar.span().range();
    let is_whole = span.range() == whole;
    match found.scalar.style(file) {
        Style::DoubleQuoted if is_whole => Some(format!("\"{}\"", double_quoted(text))),
        Style::SingleQuoted if is_whole => {
            is_one_line(text).then(|| format!("'{}'", text.replace('\'', "''")))
        }
        Style::DoubleQuoted => Some(double_quoted(text)),
        Style::SingleQuoted => is_one_line(text).then(|| text.replace('\'', "''")),
        Style::Block { .. } => is_one_line(text).then(|| text.to_owned()),
        Style::Plain => {
            let place = span.range();
            let mended = [
                file.get(whole.start..place.start)?,
                text,
                file.get(place.end..whole.end)?,
            ]
            .concat();
            is_plain(&mended, found.in_brackets).then(|| text.to_owned())
        }
    }
}

fn find<'n>(node: &'n Node, file: &str, span: Span, in_brackets: bool) -> Option<Found<'n>> {
    let holds =
        |place: Span| place.file == span.file && place.start <= span.start && span.end <= place.end;
    let of = |scalar: &'n Scalar, in_brackets| {
        holds(scalar.span()).then_some(Found {
            scalar,
            in_brackets,
        })
    };
    // What an alias stands for is found where it was written, which some node around it covers.
    if !holds(node.span) && !matches!(node.kind, NodeKind::Scalar(_)) {
        return None;
    }
    let in_brackets = in_brackets
        || file
            .get(node.span.range())
            .is_some_and(|text| text.starts_with(['{', '[']));
    match &node.kind {
        NodeKind::Scalar(scalar) => of(scalar, in_brackets),
        NodeKind::Error => None,
        NodeKind::List(items) => items
            .iter()
            .find_map(|item| find(item, file, span, in_brackets)),
        NodeKind::Map(map) => map.entries.iter().find_map(|entry| {
            of(&entry.key, in_brackets).or_else(|| find(&entry.value, file, span, in_brackets))
        }),
    }
}

fn double_quoted(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '"' | '\\' => written.extend(['\\', c]),
            '\n' => written.push_str("\\n"),
            '\r' => written.push_str("\\r"),
            '\t' => written.push_str("\\t"),
            c => written.push(c),
        }
    }
    written
}

fn is_one_line(text: &str) -> bool {
    !text.contains(['\n', '\r'])
}

/// Whether a whole scalar can stand without quotes.
fn is_plain(text: &str, in_brackets: bool) -> bool {
    let begins_well = !text.starts_with([
        '"', '\'', '{', '}', '[', ']', ',', '&', '*', '#', '|', '>', '%', '@', '`', '!', ' ', '\t',
    ]) && !["- ", "? ", ": "].iter().any(|sign| text.starts_with(sign));
    let ends_well = !text.is_empty() && !text.ends_with([':', ' ', '\t']);
    let is_even = is_one_line(text) && !text.contains(": ") && !text.contains(" #");
    begins_well
        && ends_well
        && is_even
        && !(in_brackets && text.contains(['{', '}', '[', ']', ',']))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{diagnostic::Diagnostics, limits::FileLimits, text::Sources, yaml};

    /// What `old` in a file becomes when it is to read `new`.
    fn written(text: &str, old: &str, new: &str) -> Option<String> {
        let mut sources = Sources::default();
        let file = sources.add("job.yaml", text);
        let root = yaml::parse(
            &sources,
            file,
            &FileLimits::DEFAULT,
            &mut Diagnostics::default(),
        )
        .expect("it is YAML");
        let at = text.find(old).expect("it is in the text");
        write(&root, text, Span::new(file, at, at + old.len()), new)
    }

    #[test]
    fn a_text_is_written_as_the_quotes_around_it_want() {
        assert_eq!(
            written("a: \"x y\"", "y", "'\"\\"),
            Some("'\\\"\\\\".into())
        );
        assert_eq!(written("a: 'x y'", "y", "it's"), Some("it''s".into()));
        assert_eq!(
            written("a: |\n  'x' y\n", "y", "\"\\'"),
            Some("\"\\'".into())
        );
        assert_eq!(written("a: |\n  'y'\n", "y", "it's"), Some("it's".into()));
        assert_eq!(written("'b': x", "'b'", "it's"), Some("'it''s'".into()));
        assert_eq!(written("tabel: x", "tabel", "table"), Some("table".into()));
    }

    #[test]
    fn what_a_plain_text_cannot_hold_is_not_written() {
        assert_eq!(written("a: b c", "c", "d: e"), None);
        assert_eq!(written("a: b c", "b", "'b'"), None);
        assert_eq!(
            written("a: b.c", "b.c", "b[idx].c"),
            Some("b[idx].c".into())
        );
        assert_eq!(written("{a: b.c}", "b.c", "b[idx].c"), None);
        assert_eq!(written("a: b c", "c", "c\nd"), None);
    }
}
