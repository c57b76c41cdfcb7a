use std::{
    fs::{self, File},
    io::{self, Read, Write},
    path::{Path, PathBuf},
};

use crate::{
    check::SideFiles,
    csv::HEAD,
    faults::{Guard, stands},
    limits::Most,
};

/// The most that a file of text may hold: SQL, a secret, variables.
const MOST_BYTES: u64 = 1 << 20;

/// The files beside a job, by paths relative to its folder.
pub(super) struct Beside(pub(super) PathBuf);

impl SideFiles for Beside {
    fn head(&self, path: &str) -> Option<Vec<u8>> {
        let mut head = Vec::new();
        let path = self.0.join(path);
        require_plain(&path).ok()?;
        let file = File::open(path).ok()?;
        file.take(HEAD as u64).read_to_end(&mut head).ok()?;
        Some(head)
    }

    fn text(&self, path: &str) -> Result<String, String> {
        plain_text(&self.0.join(path))
    }
}

/// No files at all: for a plan that reads nothing.
pub(super) struct Nothing;

impl SideFiles for Nothing {
    fn head(&self, _: &str) -> Option<Vec<u8>> {
        None
    }

    fn text(&self, path: &str) -> Result<String, String> {
        Err(format!("`{path}` is not read with --offline"))
    }
}

/// Why something can't be done with a file, without the number that the system has for it.
pub(super) fn reason(error: &io::Error) -> String {
    if error.kind() == io::ErrorKind::NotFound {
        return "no such file".to_owned();
    }
    let words = error.to_string();
    words
        .split(" (os error")
        .next()
        .unwrap_or(&words)
        .to_owned()
}

/// The text of a file.
///
/// # Errors
/// Why it can't be read, in the system's words.
pub(super) fn text(path: &Path) -> Result<String, String> {
    let file = File::open(path).map_err(|error| reason(&error))?;
    let too_large =
        || "it is larger than 1 MiB, which is all that is read of such a file".to_owned();
    text_of(file, MOST_BYTES, too_large)
}

/// The text of a job or project file.
///
/// # Errors
/// As [`text`].
pub(super) fn yaml(path: &Path, size: Most) -> Result<String, String> {
    let file = File::open(path).map_err(|error| reason(&error))?;
    let too_large = || format!("it is larger than the limit of {size}; {}", size.raise());
    text_of(file, size.amount() as u64, too_large)
}

fn text_of(file: impl Read, most: u64, too_large: impl Fn() -> String) -> Result<String, String> {
    let mut bytes = Vec::new();
    let mut limited = file.take(most + 1);
    limited
        .read_to_end(&mut bytes)
        .map_err(|error| reason(&error))?;
    if bytes.len() as u64 > most {
        return Err(too_large());
    }
    String::from_utf8(bytes).map_err(|error| {
        let line = error.as_bytes()[..error.utf8_error().valid_up_to()]
            .iter()
            .filter(|byte| **byte == b'\n')
            .count()
            + 1;
        format!("it is not UTF-8 (line {line})")
    })
}

/// The text of a file that a job names: the job itself and what the command line names may be pipes, these may not.
///
/// # Errors
/// If it is no plain file, or why it can't be read, in the system's words.
pub(super) fn plain_text(path: &Path) -> Result<String, String> {
    require_plain(path)?;
    text(path)
}

/// Opening a pipe would wait for somebody to write into it, and a device may never end; so it is looked at first.
fn require_plain(path: &Path) -> Result<(), String> {
    let metadata = std::fs::metadata(path).map_err(|error| reason(&error))?;
    if metadata.is_file() || !stands(Guard::PlainFiles) {
        Ok(())
    } else if metadata.is_dir() {
        Err("it is a folder".to_owned())
    } else {
        Err("it is a device or a pipe".to_owned())
    }
}

/// Whether everybody on this machine may read a file.
pub(super) fn is_open_to_all(path: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let metadata = std::fs::metadata(path);
        metadata.is_ok_and(|data| data.permissions().mode() & 0o004 != 0)
    }
    #[cfg(not(unix))]
    {
        let _ = path;
        false
    }
}

/// Adds a whole line to a file, or nothing: half of one would spoil the next.
///
/// # Errors
/// If it can't be written.
pub(super) fn append(file: &mut File, line: &[u8]) -> io::Result<()> {
    let before = file.metadata()?;
    let written = file.write_all(line);
    if written.is_err() && before.is_file() {
        file.set_len(before.len())?;
    }
    written
}

/// Puts a text into the place of a file in one step; what is no plain file, a pipe say, is written to.
///
/// # Errors
/// Why that can't be, in the system's words; a file is then as it was.
pub(super) fn put(path: &Path, text: &str) -> Result<(), String> {
    let words = |error: io::Error| reason(&error);
    let place = match path.canonicalize() {
        Ok(place) => place,
        Err(error) if error.kind() == io::ErrorKind::NotFound => path.to_owned(),
        Err(error) => return Err(words(error)),
    };
    let there = place.metadata().ok();
    if there.as_ref().is_some_and(|metadata| !metadata.is_file()) {
        return fs::write(&place, text).map_err(words);
    }
    let folder = place
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(words)?;
    file.write_all(text.as_bytes()).map_err(words)?;
    match there {
        Some(metadata) => file
            .as_file()
            .set_permissions(metadata.permissions())
            .map_err(words)?,
        None => share(file.as_file())?,
    }
    file.as_file().sync_all().map_err(words)?;
    file.persist(&place).map_err(|error| words(error.error))?;
    Ok(())
}

/// Lets everybody read a file that was made for its owner alone.
///
/// # Errors
/// Why that can't be, in the system's words.
pub(super) fn share(file: &File) -> Result<(), String> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let shared = std::fs::Permissions::from_mode(0o644);
        file.set_permissions(shared)
            .map_err(|error| error.to_string())?;
    }
    let _ = file;
    Ok(())
}
