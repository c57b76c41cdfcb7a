//! What can be wrong with the keys of a job.

use super::codes;
use crate::{
    diagnostic::{Diagnostic, listed},
    text::Span,
};

codes! {
    /// A key that means nothing where it stands.
    UNKNOWN_KEY = Error "job.unknown-key";
    /// A key that has to be there is not.
    MISSING_KEY = Error "job.missing-key";
    /// Two keys that exclude each other.
    EXCLUSIVE_KEYS = Error "job.exclusive-keys";
    /// A list, a map, a number or text where something else belongs.
    WRONG_SHAPE = Error "job.wrong-shape";
    /// A value of the right shape that is not one of those allowed.
    WRONG_VALUE = Error "job.wrong-value";
    /// A step, connection, input or value type that does not exist.
    UNKNOWN_TYPE = Error "job.unknown-type";
    /// Two steps have the same id.
    DUPLICATE_ID = Error "job.duplicate-id";
    /// A name that could not be written in an expression.
    BAD_ID = Error "job.bad-id";
    /// A step's keys stand under `config:`, the older form.
    NESTED_CONFIG = Advice "job.nested-config";
    /// A key stands both in the step and under its `config:`.
    KEY_TWICE = Error "job.key-twice";
    /// A job with `source:` and `destination:` instead of steps.
    LEGACY = Error "job.legacy";
}

/// A key that `place` does not know; the help names the near one, or all of them.
#[must_use]
pub fn unknown_key(
    key: &str,
    place: &str,
    span: Span,
    near: Option<&str>,
    known: &[&str],
) -> Diagnostic {
    Diagnostic::new(
        &UNKNOWN_KEY,
        span,
        format!("unknown key `{key}` in {place}"),
    )
    .label("unknown key")
    .help(near_or_all(near, "known keys", known))
    .rename_if(span, key, near)
}

/// A key that another place knows.
#[must_use]
pub fn misplaced_key(key: &str, place: &str, span: Span, help: impl Into<String>) -> Diagnostic {
    Diagnostic::new(
        &UNKNOWN_KEY,
        span,
        format!("unknown key `{key}` in {place}"),
    )
    .label("not here")
    .help(help)
}

/// `place` needs a key; `example` is the key as typed.
#[must_use]
pub fn missing_key(key: &str, place: &str, span: Span, doc: &str, example: &str) -> Diagnostic {
    Diagnostic::new(&MISSING_KEY, span, format!("{place} needs `{key}`"))
        .help(format!("add `{example}`: {doc}"))
}

/// A key that `place` needs because of another one, or one of several; `example` is what to add, as typed.
#[must_use]
pub fn needs_key(place: &str, keys: &str, span: Span, example: &str) -> Diagnostic {
    Diagnostic::new(&MISSING_KEY, span, format!("{place} needs {keys}"))
        .help(format!("add {example}"))
}

/// Two keys of which there may be one; `span` is the second, `first` the other one.
#[must_use]
pub fn exclusive_keys(names: [&str; 2], span: Span, first: Option<Span>) -> Diagnostic {
    let [one, other] = names;
    let message = format!("`{one}` and `{other}` exclude each other");
    let found = Diagnostic::new(&EXCLUSIVE_KEYS, span, message)
        .label("the second one")
        .help("remove one of the two");
    match first {
        Some(first) => found.related(first, "the first one"),
        None => found,
    }
}

/// A key that says what another kind of connection delivers; `to` is the one that is named, its type and its place.
#[must_use]
pub fn key_of_other_kind(
    key: &str,
    span: Span,
    (to, ty, declared): (&str, &str, Span),
    help: &str,
) -> Diagnostic {
    let message = format!("`{key}` and `to: {to}` exclude each other: `{to}` is of type `{ty}`");
    Diagnostic::new(&EXCLUSIVE_KEYS, span, message)
        .related(declared, "declared here")
        .help(help)
}

/// Something of another shape was expected; `example` is what would fit, as typed.
#[must_use]
pub fn wrong_shape(
    what: &str,
    span: Span,
    expected: &str,
    found: &str,
    example: &str,
) -> Diagnostic {
    Diagnostic::new(
        &WRONG_SHAPE,
        span,
        format!("`{what}`: expected {expected}, found {found}"),
    )
    .label(format!("expected {expected}"))
    .help(format!("write `{example}`"))
}

/// A word that is not one of those allowed.
#[must_use]
pub fn unknown_word(
    what: &str,
    word: &str,
    span: Span,
    near: Option<&str>,
    words: &[&str],
) -> Diagnostic {
    Diagnostic::new(&WRONG_VALUE, span, format!("`{what}` can't be `{word}`"))
        .label("not one of the allowed words")
        .help(near_or_all(near, "write one of", words))
        .rename_if(span, word, near)
}

/// A value that is out of range, or can't be read; `example` is what would fit, as typed.
#[must_use]
pub fn wrong_value(
    what: &str,
    found: &str,
    span: Span,
    expected: &str,
    example: &str,
) -> Diagnostic {
    Diagnostic::new(
        &WRONG_VALUE,
        span,
        format!("`{what}` can't be `{found}`: expected {expected}"),
    )
    .label(format!("expected {expected}"))
    .help(format!("write `{example}`"))
}

/// A type that does not exist; `kind` says of what.
#[must_use]
pub fn unknown_type(
    kind: &str,
    name: &str,
    span: Span,
    near: Option<&str>,
    known: &[&str],
) -> Diagnostic {
    Diagnostic::new(&UNKNOWN_TYPE, span, format!("unknown {kind} `{name}`"))
        .label(format!("unknown {kind}"))
        .help(near_or_all(near, "write one of", known))
        .rename_if(span, name, near)
}

/// The id of an earlier step.
#[must_use]
pub fn duplicate_id(id: &str, span: Span, first: Span, free: &str) -> Diagnostic {
    Diagnostic::new(&DUPLICATE_ID, span, format!("duplicate step id `{id}`"))
        .label("the second one")
        .related(first, "first used here")
        .help(format!("rename one of the two: `id: {free}`"))
}

/// The id of an earlier step, by the alias or the merge at `span`.
#[must_use]
pub fn id_brought_twice(id: &str, span: Span, first: Span, free: &str) -> Diagnostic {
    let message = format!("duplicate step id `{id}`: this alias brings it once more");
    Diagnostic::new(&DUPLICATE_ID, span, message)
        .label("with the `id` of the other step")
        .related(first, "first used here")
        .help(format!(
            "give the step an id of its own beside the merge: `id: {free}`, `<<: *…`"
        ))
}

/// A step where a list of steps should be; `typed` is its beginning as it should be.
#[must_use]
pub fn step_without_list(what: &str, span: Span, typed: &str) -> Diagnostic {
    let message = format!("`{what}`: expected a list of steps, found one step");
    Diagnostic::new(&WRONG_SHAPE, span, message)
        .label("expected an item of a list")
        .help(format!("write `{typed}`"))
}

/// Steps by their ids where a list of them should be; `key` is the first id.
#[must_use]
pub fn map_of_steps(what: &str, span: Span, key: &str) -> Diagnostic {
    let message = format!("`{what}`: expected a list of steps, found a map");
    Diagnostic::new(&WRONG_SHAPE, span, message)
        .label("expected an item of a list")
        .help(format!(
            "write each step as an item with its id: `- id: {key}`"
        ))
}

/// A name that breaks the rule for names; `what` says whose, `mended` is one that does not.
#[must_use]
pub fn bad_name(what: &str, name: &str, span: Span, rule: &str, mended: &str) -> Diagnostic {
    Diagnostic::new(&BAD_ID, span, format!("{what} can't be `{name}`"))
        .label(rule)
        .help(format!("write `{mended}`"))
}

/// A word of the expression language as a name.
#[must_use]
pub fn keyword(what: &str, name: &str, span: Span) -> Diagnostic {
    Diagnostic::new(
        &BAD_ID,
        span,
        format!("{what} can't be `{name}`: it is a word of the expression language"),
    )
    .label("no expression could name it")
    .help(format!("write `{name}_value`"))
}

/// Keys under `config:`.
#[must_use]
pub fn nested_config(step: &str, span: Span) -> Diagnostic {
    Diagnostic::new(
        &NESTED_CONFIG,
        span,
        format!("keys of `{step}` stand under `config`"),
    )
    .label("the older form")
    .help("move the keys up, beside `type`, and remove `config:`")
}

/// A key both beside `config:` and under it.
#[must_use]
pub fn key_twice(key: &str, span: Span, first: Span) -> Diagnostic {
    Diagnostic::new(
        &KEY_TWICE,
        span,
        format!("`{key}` stands in the step and under `config`"),
    )
    .label("the second one")
    .related(first, "first set here")
    .help("remove one of the two")
}

/// A job of the older kind.
#[must_use]
pub fn legacy(span: Span) -> Diagnostic {
    Diagnostic::new(
        &LEGACY,
        span,
        "jobs with `source` and `destination` are not supported by this version: a job has `steps`",
    )
    .label("the older kind of job")
    .help("write `steps:` with a `csv.read` or `db.query_many` step, then a `db.upsert` step")
}

/// The near word as it should be typed, or all there are.
fn near_or_all(near: Option<&str>, lead: &str, words: &[&str]) -> String {
    match near {
        Some(near) => format!("write `{near}`"),
        None => format!("{lead}: {}", listed(words, ", ")),
    }
}
