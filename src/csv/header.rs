use std::{collections::HashSet, sync::Arc};

use csv_async::ByteRecord;
use encoding_rs::UTF_8;
use futures_util::FutureExt;

use super::{ReadOptions, encoding, flags::flag_columns, reader};
use crate::{limits::Most, value::Failure};

/// How many bytes of a file are looked at to know its columns: what [`read_headers`] needs to be given.
/// More than the longest cell, so that one that has run away is noticed.
pub const HEAD: usize = (1 << 20) + 16;

/// How a file begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The names of its columns.
    pub names: Vec<String>,
    /// The positions of the columns whose cells all say yes or no, one of them no, as far as the first bytes tell.
    pub flags: Vec<usize>,
}

/// The names of a file's columns, from its first [`HEAD`] bytes, or all of them; none if the first record goes on behind
/// these.
///
/// # Errors
/// If there is no header where there should be one, or it can't be one.
pub fn read_headers(first: &[u8], options: &ReadOptions) -> Result<Option<Vec<String>>, Failure> {
    Ok(read_head(first, options)?.map(|head| head.names))
}

/// As [`read_headers`], with what the rows behind the header tell.
///
/// # Errors
/// As [`read_headers`].
pub fn read_head(first: &[u8], options: &ReadOptions) -> Result<Option<Head>, Failure> {
    let decoded = decode(first, options)?;
    let mut records = reader(options)?.create_reader(decoded.as_bytes());
    let mut record = ByteRecord::new();
    // Bytes in memory never keep a reader waiting.
    let found = records
        .read_byte_record(&mut record)
        .now_or_never()
        .and_then(Result::ok)
        .unwrap_or_default();
    let taken = records.position().byte();
    if first.len() >= HEAD && taken >= decoded.len() as u64 {
        for cell in &record {
            check_cell(cell, options)?;
        }
        return Ok(None);
    }
    let names = headers_of(found.then_some(&record), options)?;
    let first_row = (found && !options.has_header).then_some(&record);
    let flags = flag_columns(first_row, &mut records, decoded.len());
    Ok(Some(Head {
        names: names.iter().map(|name| name.to_string()).collect(),
        flags,
    }))
}

/// The names of the columns of a file with this first record, if it has any.
///
/// # Errors
/// If the record is no header: no record, too many columns, a name that is empty, there twice or not UTF-8.
pub fn headers_of(
    first: Option<&ByteRecord>,
    options: &ReadOptions,
) -> Result<Arc<[Arc<str>]>, Failure> {
    let count = first.map_or(0, ByteRecord::len);
    let most = options.max_columns;
    if count > most.amount() {
        let message = format!("expected at most {most} columns, found {count}");
        return Err(Failure::new(message).help(most.raise()));
    }
    if !options.has_header {
        return Ok((0..count)
            .map(|index| format!("col_{index}").into())
            .collect());
    }
    let first = first.ok_or_else(|| {
        Failure::new("expected a header with the names of the columns, found an empty file")
    })?;
    let mut seen = HashSet::new();
    for (index, name) in first.iter().enumerate() {
        let number = index + 1;
        check_cell(name, options)?;
        if name.is_empty() {
            return Err(Failure::new(format!(
                "column {number} of the header has no name"
            )));
        }
        if !seen.insert(name) {
            let name = String::from_utf8_lossy(name);
            return Err(Failure::new(format!(
                "the header has the column `{name}` twice"
            )));
        }
    }
    first
        .iter()
        .map(|name| std::str::from_utf8(name).map(Arc::from))
        .collect::<Result<_, _>>()
        .map_err(|_| not_utf8("the header"))
}

/// Lets a cell through that is no longer than it may be.
///
/// # Errors
/// If it is longer.
pub fn check_cell(cell: &[u8], options: &ReadOptions) -> Result<(), Failure> {
    let most = options.max_cell;
    if cell.len() <= most.amount() {
        return Ok(());
    }
    Err(Failure::new(format!("the cell is longer than {most}")).help(runaway(most)))
}

/// What to do about text that has run away, or else is that long.
#[must_use]
pub fn runaway(most: Most) -> String {
    format!("look for a quote that is not closed, or {}", most.raise())
}

/// The failure that text is not UTF-8, which is what a file is read as unless it names its encoding.
#[must_use]
pub fn not_utf8(what: &str) -> Failure {
    Failure::new(format!("{what} is not UTF-8"))
        .help("name the file's encoding: `encoding: windows-1252`")
}

fn decode(first: &[u8], options: &ReadOptions) -> Result<String, Failure> {
    let encoding = encoding(options.encoding.as_deref())?;
    if encoding == UTF_8 {
        let bytes = first.strip_prefix(b"\xef\xbb\xbf").unwrap_or(first);
        return match std::str::from_utf8(bytes) {
            Ok(text) => Ok(text.to_owned()),
            // Only what comes after the header may be cut in the middle of a character, or be wrong.
            Err(error) => {
                let valid = String::from_utf8_lossy(&bytes[..error.valid_up_to()]).into_owned();
                if valid.contains(['\n', '\r']) {
                    Ok(valid)
                } else {
                    Err(not_utf8("the header"))
                }
            }
        };
    }
    Ok(encoding.decode(first).0.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(bytes: &[u8]) -> Result<Vec<String>, String> {
        let read = read_headers(bytes, &ReadOptions::default());
        read.map(Option::unwrap_or_default)
            .map_err(|failure| failure.message)
    }

    #[test]
    fn a_header_names_the_columns() {
        assert_eq!(names(b"a,b\n1,2\n").expect("a header"), ["a", "b"]);
        assert_eq!(
            names(b"\xef\xbb\xbfa,\"b,c\"").expect("a header"),
            ["a", "b,c"]
        );
        assert_eq!(names("größe\r\n1".as_bytes()).expect("a header"), ["größe"]);
        assert_eq!(names(b"a\n\xff").expect("a header"), ["a"]);
    }

    #[test]
    fn without_a_header_columns_are_numbered() {
        let options = ReadOptions {
            has_header: false,
            delimiter: b';',
            ..ReadOptions::default()
        };
        assert_eq!(
            read_headers(b"x;y", &options).expect("columns"),
            Some(vec!["col_0".to_owned(), "col_1".to_owned()])
        );
        assert_eq!(
            read_headers(b"", &options).expect("no columns"),
            Some(Vec::new())
        );
    }

    #[test]
    fn what_is_no_header_is_refused() {
        assert!(names(b"").expect_err("empty").contains("empty file"));
        assert!(names(b"a,,c\n").expect_err("unnamed").contains("column 2"));
        assert!(names(b"a,b,a\n").expect_err("twice").contains("`a` twice"));
        assert!(names(b"\xff,b\n").expect_err("not UTF-8").contains("UTF-8"));
        let wide = ",x".repeat(4096).into_bytes();
        assert!(names(&wide).expect_err("too wide").contains("4096"));
        let long = vec![b'x'; HEAD];
        assert!(names(&long).expect_err("too long").contains("1 MiB"));
        let unknown = read_headers(&b"x,".repeat(HEAD / 2 + 1), &ReadOptions::default());
        assert_eq!(unknown, Ok(None));
    }

    #[test]
    fn other_encodings_are_decoded() {
        let options = |label: &str| ReadOptions {
            encoding: Some(label.into()),
            ..ReadOptions::default()
        };
        assert_eq!(
            read_headers(b"caf\xe9\n", &options("latin1")).expect("a header"),
            Some(vec!["café".to_owned()])
        );
        let utf16 = b"\xff\xfea\0,\0b\0\n\0";
        assert_eq!(
            read_headers(utf16, &options("utf-16le")).expect("a header"),
            Some(vec!["a".to_owned(), "b".to_owned()])
        );
    }
}
