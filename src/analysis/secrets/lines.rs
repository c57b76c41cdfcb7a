use std::{collections::HashMap, ops::Range};

use super::name::{is_secret, may_be_secret, outside_variables, secret_in};
use crate::lint::secret_shape::{in_url, issued};

/// No name of a secret is longer.
const LONGEST_NAME: usize = 64;
/// So far behind the scheme of a URL its password is looked for.
const LONGEST_LOGIN: usize = 512;

/// The places of secrets in a text, as far as its lines tell: it need not be YAML.
pub(super) fn secrets(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    // How far the key of a secret is indented whose value goes on in the lines below.
    let mut open: Option<usize> = None;
    for line in text.split_inclusive('\n') {
        let indent = line.len() - line.trim_start().len();
        let content = line.trim();
        match open {
            Some(outer) if indent > outer && !begins_key(content) => {
                found.push(start + indent..start + indent + content.len());
            }
            Some(_) if content.is_empty() => {}
            _ => open = None,
        }
        if open.is_none() {
            let keys = in_line(line);
            if keys.goes_on {
                open = Some(indent);
            }
            found.extend(
                keys.found
                    .into_iter()
                    .map(|at| start + at.start..start + at.end),
            );
        }
        let by_shape = in_urls(line)
            .into_iter()
            .chain(issued(line).map(|(at, _)| at));
        found.extend(by_shape.map(|at| start + at.start..start + at.end));
        start += line.len();
    }
    found
}

#[derive(Default)]
struct Keys {
    found: Vec<Range<usize>>,
    /// Whether the last value has no end in this line.
    goes_on: bool,
}

/// The values of secret keys in one line.
fn in_line(line: &str) -> Keys {
    let mut keys = Keys::default();
    let mut from = 0;
    let mut seen = HashMap::new();
    let first_bracket = line.find(['{', '[']).unwrap_or(line.len());
    for (at, sign) in line.match_indices([':', '=']) {
        if at < from {
            continue;
        }
        let Some(name) = key_before(&line[..at], sign) else {
            continue;
        };
        if !*seen.entry(name).or_insert_with(|| may_be_secret(name)) {
            continue;
        }
        let behind = &line[at + 1..];
        let value = at + 1 + (behind.len() - behind.trim_start().len());
        let end = value + length(&line[value..], first_bracket < at);
        let written = &line[value.min(line.len())..end.max(value).min(line.len())];
        let is_text = !written.starts_with(['{', '[', '|', '>']);
        if let Some(secret) = secret_in(name, written).filter(|_| is_text) {
            let parts = outside_variables(written, secret);
            keys.found
                .extend(parts.map(|at| value + at.start..value + at.end));
            from = end;
        }
        let is_open = written.is_empty()
            || written.starts_with(['|', '>'])
            || ['"', '\'']
                .iter()
                .any(|quote| written.starts_with(*quote) && !is_closed(written, *quote));
        keys.goes_on = is_secret(name) && is_open;
    }
    keys
}

/// The key that ends a text, its quotes aside. Before an equals sign only one that nothing separates from it, or that
/// begins its line: SQL has others.
fn key_before<'t>(before: &'t str, sign: &str) -> Option<&'t str> {
    let trimmed = before.trim_end();
    let end = trimmed.strip_suffix(['"', '\'']).unwrap_or(trimmed);
    let is_name = |c: char| c.is_alphanumeric() || "_-.".contains(c);
    let name = &end[end.trim_end_matches(is_name).len()..];
    if name.len() > LONGEST_NAME {
        return None;
    }
    let begins_line = before.len() < LONGEST_NAME && trimmed.trim_start().len() == name.len();
    let fits = sign == ":" || trimmed.len() == before.len() || begins_line;
    (fits && !name.is_empty()).then_some(name)
}

/// How long the value is that a text begins with.
fn length(text: &str, in_brackets: bool) -> usize {
    let line = text.trim_end();
    if let Some(quote) = line.chars().next().filter(|c| "\"'".contains(*c)) {
        return line[1..].find(quote).map_or(line.len(), |end| end + 2);
    }
    let end = line.find(" #").unwrap_or(line.len());
    let closing = line[..end]
        .find([',', '}', ']'])
        .filter(|_| in_brackets && !line.starts_with("${"));
    closing.unwrap_or(end)
}

fn is_closed(written: &str, quote: char) -> bool {
    written.len() > 1 && written.ends_with(quote)
}

/// The passwords of the URLs in a line.
fn in_urls(line: &str) -> Vec<Range<usize>> {
    let ends = |c: char| c.is_whitespace() || "\"'".contains(c);
    let mut found = Vec::new();
    if !line.contains(['@', '?']) {
        return found;
    }
    for (at, _) in line.match_indices("://") {
        // A text without an end must not be gone through for each URL in it.
        let (first, last) = (at.saturating_sub(LONGEST_NAME), at + LONGEST_LOGIN);
        let (first, last) = (
            line.ceil_char_boundary(first),
            line.floor_char_boundary(last),
        );
        let start = line[first..at]
            .rfind(ends)
            .map_or(first, |before| first + before + 1);
        let end = line[at..last].find(ends).map_or(last, |end| at + end);
        let start = line.ceil_char_boundary(start);
        found.extend(
            in_url(&line[start..end]).map(|secret| start + secret.start..start + secret.end),
        );
    }
    found
}

/// Whether a line begins a key or an item: then it is no part of a text.
fn begins_key(content: &str) -> bool {
    content.starts_with("- ") || content.contains(": ") || content.ends_with(':')
}
