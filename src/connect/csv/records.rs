use std::{fs::File, path::Path};

use csv_async::{AsyncReader, AsyncReaderBuilder, ByteRecord};

use super::{
    file::Opened,
    place::{breaks_in, line_at},
    source::Source,
};
use crate::{
    connect::Failure,
    csv::{ReadOptions, runaway},
    limits::Most,
};

/// How much is read at a time: with less, every record costs more.
const BUFFER: usize = 1 << 20;

/// The records of a file, one after the other, none of them too long and none of them swallowed.
pub(super) struct Records<'a> {
    path: &'a Path,
    opened: &'a Opened,
    reader: AsyncReader<Source<&'a File>>,
    record: ByteRecord,
    start: u64,
    end_mark: &'static [u8],
    longest: Most,
}

impl<'a> Records<'a> {
    pub(super) fn new(
        path: &'a Path,
        opened: &'a Opened,
        mut parser: AsyncReaderBuilder,
        options: &ReadOptions,
    ) -> Self {
        let end_mark = end_mark(options);
        let source = Source::new(&opened.file, opened.end - opened.start, b"", end_mark);
        Self {
            path,
            opened,
            reader: parser.buffer_capacity(BUFFER).create_reader(source),
            record: ByteRecord::new(),
            start: opened.start,
            end_mark,
            longest: options.max_record,
        }
    }

    /// The record that was read last.
    pub(super) const fn record(&self) -> &ByteRecord {
        &self.record
    }

    /// Where that record begins in the file.
    pub(super) const fn start(&self) -> u64 {
        self.start
    }

    /// Where the next record begins in the file.
    pub(super) fn position(&self) -> u64 {
        self.opened.start + self.reader.position().byte()
    }

    /// Reads the next record; false at the end of the file.
    ///
    /// # Errors
    /// If the file can't be read, the record is too long, or a quote in it is never closed.
    pub(super) async fn next(&mut self) -> Result<bool, Failure> {
        self.start = self.position();
        let before = self.reader.position().byte();
        let most = self.most();
        self.reader.get_mut().allow(before + most);
        match self.reader.read_byte_record(&mut self.record).await {
            Ok(true) => {}
            Ok(false) => return Ok(false),
            Err(_) if self.reader.get_ref().is_spent() => return Err(self.too_long()),
            Err(error) => {
                let path = self.path.display();
                return Err(Failure::new(format!("can't read `{path}`: {error}")));
            }
        }
        if self.position() - self.start > self.most() {
            return Err(self.too_long());
        }
        // The line break that begins the mark ends the last record, if the file doesn't.
        if self.position() <= self.opened.end + 1 {
            return Ok(true);
        }
        let is_mark = self.record.len() == 1 && self.record.as_slice() == &self.end_mark[1..2];
        if is_mark {
            Ok(false)
        } else {
            Err(self.unclosed())
        }
    }

    fn most(&self) -> u64 {
        self.longest.amount() as u64
    }

    /// The failure with the file and the line of the record before it, `further` lines into the record.
    pub(super) fn at(&self, mut failure: Failure, further: u64) -> Failure {
        let path = self.path.display();
        failure.message = match line_at(&self.opened.file, self.opened.start, self.start) {
            Ok(line) => format!("`{path}` line {}: {failure}", line + further),
            Err(_) => format!("`{path}`: {failure}"),
        };
        failure
    }

    fn too_long(&self) -> Failure {
        let longest = self.longest;
        let failure = Failure::new(format!("the record is longer than {longest}"));
        self.at(failure.help(runaway(longest)), 0)
    }

    /// The quote is in the record's last field: all that follows it is part of that field.
    fn unclosed(&self) -> Failure {
        let before = self.record.len().saturating_sub(1);
        let breaks = self.record.iter().take(before).map(breaks_in).sum();
        self.at(
            Failure::new("a quote is not closed before the end of the file"),
            breaks,
        )
    }
}

/// A record of our own behind the file's last, of a character that means nothing in this file. A quote that is not
/// closed swallows it, and that is how it is noticed: the parser itself takes the rest of the file for a field.
fn end_mark(options: &ReadOptions) -> &'static [u8] {
    let means = |byte| options.delimiter == byte || options.quote == Some(byte);
    if !means(b'.') {
        b"\n.\n"
    } else if !means(b'_') {
        b"\n_\n"
    } else {
        b"\n-\n"
    }
}
