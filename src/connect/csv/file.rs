use std::{
    fs::{File, Metadata},
    io::{self, Read, Seek, SeekFrom},
    path::Path,
    time::SystemTime,
};

use encoding_rs::{Encoding, UTF_8};

use super::spool;
use crate::connect::Failure;

/// A file open for reading, as UTF-8.
#[derive(Debug)]
pub(super) struct Opened {
    /// The file, or a copy of it in UTF-8.
    pub(super) file: File,
    /// Where its text begins, behind a byte order mark.
    pub(super) start: u64,
    /// Where its text ends.
    pub(super) end: u64,
    /// What tells whether somebody wrote to it; none for a copy of our own.
    pub(super) stamp: Option<Stamp>,
}

/// The state of a file, as far as the file system tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stamp {
    length: u64,
    modified: Option<SystemTime>,
}

impl Stamp {
    pub(super) fn of(file: &File) -> io::Result<Self> {
        let metadata = file.metadata()?;
        Ok(Self {
            length: metadata.len(),
            modified: metadata.modified().ok(),
        })
    }
}

/// Opens a file for reading. One in another encoding is copied first: places in it must be places in the text.
///
/// # Errors
/// If it can't be opened, is no file but a folder or a device, or is not written in `encoding`.
pub(super) fn open(path: &Path, encoding: &'static Encoding) -> Result<Opened, Failure> {
    // Opening a pipe would wait for somebody to write into it, so it is looked at first.
    let metadata = std::fs::metadata(path).map_err(|error| cannot("read", path, &error))?;
    require_file(path, &metadata)?;
    let file = File::open(path).map_err(|error| cannot("read", path, &error))?;
    if encoding == UTF_8 {
        measure(file).map_err(|error| cannot("read", path, &error))
    } else {
        spool::decode(path, file, encoding)
    }
}

/// Refuses what is no plain file.
///
/// # Errors
/// If it is a folder, a device or a pipe.
pub(super) fn require_file(path: &Path, metadata: &Metadata) -> Result<(), Failure> {
    if metadata.is_file() {
        return Ok(());
    }
    let kind = if metadata.is_dir() {
        "a folder"
    } else {
        "a device or a pipe"
    };
    let path = path.display();
    Err(Failure::new(format!("expected a file, `{path}` is {kind}")))
}

/// That something can't be done with a file, in the operating system's words.
pub(super) fn cannot(what: &str, path: &Path, error: &io::Error) -> Failure {
    let reason = error.to_string();
    let reason = reason.split(" (os error").next().unwrap_or(&reason);
    let path = path.display();
    Failure::new(format!("can't {what} `{path}`: {}", reason.to_lowercase()))
}

fn measure(mut file: File) -> io::Result<Opened> {
    let stamp = Stamp::of(&file)?;
    let mut mark = Vec::new();
    (&mut file).take(3).read_to_end(&mut mark)?;
    let start = if mark == b"\xef\xbb\xbf" { 3 } else { 0 };
    file.seek(SeekFrom::Start(start))?;
    Ok(Opened {
        file,
        start,
        end: stamp.length.max(start),
        stamp: Some(stamp),
    })
}
