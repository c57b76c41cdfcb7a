//! Items that are kept for later steps without filling the memory: past 2 MiB they are written to a file.
//!
//! The file has no name, can be read by nobody else, and is gone with the last list of items in it. It lies where the system
//! has its temporary files (`TMPDIR` names another place). Where it can't be written, and for what must not be written
//! (secrets), memory has to do.

mod disk;
mod page;

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
};

use disk::Page;

use crate::value::{List, ReadError, Rows, Segment, SegmentBuilder, Value};

/// The most items of a segment.
pub const SEGMENT: usize = 4096;

/// No item is added to a segment of so many bytes.
pub const SEGMENT_BYTES: usize = 1 << 20;

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
    /// How many bytes the open segment has, about.
    open_bytes: usize,
    segments: Vec<Stored>,
    /// The index of each segment's first item.
    firsts: Vec<usize>,
    len: usize,
    in_memory: usize,
    /// So many segments were written, or can't be.
    settled: usize,
}

#[derive(Debug)]
enum Stored {
    InMemory(Segment),
    OnDisk(Page),
}

impl SpoolBuilder {
    /// Appends an item.
    pub fn push(&mut self, item: Value) {
        self.open_bytes += item.size();
        self.open.push(item);
        if self.open.len() == SEGMENT || self.open_bytes >= SEGMENT_BYTES {
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
        self.open_bytes = 0;
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
                && let Some(bytes) = page::encode(segment)
                && let Some(page) = Page::write(&bytes)
            {
                *stored = Stored::OnDisk(page);
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
                kept: Mutex::default(),
            })),
        }
    }
}

/// Items of which some are in a file.
#[derive(Debug)]
struct Spool {
    segments: Vec<Stored>,
    firsts: Vec<usize>,
    len: usize,
    /// Segments that were read, with the number of each.
    kept: Mutex<VecDeque<(usize, Arc<Segment>)>>,
}

impl Spool {
    fn read(&self, number: usize, page: &Page) -> Result<Arc<Segment>, ReadError> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, segment)) = kept.iter().find(|(known, _)| *known == number) {
            return Ok(Arc::clone(segment));
        }
        let bytes = page.read().map_err(|error| {
            ReadError(format!(
                "what a step gave is in a temporary file (in `TMPDIR`) that can't be read: {error}"
            ))
        })?;
        let segment = page::decode(&bytes).ok_or_else(|| {
            ReadError("what a step gave is in a temporary file that something has changed".into())
        })?;
        let segment = Arc::new(segment);
        kept.truncate(KEPT - 1);
        kept.push_front((number, Arc::clone(&segment)));
        Ok(segment)
    }
}

impl Rows for Spool {
    fn len(&self) -> usize {
        self.len
    }

    fn size(&self) -> usize {
        let in_memory = self.segments.iter().map(|stored| match stored {
            Stored::InMemory(segment) => segment.size(),
            Stored::OnDisk(_) => 0,
        });
        in_memory.sum()
    }

    fn is_in_memory(&self) -> bool {
        let mut segments = self.segments.iter();
        segments.all(|stored| matches!(stored, Stored::InMemory(_)))
    }

    fn item(&self, index: usize) -> Result<Value, ReadError> {
        let after = self.firsts.partition_point(|first| *first <= index);
        let number = after.checked_sub(1).expect("the first segment begins at 0");
        let index = index - self.firsts[number];
        Ok(match &self.segments[number] {
            Stored::InMemory(segment) => segment.get(index),
            Stored::OnDisk(page) => self.read(number, page)?.get(index),
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
            .filter(|stored| matches!(stored, Stored::OnDisk(_)));
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
    fn large_items_do_not_wait_for_each_other() {
        let mut builder = SpoolBuilder::default();
        for _ in 0..8 {
            builder.push(Value::from("x".repeat(SEGMENT_BYTES)));
        }
        let is_on_disk = |stored: &&Stored| matches!(stored, Stored::OnDisk(_));
        assert!(builder.segments.iter().filter(is_on_disk).count() > 4);
    }

    #[test]
    fn lists_inside_are_written_unless_they_are_on_disk() {
        let inner = |count: usize| {
            let mut inner = SpoolBuilder::default();
            (0..count).for_each(|index| inner.push(item(index)));
            Value::List(inner.finish())
        };
        for (count, is_written) in [(5_000, true), (60_000, false)] {
            let mut builder = SpoolBuilder::default();
            (0..4).for_each(|_| builder.push(inner(count)));
            builder.close();
            builder.spill();
            for stored in &builder.segments {
                assert_eq!(matches!(stored, Stored::OnDisk(_)), is_written, "{count}");
            }
        }
    }

    #[test]
    fn secrets_are_never_written() {
        const ITEMS: usize = 30_000;
        let secret = || Value::Secret(Secret::new(Value::from("hush")));
        let record =
            |value| Value::Record(Record::from(Fields::from_iter([(Arc::from("a"), value)])));
        for hidden in [
            secret(),
            record(secret()),
            record(record(secret())),
            Value::from(vec![record(secret())]),
        ] {
            let mut builder = SpoolBuilder::default();
            for index in 0..ITEMS {
                // Every other segment has one.
                builder.push(match index % (2 * SEGMENT) {
                    9 => hidden.clone(),
                    _ => record(Value::from(format!("{index} {}", "x".repeat(100)))),
                });
            }
            builder.close();
            builder.spill();
            let in_memory = |stored: &&Stored| matches!(stored, Stored::InMemory(_));
            let kept = builder.segments.iter().filter(in_memory).count();
            assert_eq!(kept, ITEMS.div_ceil(2 * SEGMENT));
            let list = builder.finish();
            assert!(!list.is_in_memory());
            let found = list.get(9).expect("it is in memory").expect("it is there");
            assert_eq!(text(&found), text(&hidden));
        }
    }
}
