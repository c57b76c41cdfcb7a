use std::ops::Range;

use super::{Fault, Mend, Scene, line, unquoted};
use crate::diagnostic::messages::yaml::syntax as messages;

const TAGS: [(&str, &str); 3] = [("{{", "}}"), ("{%", "%}"), ("{#", "#}")];

/// A map in brackets that is none: it starts like a template.
pub(super) fn at_start(scene: &Scene<'_>) -> Option<Fault> {
    opens(&scene.text[scene.at..]).then(|| fault(scene, scene.at))
}

/// A template without quotes that made the parser stop, or that it had not got to when it stopped.
pub(super) fn before_error(scene: &Scene<'_>) -> Option<Fault> {
    let unread = scene.unread();
    let at = scene.at;
    let continues_text = scene.seen.last_is_plain
        && scene.seen.last.end <= at
        && unread.trim().is_empty()
        && scene.text[at..].starts_with('{');
    if continues_text {
        return Some(fault(scene, scene.seen.last.start));
    }
    let line_start = line::start(scene.text, at);
    let from = at - unread.len();
    let above = scene.text.get(from..line_start).unwrap_or_default();
    // In quotes and in blocks a template is at home.
    if unread.contains(['"', '\'']) || above.contains(['|', '>']) {
        return None;
    }
    let from = from.max(line_start);
    let last = scene.text.floor_char_boundary(at + 1);
    let opening = (from..=last)
        .filter(|at| scene.text.is_char_boundary(*at))
        .find(|at| opens(&scene.text[*at..]))?;
    Some(fault(scene, value_start(scene, from, opening)))
}

fn opens(text: &str) -> bool {
    TAGS.iter().any(|(open, _)| text.starts_with(open))
}

/// Where the text begins that the template is a part of.
fn value_start(scene: &Scene<'_>, from: usize, opening: usize) -> usize {
    let from = from.max(line::start(scene.text, opening));
    let before = &scene.text[from..opening];
    let separator = |mark: &&str| before.rfind(*mark).map(|at| at + mark.len());
    let skipped = [": ", "- ", ", ", "[", "{"]
        .iter()
        .filter_map(separator)
        .max();
    let blanks = before[skipped.unwrap_or(0)..].trim_start();
    opening - blanks.len()
}

fn fault(scene: &Scene<'_>, start: usize) -> Fault {
    let in_brackets = scene.seen.bracket().is_some() || scene.text[..start].ends_with(['[', '{']);
    let range = start..end(scene.text, start, in_brackets);
    let help = unquoted::quoted_line(scene, range.clone(), in_brackets);
    Fault::mended(
        messages::unquoted_template(
            scene.span(range.clone()),
            unquoted::quote(&scene.original[range.clone()]),
            &help,
        ),
        Mend {
            outer: range.clone(),
            inner: range,
        },
    )
}

/// Where the value ends that starts at `start`, templates and `${…}` in it taken as a whole.
pub(super) fn end(text: &str, start: usize, in_brackets: bool) -> usize {
    let mut at = start;
    let line_end = |at| line::content_end(text, at);
    while at < text.len() {
        if let Some(hole) = hole(text, at) {
            at = hole.end;
            if !in_brackets && is_key_end(text, start, at) {
                return at;
            }
            continue;
        }
        let next = &text[at..];
        if next.starts_with(['\r', '\n']) || in_brackets && next.starts_with([',', ']', '}']) {
            break;
        }
        if next.starts_with('#') && text[start..at].ends_with([' ', '\t']) {
            break;
        }
        at = line::one_character(text, at).end;
    }
    let trimmed = start + text[start..at].trim_end().len();
    if trimmed == start {
        line_end(start)
    } else {
        trimmed
    }
}

/// The `{{ }}` or `${ }` that starts at `at`, if it ends.
fn hole(text: &str, at: usize) -> Option<Range<usize>> {
    let rest = &text[at..];
    let holes = [("${", "}")].into_iter().chain(TAGS);
    let (open, close) = holes.into_iter().find(|(open, _)| rest.starts_with(open))?;
    let len = rest.find(close)? + close.len();
    let inside = &rest[open.len()..len];
    let is_sane = !inside.contains(['\r', '\n']) || open != "${" && !inside.contains(open);
    is_sane.then_some(at..at + len)
}

/// Whether what stands from `start` to `at` is a key.
fn is_key_end(text: &str, start: usize, at: usize) -> bool {
    let is_first = text[line::start(text, start)..start]
        .trim_matches([' ', '-'])
        .is_empty();
    let after = &text[at..];
    is_first
        && (after.starts_with(": ")
            || after.trim_end_matches(['\r', '\n']) == ":"
            || after.starts_with(":\n"))
}
