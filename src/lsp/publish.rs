use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use lsp_server::Notification;
use lsp_types::{
    Diagnostic, PublishDiagnosticsParams,
    notification::{Notification as _, PublishDiagnostics},
};

use super::{
    diagnostics::Files,
    documents::{is_job, is_project},
    place,
    server::Server,
};
use crate::{editor::Snapshot, text::FileId};

/// What the client shows.
#[derive(Default)]
pub(super) struct Shown {
    /// The files that have diagnostics.
    files: BTreeSet<PathBuf>,
    /// What each open job says of its project file.
    of_projects: BTreeMap<PathBuf, OfProject>,
}

/// A project file, and what is wrong with it.
type OfProject = (PathBuf, Vec<Diagnostic>);

impl Server<'_> {
    /// A file that is no job may change what is said of every job.
    pub(super) fn changed(&mut self, path: &Path) -> Result<(), String> {
        if self.is_job(path) {
            self.show(path)
        } else {
            self.show_all()
        }
    }

    pub(super) fn closed(&mut self, path: &Path) -> Result<(), String> {
        self.documents.0.remove(path);
        self.show(path)?;
        self.show_all()
    }

    pub(super) fn show_all(&mut self) -> Result<(), String> {
        let open: Vec<_> = self.documents.0.keys().cloned().collect();
        open.iter().try_for_each(|path| self.show(path))
    }

    /// Shows what is wrong with a job. With anything else there is nothing wrong; what is wrong with a project file, the
    /// jobs say that use it.
    fn show(&mut self, path: &Path) -> Result<(), String> {
        if is_project(path) {
            return Ok(());
        }
        let found = if self.is_job(path) {
            self.found(path)
        } else {
            None
        };
        let (own, of_project) = found.unwrap_or_default();
        self.publish(path, own)?;
        let now = of_project.as_ref().map(|(project, _)| project.clone());
        let before = match of_project {
            Some(found) => self.shown.of_projects.insert(path.to_owned(), found),
            None => self.shown.of_projects.remove(path),
        };
        let before = before.map(|(project, _)| project);
        let projects: BTreeSet<_> = before.into_iter().chain(now).collect();
        projects
            .iter()
            .try_for_each(|project| self.show_project(project))
    }

    fn is_job(&self, path: &Path) -> bool {
        let open = self.documents.0.get(path);
        open.is_some_and(|open| is_job(path, &open.text))
    }

    /// What is wrong with a job, and with its project file.
    fn found(&self, path: &Path) -> Option<(Vec<Diagnostic>, Option<OfProject>)> {
        self.ask(path, |texts, project| {
            let snapshot = Snapshot::of(texts);
            let files = Files {
                sources: &snapshot.analysis.sources,
                job: path,
                project,
            };
            let found = snapshot.analysis.diagnostics.iter();
            let (own, elsewhere): (Vec<_>, Vec<_>) =
                found.partition(|found| found.span.file == FileId(0));
            let shown = |found: Vec<_>| found.into_iter().map(|one| files.shown(one)).collect();
            let of_project = project.map(|project| (project.clone(), shown(elsewhere)));
            (shown(own), of_project)
        })
    }

    /// Shows what is wrong with a project file: what any of its jobs says of it.
    fn show_project(&mut self, project: &Path) -> Result<(), String> {
        let mut all: Vec<Diagnostic> = Vec::new();
        for (file, found) in self.shown.of_projects.values() {
            for found in found.iter().filter(|_| file == project) {
                if !all.contains(found) {
                    all.push(found.clone());
                }
            }
        }
        self.publish(project, all)
    }

    /// Shows diagnostics; that there are none is said only where there were some.
    fn publish(&mut self, path: &Path, diagnostics: Vec<Diagnostic>) -> Result<(), String> {
        let had_some = if diagnostics.is_empty() {
            self.shown.files.remove(path)
        } else {
            !self.shown.files.insert(path.to_owned())
        };
        let Some(uri) = place::uri(path).filter(|_| had_some || !diagnostics.is_empty()) else {
            return Ok(());
        };
        let version = self.documents.0.get(path).map(|open| open.version);
        let params = PublishDiagnosticsParams::new(uri, diagnostics, version);
        let method = PublishDiagnostics::METHOD.to_owned();
        self.send(Notification::new(method, params))
    }
}
