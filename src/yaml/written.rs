use std::ops::Range;

use granit_parser::ScalarStyle;

use super::{
    pieces::{Style, Written},
    scalar::Source,
};

/// The text of a scalar, the place that stands for it, and how the two belong together.
///
/// `file` is the whole file, `text` what the parser read, and `range` where it found it.
pub(super) fn source<'s>(
    file: &str,
    text: &'s str,
    style: ScalarStyle,
    range: Range<usize>,
) -> (&'s str, Range<usize>, Source) {
    let style = match style {
        ScalarStyle::Plain if range.is_empty() => {
            let at = after_colon(file, range.start);
            return ("", at..at, Source::Verbatim(at));
        }
        ScalarStyle::Plain => Style::Plain,
        ScalarStyle::SingleQuoted => Style::SingleQuoted,
        ScalarStyle::DoubleQuoted => Style::DoubleQuoted,
        ScalarStyle::Literal => return block(file, text, false, range),
        ScalarStyle::Folded => return block(file, text, true, range),
    };
    let inner = match style {
        Style::Plain => range.clone(),
        _ => range.start + 1..(range.end - 1).max(range.start + 1),
    };
    let source = if file.get(inner.clone()) == Some(text) {
        Source::Verbatim(inner.start)
    } else {
        encoded(file, inner, style)
    };
    (text, range, source)
}

fn encoded(file: &str, range: Range<usize>, style: Style) -> Source {
    Source::encoded(Written {
        raw: file.get(range.clone()).unwrap_or_default().into(),
        start: range.start,
        style,
    })
}

fn block<'s>(
    file: &str,
    text: &'s str,
    folds: bool,
    range: Range<usize>,
) -> (&'s str, Range<usize>, Source) {
    let is_blank = text.bytes().all(|byte| byte == b'\n');
    let at_header = is_blank && file[range.start..].starts_with(['|', '>']);
    let first = if at_header {
        next_line(file, range.start).min(range.end)
    } else {
        first_line(file, range.start)
    };
    // Where all lines are blank, all that stands in them is indentation.
    let indent = if is_blank {
        usize::MAX
    } else {
        range.start - line_start(file, range.start)
    };
    let place = if is_blank {
        let header_end = file[..first].trim_end_matches(['\r', '\n']).len();
        header_end..header_end
    } else {
        let end = file[..range.end]
            .trim_end_matches([' ', '\t', '\r', '\n'])
            .len();
        range.start..end.max(range.start)
    };
    let style = Style::Block { folds, indent };
    (
        text,
        place,
        encoded(file, first..range.end.max(first), style),
    )
}

/// The start of the line after the header: the lines between it and the content are empty.
fn first_line(file: &str, content: usize) -> usize {
    let mut first = line_start(file, content);
    while first > 0 {
        let before = file[..first].strip_suffix('\n').unwrap_or(&file[..first]);
        let before = before.strip_suffix('\r').unwrap_or(before);
        let start = line_start(file, before.len());
        if !before[start..].bytes().all(|byte| byte == b' ') {
            break;
        }
        first = start;
    }
    first
}

fn line_start(file: &str, at: usize) -> usize {
    file[..at].rfind(['\r', '\n']).map_or(0, |end| end + 1)
}

fn next_line(file: &str, at: usize) -> usize {
    let end = file[at..]
        .find(['\r', '\n'])
        .map_or(file.len(), |len| at + len);
    let skipped = match file.as_bytes()[end..] {
        [b'\r', b'\n', ..] => 2,
        [_, ..] => 1,
        [] => 0,
    };
    end + skipped
}

/// The parser places a value that is missing before the colon of its key; people look for it after.
fn after_colon(file: &str, at: usize) -> usize {
    let rest = &file[at..];
    let blanks = rest.len() - rest.trim_start_matches([' ', '\t']).len();
    match rest.as_bytes().get(blanks) {
        Some(b':') => at + blanks + 1,
        _ => at,
    }
}
