//! Text in columns: how wide it is, and how it is broken and cut.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// How many columns a text takes.
pub(super) fn width(text: &str) -> usize {
    text.width()
}

/// How many columns a character takes.
pub(super) fn char_width(character: char) -> usize {
    character.width().unwrap_or(0)
}

/// The text in lines of at most `room` columns, broken at spaces. What stands between backticks is typed as it is and
/// stays in one piece, and so does a word that is wider than the room.
pub(super) fn wrap(text: &str, room: usize) -> Vec<String> {
    wrap_behind(0, text, room)
}

/// As [`wrap`], with `used` columns of the first line taken already.
pub(super) fn wrap_behind(used: usize, text: &str, room: usize) -> Vec<String> {
    let used = std::iter::once(used).chain(std::iter::repeat(0));
    text.lines()
        .zip(used)
        .flat_map(|(line, used)| wrap_line(used, line, room))
        .collect()
}

/// The text with spaces behind it, so that it takes at least `columns`.
pub(super) fn pad(text: &str, columns: usize) -> String {
    let missing = columns.saturating_sub(width(text));
    format!("{text}{}", " ".repeat(missing))
}

/// The text on one line and without what would steer a terminal: line breaks as `\n`, other control characters and marks
/// that reorder text as `\u{…}`.
pub(super) fn tame(text: &str) -> String {
    let mut tamed = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' => tamed.push_str("\\n"),
            '\r' => tamed.push_str("\\r"),
            '\t' => tamed.push_str("\\t"),
            steering if is_steering(steering) => {
                tamed.extend(steering.escape_unicode());
            }
            other => tamed.push(other),
        }
    }
    tamed
}

/// Whether a character moves the cursor, changes colours or reorders text instead of being seen.
pub(super) fn is_steering(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn wrap_line(mut used: usize, line: &str, room: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in words(line) {
        let last = lines.last_mut().expect("there is a line from the start on");
        if last.is_empty() && used == 0 {
            last.push_str(word);
        } else if used + width(last) + 1 + width(word) <= room {
            last.push_str(if last.is_empty() { "" } else { " " });
            last.push_str(word);
        } else {
            used = 0;
            lines.push(word.to_owned());
        }
    }
    // An indented line of a longer text is an example: its beginning keeps its place.
    let indent: String = line
        .chars()
        .take_while(|first| first.is_whitespace())
        .collect();
    lines[0].insert_str(0, &indent);
    lines
}

/// The words of a line: what stands between spaces, backticks keeping together what they enclose.
fn words(line: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut start = 0;
    let mut in_code = false;
    for (at, character) in line.char_indices() {
        match character {
            '`' => in_code = !in_code,
            ' ' if !in_code => {
                words.push(&line[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    words.push(&line[start..]);
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_at_spaces_outside_of_backticks() {
        let text = "write `{{ row.price | decimal }}` here, or leave it";
        assert_eq!(
            wrap(text, 20),
            ["write", "`{{ row.price | decimal }}`", "here, or leave it"]
        );
        assert_eq!(wrap("a\n  b", 20), ["a", "  b"]);
        assert_eq!(wrap("größe größe", 5), ["größe", "größe"]);
    }

    #[test]
    fn padding_counts_columns() {
        assert_eq!(pad("日", 4), "日  ");
    }

    #[test]
    fn nothing_steers_the_terminal() {
        assert_eq!(tame("a\u{1b}[31m\u{202e}b\n"), "a\\u{1b}[31m\\u{202e}b\\n");
    }
}
