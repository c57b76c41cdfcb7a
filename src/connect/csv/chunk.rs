use std::{
    collections::VecDeque,
    fs::File,
    io::{Seek, SeekFrom},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use csv_async::ByteRecord;
use futures_util::FutureExt;

use super::{
    file::{Opened, Stamp},
    scan::{Place, Places},
    source::Source,
};
use crate::{
    csv::{self, Cells, ReadOptions, column_types},
    value::{ReadError, Record, Rows, Table, Value},
};

/// How many chunks are kept: one that is gone through, and one that is looked up in.
const KEPT: usize = 2;

/// The rows of a CSV file that was found sound; they are read again when they are asked for.
#[derive(Debug)]
pub struct CsvFile {
    path: PathBuf,
    headers: Arc<[Arc<str>]>,
    options: ReadOptions,
    places: Places,
    stamp: Option<Stamp>,
    reading: Mutex<Reading>,
}

#[derive(Debug)]
struct Reading {
    file: File,
    /// With the number of each chunk.
    kept: VecDeque<(usize, Arc<Table>)>,
}

impl CsvFile {
    pub(super) fn new(
        path: &Path,
        opened: Opened,
        headers: Arc<[Arc<str>]>,
        options: ReadOptions,
        places: Places,
    ) -> Self {
        Self {
            path: path.to_owned(),
            headers,
            options,
            places,
            stamp: opened.stamp,
            reading: Mutex::new(Reading {
                file: opened.file,
                kept: VecDeque::new(),
            }),
        }
    }

    /// The names of the columns.
    #[must_use]
    pub const fn headers(&self) -> &Arc<[Arc<str>]> {
        &self.headers
    }

    /// How many rows there are.
    #[must_use]
    pub const fn count(&self) -> u64 {
        self.places.count
    }

    /// The chunk that holds row `index`, and the index of the chunk's first row.
    ///
    /// # Errors
    /// If the file was changed, or can't be read any more.
    pub fn chunk(&self, index: usize) -> Result<(usize, Arc<Table>), ReadError> {
        let row = index as u64;
        let after = self.places.chunks.partition_point(|place| place.row <= row);
        let chunk = after
            .checked_sub(1)
            .expect("the first chunk begins at row 0");
        let first = self.places.chunks[chunk].row;
        let first = usize::try_from(first).expect("it is not above `index`");
        let mut reading = self.reading.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, table)) = reading.kept.iter().find(|(kept, _)| *kept == chunk) {
            return Ok((first, Arc::clone(table)));
        }
        let table = Arc::new(self.read(&mut reading.file, chunk)?);
        reading.kept.truncate(KEPT - 1);
        reading.kept.push_front((chunk, Arc::clone(&table)));
        Ok((first, table))
    }

    fn read(&self, file: &mut File, chunk: usize) -> Result<Table, ReadError> {
        let path = self.path.display();
        let table = self.parse(file, chunk);
        // Looked at afterwards, so that no write in between goes unnoticed.
        let stamp = Stamp::of(file).ok();
        if self.stamp.is_some() && self.stamp != stamp {
            let changed = format!("`{path}` was changed after it had been checked");
            return Err(ReadError(changed));
        }
        table.map_err(|reason| ReadError(format!("can't read `{path}` again: {reason}")))
    }

    fn parse(&self, file: &mut File, chunk: usize) -> Result<Table, String> {
        let begin = self.places.chunks[chunk];
        let next = self.places.chunks.get(chunk + 1);
        let end = next.copied().unwrap_or(Place {
            row: self.places.count,
            start: self.places.end,
        });
        let length = end.start - begin.start;
        file.seek(SeekFrom::Start(begin.start))
            .map_err(|error| error.to_string())?;
        // The empty line is skipped; it keeps the parser from taking a byte order mark in a cell for the file's own.
        let source = Source::new(file, length, b"\n", b"\n");
        let mut reader = csv::reader(&self.options)
            .map_err(|failure| failure.message)?
            .buffer_capacity(
                usize::try_from(length).map_or(1 << 20, |room| room.clamp(64, 1 << 20)),
            )
            .create_reader(source);
        let mut columns: Vec<Cells<'_>> = column_types(&self.headers, &self.options)
            .map_err(|failure| failure.message)?
            .into_iter()
            .map(|ty| Cells::new(&self.options, ty))
            .collect();
        let mut record = ByteRecord::new();
        for _ in begin.row..end.row {
            let read = reader.read_byte_record(&mut record).now_or_never();
            let read = read.expect("the source is always ready");
            if !read.map_err(|error| error.to_string())? || record.len() != columns.len() {
                return Err("its rows are not where they were".to_owned());
            }
            for (cells, field) in columns.iter_mut().zip(&record) {
                cells.push(field).map_err(|failure| failure.message)?;
            }
        }
        let columns = columns.into_iter().map(Cells::finish).collect();
        Ok(Table::new(Arc::clone(&self.headers), columns))
    }
}

impl Rows for CsvFile {
    fn len(&self) -> usize {
        usize::try_from(self.places.count).expect("there are no more rows than addresses")
    }

    fn item(&self, index: usize) -> Result<Value, ReadError> {
        let (first, table) = self.chunk(index)?;
        Ok(Value::Record(Record::row(table, index - first)))
    }
}
