//! Lines that start in the wrong column, and tabs.

use granit_parser::ErrorKind;

use super::{Fault, Open, Scene, line};
use crate::diagnostic::messages::yaml::syntax as messages;

/// A tab where the parser wanted spaces.
pub(super) fn tab(scene: &Scene<'_>) -> Fault {
    let text = scene.text;
    let here = line::start(text, scene.at);
    let lines_below = text[scene.at..]
        .match_indices('\n')
        .map(|(len, _)| scene.at + len + 1);
    let place = std::iter::once(here)
        .chain(lines_below)
        .find_map(|start| tab_in_indentation(text, start))
        .unwrap_or(scene.at);
    let place = scene.span(line::one_character(text, place));
    Fault::fatal(messages::tab(place))
}

/// A tab on the way to the first key of a map or the first item of a list.
pub(super) fn tab_before(scene: &Scene<'_>) -> Option<Fault> {
    let start = line::start(scene.text, scene.at);
    let at = start + scene.text[start..scene.at].find('\t')?;
    let is_indentation = scene.text[start..at].bytes().all(|byte| byte == b' ');
    let place = scene.span(at..at + 1);
    is_indentation.then(|| Fault::fatal(messages::tab(place)))
}

fn tab_in_indentation(text: &str, start: usize) -> Option<usize> {
    let indentation = &text[start..line::first_character(text, start)];
    indentation.find('\t').map(|len| start + len)
}

/// A line that fits none of the maps and lists it could belong to, or something after the end of a value.
pub(super) fn block(scene: &Scene<'_>, kind: &ErrorKind) -> Fault {
    let text = scene.text;
    let first = line::first_character(text, scene.at);
    let is_item = text[first..].starts_with("- ") || text[first..].starts_with("-\n");
    let place = scene.rest_of_line(first);
    // The place may be in the indentation itself.
    if !text[first.min(scene.at)..scene.at]
        .trim_matches(['-', ' ', '\t'])
        .is_empty()
    {
        return Fault::fatal(messages::text_after_value(scene.rest_of_line(scene.at)));
    }
    let found = line::indentation(text, first);
    if columns(scene, |_| true).contains(&found) {
        let wants_item = *kind == ErrorKind::ExpectedBlockSequenceEntry;
        return Fault::fatal(match (wants_item, is_item) {
            (true, false) if begins_like_the_item_above(text, first) => {
                let line = text[first..line::end(text, first)].trim_end();
                messages::item_without_dash(place, line, is_indented_below(text, first))
            }
            (true, false) => messages::key_in_list(place),
            (false, true) => messages::item_in_map(place),
            _ => messages::bad_indentation(place),
        });
    }
    let columns = columns(scene, |open| open.is_list == is_item);
    let nearest = [
        columns
            .iter()
            .copied()
            .filter(|column| *column < found)
            .max(),
        columns
            .iter()
            .copied()
            .filter(|column| *column > found)
            .min(),
    ];
    let nearest: Vec<usize> = nearest.into_iter().flatten().collect();
    Fault::fatal(messages::unexpected_indentation(found, &nearest, place))
}

/// Whether the key at `first` is the one that the last item of its column begins with, and more stands below it.
fn begins_like_the_item_above(text: &str, first: usize) -> bool {
    let column = line::indentation(text, first);
    let key = |line: &str| line.split_once(':').map(|(key, _)| key.trim().to_owned());
    let above = text[..line::start(text, first)]
        .lines()
        .rev()
        .find_map(|above| {
            let item = above.get(column..)?.strip_prefix("- ")?;
            above[..column].trim().is_empty().then_some(item)
        });
    let own = text[first..].lines().next().and_then(key);
    own.is_some() && own == above.and_then(key)
}

/// Whether what follows the line at `first` stands where the keys of an item do that begins with a `- ` there.
fn is_indented_below(text: &str, first: usize) -> bool {
    let mut below = text[first..].lines().skip(1);
    let next = below.find(|below| !below.trim().is_empty());
    let column = line::indentation(text, first) + "- ".len();
    next.is_some_and(|next| next.len() - next.trim_start().len() == column)
}

/// The columns of the lists and maps around here that `wanted` picks, those that just ended included.
fn columns(scene: &Scene<'_>, wanted: impl Fn(&Open) -> bool) -> Vec<usize> {
    let open = scene.seen.open.iter().chain(&scene.seen.just_closed);
    open.filter(|open| !open.in_brackets && wanted(open))
        .map(|open| open.at - line::start(scene.text, open.at))
        .collect()
}

/// A key that is read as a part of the text that starts at `text_start` on a line above.
pub(super) fn key_in_text(scene: &Scene<'_>, text_start: usize) -> Fault {
    let text = scene.text;
    let above = text_start..line::content_end(text, text_start);
    let first = line::first_character(text, text_start);
    let is_first = text[first..text_start.max(first)]
        .trim_matches(['-', ' '])
        .is_empty();
    let colon = text[above.clone()].find(':').map(|len| above.start + len);
    if let Some(colon) = colon.filter(|_| is_first) {
        let typed = format!(
            "{}: {}",
            &text[above.start..colon],
            &text[colon + 1..above.end]
        );
        return Fault::fatal(messages::colon_without_space(scene.span(above), &typed));
    }
    let key = line::first_character(text, scene.at).min(scene.at)..scene.at;
    if is_first {
        let found = &scene.original[above.clone()];
        return Fault::fatal(messages::missing_colon(found, scene.span(above)));
    }
    let name = scene.original[key.clone()].trim_end();
    let column = columns(scene, |open| !open.is_list)
        .last()
        .copied()
        .unwrap_or_default();
    let diagnostic =
        messages::key_in_text(name, column, scene.span(key.clone()), scene.span(above));
    Fault::fatal(diagnostic)
}
