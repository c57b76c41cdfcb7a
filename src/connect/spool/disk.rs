//! One file for all lists of the process, so that many of them don't use up what it may have open.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{self, Read as _, Seek as _, SeekFrom, Write as _},
    sync::{Arc, Mutex, PoisonError, Weak},
};

/// The file, as long as a page of it is there.
static DISK: Mutex<Weak<Mutex<Disk>>> = Mutex::new(Weak::new());

/// Bytes in the file. Their place is free again when this is gone.
#[derive(Debug)]
pub(super) struct Page {
    disk: Arc<Mutex<Disk>>,
    start: u64,
    length: usize,
}

#[derive(Debug)]
struct Disk {
    file: File,
    /// The pages, by where they begin: where each ends.
    pages: BTreeMap<u64, u64>,
    /// It has taken no more.
    is_full: bool,
}

impl Page {
    /// Writes bytes; none if they can't be written.
    pub(super) fn write(bytes: &[u8]) -> Option<Self> {
        let disk = shared().ok()?;
        let start = lock(&disk).append(bytes)?;
        let length = bytes.len();
        Some(Self {
            disk,
            start,
            length,
        })
    }

    /// The bytes.
    pub(super) fn read(&self) -> io::Result<Vec<u8>> {
        let disk = lock(&self.disk);
        let mut file = &disk.file;
        let mut bytes = vec![0; self.length];
        file.seek(SeekFrom::Start(self.start))?;
        file.read_exact(&mut bytes)?;
        Ok(bytes)
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        lock(&self.disk).pages.remove(&self.start);
    }
}

impl Disk {
    /// Writes behind the last page: what was freed before it stays a hole until those behind are gone, too.
    fn append(&mut self, bytes: &[u8]) -> Option<u64> {
        if self.is_full {
            return None;
        }
        let start = self.pages.last_key_value().map_or(0, |(_, end)| *end);
        if self.try_append(start, bytes).is_err() {
            self.is_full = true;
            // The room is given back: what can't be written here may be wanted elsewhere.
            drop(self.file.set_len(start));
            return None;
        }
        self.pages.insert(start, start + bytes.len() as u64);
        Some(start)
    }

    fn try_append(&self, start: u64, bytes: &[u8]) -> io::Result<()> {
        let mut file = &self.file;
        file.seek(SeekFrom::Start(start))?;
        file.write_all(bytes)
    }
}

fn shared() -> io::Result<Arc<Mutex<Disk>>> {
    let mut known = DISK.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(disk) = known.upgrade() {
        return Ok(disk);
    }
    let disk = Arc::new(Mutex::new(Disk {
        file: tempfile::tempfile()?,
        pages: BTreeMap::new(),
        is_full: false,
    }));
    *known = Arc::downgrade(&disk);
    Ok(disk)
}

fn lock(disk: &Mutex<Disk>) -> std::sync::MutexGuard<'_, Disk> {
    disk.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_is_used_again() {
        let first = Page::write(b"first").expect("the disk has room");
        let start = Page::write(b"second").expect("the disk has room").start;
        let third = Page::write(b"third").expect("the disk has room");
        assert!(third.start <= start);
        assert_eq!(first.read().expect("it is there"), b"first");
        assert_eq!(third.read().expect("it is there"), b"third");
    }
}
