//! Looking at lines of text, without knowing YAML.

use std::ops::Range;

/// The start of the line that `at` is in.
pub(super) fn start(text: &str, at: usize) -> usize {
    text[..at].rfind(['\r', '\n']).map_or(0, |end| end + 1)
}

/// The end of the line that `at` is in, without the line break.
pub(super) fn end(text: &str, at: usize) -> usize {
    text[at..]
        .find(['\r', '\n'])
        .map_or(text.len(), |len| at + len)
}

/// As [`end`], without a comment and without blanks at the end; `at` itself if nothing else is left.
pub(super) fn content_end(text: &str, at: usize) -> usize {
    let line = &text[at..end(text, at)];
    let comment = line.match_indices('#').map(|(hash, _)| hash);
    let content = comment
        .map(|hash| &line[..hash])
        .find(|before| before.ends_with([' ', '\t']))
        .unwrap_or(line);
    at + content.trim_end().len()
}

/// The first character of the line of `at` that is not blank.
pub(super) fn first_character(text: &str, at: usize) -> usize {
    let start = start(text, at);
    let line = &text[start..end(text, start)];
    start + line.len() - line.trim_start_matches([' ', '\t']).len()
}

/// How many columns the line of `at` is indented by, a `- ` counted as what it is: no indentation.
pub(super) fn indentation(text: &str, at: usize) -> usize {
    first_character(text, at) - start(text, at)
}

/// The character at `at`; empty at the end of the text.
pub(super) fn one_character(text: &str, at: usize) -> Range<usize> {
    let len = text[at..].chars().next().map_or(0, char::len_utf8);
    at..at + len
}

/// The end of the word that starts at `at`.
pub(super) fn word_end(text: &str, at: usize) -> usize {
    text[at..]
        .find(char::is_whitespace)
        .map_or(text.len(), |len| at + len)
}

/// Whether the line of `at` reads like a key with a value, or like a list item.
pub(super) fn looks_like_an_entry(text: &str, at: usize) -> bool {
    let first = first_character(text, at);
    let line = &text[first..end(text, first)];
    let is_name = |name: &str| {
        !name.is_empty()
            && name
                .chars()
                .all(|c| c.is_alphanumeric() || "_-.".contains(c))
    };
    line.starts_with("- ")
        || line.strip_suffix(':').is_some_and(is_name)
        || line.split_once(": ").is_some_and(|(name, _)| is_name(name))
}
