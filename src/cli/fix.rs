use std::{
    fs,
    io::{self, Write},
    path::Path,
};

use super::{load::Loaded, terminal};
use crate::{
    analysis::{Analysis, Mended, mend},
    check::SideFiles,
};

/// Mends what a machine can in a job, and only there; says what it did, and gives what is known of the mended job.
///
/// From standard input the mended text goes to standard output.
///
/// # Errors
/// Why the file can't be written; it is as it was then.
pub(super) fn fix(
    path: &Path,
    loaded: Loaded,
    files: &dyn SideFiles,
    advice: bool,
) -> Result<Analysis, String> {
    let found = loaded.job.text.clone();
    let name = loaded.job.name.clone();
    let Mended {
        text,
        fixed,
        analysis,
    } = mend(loaded.job, loaded.project.as_ref(), files, advice);
    if path == Path::new("-") {
        terminal::print(&text);
    } else if text != found {
        replace(path, &found, &text).map_err(|why| format!("`{name}` can't be fixed: {why}"))?;
    }
    for one in fixed {
        let (line, code, message) = (one.line, one.code, one.message);
        terminal::say(&format!("fixed {name}:{line}: [{code}] {message}\n"));
    }
    Ok(analysis)
}

/// Puts `text` into the place of a file in one step, unless the file no longer holds what was `found` in it.
fn replace(path: &Path, found: &str, text: &str) -> Result<(), String> {
    let words = |error: io::Error| error.to_string();
    // Through a link the file behind it is meant, not the link.
    let path = path.canonicalize().map_err(words)?;
    let folder = path.parent().unwrap_or(Path::new("/"));
    let permissions = fs::metadata(&path).map_err(words)?.permissions();
    if permissions.readonly() {
        return Err("it is read-only".to_owned());
    }
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(words)?;
    file.write_all(text.as_bytes()).map_err(words)?;
    file.as_file().set_permissions(permissions).map_err(words)?;
    file.as_file().sync_all().map_err(words)?;
    if fs::read(&path).map_err(words)? != found.as_bytes() {
        return Err("it was changed meanwhile; check it again".to_owned());
    }
    file.persist(&path).map_err(|error| words(error.error))?;
    Ok(())
}
