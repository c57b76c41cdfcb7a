//! What can be wrong with the syntax of a template.

use super::codes;
use crate::{
    diagnostic::{Diagnostic, nearest},
    text::Span,
};

codes! {
    /// A template or an expression that can't be parsed.
    SYNTAX = Error "template.syntax";
    /// A sign or a word that other languages have and expressions don't.
    FOREIGN_SIGN = Error "template.foreign-sign";
    /// A `{{` without its `}}`.
    UNCLOSED_HOLE = Error "template.unclosed-hole";
    /// A `{%` without its `%}`.
    UNCLOSED_TAG = Error "template.unclosed-tag";
    /// A `{#` without its `#}`.
    UNCLOSED_COMMENT = Error "template.unclosed-comment";
    /// A block without its end tag.
    UNCLOSED_BLOCK = Error "template.unclosed-block";
    /// A bracket without its partner.
    BRACKET = Error "template.bracket";
    /// A quoted text without its closing quote.
    UNCLOSED_TEXT = Error "template.unclosed-text";
    /// An escape in a quoted text that stands for nothing.
    ESCAPE = Error "template.escape";
    /// A number that can't be read.
    NUMBER = Error "template.number";
    /// A tag that does not exist.
    UNKNOWN_TAG = Error "template.unknown-tag";
    /// A tag outside the block that it belongs to.
    STRAY_TAG = Error "template.stray-tag";
    /// A hole or a text without an expression in it.
    EMPTY = Error "template.empty";
    /// More or other than the one expression that may stand here.
    NOT_ONE_EXPRESSION = Error "template.not-one-expression";
    /// Comparisons that hang together.
    CHAINED_COMPARISON = Error "template.chained-comparison";
    /// A positional argument after one with a name.
    ARGUMENT_ORDER = Error "template.argument-order";
    /// An expression or a template that nests too deep.
    TOO_DEEP = Error "template.too-deep";
}

/// The tags there are.
const TAGS: [&str; 8] = ["if", "elif", "else", "endif", "for", "endfor", "set", "raw"];

const ALL_TAGS: &str =
    "the tags are `if`, `elif`, `else`, `endif`, `for`, `endfor`, `set` and `raw`";

/// Something else was expected at `span`.
#[must_use]
pub fn syntax(span: Span, message: impl Into<String>) -> Diagnostic {
    Diagnostic::new(&SYNTAX, span, message)
}

/// `expected` and `found` are phrases, quoted already.
#[must_use]
pub fn unexpected(expected: &str, found: &str, span: Span) -> Diagnostic {
    syntax(span, format!("expected {expected}, found {found}")).label("not expected here")
}

/// `&&`, `=`, `AND` and the like; `meant` is how it is said here.
#[must_use]
pub fn foreign_sign(found: &str, span: Span, meant: impl Into<String>) -> Diagnostic {
    let message = format!("`{found}` has no meaning in an expression");
    Diagnostic::new(&FOREIGN_SIGN, span, message)
        .label("of another language")
        .help(meant)
}

/// `{{ }}`, or an empty text in the place of an expression.
#[must_use]
pub fn empty_expression(span: Span) -> Diagnostic {
    Diagnostic::new(&EMPTY, span, "expected an expression, found nothing")
        .label("empty")
        .help("write an expression: `{{ inputs.name }}`")
}

/// Text or more holes around the hole that should be the whole expression.
#[must_use]
pub fn not_one_expression(span: Span) -> Diagnostic {
    Diagnostic::new(
        &NOT_ONE_EXPRESSION,
        span,
        "expected one expression, found text with holes",
    )
    .label("more than one expression")
    .help("write it as one: `{{ a == b }}`, not `{{ a }} == {{ b }}`")
}

/// `a == {{ b }}`, where all of it is an expression already.
#[must_use]
pub fn braces_inside_expression(span: Span) -> Diagnostic {
    Diagnostic::new(&NOT_ONE_EXPRESSION, span, "`{{` inside an expression")
        .label("all of this is an expression already")
        .help("remove the inner `{{` and `}}`")
}

/// `{{ {{ a }} }}`; `span` is the inner `{{`.
#[must_use]
pub fn hole_in_hole(span: Span) -> Diagnostic {
    Diagnostic::new(&NOT_ONE_EXPRESSION, span, "`{{` inside `{{`")
        .label("in an expression already")
        .help("remove the inner `{{` and `}}`")
}

/// `span` is the `{{`.
#[must_use]
pub fn unclosed_hole(span: Span) -> Diagnostic {
    Diagnostic::new(&UNCLOSED_HOLE, span, "`{{` is never closed")
        .label("opened here")
        .help("add `}}` after the expression")
}

/// `span` is the `{%`.
#[must_use]
pub fn unclosed_tag(span: Span) -> Diagnostic {
    Diagnostic::new(&UNCLOSED_TAG, span, "`{%` is never closed")
        .label("opened here")
        .help("add `%}` at the end of the tag")
}

/// `span` is the `{#`.
#[must_use]
pub fn unclosed_comment(span: Span) -> Diagnostic {
    Diagnostic::new(&UNCLOSED_COMMENT, span, "`{#` is never closed")
        .label("opened here")
        .help("add `#}` at the end of the comment")
}

/// A block that begins with the tag `name` at `span`, without its end.
#[must_use]
pub fn unclosed_block(name: &str, span: Span) -> Diagnostic {
    let message = format!("`{{% {name} %}}` is never ended");
    Diagnostic::new(&UNCLOSED_BLOCK, span, message)
        .label("begins here")
        .help(format!("add `{{% end{name} %}}`"))
}

/// `pair` is the bracket and its partner; `span` is the bracket.
#[must_use]
pub fn unclosed_bracket(pair: (&str, &str), span: Span) -> Diagnostic {
    Diagnostic::new(&BRACKET, span, format!("`{}` is never closed", pair.0))
        .label("opened here")
        .help(format!("add `{}` where it ends", pair.1))
}

/// The bracket opened at `opened` ends with the wrong partner.
#[must_use]
pub fn mismatched_bracket(pair: (&str, &str), found: &str, span: Span, opened: Span) -> Diagnostic {
    let message = format!("expected `{}`, found `{found}`", pair.1);
    Diagnostic::new(&BRACKET, span, message)
        .label("closes nothing")
        .related(opened, format!("this `{}` is still open", pair.0))
        .help(format!("write `{}`", pair.1))
}

/// A closing bracket where none is open.
#[must_use]
pub fn stray_bracket(bracket: &str, span: Span) -> Diagnostic {
    let message = format!("`{bracket}` closes nothing");
    Diagnostic::new(&BRACKET, span, message)
        .label("no bracket is open here")
        .help("remove it")
}

/// A hole or tag that ends with the wrong sign, or with half of it.
#[must_use]
pub fn wrong_end(expected: &str, found: &str, span: Span) -> Diagnostic {
    let help = if (expected, found) == ("}}", "}") {
        "write `}}`, and behind a map `} }}`".to_owned()
    } else {
        format!("write `{expected}`")
    };
    let message = format!("expected `{expected}`, found `{found}`");
    Diagnostic::new(&BRACKET, span, message)
        .label("ends with the wrong sign")
        .help(help)
}

/// `span` is the quote that opens the text.
#[must_use]
pub fn unclosed_text(span: Span) -> Diagnostic {
    Diagnostic::new(&UNCLOSED_TEXT, span, "the quoted text is never closed")
        .label("opened here")
        .help("add the closing quote")
}

/// An escape that stands for nothing.
#[must_use]
pub fn bad_escape(escape: &str, span: Span) -> Diagnostic {
    Diagnostic::new(&ESCAPE, span, format!("`{escape}` is no escape"))
        .label("stands for no character")
        .help("write `\\xhh`, `\\uhhhh` or `\\Uhhhhhhhh` with the digits of a character, or `\\\\` for a backslash")
}

/// An integer beyond 64 bits.
#[must_use]
pub fn integer_too_large(number: &str, span: Span) -> Diagnostic {
    let message = format!("`{number}` is too large for an integer");
    Diagnostic::new(&NUMBER, span, message)
        .label(format!("more than {}", i64::MAX))
        .help(format!("for exact digits, write `'{number}' | decimal`"))
}

/// `007`
#[must_use]
pub fn leading_zero(number: &str, span: Span) -> Diagnostic {
    let digits = number.trim_start_matches(['0', '_']);
    let message = format!("`{number}` begins with a zero");
    Diagnostic::new(&NUMBER, span, message)
        .label("no integer is written so")
        .help(format!("write `{digits}`, or the text `'{number}'`"))
}

/// A tag that is none of those that exist.
#[must_use]
pub fn unknown_tag(name: &str, span: Span) -> Diagnostic {
    let fix = match name {
        "elseif" | "elsif" => Some("elif"),
        _ => nearest(name, TAGS),
    };
    let instead = match name {
        "macro" | "call" => {
            Some("write the text where it is needed, or compute it once: `{% set name = … %}`")
        }
        "import" | "from" | "include" | "extends" => {
            Some("write the text itself: a job reads no other templates")
        }
        "with" => Some("write `{% set name = … %}`"),
        _ => None,
    };
    let help = match (fix, instead) {
        (Some(fix), _) => format!("write `{fix}`"),
        (None, Some(instead)) => instead.to_owned(),
        (None, None) => ALL_TAGS.to_owned(),
    };
    Diagnostic::new(&UNKNOWN_TAG, span, format!("unknown tag `{name}`"))
        .label("no such tag")
        .help(help)
        .replace_if(span, fix.filter(|_| span.range().len() == name.len()))
}

/// `{% else if %}`; `span` are the two words.
#[must_use]
pub fn else_if(span: Span) -> Diagnostic {
    Diagnostic::new(&UNKNOWN_TAG, span, "unknown tag `else if`")
        .label("no such tag")
        .write(span, "elif")
}

/// `{% %}`; `span` is the `{%`.
#[must_use]
pub fn missing_tag(span: Span) -> Diagnostic {
    Diagnostic::new(&UNKNOWN_TAG, span, "expected the name of a tag after `{%`")
        .label("no tag")
        .help(ALL_TAGS)
}

/// A tag with no block that it could belong to.
#[must_use]
pub fn stray_tag(name: &str, span: Span) -> Diagnostic {
    let block = match name {
        "endfor" => "`{% for %}`",
        "else" => "`{% if %}` or `{% for %}`",
        _ => "`{% if %}`",
    };
    let message = format!("`{{% {name} %}}` has no {block} to belong to");
    Diagnostic::new(&STRAY_TAG, span, message)
        .label("belongs to no block")
        .help("remove it")
}

/// `span` is the second operator.
#[must_use]
pub fn chained_comparison(span: Span) -> Diagnostic {
    Diagnostic::new(&CHAINED_COMPARISON, span, "comparisons can't be chained")
        .label("a second comparison")
        .help("compare twice: `a < b and b < c`")
}

/// `span` is the argument that comes too late.
#[must_use]
pub fn positional_after_keyword(span: Span) -> Diagnostic {
    let message = "an argument without a name after one with a name";
    Diagnostic::new(&ARGUMENT_ORDER, span, message)
        .label("has no name")
        .help("move it before the arguments that have a name")
}

/// `span` is where it became too much.
#[must_use]
pub fn too_deep(span: Span) -> Diagnostic {
    Diagnostic::new(&TOO_DEEP, span, "nested too deep")
        .label("too many levels of brackets, blocks or operators")
        .help("split it with `{% set %}` or over several steps")
}
