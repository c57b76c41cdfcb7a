//! Rows are the same each time they are read, and never other rows in silence.

use std::{fs, io::Write, sync::Arc};

use portl::{
    connect::csv::CsvFile,
    csv::ReadOptions,
    value::{List, Value},
};
use proptest::prelude::*;

use super::{Sample, rows_of, shown};

/// A cell with what makes CSV hard.
fn cell() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("\""),
        Just(","),
        Just("\n"),
        Just("\r\n"),
        Just("\r"),
        Just("é€"),
        Just("\u{feff}"),
        Just(" "),
        Just("."),
        Just("abc"),
    ];
    prop::collection::vec(piece, 0..5).prop_map(|pieces| pieces.concat())
}

/// Rows of a few different kinds, repeated over more than one chunk.
fn rows() -> impl Strategy<Value = Vec<Vec<String>>> {
    let kinds = prop::collection::vec(prop::collection::vec(cell(), 3), 1..20);
    (
        kinds,
        prop_oneof![0..40_usize, 1020..1030_usize, 2040..2060_usize],
    )
        .prop_map(|(kinds, count)| kinds.into_iter().cycle().take(count).collect())
}

fn written(rows: &[Vec<String>], line_end: &str, ends: bool) -> String {
    let record = |cells: &[String]| {
        let quoted = |cell: &String| match cell.contains(['"', ',', '\n', '\r', '\u{feff}']) {
            true => format!("\"{}\"", cell.replace('"', "\"\"")),
            false => cell.clone(),
        };
        cells.iter().map(quoted).collect::<Vec<_>>().join(",")
    };
    let header = ["a", "b", "c"].map(String::from);
    let lines: Vec<String> = std::iter::once(record(&header))
        .chain(rows.iter().map(|row| record(row)))
        .collect();
    lines.join(line_end) + if ends { line_end } else { "" }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_was_written_is_read(rows in rows(), crlf: bool, ends: bool) {
        let text = written(&rows, if crlf { "\r\n" } else { "\n" }, ends);
        let file = Sample::new(text).scan(ReadOptions::default()).expect("sound");
        prop_assert_eq!(file.count() as usize, rows.len());
        prop_assert_eq!(rows_of(file), rows);
    }

    #[test]
    fn rows_are_found_in_any_order(rows in rows(), wanted in prop::collection::vec(any::<prop::sample::Index>(), 1..30)) {
        prop_assume!(!rows.is_empty());
        let sample = Sample::new(written(&rows, "\n", true));
        let file = sample.scan(ReadOptions::default()).expect("sound");
        let list = List::rows(Arc::new(file));
        for index in wanted {
            let index = index.index(rows.len());
            let row = list.get(index).expect("read").expect("there");
            prop_assert_eq!(cells(&row), &rows[index][..]);
        }
    }
}

fn cells(row: &Value) -> Vec<String> {
    match row {
        Value::Record(row) => row.iter().map(|(_, cell)| shown(&cell)).collect(),
        other => panic!("a row is a record, not {other:?}"),
    }
}

fn long() -> (Sample, CsvFile) {
    let text: String = (0..4000).map(|row| format!("{row},x\n")).collect();
    let sample = Sample::new(format!("id,what\n{text}"));
    let file = sample.scan(ReadOptions::default()).expect("sound");
    (sample, file)
}

#[test]
fn a_chunk_has_a_thousand_rows_and_some() {
    let (_sample, file) = long();
    let (first, table) = file.chunk(1500).expect("read");
    assert_eq!((first, table.len()), (1024, 1024));
    let (first, table) = file.chunk(3999).expect("read");
    assert_eq!((first, table.len()), (3072, 928));
}

#[test]
fn a_chunk_of_long_rows_ends_early() {
    let cell = "x".repeat(1 << 20);
    let text: String = (0..11).map(|row| format!("{row},{cell}\n")).collect();
    let sample = Sample::new(format!("id,what\n{text}"));
    let file = sample.scan(ReadOptions::default()).expect("sound");
    let chunks: Vec<_> = [0, 3, 4, 10]
        .into_iter()
        .map(|index| file.chunk(index).map(|(first, table)| (first, table.len())))
        .collect();
    assert_eq!(chunks, [Ok((0, 4)), Ok((0, 4)), Ok((4, 4)), Ok((8, 3))]);
}

#[test]
fn the_last_two_chunks_are_kept() {
    let (_sample, file) = long();
    let table = |index| file.chunk(index).expect("read").1;
    let (low, high) = (table(0), table(2000));
    assert!(Arc::ptr_eq(&low, &table(1023)) && Arc::ptr_eq(&high, &table(2047)));
    table(3999);
    assert!(!Arc::ptr_eq(&low, &table(0)));
}

#[test]
fn a_file_that_changed_is_not_read_on() {
    let (sample, file) = long();
    assert!(file.chunk(0).is_ok());
    let mut grown = fs::OpenOptions::new()
        .append(true)
        .open(&sample.path)
        .expect("there");
    grown.write_all(b"4000,x\n").expect("written");
    let error = file.chunk(2000).expect_err("changed");
    assert!(
        error.0.ends_with("was changed after it had been checked"),
        "{error}"
    );

    let (sample, file) = long();
    fs::write(&sample.path, "").expect("emptied");
    assert!(
        file.chunk(0)
            .expect_err("changed")
            .0
            .contains("was changed")
    );
}

#[test]
fn a_file_that_was_replaced_or_removed_is_read_as_it_was() {
    let (sample, file) = long();
    let other = sample.path.with_extension("new");
    fs::write(&other, "id,what\n1,y\n").expect("written");
    fs::rename(&other, &sample.path).expect("renamed");
    fs::remove_file(&sample.path).expect("removed");
    assert_eq!(rows_of(file)[3999], ["3999", "x"]);
}
