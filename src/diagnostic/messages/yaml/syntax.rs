//! What can be wrong with quotes, brackets, indentation and the rest of the notation.

use super::{
    BAD_ESCAPE, FORBIDDEN_CHARACTER, INDENTATION, MISPLACED_COMMENT, MISSING_COLON, MISSING_COMMA,
    NEEDS_QUOTES, SYNTAX, TAB, TEXT_AFTER_QUOTE, UNBALANCED_BRACKET, UNCLOSED_QUOTE,
    UNQUOTED_TEMPLATE,
};
use crate::{
    diagnostic::{Diagnostic, Replacement},
    text::Span,
};

/// A template without quotes; `quoted` is what should stand there, `typed` the line with it.
#[must_use]
pub fn unquoted_template(span: Span, quoted: String, typed: &str) -> Diagnostic {
    Diagnostic::new(
        &UNQUOTED_TEMPLATE,
        span,
        "a template needs quotes around it",
    )
    .label("YAML reads `{` and `[` as the start of a map or a list")
    .help(format!("quote it: `{typed}`"))
    .edit(span, Replacement::Source(quoted))
}

/// A text with something in it (`what`) that only quotes allow; `quoted` is what should stand there.
#[must_use]
pub fn needs_quotes(what: &str, span: Span, quoted: String, typed: &str) -> Diagnostic {
    Diagnostic::new(
        &NEEDS_QUOTES,
        span,
        format!("a text with {what} needs quotes around it"),
    )
    .help(format!("quote it: `{typed}`"))
    .edit(span, Replacement::Source(quoted))
}

/// A quote that is not closed on its line.
#[must_use]
pub fn unclosed_quote(quote: &str, span: Span, typed: &str) -> Diagnostic {
    Diagnostic::new(
        &UNCLOSED_QUOTE,
        span,
        format!("the quote `{quote}` is never closed"),
    )
    .label("opened here")
    .help(format!("close it: `{typed}`"))
}

/// Something after a quoted text; `quoted` is that text.
#[must_use]
pub fn text_after_quote(span: Span, quoted: Span, typed: &str) -> Diagnostic {
    Diagnostic::new(
        &TEXT_AFTER_QUOTE,
        span,
        "expected the end of the value after the closing quote",
    )
    .related(quoted, "the quoted text")
    .help(format!("write `{typed}`"))
}

/// A backslash with what follows it.
#[must_use]
pub fn bad_escape(found: &str, span: Span) -> Diagnostic {
    let found = found.trim_end();
    let message = match found {
        "\\x" => "expected 2 hexadecimal digits after `\\x`".to_owned(),
        "\\u" => "expected 4 hexadecimal digits of a character after `\\u`".to_owned(),
        "\\U" => "expected 8 hexadecimal digits of a character after `\\U`".to_owned(),
        _ => format!("`{found}` is no escape that YAML knows"),
    };
    Diagnostic::new(&BAD_ESCAPE, span, message).help(format!(
        "write `\\{found}` for a backslash, or use single quotes"
    ))
}

/// A bracket that is opened and not closed.
#[must_use]
pub fn unclosed_bracket(open: &str, close: &str, span: Span) -> Diagnostic {
    Diagnostic::new(
        &UNBALANCED_BRACKET,
        span,
        format!("the bracket `{open}` is never closed"),
    )
    .label("opened here")
    .help(format!("add the missing `{close}`"))
}

/// A bracket that closes nothing.
#[must_use]
pub fn bracket_without_start(found: &str, span: Span) -> Diagnostic {
    Diagnostic::new(
        &UNBALANCED_BRACKET,
        span,
        format!("the bracket `{found}` closes nothing"),
    )
    .help("remove it, or quote the text it belongs to")
}

/// Something else than a comma or a closing bracket; `open` is the opening one.
#[must_use]
pub fn missing_comma(found: &str, close: &str, span: Span, open: Span) -> Diagnostic {
    let found = match found.trim() {
        "" => "nothing".to_owned(),
        found => format!("`{found}`"),
    };
    Diagnostic::new(
        &MISSING_COMMA,
        span,
        format!("expected `,` or `{close}`, found {found}"),
    )
    .related(open, "opened here")
    .help("quote texts that hold brackets or commas")
}

/// A tab that should be spaces.
#[must_use]
pub fn tab(span: Span) -> Diagnostic {
    Diagnostic::new(&TAB, span, "expected spaces as indentation, found a tab")
        .help("replace the tab with spaces")
        .edit(span, Replacement::Source("  ".to_owned()))
}

/// A line in a column where nothing begins; `columns` are those where something does.
#[must_use]
pub fn unexpected_indentation(found: usize, columns: &[usize], span: Span) -> Diagnostic {
    let columns: Vec<String> = columns.iter().map(ToString::to_string).collect();
    let help = (!columns.is_empty())
        .then(|| format!("indent the line by {} spaces", columns.join(" or ")));
    let plural = if found == 1 { "" } else { "s" };
    let message = format!("indented by {found} space{plural}, like nothing above it");
    Diagnostic::new(&INDENTATION, span, message).help_if(help)
}

/// A line in a wrong column.
#[must_use]
pub fn bad_indentation(span: Span) -> Diagnostic {
    Diagnostic::new(
        &INDENTATION,
        span,
        "this line does not fit the indentation above it",
    )
    .help("indent it like the line it belongs to")
}

/// A key among list items.
#[must_use]
pub fn key_in_list(span: Span) -> Diagnostic {
    Diagnostic::new(
        &INDENTATION,
        span,
        "expected a list item, found something else in its column",
    )
    .help("begin it with `- `, or indent it differently")
}

/// The first key of an item without its `- `; `line` is what stands on its line, `is_all` says that nothing else is amiss.
#[must_use]
pub fn item_without_dash(span: Span, line: &str, is_all: bool) -> Diagnostic {
    let message = "expected a list item, found a key in its column";
    let found = Diagnostic::new(&INDENTATION, span, message);
    if !is_all {
        return found.help(format!(
            "write `- {line}`, and indent the keys below by two"
        ));
    }
    let start = Span::new(span.file, span.range().start, span.range().start);
    found
        .help(format!("write `- {line}`"))
        .edit(start, Replacement::Source("- ".to_owned()))
}

/// A list item among keys.
#[must_use]
pub fn item_in_map(span: Span) -> Diagnostic {
    Diagnostic::new(
        &INDENTATION,
        span,
        "expected a key, found a list item in its column",
    )
    .help("indent the list under its key")
}

/// A key that reads as a part of the text above it; `column` is where keys stand.
#[must_use]
pub fn key_in_text(key: &str, column: usize, span: Span, text: Span) -> Diagnostic {
    Diagnostic::new(
        &INDENTATION,
        span,
        format!("`{key}` is indented like a part of the value above it"),
    )
    .related(
        text,
        "this value goes on with every line indented further than its key",
    )
    .help(format!(
        "indent `{key}` by {column} spaces, or remove the value above it"
    ))
}

/// A quoted text of several lines whose lines start too far left.
#[must_use]
pub fn quoted_text_not_indented(span: Span) -> Diagnostic {
    Diagnostic::new(
        &INDENTATION,
        span,
        "a line of a quoted text must be indented further than its key",
    )
    .help("indent the line, or close the quote above")
}

/// A key without its colon.
#[must_use]
pub fn missing_colon(found: &str, span: Span) -> Diagnostic {
    let typed = match found.split_once(':') {
        Some((key, value)) => format!("{key}: {}", value.trim_start()),
        None => format!("{found}: …"),
    };
    Diagnostic::new(
        &MISSING_COLON,
        span,
        format!("expected a key with `: ` after it, found `{found}`"),
    )
    .help(format!(
        "write `{typed}`, or indent the line if it belongs to the value above"
    ))
}

/// A key whose colon has no space after it.
#[must_use]
pub fn colon_without_space(span: Span, typed: &str) -> Diagnostic {
    Diagnostic::new(&MISSING_COLON, span, "expected a space after `:`")
        .help(format!("write `{typed}`"))
}

/// A list item behind a key.
#[must_use]
pub fn list_after_key(span: Span) -> Diagnostic {
    Diagnostic::new(
        &SYNTAX,
        span,
        "a list item can't stand on the line of its key",
    )
    .help("put it on the next line, or quote a text that begins with `-`")
}

/// Something after a value that is complete.
#[must_use]
pub fn text_after_value(span: Span) -> Diagnostic {
    Diagnostic::new(
        &SYNTAX,
        span,
        "expected the end of the line after the value",
    )
    .help("quote the whole value if this belongs to it")
}

/// A comment between the lines of a text.
#[must_use]
pub fn comment_in_text(span: Span) -> Diagnostic {
    Diagnostic::new(
        &MISPLACED_COMMENT,
        span,
        "a comment can't stand inside a text of several lines",
    )
    .help("move the comment above the key, or quote the text if `#` belongs to it")
}

/// A `#` right behind a value.
#[must_use]
pub fn comment_without_space(span: Span) -> Diagnostic {
    Diagnostic::new(
        &MISPLACED_COMMENT,
        span,
        "expected a space before the `#` of a comment",
    )
    .help("add the space, or quote the text if `#` belongs to it")
}

/// A `|` or `>` with something unexpected behind it.
#[must_use]
pub fn bad_block_header(span: Span) -> Diagnostic {
    Diagnostic::new(
        &SYNTAX,
        span,
        "expected the end of the line after `|` or `>`",
    )
    .help("begin the text on the next line, or quote it if the character belongs to it")
}

/// A character that no YAML file may hold.
#[must_use]
pub fn forbidden_character(found: char, span: Span) -> Diagnostic {
    let message = format!("the character U+{:04X} can't stand here", u32::from(found));
    Diagnostic::new(&FORBIDDEN_CHARACTER, span, message)
        .help("remove it, or write it as an escape in double quotes")
}

/// What can't be understood, for want of anything better to say.
#[must_use]
pub fn syntax(span: Span) -> Diagnostic {
    Diagnostic::new(&SYNTAX, span, "can't be read as YAML from here on")
}
