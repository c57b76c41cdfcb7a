//! Items that are kept for later steps without filling the memory: past 2 MiB they are written to a file.
//!
//! The file has no name, can be read by nobody else, and is gone with the last list of its items. It lies where the system
//! has its temporary files (`TMPDIR` names another place). Where it can't be written, and for what must not be written
//! (secrets), memory has to do.

mod page;

use std::{
    collections::VecDeque,
    fs::File,
    io::{self, Read as _, Seek as _, SeekFrom, Write as _},
    sync::{Arc, Mutex, PoisonError},
};

use crate::value::{List, ReadError, Rows, Segment, SegmentBuilder, Value};

/// The most items of a segment.
pub const SEGMENT: usize = 4096;

/// So many bytes stay in memory before they are written.
const IN_MEMORY: usize = 2 << 20;

/// How many segments that were written stay read: one that is gone through, and one that is looked up in.
const KEPT: usize = 2;

/// A segment with fewer items is not worth a place of its own.
const FEW: usize = 64;

/// Collects the items of a list.
#[derive(Debug, Default)]
pub struct SpoolBuilder {
    open: SegmentBuilder,
    segments: Vec<Stored>,
    /// The index of each segment's first item.
    firsts: Vec<usize>,
    len: usize,
    in_memory: usize,
    /// So many segments were written, or can't be.
    settled: usize,
    disk: Disk,
}

#[derive(Debug)]
enum Stored {
    InMemory(Segment),
    OnDisk { start: u64, length: usize },
}

impl SpoolBuilder {
    /// Appends an item.
    pub fn push(&mut self, item: Value) {
        self.open.push(item);
        if self.open.len() == SEGMENT {
            self.close();
        }
    }

    /// Whether there is no item.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len == 0 && self.open.is_empty()
    }

    /// Appends the items of a segment.
    pub fn extend(&mut self, segment: Segment) {
        if segment.len() < FEW {
            (0..segment.len()).for_each(|index| self.push(segment.get(index)));
            return;
        }
        self.close();
        self.add(segment);
    }

    fn close(&mut self) {
        if !self.open.is_empty() {
            let segment = std::mem::take(&mut self.open).finish();
            self.add(segment);
        }
    }

    fn add(&mut self, segment: Segment) {
        self.firsts.push(self.len);
        self.len += segment.len();
        self.in_memory += segment.size();
        self.segments.push(Stored::InMemory(segment));
        if self.in_memory > IN_MEMORY {
            self.spill();
        }
    }

    /// Writes what is in memory to the file, but for what can't be written.
    fn spill(&mut self) {
        self.in_memory = 0;
        for stored in &mut self.segments[self.settled..] {
            if let Stored::InMemory(segment) = stored
                && let Some(page) = page::encode(segment)
                && let Some(start) = self.disk.write(&page)
            {
                let length = page.len();
                *stored = Stored::OnDisk { start, length };
            }
        }
        self.settled = self.segments.len();
    }

    /// The list of the items.
    #[must_use]
    pub fn finish(mut self) -> List {
        self.close();
        match self.segments.as_slice() {
            [] => List::from(Vec::new()),
            [Stored::InMemory(_)] => match self.segments.pop() {
                Some(Stored::InMemory(segment)) => List::from(segment),
                _ => unreachable!("it is there and in memory"),
            },
            _ => List::rows(Arc::new(Spool {
                segments: self.segments,
                firsts: self.firsts,
                len: self.len,
                reading: Mutex::new(Reading {
                    file: self.disk.file,
                    kept: VecDeque::new(),
                }),
            })),
        }
    }
}

/// The file, made when it is needed first.
#[derive(Debug, Default)]
struct Disk {
    file: Option<File>,
    end: u64,
    /// It can't be made, or has taken no more.
    is_full: bool,
}

impl Disk {
    /// Where it was written; none if it could not be.
    fn write(&mut self, page: &[u8]) -> Option<u64> {
        if self.is_full {
            return None;
        }
        let written = self.try_write(page);
        self.is_full = written.is_err();
        let start = self.end;
        self.end += page.len() as u64;
        written.ok().map(|()| start)
    }

    fn try_write(&mut self, page: &[u8]) -> io::Result<()> {
        let mut file = match &self.file {
            Some(file) => file,
            None => self.file.insert(tempfile::tempfile()?),
        };
        file.write_all(page)
    }
}

/// Items of which some are in a file.
#[derive(Debug)]
struct Spool {
    segments: Vec<Stored>,
    firsts: Vec<usize>,
    len: usize,
    reading: Mutex<Reading>,
}

#[derive(Debug)]
struct Reading {
    file: Option<File>,
    /// With the number of each segment.
    kept: VecDeque<(usize, Arc<Segment>)>,
}

impl Spool {
    fn read(&self, number: usize, start: u64, length: usize) -> Result<Arc<Segment>, ReadError> {
        let mut reading = self.reading.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, segment)) = reading.kept.iter().find(|(kept, _)| *kept == number) {
            return Ok(Arc::clone(segment));
        }
        let segment = reading.page(start, length).map_err(|error| {
            ReadError(format!(
                "can't read again what a step gave, from a temporary file: {error}"
            ))
        })?;
        let segment = Arc::new(segment);
        reading.kept.truncate(KEPT - 1);
        reading.kept.push_front((number, Arc::clone(&segment)));
        Ok(segment)
    }
}

impl Reading {
    fn page(&self, start: u64, length: usize) -> io::Result<Segment> {
        let mut file = self.file.as_ref().ok_or(io::ErrorKind::NotFound)?;
        let mut page = vec![0; length];
        file.seek(SeekFrom::Start(start))?;
        file.read_exact(&mut page)?;
        page::decode(&page).ok_or_else(|| io::ErrorKind::InvalidData.into())
    }
}

impl Rows for Spool {
    fn len(&self) -> usize {
        self.len
    }

    fn item(&self, index: usize) -> Result<Value, ReadError> {
        let after = self.firsts.partition_point(|first| *first <= index);
        let number = after.checked_sub(1).expect("the first segment begins at 0");
        let index = index - self.firsts[number];
        Ok(match &self.segments[number] {
            Stored::InMemory(segment) => segment.get(index),
            Stored::OnDisk { start, length } => self.read(number, *start, *length)?.get(index),
        })
    }
}

#[cfg(test)]
mod tests {
    use rust_decimal::Decimal;

    use super::*;
    use crate::value::{Fields, Record, Secret, json};

    fn item(index: usize) -> Value {
        let number = i64::try_from(index).expect("it is small");
        let fields = [
            ("id", Value::Int(number * 3)),
            (
                "name",
                Value::from(format!("name {index} {}", "x".repeat(100))),
            ),
            ("price", Value::Decimal(Decimal::new(number, 2))),
            ("tags", Value::from(vec![Value::from("a"), Value::Null])),
        ];
        let fields = fields
            .into_iter()
            .map(|(name, value)| (Arc::from(name), value));
        Value::Record(Record::from(fields.collect::<Fields>()))
    }

    fn text(value: &Value) -> String {
        json::write(value, json::Layout::Compact, json::Secrets::Exposed)
            .expect("it can be written")
    }

    #[test]
    fn what_is_on_disk_comes_back_as_it_was_put_in() {
        const COUNT: usize = 60_000;
        let mut builder = SpoolBuilder::default();
        for index in 0..COUNT {
            builder.push(if index % 1_000 == 7 {
                Value::Null
            } else {
                item(index)
            });
        }
        let written = builder
            .segments
            .iter()
            .filter(|stored| matches!(stored, Stored::OnDisk { .. }));
        assert!(written.count() > 5);
        let list = builder.finish();
        assert_eq!(list.len(), COUNT);
        for index in [0, 7, 4_095, 4_096, 31_007, 59_999, 3, 59_000, 12] {
            let found = list
                .get(index)
                .expect("the file is there")
                .expect("the item is there");
            let wanted = if index % 1_000 == 7 {
                Value::Null
            } else {
                item(index)
            };
            assert_eq!(text(&found), text(&wanted), "{index}");
        }
    }

    #[test]
    fn secrets_are_never_written() {
        let mut builder = SpoolBuilder::default();
        for index in 0..60_000 {
            builder.push(match index % SEGMENT {
                9 => Value::Secret(Secret::new(Value::from("hush"))),
                _ => Value::from(format!("{index} {}", "x".repeat(100))),
            });
        }
        assert!(
            builder
                .segments
                .iter()
                .all(|stored| matches!(stored, Stored::InMemory(_)))
        );
        let list = builder.finish();
        assert!(matches!(list.get(SEGMENT + 9), Ok(Some(Value::Secret(_)))));
    }
}
