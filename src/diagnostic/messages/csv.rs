//! What can be wrong with a CSV file that a job reads, and with how it is read.

use super::codes;
use crate::{diagnostic::Diagnostic, text::Span};

codes! {
    /// The first record of a CSV file can't name its columns.
    BAD_HEADER = Error "csv.bad-header";
    /// The header of a CSV file is one column with another delimiter in it.
    DELIMITER = Warning "csv.delimiter";
    /// A format that no text can be read by.
    FORMAT = Error "csv.format";
}

/// A header that the file can't be read with; `path` is the file, `why` what is wrong with it.
#[must_use]
pub fn bad_header(span: Span, path: &str, why: &str, help: Option<String>) -> Diagnostic {
    Diagnostic::new(&BAD_HEADER, span, format!("`{path}` can't be read: {why}"))
        .label("a file without a good header")
        .help_if(help)
}

/// A header of one column, `header`, that holds what is most likely the delimiter.
#[must_use]
pub fn delimiter(span: Span, path: &str, header: &str, found: char) -> Diagnostic {
    let written = found.escape_debug();
    Diagnostic::new(
        &DELIMITER,
        span,
        format!(
            "the header of `{path}` is one column: `{}`",
            header.escape_debug()
        ),
    )
    .label(format!("separated by `{written}`, it seems"))
    .help(format!("add `delimiter: \"{written}\"`"))
}

/// A strftime format by which no date or timestamp can be read; `mended` is what was probably meant.
#[must_use]
pub fn format(span: Span, format: &str, why: &str, mended: Option<&str>) -> Diagnostic {
    let found = Diagnostic::new(
        &FORMAT,
        span,
        format!("the format `{format}` can't work: {why}"),
    )
    .label("reads nothing")
    .help(match mended {
        Some(mended) => format!("write `{mended}`"),
        None => "write it with strftime's directives: `%Y-%m-%d`, `%d.%m.%Y %H:%M`".to_owned(),
    });
    match mended {
        Some(mended) => found.replace(span, mended),
        None => found,
    }
}
