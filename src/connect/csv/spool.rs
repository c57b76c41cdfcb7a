use std::{
    fs::File,
    io::{self, Read, Seek, Write},
    path::Path,
};

use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_16BE, UTF_16LE};

use super::file::{Opened, cannot};
use crate::connect::Failure;

/// How many bytes are decoded at a time.
const PIECE: usize = 1 << 16;

/// Copies a file in `encoding` to a nameless one in UTF-8, and gives that.
///
/// # Errors
/// If it can't be read, has bytes that mean nothing in `encoding`, or there is no room for the copy.
pub(super) fn decode(
    path: &Path,
    file: File,
    encoding: &'static Encoding,
) -> Result<Opened, Failure> {
    let mut spool = Spool::new().map_err(|error| cannot("decode", path, &error))?;
    let sound = spool
        .copy(file, encoding)
        .map_err(|error| cannot("decode", path, &error))?;
    if !sound {
        let (path, line, name) = (path.display(), spool.line, encoding.name());
        let message = format!("`{path}` line {line}: the text is not {name}");
        return Err(Failure::new(message).help("name the file's own encoding: `encoding: …`"));
    }
    spool
        .finish()
        .map_err(|error| cannot("decode", path, &error))
}

struct Spool {
    copy: File,
    line: u64,
}

impl Spool {
    fn new() -> io::Result<Self> {
        Ok(Self {
            copy: tempfile::tempfile()?,
            line: 1,
        })
    }

    /// Copies until the end; false where the bytes mean nothing.
    fn copy(&mut self, mut file: File, encoding: &'static Encoding) -> io::Result<bool> {
        let mut raw = Vec::with_capacity(PIECE);
        let mut decoder = None;
        loop {
            raw.clear();
            let count = (&mut file).take(PIECE as u64).read_to_end(&mut raw)?;
            let decoder = decoder.get_or_insert_with(|| begin(encoding, &raw));
            let last = count < PIECE;
            if !self.put(decoder, &raw, last)? {
                return Ok(false);
            }
            if last {
                return Ok(true);
            }
        }
    }

    fn put(&mut self, decoder: &mut Decoder, mut raw: &[u8], last: bool) -> io::Result<bool> {
        let mut text = String::with_capacity(PIECE);
        loop {
            text.clear();
            let (result, read) = decoder.decode_to_string_without_replacement(raw, &mut text, last);
            self.copy.write_all(text.as_bytes())?;
            self.line += text.bytes().filter(|byte| *byte == b'\n').count() as u64;
            raw = &raw[read..];
            match result {
                DecoderResult::InputEmpty => return Ok(true),
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(..) => return Ok(false),
            }
        }
    }

    fn finish(mut self) -> io::Result<Opened> {
        let end = self.copy.stream_position()?;
        self.copy.rewind()?;
        Ok(Opened {
            file: self.copy,
            start: 0,
            end,
            stamp: None,
        })
    }
}

/// UTF-16 says by its mark which of its two byte orders it is in, whatever the label says.
fn begin(encoding: &'static Encoding, first: &[u8]) -> Decoder {
    let wide = [UTF_16LE, UTF_16BE];
    let marked = Encoding::for_bom(first).map(|(encoding, _)| encoding);
    marked
        .filter(|marked| wide.contains(&encoding) && wide.contains(marked))
        .unwrap_or(encoding)
        .new_decoder_with_bom_removal()
}
