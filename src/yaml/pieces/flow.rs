use std::ops::Range;

use super::{Pieces, Style, line_break};

/// Walks a plain or quoted scalar: line breaks fold, quotes are doubled, escapes are resolved.
pub(super) fn walk(raw: &str, style: Style, pieces: &mut Pieces) {
    let mut at = 0;
    let mut run = 0;
    while let Some(next) = raw[at..].chars().next() {
        let special = match next {
            ' ' | '\t' | '\r' | '\n' => Some(Special::Space),
            '\'' if style == Style::SingleQuoted => Some(Special::Quote),
            '\\' if style == Style::DoubleQuoted => Some(Special::Escape),
            _ => None,
        };
        let Some(special) = special else {
            at += next.len_utf8();
            continue;
        };
        let end = special.end(raw, at);
        if special == Special::Space && breaks(raw, at..end).next().is_none() {
            at = end;
            continue;
        }
        pieces.verbatim(run..at);
        at = special.read(raw, at..end, pieces);
        run = at;
    }
    pieces.verbatim(run..raw.len());
}

/// What does not read as it is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Special {
    /// Blanks and line breaks.
    Space,
    /// `''` for `'`.
    Quote,
    /// A backslash and what belongs to it.
    Escape,
}

impl Special {
    fn end(self, raw: &str, at: usize) -> usize {
        match self {
            Self::Space => space_end(raw, at),
            Self::Quote => (at + 2).min(raw.len()),
            Self::Escape => at + escape_len(&raw[at..]),
        }
    }

    /// Notes the pieces that `raw[range]` reads as; gives where to go on.
    fn read(self, raw: &str, range: Range<usize>, pieces: &mut Pieces) -> usize {
        match self {
            Self::Space => fold(raw, range.clone(), pieces),
            Self::Quote => pieces.encoded(range.clone(), 1),
            Self::Escape if line_break(&raw[range.start + 1..]) > 0 => {
                // The line goes on: the break and the indentation after it vanish, empty lines do not.
                let space = range.end..space_end(raw, range.end);
                for place in breaks(raw, space.clone()) {
                    pieces.encoded(place, 1);
                }
                return space.end;
            }
            Self::Escape => pieces.encoded(range.clone(), decoded_len(&raw[range.clone()])),
        }
        range.end
    }
}

/// One line break reads as a space, more read as all but the first.
fn fold(raw: &str, range: Range<usize>, pieces: &mut Pieces) {
    let mut breaks = breaks(raw, range).peekable();
    let first = breaks.next();
    if breaks.peek().is_none() {
        pieces.encoded(first.unwrap_or_default(), 1);
    }
    for place in breaks {
        pieces.encoded(place, 1);
    }
}

fn space_end(raw: &str, at: usize) -> usize {
    raw[at..]
        .find(|c| !matches!(c, ' ' | '\t' | '\r' | '\n'))
        .map_or(raw.len(), |len| at + len)
}

fn breaks(raw: &str, range: Range<usize>) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut at = range.start;
    std::iter::from_fn(move || {
        let start = at + raw[at..range.end].find(['\r', '\n'])?;
        at = start + line_break(&raw[start..]);
        Some(start..at)
    })
}

/// The length of the escape that `raw` starts with, a surrogate pair taken as one.
fn escape_len(raw: &str) -> usize {
    let len = match raw.as_bytes().get(1) {
        Some(b'x') => 4,
        Some(b'u') if code(raw).is_some_and(|code| (0xD800..0xDC00).contains(&code)) => 12,
        Some(b'u') => 6,
        Some(b'U') => 10,
        Some(b'\r' | b'\n') => 1 + line_break(&raw[1..]),
        _ => 2,
    };
    raw.floor_char_boundary(len)
}

/// How many bytes the character takes that `escape` stands for.
fn decoded_len(escape: &str) -> usize {
    match escape.as_bytes().get(1) {
        Some(b'N' | b'_') => 2,
        Some(b'L' | b'P') => 3,
        Some(b'u') if escape.len() == 12 => 4,
        Some(b'x' | b'u' | b'U') => code(escape)
            .and_then(char::from_u32)
            .map_or(1, char::len_utf8),
        _ => 1,
    }
}

fn code(escape: &str) -> Option<u32> {
    let end = match escape.as_bytes().get(1)? {
        b'x' => 4,
        b'u' => 6,
        _ => 10,
    };
    u32::from_str_radix(escape.get(2..end)?, 16).ok()
}
