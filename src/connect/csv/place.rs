use std::{
    fs::File,
    io::{self, BufRead, BufReader, Read, Seek, SeekFrom},
};

/// The 1-based line on which the record that is read from `offset` begins, empty lines before it passed over; `start` is
/// where the text begins.
///
/// Lines are counted only when there is something to report, from the start: counting them along the way would cost
/// every row of every good file.
pub(super) fn line_at(mut file: &File, start: u64, offset: u64) -> io::Result<u64> {
    file.seek(SeekFrom::Start(start))?;
    let mut lines = Lines::default();
    let mut before = BufReader::with_capacity(1 << 16, file.take(offset - start));
    loop {
        let piece = before.fill_buf()?;
        if piece.is_empty() {
            break;
        }
        lines.count(piece);
        let count = piece.len();
        before.consume(count);
    }
    file.seek(SeekFrom::Start(offset))?;
    for byte in BufReader::new(file).bytes() {
        match byte? {
            byte @ (b'\n' | b'\r') => lines.count(&[byte]),
            _ => break,
        }
    }
    Ok(lines.ends + 1)
}

/// How many lines a field takes beyond the one it begins on.
pub(super) fn breaks_in(field: &[u8]) -> u64 {
    let mut lines = Lines::default();
    lines.count(field);
    lines.ends
}

/// Counts ends of lines: LF, CR, or CRLF as one.
#[derive(Default)]
struct Lines {
    ends: u64,
    after_return: bool,
}

impl Lines {
    fn count(&mut self, bytes: &[u8]) {
        for byte in bytes {
            let second_half = *byte == b'\n' && self.after_return;
            self.ends += u64::from(matches!(byte, b'\n' | b'\r') && !second_half);
            self.after_return = *byte == b'\r';
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_line_end_counts_once() {
        assert_eq!(breaks_in(b"a\nb\r\nc\rd"), 3);
        assert_eq!(breaks_in(b"\n\r\r\n"), 3);
        assert_eq!(breaks_in(b"none"), 0);
    }
}
