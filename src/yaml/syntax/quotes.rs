//! Quotes that are not closed, closed too early, or hold what they can't.

use std::ops::Range;

use super::{Fault, Mend, Scene, line, template, unquoted};
use crate::diagnostic::messages::yaml::syntax as messages;

/// A quote without its end, or a quoted text whose lines are not indented.
pub(super) fn unclosed(scene: &Scene<'_>) -> Fault {
    let Some(Quoted { start, .. }) = before(scene) else {
        return Fault::fatal(messages::bad_indentation(scene.rest_of_line(scene.at)));
    };
    let end = closing(scene.text, start);
    let first_line_end = line::end(scene.text, start);
    let lines = scene.text
        [first_line_end..end.map_or(first_line_end, |end| end.max(first_line_end))]
        .char_indices();
    let mut line_starts = lines
        .filter(|(_, c)| *c == '\n')
        .map(|(at, _)| first_line_end + at + 1);
    let swallows_entries = line_starts.any(|at| line::looks_like_an_entry(scene.text, at));
    if end.is_some() && !swallows_entries {
        let place = scene.rest_of_line(line::first_character(scene.text, scene.at));
        return Fault::fatal(messages::quoted_text_not_indented(place));
    }
    let in_brackets = scene.seen.bracket().is_some();
    let range = start..start + scene.text[start..first_line_end].trim_end().len();
    let quote = &scene.text[start..=start];
    let closed = format!("{}{quote}", &scene.original[range.clone()]);
    let help = unquoted::with_key(scene, start, in_brackets, &closed);
    let diagnostic = messages::unclosed_quote(quote, scene.span(range.clone()), &help);
    if in_brackets || !next_entry_follows(scene.text, start) {
        return Fault::fatal(diagnostic);
    }
    let inner = start + 1..range.end;
    Fault::mended(
        diagnostic,
        Mend {
            outer: range,
            inner,
        },
    )
}

/// Whether the next line with anything on it begins something new, so that only this line is at stake.
fn next_entry_follows(text: &str, start: usize) -> bool {
    let first = line::first_character(text, start);
    let dashes = text[first..start].len() - text[first..start].trim_start_matches(['-', ' ']).len();
    let column = line::indentation(text, start) + dashes;
    let below = &text[line::end(text, start)..];
    let next = text.len() - below.trim_start().len();
    next == text.len()
        || line::indentation(text, next) <= column && line::looks_like_an_entry(text, next)
}

/// Something after the closing quote: most often a quote inside the text.
pub(super) fn trailing(scene: &Scene<'_>) -> Fault {
    let quoted = before(scene).and_then(|quoted| Some((quoted.start, quoted.end?)));
    // Once other mistakes are mended there may be a quote where the file has none.
    let is_quote = |(start, _): &(usize, usize)| scene.original[*start..].starts_with(['"', '\'']);
    let Some((start, close)) = quoted.filter(is_quote) else {
        return Fault::fatal(messages::syntax(scene.rest_of_line(scene.at)));
    };
    let in_brackets = scene.seen.bracket().is_some();
    let range = start..template::end(scene.text, scene.at, in_brackets).max(scene.at);
    let whole = &scene.original[range.clone()];
    let quote = &scene.original[start..=start];
    let last = whole.chars().next_back().map_or(0, char::len_utf8);
    let inside = start + 1..(range.end - last).max(start + 1);
    let is_inner_quote = whole.ends_with(quote)
        && (scene.original[inside.clone()].matches(quote).count() % 2 == 1
            || scene.original[..close].ends_with(' ')
            || ends_in_hole(&scene.original[start..close]));
    let (meant, typed) = if is_inner_quote {
        let text = with_inner_quotes(&scene.original[inside.clone()], quote);
        (inside, format!("{quote}{text}{quote}"))
    } else {
        (range.clone(), unquoted::quote(whole))
    };
    let help = unquoted::with_key(scene, start, in_brackets, &typed);
    let rest = scene.span(scene.at..range.end);
    let diagnostic = messages::text_after_quote(rest, scene.span(start..close + 1), &help);
    let mend = Mend {
        outer: range,
        inner: meant,
    };
    Fault::mended(diagnostic, mend)
}

/// Whether a text breaks off inside a `{{ }}`.
fn ends_in_hole(text: &str) -> bool {
    text.rfind("{{") > text.rfind("}}")
}

/// A text as it stands inside `quote`: in a template the other quotes do, elsewhere they are escaped.
fn with_inner_quotes(text: &str, quote: &str) -> String {
    let other = if quote == "'" { "\"" } else { "'" };
    if text.contains("{{") && !text.contains(other) {
        return text.replace(quote, other);
    }
    text.replace(quote, if quote == "'" { "''" } else { "\\\"" })
}

/// A backslash that starts no escape.
pub(super) fn escape(scene: &Scene<'_>) -> Fault {
    let text = scene.text;
    let start = scene.at;
    let mut at = start + 1;
    while let Some(len) = text.get(at..).and_then(|rest| rest.find('\\')) {
        at += len;
        match escape_len(&text[at..]) {
            Some(len) => at += len,
            None => break,
        }
    }
    let at = text.floor_char_boundary(at.min(text.len()));
    let second = text.ceil_char_boundary((at + 1).min(text.len()));
    let place = at..line::one_character(text, second).end;
    let diagnostic = messages::bad_escape(&scene.original[place.clone()], scene.span(place));
    match closing(text, start) {
        Some(close) => {
            let mend = Mend {
                outer: start..close + 1,
                inner: start + 1..close,
            };
            Fault::mended(diagnostic, mend)
        }
        None => Fault::fatal(diagnostic),
    }
}

/// The length of the escape that `text` starts with; none if it is none.
fn escape_len(text: &str) -> Option<usize> {
    let digits = match text.chars().nth(1)? {
        '0' | 'a' | 'b' | 't' | '\t' | 'n' | 'v' | 'f' | 'r' | 'e' | ' ' | '"' | '/' | '\\'
        | 'N' | '_' | 'L' | 'P' | '\r' | '\n' => return Some(2),
        'x' => 2,
        'u' => 4,
        'U' => 8,
        _ => return None,
    };
    let code = u32::from_str_radix(text.get(2..2 + digits)?, 16).ok()?;
    let is_pair = (0xD800..0xDC00).contains(&code) && text[6..].starts_with("\\u");
    if is_pair {
        let low = u32::from_str_radix(text.get(8..12)?, 16).ok()?;
        return (0xDC00..0xE000).contains(&low).then_some(12);
    }
    char::from_u32(code).map(|_| 2 + digits)
}

/// A quoted text, with the place of its closing quote if it has one.
struct Quoted {
    start: usize,
    end: Option<usize>,
}

/// The quoted text that was being read, or had just been read, when the parser stopped.
fn before(scene: &Scene<'_>) -> Option<Quoted> {
    let text = scene.text;
    let mut at = scene.at - scene.unread().len();
    loop {
        let start = next_quote(text, at..line::one_character(text, scene.at).end)?;
        match closing(text, start) {
            Some(end) if end < scene.at => {
                if text[end + 1..scene.at].trim().is_empty() {
                    let end = Some(end);
                    return Some(Quoted { start, end });
                }
                at = end + 1;
            }
            _ => return Some(Quoted { start, end: None }),
        }
    }
}

/// The first quote in `range` that begins a text.
fn next_quote(text: &str, range: Range<usize>) -> Option<usize> {
    text.get(range.clone())?
        .match_indices(['"', '\''])
        .map(|(at, _)| range.start + at)
        .find(|at| {
            let before = text[..*at].chars().next_back();
            before.is_none_or(|c| c.is_whitespace() || ":[{,\u{feff}".contains(c))
        })
}

/// The quote that closes the one at `start`.
fn closing(text: &str, start: usize) -> Option<usize> {
    let quote = text.as_bytes()[start];
    let mut at = start + 1;
    loop {
        match *text.as_bytes().get(at)? {
            b'\\' if quote == b'"' => at += 2,
            byte if byte == quote => {
                let is_doubled = quote == b'\'' && text.as_bytes().get(at + 1) == Some(&quote);
                if !is_doubled {
                    return Some(at);
                }
                at += 2;
            }
            _ => at += 1,
        }
    }
}
