use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use super::Disk;
use crate::{analysis::Source, check::SideFiles, csv::HEAD, editor::Texts};

/// The name of the file that holds connections for all jobs around it.
pub(super) const PROJECT_FILE: &str = "portl.yaml";

/// The keys by which a file is taken for a job: editors open any YAML with this server.
const KEYS: &[&str] = &[
    "steps:",
    "connections:",
    "inputs:",
    "transaction:",
    "limits:",
];

/// An open document.
pub(super) struct Document {
    pub(super) text: String,
    pub(super) version: i32,
}

/// The open documents, by path.
#[derive(Default)]
pub(super) struct Documents(pub(super) BTreeMap<PathBuf, Document>);

impl Documents {
    /// The text of a file as the editor has it, or else as it is on disk.
    pub(super) fn text(&self, disk: &dyn Disk, path: &Path) -> Option<String> {
        match self.0.get(path) {
            Some(open) => Some(open.text.clone()),
            None => disk.text(path),
        }
    }

    /// The project file of the job at `path`.
    pub(super) fn project(&self, disk: &dyn Disk, path: &Path) -> Option<(PathBuf, String)> {
        let folder = path.parent()?;
        let mut open = folder.ancestors().map(|folder| folder.join(PROJECT_FILE));
        let open = open.find(|file| self.0.contains_key(file));
        // The nearest one counts, whether it is open or not.
        let nearest = [open, disk.project(folder)].into_iter().flatten();
        let file = nearest.max_by_key(|file| file.components().count())?;
        if file == path {
            return None;
        }
        let text = self.text(disk, &file)?;
        Some((file, text))
    }

    /// What is analysed for the document at `path`.
    pub(super) fn texts<'f>(
        &self,
        disk: &dyn Disk,
        path: &Path,
        project: Option<&(PathBuf, String)>,
        files: &'f dyn SideFiles,
    ) -> Option<Texts<'f>> {
        let source = |path: &Path, text: &str| Source {
            name: path.display().to_string(),
            text: text.to_owned(),
            limits: disk.limits(),
        };
        let open = self.0.get(path)?;
        Some(Texts {
            job: source(path, &open.text),
            project: project.map(|(path, text)| source(path, text)),
            files,
        })
    }
}

/// Whether a text is that of a job, and not of some other YAML.
pub(super) fn is_job(path: &Path, text: &str) -> bool {
    let mut lines = text.trim_start_matches('\u{feff}').lines();
    let has_key = |line: &str| KEYS.iter().any(|key| line.starts_with(key));
    !is_project(path) && lines.any(has_key)
}

/// Whether a file is a project file.
pub(super) fn is_project(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name == PROJECT_FILE)
}

/// The files beside a job: those that are open as the editor has them.
pub(super) struct Beside<'a> {
    pub(super) documents: &'a Documents,
    pub(super) folder: PathBuf,
    pub(super) disk: Box<dyn SideFiles>,
}

impl SideFiles for Beside<'_> {
    fn head(&self, path: &str) -> Option<Vec<u8>> {
        match self.open(path) {
            Some(text) => Some(text.as_bytes()[..text.len().min(HEAD)].to_vec()),
            None => self.disk.head(path),
        }
    }

    fn text(&self, path: &str) -> Result<String, String> {
        match self.open(path) {
            Some(text) => Ok(text.to_owned()),
            None => self.disk.text(path),
        }
    }
}

impl Beside<'_> {
    fn open(&self, path: &str) -> Option<&str> {
        let open = self.documents.0.get(&self.folder.join(path))?;
        Some(&open.text)
    }
}
