use csv_async::ByteRecord;
use futures_util::FutureExt;

use super::{ReadOptions, header::decode, reader};

/// How much of a file is looked at: enough to tell, and no more to do than for a header.
const LOOKED_AT: usize = 1 << 14;

/// Words that say yes or no. As text all of them count as true.
const WORDS: [&str; 10] = ["true", "false", "yes", "no", "y", "n", "t", "f", "1", "0"];

/// Those that say no.
const NO: [&str; 5] = ["false", "no", "n", "f", "0"];

/// The positions of the columns whose cells all say yes or no, one of them no, as far as the first bytes of a file tell.
#[must_use]
pub fn flag_columns(first: &[u8], options: &ReadOptions) -> Vec<usize> {
    let first = &first[..first.len().min(LOOKED_AT)];
    let (Ok(text), Ok(builder)) = (decode(first, options), reader(options)) else {
        return Vec::new();
    };
    let mut records = builder.create_reader(text.as_bytes());
    let mut columns: Vec<(bool, bool)> = Vec::new();
    let mut record = ByteRecord::new();
    let mut is_header = options.has_header;
    // Bytes in memory never keep a reader waiting.
    while let Some(Ok(true)) = records.read_byte_record(&mut record).now_or_never() {
        if records.position().byte() >= text.len() as u64 && first.len() == LOOKED_AT {
            break;
        }
        if std::mem::take(&mut is_header) {
            continue;
        }
        columns.resize(columns.len().max(record.len()), (true, false));
        for (cell, (all, any)) in record.iter().zip(&mut columns) {
            let cell = String::from_utf8_lossy(cell).trim().to_ascii_lowercase();
            *all &= WORDS.contains(&cell.as_str());
            *any |= NO.contains(&cell.as_str());
        }
    }
    let flags = columns.iter().enumerate();
    flags
        .filter_map(|(column, (all, any))| (*all && *any).then_some(column))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flag_is_a_column_of_yes_and_no() {
        let flags = |text: &str| flag_columns(text.as_bytes(), &ReadOptions::default());
        assert_eq!(flags("a,b,c\ntrue,x,1\nFalse,no,1\n"), [0]);
        assert_eq!(flags("a,b\n0,\n1,0\n"), [0]);
        assert!(flags("a,b\n").is_empty() && flags("").is_empty());
    }

    #[test]
    fn a_record_that_is_cut_off_is_not_looked_at() {
        let rows = "no,\n".repeat(LOOKED_AT);
        assert_eq!(
            flag_columns(format!("a,b\n{rows}").as_bytes(), &ReadOptions::default()),
            [0]
        );
    }
}
