//! Texts that need quotes.

use std::ops::Range;

use super::{Fault, Mend, Scene, indentation, line, template};
use crate::diagnostic::messages::yaml::syntax as messages;

/// A `: ` where no key can be: inside a text, or on a line that is indented too far.
pub(super) fn colon(scene: &Scene<'_>) -> Fault {
    let value = scene.seen.last.start.min(scene.at);
    if line::start(scene.text, value) != line::start(scene.text, scene.at) {
        return indentation::key_in_text(scene, value);
    }
    needs_quotes(scene, value, "`: `")
}

/// A character that no text may start with, or that may stand nowhere.
pub(super) fn character(scene: &Scene<'_>, found: char) -> Fault {
    if matches!(found, '@' | '`' | '%') {
        return indicator(scene);
    }
    let at = scene.text[scene.at..]
        .find(found)
        .map_or(scene.at, |len| scene.at + len);
    let place = scene.span(line::one_character(scene.text, at));
    Fault::fatal(messages::forbidden_character(found, place))
}

/// A text that starts with a character that means something else.
pub(super) fn indicator(scene: &Scene<'_>) -> Fault {
    let first = line::one_character(scene.text, scene.at);
    if first.is_empty() {
        return Fault::fatal(messages::syntax(scene.span(first)));
    }
    let what = match &scene.text[first] {
        "`" => "a backtick at its start".to_owned(),
        other => format!("`{other}` at its start"),
    };
    needs_quotes(scene, scene.at, &what)
}

fn needs_quotes(scene: &Scene<'_>, start: usize, what: &str) -> Fault {
    let in_brackets = scene.seen.bracket().is_some();
    let range = start..template::end(scene.text, start, in_brackets);
    let help = quoted_line(scene, range.clone(), in_brackets);
    Fault::mended(
        messages::needs_quotes(
            what,
            scene.span(range.clone()),
            quote(&scene.original[range.clone()]),
            &help,
        ),
        Mend {
            outer: range.clone(),
            inner: range,
        },
    )
}

/// What to type instead: the key, if it stands on the same line, and the value in quotes.
pub(super) fn quoted_line(scene: &Scene<'_>, value: Range<usize>, in_brackets: bool) -> String {
    let quoted = quote(&scene.original[value.clone()]);
    with_key(scene, value.start, in_brackets, &quoted)
}

/// `value` behind the key it is written after.
pub(super) fn with_key(scene: &Scene<'_>, at: usize, in_brackets: bool, value: &str) -> String {
    let before = &scene.original[line::start(scene.original, at)..at];
    let key = if in_brackets {
        before.rsplit(['[', '{', ',']).next().unwrap_or_default()
    } else {
        before
    };
    format!("{}{value}", key.trim_start())
}

/// `text` in the quotes that need the fewest escapes, on one line.
pub(super) fn quote(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if !text.contains(['"', '\\']) {
        format!("\"{text}\"")
    } else {
        format!("'{}'", text.replace('\'', "''"))
    }
}
