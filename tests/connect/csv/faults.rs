//! What is wrong with a file is found before its first row is used, and named by line.

use std::path::Path;

use portl::{
    connect::csv::scan,
    csv::{ColumnType, ReadOptions},
    types::Type,
};

use super::{Sample, wait};

/// The message about a file of these bytes, from the line on.
fn fault(bytes: impl AsRef<[u8]>, options: ReadOptions) -> String {
    let failure = Sample::new(bytes).scan(options).expect_err("a fault");
    let (file, rest) = failure
        .message
        .split_once("sample.csv` ")
        .expect("the file is named");
    assert!(file.starts_with('`'), "{failure}");
    rest.to_owned()
}

fn plain(bytes: impl AsRef<[u8]>) -> String {
    fault(bytes, ReadOptions::default())
}

#[test]
fn a_ragged_row_is_named_by_its_line() {
    let expected = "line 7: rows[2]: expected 2 fields, found 3";
    assert_eq!(plain("a,b\n1,2\n\n\"x\ny\",2\n\n1,2,3\n"), expected);
    assert_eq!(
        plain("a,b\r\n1,2\r\n\r\n\"x\r\ny\",2\r\n\r\n1,2,3\r\n"),
        expected
    );
    assert_eq!(plain("a,b\r1,2\r\r\"x\ry\",2\r\r1,2,3\r"), expected);
    assert_eq!(
        plain("a,b\n1\n"),
        "line 2: rows[0]: expected 2 fields, found 1"
    );
}

#[test]
fn a_line_is_right_far_into_a_file() {
    let text: String = (0..5000).map(|row| format!("{row},\"x\ny\"\r\n")).collect();
    assert_eq!(
        plain(format!("a,b\r\n{text}z\r\n")),
        "line 10002: rows[5000]: expected 2 fields, found 1"
    );
}

#[test]
fn an_unclosed_quote_does_not_swallow_the_file() {
    let expected = "line 3: a quote is not closed before the end of the file";
    assert_eq!(plain("a,b\n\"x\ny\",\"open\n1,2\n3,4\n"), expected);
    assert_eq!(plain("a,b\n1,2\n5,\""), expected);
    assert_eq!(plain("a,b\n1,2\n5,\"x\"\""), expected);
    assert_eq!(plain("\"a,b\n1,2\n"), expected.replace('3', "1"));
    let limited = ReadOptions {
        limit: Some(1),
        ..ReadOptions::default()
    };
    assert_eq!(fault("a,b\n1,\"2\n", limited), expected.replace('3', "2"));
}

#[test]
fn quotes_that_are_closed_at_the_end_are_fine() {
    for text in [
        "a\n\"x\"",
        "a\n\"x\"\n",
        "a\n\"x\n\"",
        "a\n\"x\"\"\"",
        "a\n.",
        "a\n.\n",
        "a\n\".\"\r",
    ] {
        let file = Sample::new(text).scan(ReadOptions::default()).expect(text);
        assert_eq!(file.count(), 1, "{text:?}");
    }
}

#[test]
fn an_unclosed_quote_in_a_long_file_is_given_up_early() {
    let mut bytes = b"a,b\n1,\"".to_vec();
    bytes.resize(40 << 20, b'x');
    assert_eq!(plain(&bytes), "line 2: the record is longer than 16 MiB");
}

#[test]
fn a_cell_has_a_limit() {
    let cell = "x".repeat(1 << 20);
    assert_eq!(
        Sample::new(format!("a\n{cell}\n"))
            .scan(ReadOptions::default())
            .map(|file| file.count()),
        Ok(1)
    );
    assert_eq!(
        plain(format!("a\n{cell}x\n")),
        "line 2: rows[0], column `a`: the cell is longer than 1 MiB"
    );
}

#[test]
fn text_must_be_in_its_encoding() {
    assert_eq!(
        plain(b"a,b\n1,2\n1,caf\xe9\n"),
        "line 3: rows[1], column `b`: the cell is not UTF-8"
    );
    // Half a character on either side of a comma is not one.
    assert_eq!(
        plain(b"a,b\n\xc3,\xa9\n"),
        "line 2: rows[0], column `a`: the cell is not UTF-8"
    );
    let shift_jis = ReadOptions {
        encoding: Some("shift_jis".into()),
        ..ReadOptions::default()
    };
    assert_eq!(
        fault(b"a\nb\n\x81\n", shift_jis),
        "line 3: the text is not Shift_JIS"
    );
}

#[test]
fn a_typed_cell_must_fit_its_type() {
    let options = ReadOptions {
        columns: vec![ColumnType {
            name: "price".into(),
            ty: Type::Decimal,
            format: None,
        }],
        ..ReadOptions::default()
    };
    let message = fault("id,price\n1,2.50\n2,cheap\n", options.clone());
    assert!(
        message.starts_with("line 3: rows[1], column `price`: expected a decimal, found"),
        "{message}"
    );
    assert!(message.contains("cheap"), "{message}");
    let absent = fault("id,prices\n", options);
    assert_eq!(absent, "line 1: the file has no column `price`");
}

#[test]
fn a_header_must_name_each_column_once() {
    assert_eq!(
        plain("a,b,a\n"),
        "line 1: the header has the column `a` twice"
    );
    assert_eq!(
        plain("\n\na,,c\n"),
        "line 3: column 2 of the header has no name"
    );
    assert!(plain(",x".repeat(5000)).contains("at most 4096 columns"));
}

#[test]
fn only_files_are_read() {
    let about = |path: &Path| {
        wait(scan(path, ReadOptions::default()))
            .expect_err("no file")
            .message
    };
    let folder = tempfile::TempDir::new().expect("a folder");
    assert!(about(folder.path()).ends_with("is a folder"));
    assert!(about(Path::new("/dev/zero")).ends_with("is a device or a pipe"));
    assert!(
        about(&folder.path().join("none.csv")).ends_with("none.csv`: no such file or directory")
    );
}
