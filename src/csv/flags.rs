use csv_async::{AsyncReader, ByteRecord};
use futures_util::FutureExt;

use super::HEAD;

/// How much of a file is looked at: enough to tell, and no more to do than for a header.
const LOOKED_AT: u64 = 1 << 14;

/// Words that say yes or no. As text all of them count as true.
const WORDS: [&str; 10] = ["true", "false", "yes", "no", "y", "n", "t", "f", "1", "0"];

/// Those that say no.
const NO: [&str; 5] = ["false", "no", "n", "f", "0"];

/// The positions of the columns whose cells all say yes or no, one of them no, in the first row and those that the reader
/// finds in the `given` bytes it has.
pub(super) fn flag_columns(
    first: Option<&ByteRecord>,
    records: &mut AsyncReader<&[u8]>,
    given: usize,
) -> Vec<usize> {
    let mut columns = Vec::new();
    if let Some(first) = first {
        look(first, &mut columns);
    }
    let mut record = ByteRecord::new();
    // Bytes in memory never keep a reader waiting.
    while let Some(Ok(true)) = records.read_byte_record(&mut record).now_or_never() {
        let taken = records.position().byte();
        // The last record may be cut off.
        if taken > LOOKED_AT || (taken >= given as u64 && given >= HEAD) {
            break;
        }
        look(&record, &mut columns);
    }
    let flags = columns.iter().enumerate();
    flags
        .filter_map(|(column, (all, any))| (*all && *any).then_some(column))
        .collect()
}

/// Notes of each column whether all its cells are flags, and whether one says no.
fn look(record: &ByteRecord, columns: &mut Vec<(bool, bool)>) {
    columns.resize(columns.len().max(record.len()), (true, false));
    for (cell, (all, any)) in record.iter().zip(columns) {
        let cell = String::from_utf8_lossy(cell).trim().to_ascii_lowercase();
        *all &= WORDS.contains(&cell.as_str());
        *any |= NO.contains(&cell.as_str());
    }
}

#[cfg(test)]
mod tests {
    use crate::csv::{ReadOptions, read_head};

    fn flags(text: &str) -> Vec<usize> {
        read_head(text.as_bytes(), &ReadOptions::default())
            .expect("a header")
            .expect("it is whole")
            .flags
    }

    #[test]
    fn a_flag_is_a_column_of_yes_and_no() {
        assert_eq!(flags("a,b,c\ntrue,x,1\nFalse,no,1\n"), [0]);
        assert_eq!(flags("a,b\n0,\n1,0\n"), [0]);
        assert!(flags("a,b\n").is_empty());
    }

    #[test]
    fn without_a_header_the_first_record_is_a_row() {
        let options = ReadOptions {
            has_header: false,
            ..ReadOptions::default()
        };
        let head = read_head(b"x,no\ny,yes\n", &options).expect("columns");
        assert_eq!(head.expect("it is whole").flags, [1]);
    }

    #[test]
    fn a_file_is_looked_at_only_so_far() {
        let rows = "no,\n".repeat(1 << 14);
        assert_eq!(flags(&format!("a,b\n{rows}")), [0]);
        assert_eq!(flags(&format!("a,b\n{rows}maybe,\n")), [0]);
    }
}
