use std::{path::Path, sync::Arc};

use csv_async::ByteRecord;

use super::{chunk::CsvFile, file, records::Records};
use crate::{
    connect::Failure,
    csv::{self, Cells, ColumnType, ReadOptions, column_types},
};

/// The most rows that a chunk has.
const CHUNK_ROWS: u64 = 1024;

/// No row is added to a chunk that has so many bytes in the file.
const CHUNK_BYTES: u64 = 4 << 20;

/// Where the rows of a file are.
#[derive(Debug, Default)]
pub(super) struct Places {
    pub(super) count: u64,
    /// Where every chunk begins.
    pub(super) chunks: Vec<Place>,
    /// The place behind the last row.
    pub(super) end: u64,
}

/// Where a chunk begins: the number of its first row, and that row's place in the file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub(super) row: u64,
    pub(super) start: u64,
}

impl Places {
    /// Whether the next row, at `start`, begins a chunk.
    fn is_full(&self, start: u64) -> bool {
        self.chunks.last().is_none_or(|chunk| {
            self.count - chunk.row >= CHUNK_ROWS || start - chunk.start >= CHUNK_BYTES
        })
    }
}

/// Reads a CSV file once to see that all of it is sound, and where its rows are.
///
/// # Errors
/// If it is no file, is not written as `options` say, or has a row that breaks a rule. The message names the line.
pub async fn scan(path: &Path, options: ReadOptions) -> Result<CsvFile, Failure> {
    let parser = csv::reader(&options)?;
    let opened = file::open(path, csv::encoding(options.encoding.as_deref())?)?;
    let mut records = Records::new(path, &opened, parser, &options);
    let mut more = records.next().await?;
    let headers = csv::headers_of(more.then(|| records.record()), &options)
        .map_err(|failure| records.at(failure.into(), 0))?;
    let types = column_types(&headers, &options)
        .map_err(|failure| records.at(failure.into(), 0))?
        .into_iter()
        .enumerate()
        .filter_map(|(index, ty)| Some((index, ty?)))
        .collect();
    let rules = Rules {
        headers: &headers,
        types,
        options: &options,
    };
    if options.has_header {
        more = records.next().await?;
    }
    let limit = options.limit.unwrap_or(u64::MAX);
    let mut places = Places::default();
    while more && places.count < limit {
        rules.check(&records, places.count)?;
        if places.is_full(records.start()) {
            // A large file must not keep an interrupt waiting.
            tokio::task::yield_now().await;
            places.chunks.push(Place {
                row: places.count,
                start: records.start(),
            });
            // A long file must not keep the run from noticing Ctrl-C.
            tokio::task::yield_now().await;
        }
        places.count += 1;
        places.end = records.position().min(opened.end);
        more = places.count < limit && records.next().await?;
    }
    drop(records);
    drop(rules);
    Ok(CsvFile::new(path, opened, headers, options, places))
}

/// What every row must keep to.
struct Rules<'a> {
    headers: &'a [Arc<str>],
    types: Vec<(usize, &'a ColumnType)>,
    options: &'a ReadOptions,
}

impl Rules<'_> {
    fn check(&self, records: &Records<'_>, row: u64) -> Result<(), Failure> {
        let record = records.record();
        if record.len() != self.headers.len() {
            let (expected, found) = (self.headers.len(), record.len());
            let message = format!("rows[{row}]: expected {expected} fields, found {found}");
            return Err(records.at(Failure::new(message), 0));
        }
        let bytes = record.as_slice();
        if bytes.len() > self.options.max_cell.amount() {
            for (index, field) in record.iter().enumerate() {
                csv::check_cell(field, self.options)
                    .map_err(|failure| self.at_cell(records, row, index, failure.into()))?;
            }
        }
        if !is_text(record)
            && let Some(index) = record
                .iter()
                .position(|field| str::from_utf8(field).is_err())
        {
            let failure = csv::not_utf8("the cell").into();
            return Err(self.at_cell(records, row, index, failure));
        }
        for (index, ty) in &self.types {
            Cells::check(&record[*index], ty, self.options)
                .map_err(|failure| self.at_cell(records, row, *index, failure.into()))?;
        }
        Ok(())
    }

    fn at_cell(
        &self,
        records: &Records<'_>,
        row: u64,
        index: usize,
        mut failure: Failure,
    ) -> Failure {
        let column = &self.headers[index];
        failure.message = format!("rows[{row}], column `{column}`: {failure}");
        records.at(failure, 0)
    }
}

/// Whether every field is UTF-8. The fields lie end to end, so they are looked at together: most are too short for a
/// look at each to be quick. Then none may begin within a character.
fn is_text(record: &ByteRecord) -> bool {
    let continues = |field: &[u8]| field.first().is_some_and(|byte| byte & 0xc0 == 0x80);
    let bytes = record.as_slice();
    bytes.is_ascii() || (str::from_utf8(bytes).is_ok() && !record.iter().any(continues))
}
