//! What can be wrong with the YAML itself.

use super::codes;
use crate::{
    diagnostic::{Diagnostic, Replacement},
    limits::Most,
    text::Span,
};

pub mod syntax;

/// How a job becomes smaller.
const SMALLER: &str = "split the job, or read its data from a CSV file";

codes! {
    /// A key stands twice in one map.
    DUPLICATE_KEY = Error "yaml.duplicate-key";
    /// A key that is a list or a map.
    KEY_NOT_TEXT = Error "yaml.key-not-text";
    /// A file without a value.
    EMPTY = Error "yaml.empty";
    /// A file with more than one document.
    SEVERAL_DOCUMENTS = Error "yaml.several-documents";
    /// A file that is larger than a job may be.
    TOO_LARGE = Error "yaml.too-large";
    /// Lists and maps nested deeper than a job may nest them.
    TOO_DEEP = Error "yaml.too-deep";
    /// More values than a job may hold, aliases expanded.
    TOO_MANY_VALUES = Error "yaml.too-many-values";
    /// An alias of an anchor that is not there.
    UNKNOWN_ANCHOR = Error "yaml.unknown-anchor";
    /// An alias inside the value that its own anchor names.
    RECURSIVE_ANCHOR = Error "yaml.recursive-anchor";
    /// A merge key whose value is no map.
    BAD_MERGE = Error "yaml.bad-merge";
    /// A tag that means nothing in a job.
    UNKNOWN_TAG = Error "yaml.unknown-tag";
    /// A tag on a value that is none of its kind.
    TAG_MISMATCH = Error "yaml.tag-mismatch";
    /// A template without quotes around it.
    UNQUOTED_TEMPLATE = Error "yaml.unquoted-template";
    /// A text that can't stand without quotes.
    NEEDS_QUOTES = Error "yaml.needs-quotes";
    /// A quote that is never closed.
    UNCLOSED_QUOTE = Error "yaml.unclosed-quote";
    /// Something after the closing quote.
    TEXT_AFTER_QUOTE = Error "yaml.text-after-quote";
    /// A backslash in double quotes that starts no escape.
    BAD_ESCAPE = Error "yaml.bad-escape";
    /// A bracket without its counterpart.
    UNBALANCED_BRACKET = Error "yaml.unbalanced-bracket";
    /// A tab where YAML wants spaces.
    TAB = Error "yaml.tab";
    /// A line that starts in the wrong column.
    INDENTATION = Error "yaml.indentation";
    /// A key without its colon, or a colon without the space after it.
    MISSING_COLON = Error "yaml.missing-colon";
    /// Values in brackets without a comma between them.
    MISSING_COMMA = Error "yaml.missing-comma";
    /// A comment where none can stand.
    MISPLACED_COMMENT = Error "yaml.misplaced-comment";
    /// A character that no YAML file may hold.
    FORBIDDEN_CHARACTER = Error "yaml.forbidden-character";
    /// Anything else that is not YAML.
    SYNTAX = Error "yaml.syntax";
}

/// The same key twice; `first` is where it stood before.
#[must_use]
pub fn duplicate_key(key: &str, span: Span, first: Span) -> Diagnostic {
    let help = match key {
        "<<" => "merge several maps under one key: `<<: [*first, *second]`",
        _ => "remove one of the two",
    };
    Diagnostic::new(&DUPLICATE_KEY, span, format!("duplicate key `{key}`"))
        .label("the second one")
        .related(first, "first set here")
        .help(help)
}

/// An item that begins without its `- `; `first` is the key that the item before began with.
#[must_use]
pub fn missing_dash(key: &str, span: Span, first: Span) -> Diagnostic {
    let message = format!("`{key}` begins another item, without its `- `");
    Diagnostic::new(&DUPLICATE_KEY, span, message)
        .label("reads as a second key of the item above")
        .related(first, "the item above begins here")
        .help(format!(
            "write `- {key}: …`, in the column of the item above"
        ))
}

/// A list or a map where a key should be.
#[must_use]
pub fn key_not_text(span: Span) -> Diagnostic {
    Diagnostic::new(
        &KEY_NOT_TEXT,
        span,
        "expected a text as key, found a list or a map",
    )
    .help("quote the key if the brackets belong to it")
}

/// Nothing in the file but comments.
#[must_use]
pub fn empty(span: Span) -> Diagnostic {
    Diagnostic::new(&EMPTY, span, "expected a map, found an empty file")
}

/// A second document; `span` is the line that begins it.
#[must_use]
pub fn several_documents(span: Span) -> Diagnostic {
    Diagnostic::new(
        &SEVERAL_DOCUMENTS,
        span,
        "expected one document, found another one",
    )
    .label("begins here and is not read")
    .help("put it into a file of its own")
}

/// A file of `size` bytes where `most` are allowed.
#[must_use]
pub fn too_large(span: Span, size: usize, most: Most) -> Diagnostic {
    let message = format!("the file has {size} bytes, more than the limit of {most}");
    Diagnostic::new(&TOO_LARGE, span, message).help(format!("{SMALLER}; or {}", most.raise()))
}

/// Nested deeper than `most`.
#[must_use]
pub fn too_deep(span: Span, most: Most) -> Diagnostic {
    let message = format!("lists and maps are nested deeper than the limit of {most}");
    Diagnostic::new(&TOO_DEEP, span, message)
        .label("one level too many")
        .help(most.raise())
}

/// More than `most` values in the file as written.
#[must_use]
pub fn too_many_nodes(span: Span, most: Most) -> Diagnostic {
    let message = format!("the file holds more values than the limit of {most}");
    Diagnostic::new(&TOO_MANY_VALUES, span, message).help(format!("{SMALLER}; or {}", most.raise()))
}

/// More than `most` values once aliases are expanded; `span` is the alias that exceeds it.
#[must_use]
pub fn alias_bomb(span: Span, most: Most) -> Diagnostic {
    let message =
        format!("with aliases expanded, the file holds more values than the limit of {most}");
    let fewer = "use fewer aliases of anchors that hold aliases themselves";
    Diagnostic::new(&TOO_MANY_VALUES, span, message)
        .label("expanding this alias exceeds it")
        .help(format!("{fewer}; or {}", most.raise()))
}

/// `*name` where no `&name` stands before.
#[must_use]
pub fn unknown_anchor(name: &str, span: Span, near: Option<&str>) -> Diagnostic {
    let help = match near {
        Some(near) => format!("did you mean `*{near}`?"),
        None => format!("define it further up with `&{name}`, or quote a text: `\"*{name}\"`"),
    };
    let found =
        Diagnostic::new(&UNKNOWN_ANCHOR, span, format!("unknown anchor `{name}`")).help(help);
    match near {
        Some(near) => found.edit(span, Replacement::Source(format!("*{near}"))),
        None => found,
    }
}

/// An alias that stands inside what it stands for.
#[must_use]
pub fn recursive_anchor(span: Span, anchored: Span) -> Diagnostic {
    Diagnostic::new(
        &RECURSIVE_ANCHOR,
        span,
        "this alias stands inside the value it stands for",
    )
    .related(anchored, "the value begins here")
    .help("move the anchor to a value that does not hold the alias")
}

/// A merge key that gets no map.
#[must_use]
pub fn bad_merge(span: Span) -> Diagnostic {
    Diagnostic::new(
        &BAD_MERGE,
        span,
        "expected a map or a list of maps after `<<`",
    )
    .help("quote the key if it is no merge: `\"<<\"`")
}

/// A tag that is not one of the core schema's.
#[must_use]
pub fn unknown_tag(tag: &str, span: Span) -> Diagnostic {
    Diagnostic::new(&UNKNOWN_TAG, span, format!("unknown tag `{tag}`"))
        .help("remove it, or quote the text if it is a part of it")
}

/// A tag on a value of another kind; `place` is where the tag stands.
#[must_use]
pub fn tag_does_not_fit(tag: &str, value: Span, place: Span) -> Diagnostic {
    Diagnostic::new(
        &TAG_MISMATCH,
        value,
        format!("this value is not what `{tag}` says"),
    )
    .related(place, "the tag")
    .help(format!("remove `{tag}`"))
}
