use std::{
    io::Read,
    path::{Path, PathBuf},
};

use super::{files, limits};
use crate::{analysis::Source, limits::FileLimits};

/// A job as it was found.
#[derive(Clone)]
pub(super) struct Loaded {
    pub(super) job: Source,
    pub(super) project: Option<Source>,
    /// The folder that the job's paths are relative to.
    pub(super) folder: PathBuf,
}

/// The name of the file that holds connections for all jobs around it.
const PROJECT_FILE: &str = "portl.yaml";

/// Reads a job file, or standard input, and the project file in its folder or a parent.
///
/// # Errors
/// Which file can't be read, and why.
pub(super) fn load(path: &Path) -> Result<Loaded, String> {
    let limits = limits::of_process()?;
    if path == Path::new("-") {
        let mut text = String::new();
        // One byte more than there may be: what is too large is said as of any job.
        std::io::stdin()
            .take(limits.size.amount() as u64 + 1)
            .read_to_string(&mut text)
            .map_err(|error| format!("standard input can't be read: {error}"))?;
        let folder = PathBuf::from(".");
        return Ok(Loaded {
            job: Source {
                name: "-".to_owned(),
                text,
                limits,
            },
            project: project(&folder, None, limits)?,
            folder,
        });
    }
    let job = source(path, limits)?;
    let folder = path
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    Ok(Loaded {
        job,
        project: project(folder, Some(path), limits)?,
        folder: folder.to_owned(),
    })
}

/// The job files that `path` stands for: itself, or all YAML files below a folder but project files.
///
/// # Errors
/// Which folder can't be read, and why.
pub(super) fn job_files(path: &Path) -> Result<Vec<PathBuf>, String> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut found = Vec::new();
    let unreadable = |error: std::io::Error| format!("`{}` can't be read: {error}", path.display());
    for entry in std::fs::read_dir(path).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        // A link to a folder may lead back to where it stands.
        let is_folder = entry.file_type().map_err(unreadable)?.is_dir();
        let entry = entry.path();
        let is_yaml = entry
            .extension()
            .is_some_and(|extension| extension == "yaml" || extension == "yml");
        let is_hidden = entry
            .file_name()
            .is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if is_folder && !is_hidden {
            found.extend(job_files(&entry)?);
        } else if is_yaml && entry.file_name().is_some_and(|name| name != PROJECT_FILE) {
            found.push(entry);
        }
    }
    found.sort();
    Ok(found)
}

fn source(path: &Path, limits: FileLimits) -> Result<Source, String> {
    let name = path.display().to_string();
    let text =
        files::yaml(path, limits.size).map_err(|why| format!("`{name}` can't be read: {why}"))?;
    Ok(Source { name, text, limits })
}

fn project(
    folder: &Path,
    job: Option<&Path>,
    limits: FileLimits,
) -> Result<Option<Source>, String> {
    let Some(found) = project_file(folder) else {
        return Ok(None);
    };
    // Shown as short as the job is.
    let own = folder.join(PROJECT_FILE);
    let near = if same_file(&own, &found) { own } else { found };
    if job.is_some_and(|job| same_file(job, &near)) {
        Ok(None)
    } else {
        source(&near, limits).map(Some)
    }
}

/// The project file in a folder or the nearest one above it.
pub(super) fn project_file(folder: &Path) -> Option<PathBuf> {
    let start = std::path::absolute(folder).ok()?;
    let mut files = start.ancestors().map(|folder| folder.join(PROJECT_FILE));
    files.find(|file| file.is_file())
}

fn same_file(a: &Path, b: &Path) -> bool {
    matches!((a.canonicalize(), b.canonicalize()), (Ok(a), Ok(b)) if a == b)
}
