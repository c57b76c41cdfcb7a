//! Reading and writing CSV files.

mod faults;
mod rereading;
mod writing;

use std::{fs, path::PathBuf, sync::Arc};

use portl::{
    connect::{
        Failure,
        csv::{CsvFile, scan},
    },
    csv::{ColumnType, ReadOptions},
    types::Type,
    value::{List, Value},
};
use tempfile::TempDir;

use super::wait;

/// A file of these bytes in a folder of its own.
struct Sample {
    _folder: TempDir,
    path: PathBuf,
}

impl Sample {
    fn new(bytes: impl AsRef<[u8]>) -> Self {
        let folder = TempDir::new().expect("a folder");
        let path = folder.path().join("sample.csv");
        fs::write(&path, bytes).expect("a file");
        Self {
            _folder: folder,
            path,
        }
    }

    fn scan(&self, options: ReadOptions) -> Result<CsvFile, Failure> {
        wait(scan(&self.path, options))
    }
}

/// All rows, each cell as text; `-` for a null.
fn rows_of(file: CsvFile) -> Vec<Vec<String>> {
    List::rows(Arc::new(file))
        .iter()
        .map(|row| match row.expect("the row is read again") {
            Value::Record(row) => row.iter().map(|(_, cell)| shown(&cell)).collect(),
            other => panic!("a row is a record, not {other:?}"),
        })
        .collect()
}

fn shown(cell: &Value) -> String {
    match cell {
        Value::Null => "-".into(),
        Value::Text(text) => text.to_string(),
        other => format!("{other:?}"),
    }
}

#[test]
fn rows_are_read_as_they_are_written() {
    let sample =
        Sample::new("\u{feff}code,name\r\n007,\"Bolt, M8 \"\"fine\"\"\"\r\n\r\n,\"two\r\nlines\"");
    let file = sample.scan(ReadOptions::default()).expect("sound");
    assert_eq!(
        file.headers()
            .iter()
            .map(|name| &**name)
            .collect::<Vec<_>>(),
        ["code", "name"]
    );
    assert_eq!(file.count(), 2);
    assert_eq!(
        rows_of(file),
        [["007", r#"Bolt, M8 "fine""#], ["", "two\r\nlines"]]
    );
}

#[test]
fn options_say_how_a_file_is_written() {
    let options = ReadOptions {
        delimiter: b';',
        quote: None,
        has_header: false,
        null_values: vec!["NULL".into(), String::new()],
        limit: Some(2),
        ..ReadOptions::default()
    };
    let file = Sample::new("a;\"b\nNULL;\nx;y\n")
        .scan(options)
        .expect("sound");
    assert_eq!(file.headers()[1].as_ref(), "col_1");
    assert_eq!(rows_of(file), [["a", "\"b"], ["-", "-"]]);
}

#[test]
fn typed_columns_hold_typed_values() {
    let column = |name: &str, ty, format: Option<&str>| ColumnType {
        name: name.into(),
        ty,
        format: format.map(Into::into),
    };
    let options = ReadOptions {
        columns: vec![
            column("on", Type::Date, Some("%d.%m.%Y")),
            column("price", Type::Decimal, None),
        ],
        null_values: vec!["-".into()],
        ..ReadOptions::default()
    };
    let sample = Sample::new("price,note,on\n1.50,007,01.03.2024\n-,-,-\n");
    assert_eq!(
        rows_of(sample.scan(options).expect("sound")),
        [
            ["Decimal(1.50)", "007", "Date(2024-03-01)"],
            ["-", "-", "-"]
        ]
    );
}

#[test]
fn other_encodings_are_read_over_any_number_of_chunks() {
    let text: String = (0..3000).map(|row| format!("{row},größe €\n")).collect();
    let utf16: Vec<u8> = std::iter::once(0xfeff)
        .chain(format!("id,what\n{text}").encode_utf16())
        .flat_map(u16::to_be_bytes)
        .collect();
    let windows = format!("id,what\n{text}")
        .replace('ö', "\u{1}")
        .replace('ß', "\u{2}")
        .replace('€', "\u{3}");
    let windows: Vec<u8> = windows
        .bytes()
        .map(|byte| match byte {
            1 => 0xf6,
            2 => 0xdf,
            3 => 0x80,
            other => other,
        })
        .collect();
    for (label, bytes) in [("utf-16", utf16), ("windows-1252", windows)] {
        let options = ReadOptions {
            encoding: Some(label.into()),
            ..ReadOptions::default()
        };
        let rows = rows_of(Sample::new(bytes).scan(options).expect(label));
        assert_eq!(
            (rows.len(), &rows[2999][..]),
            (3000, &["2999".to_owned(), "größe €".to_owned()][..])
        );
    }
}

#[test]
fn a_file_without_rows_is_empty() {
    for text in ["a,b", "a,b\n", "a,b\r\n\r\n"] {
        let file = Sample::new(text)
            .scan(ReadOptions::default())
            .expect("sound");
        assert_eq!((file.headers().len(), file.count()), (2, 0), "{text:?}");
        assert!(rows_of(file).is_empty());
    }
}
