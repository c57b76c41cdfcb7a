use csv_async::AsyncReaderBuilder;
use encoding_rs::{Encoding, UTF_8};

use super::ReadOptions;
use crate::value::Failure;

/// What takes a file apart into records. It takes rows of any length: whoever reads them can say more about a row that
/// is too short than the parser.
///
/// # Errors
/// If the delimiter or the quote can't be told from other bytes.
pub fn reader(options: &ReadOptions) -> Result<AsyncReaderBuilder, Failure> {
    let usable = |byte: u8| byte.is_ascii() && !b"\r\n\0".contains(&byte);
    if !usable(options.delimiter) || !options.quote.is_none_or(usable) {
        return Err(Failure::new(
            "a delimiter and a quote are one ASCII character each, and no line break",
        ));
    }
    if options.quote == Some(options.delimiter) {
        return Err(Failure::new("the delimiter and the quote are the same"));
    }
    let mut reader = AsyncReaderBuilder::new();
    reader
        .delimiter(options.delimiter)
        .has_headers(false)
        .flexible(true);
    match options.quote {
        Some(quote) => reader.quote(quote),
        None => reader.quoting(false),
    };
    Ok(reader)
}

/// The encoding of that label; UTF-8 without one.
///
/// # Errors
/// If there is no such encoding.
pub fn encoding(label: Option<&str>) -> Result<&'static Encoding, Failure> {
    match label.map(str::trim) {
        None => Ok(UTF_8),
        // Python's word for UTF-8 with a byte order mark, which is dropped anyway.
        Some(label) if label.eq_ignore_ascii_case("utf-8-sig") => Ok(UTF_8),
        Some(label) => Encoding::for_label(label.as_bytes()).ok_or_else(|| {
            Failure::new(format!("there is no encoding `{label}`"))
                .help("use a label of the WHATWG standard: `utf-8`, `windows-1252`, `utf-16le`")
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_be_ambiguous_is_refused() {
        for (delimiter, quote) in [(b'\n', Some(b'"')), (b'"', Some(b'"')), (0xe9, None)] {
            let options = ReadOptions {
                delimiter,
                quote,
                ..ReadOptions::default()
            };
            assert!(reader(&options).is_err(), "{delimiter} {quote:?}");
        }
    }

    #[test]
    fn encodings_are_found_by_their_usual_names() {
        let name = |label| encoding(label).map(Encoding::name).ok();
        assert_eq!(name(None), Some("UTF-8"));
        assert_eq!(name(Some("UTF-8-SIG")), Some("UTF-8"));
        assert_eq!(name(Some("latin1")), Some("windows-1252"));
        assert_eq!(name(Some("klingon")), None);
    }
}
