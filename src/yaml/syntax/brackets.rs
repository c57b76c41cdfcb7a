//! Lists in `[ ]` and maps in `{ }`.

use granit_parser::ErrorKind;

use super::{Fault, Scene, line};
use crate::diagnostic::messages::yaml::syntax as messages;

/// A bracket that is missing, or what can't stand between brackets.
pub(super) fn fault(scene: &Scene<'_>, kind: &ErrorKind) -> Fault {
    match (kind, scene.seen.bracket()) {
        (ErrorKind::UnclosedFlowCollection { .. }, _) => unclosed(scene, scene.at),
        (ErrorKind::MisplacedFlowCollectionEnd, _) => {
            let place = scene.span(line::one_character(scene.text, scene.at));
            Fault::fatal(messages::bracket_without_start(
                &scene.text[place.range()],
                place,
            ))
        }
        (ErrorKind::InvalidIndentation, Some(open)) => Fault {
            is_only_strict: true,
            ..unclosed(scene, open)
        },
        (ErrorKind::InvalidIndentation, None) => {
            let first = line::first_character(scene.text, scene.at);
            Fault::fatal(messages::bad_indentation(scene.rest_of_line(first)))
        }
        (_, Some(open)) if starts_entry_below(scene, open) => unclosed(scene, open),
        (_, Some(open)) => separator(scene, open),
        (_, None) => Fault::fatal(messages::syntax(scene.rest_of_line(scene.at))),
    }
}

/// Whether the parser stopped on a later line than the bracket's that reads like an entry of the map around it.
fn starts_entry_below(scene: &Scene<'_>, open: usize) -> bool {
    let is_below = line::start(scene.text, open) < line::start(scene.text, scene.at);
    let at_end = scene.at == scene.text.len();
    at_end || is_below && line::looks_like_an_entry(scene.text, scene.at)
}

fn unclosed(scene: &Scene<'_>, open: usize) -> Fault {
    let bracket = line::one_character(scene.text, open);
    let text = &scene.text[bracket.clone()];
    Fault::fatal(messages::unclosed_bracket(
        text,
        closing(text),
        scene.span(bracket),
    ))
}

fn separator(scene: &Scene<'_>, open: usize) -> Fault {
    let bracket = line::one_character(scene.text, open);
    let closing = closing(&scene.text[bracket.clone()]);
    let place = line::one_character(scene.text, scene.at);
    let found = scene.original[place.clone()].to_owned();
    let (place, bracket) = (scene.span(place), scene.span(bracket));
    Fault::fatal(messages::missing_comma(&found, closing, place, bracket))
}

fn closing(open: &str) -> &'static str {
    if open == "{" { "}" } else { "]" }
}
