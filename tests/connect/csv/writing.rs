//! Written files are whole or not there.

use std::{fs, path::Path, sync::Arc};

use portl::{
    connect::{
        Failure,
        csv::{CsvWriter, WriteOptions},
    },
    csv::ReadOptions,
    value::{Fields, Record, Secret, Value},
};
use tempfile::TempDir;

use super::{Sample, rows_of, wait};

fn row(fields: &[(&str, Value)]) -> Record {
    let fields: Fields = fields
        .iter()
        .map(|(name, value)| (Arc::from(*name), value.clone()))
        .collect();
    Record::from(fields)
}

fn write(path: &Path, options: WriteOptions, rows: &[Record]) -> Result<u64, Failure> {
    wait(async {
        let mut writer = CsvWriter::create(path, options).await?;
        for row in rows {
            writer.write(row).await?;
        }
        writer.finish().await
    })
}

fn columns(names: &[&str]) -> Option<Vec<Arc<str>>> {
    Some(names.iter().map(|name| Arc::from(*name)).collect())
}

/// The names of what is in a folder, and the text of `out.csv`.
fn outcome(folder: &TempDir) -> (usize, Option<String>) {
    let count = fs::read_dir(folder.path()).expect("a folder").count();
    (
        count,
        fs::read_to_string(folder.path().join("out.csv")).ok(),
    )
}

#[test]
fn cells_are_in_their_text_forms() {
    let folder = TempDir::new().expect("a folder");
    let path = folder.path().join("out.csv");
    let fields = [
        ("text", Value::from("a,\"b\"\nc")),
        ("null", Value::Null),
        ("bool", Value::from(true)),
        (
            "decimal",
            Value::Decimal("1.50".parse().expect("a decimal")),
        ),
        ("date", Value::Date("2024-03-01".parse().expect("a date"))),
        (
            "at",
            Value::Timestamp("2024-03-01T09:30:00Z".parse().expect("a timestamp")),
        ),
        ("list", Value::from(vec![Value::from(1), Value::from("x")])),
    ];
    assert_eq!(
        write(&path, WriteOptions::default(), &[row(&fields)]),
        Ok(1)
    );
    let expected = "text,null,bool,decimal,date,at,list\n\
        \"a,\"\"b\"\"\nc\",,true,1.50,2024-03-01,2024-03-01T09:30:00Z,\"[1,\"\"x\"\"]\"\n";
    assert_eq!(outcome(&folder), (1, Some(expected.to_owned())));
}

#[test]
fn what_is_written_is_read_back() {
    let folder = TempDir::new().expect("a folder");
    let path = folder.path().join("out.csv");
    let cells = ["", "é", "\"", "\r\n", " x ", ",", "."];
    let rows: Vec<Record> = cells
        .iter()
        .map(|cell| row(&[("only", Value::from(*cell))]))
        .collect();
    assert_eq!(write(&path, WriteOptions::default(), &rows), Ok(7));
    let sample = Sample::new(fs::read(&path).expect("written"));
    let read = rows_of(sample.scan(ReadOptions::default()).expect("sound"));
    assert_eq!(read.concat(), cells);
}

#[test]
fn columns_are_chosen_and_must_be_there() {
    let folder = TempDir::new().expect("a folder");
    let path = folder.path().join("out.csv");
    let options = WriteOptions {
        delimiter: b';',
        columns: columns(&["b", "a"]),
        append: false,
    };
    let full = row(&[
        ("a", Value::from(1)),
        ("b", Value::from(2)),
        ("c", Value::from(3)),
    ]);
    assert_eq!(write(&path, options.clone(), &[full]), Ok(1));
    assert_eq!(outcome(&folder), (1, Some("b;a\n2;1\n".to_owned())));
    let failure = write(&path, options.clone(), &[row(&[("a", Value::from(1))])]);
    assert_eq!(
        failure.expect_err("refused").message,
        "rows[0] has no column `b`"
    );
    assert_eq!(write(&path, options, &[]), Ok(0));
    assert_eq!(outcome(&folder), (1, Some("b;a\n".to_owned())));
}

#[test]
fn a_failure_leaves_the_file_as_it_was() {
    let folder = TempDir::new().expect("a folder");
    let path = folder.path().join("out.csv");
    fs::write(&path, "kept").expect("written");
    let good = row(&[("a", Value::from("x"))]);
    let secret = Value::Secret(Secret::new(Value::from("hush")));
    let nested = Value::from(vec![secret.clone()]);
    for bad in [
        row(&[("a", secret)]),
        row(&[("a", nested)]),
        row(&[("a", Value::Null), ("b", Value::Null)]),
        row(&[]),
    ] {
        let failure =
            write(&path, WriteOptions::default(), &[good.clone(), bad]).expect_err("refused");
        assert!(failure.message.starts_with("rows[1]"), "{failure}");
        assert!(!format!("{failure:?}").contains("hush"));
        assert_eq!(outcome(&folder), (1, Some("kept".to_owned())));
    }
}

#[test]
fn rows_are_appended_below_the_same_columns() {
    let folder = TempDir::new().expect("a folder");
    let path = folder.path().join("out.csv");
    let append = || WriteOptions {
        append: true,
        ..WriteOptions::default()
    };
    let one = |number| [row(&[("a", Value::from(number)), ("b", Value::Null)])];
    assert_eq!(write(&path, append(), &one(1)), Ok(1));
    assert_eq!(write(&path, append(), &one(2)), Ok(1));
    assert_eq!(outcome(&folder), (1, Some("a,b\n1,\n2,\n".to_owned())));

    fs::write(&path, "a,b\n1,2").expect("written");
    assert_eq!(write(&path, append(), &one(3)), Ok(1));
    assert_eq!(outcome(&folder), (1, Some("a,b\n1,2\n3,\n".to_owned())));

    fs::write(&path, "b,a\n1,2\n").expect("written");
    let failure = write(&path, append(), &one(4)).expect_err("other columns");
    assert!(
        failure
            .message
            .ends_with("has the columns b, a, the rows have a, b"),
        "{failure}"
    );
    assert_eq!(outcome(&folder), (1, Some("b,a\n1,2\n".to_owned())));
}

#[cfg(unix)]
#[test]
fn links_and_permissions_stay() {
    use std::os::unix::fs::{PermissionsExt, symlink};

    let folder = TempDir::new().expect("a folder");
    let (real, link) = (
        folder.path().join("real.csv"),
        folder.path().join("out.csv"),
    );
    fs::write(&real, "old").expect("written");
    fs::set_permissions(&real, PermissionsExt::from_mode(0o640)).expect("set");
    symlink(&real, &link).expect("linked");
    write(
        &link,
        WriteOptions::default(),
        &[row(&[("a", Value::from(1))])],
    )
    .expect("written");
    assert_eq!(fs::read_to_string(&real).expect("there"), "a\n1\n");
    let metadata = fs::symlink_metadata(&link).expect("there");
    assert!(metadata.file_type().is_symlink());
    assert_eq!(
        fs::metadata(&real).expect("there").permissions().mode() & 0o777,
        0o640
    );
}

#[test]
fn only_files_are_written() {
    let failure =
        write(Path::new("/dev/null"), WriteOptions::default(), &[]).expect_err("a device");
    assert!(!failure.message.is_empty());
    let folder = TempDir::new().expect("a folder");
    let failure = write(folder.path(), WriteOptions::default(), &[]).expect_err("a folder");
    assert!(failure.message.ends_with("is a folder"), "{failure}");
}
