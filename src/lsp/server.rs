use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use lsp_server::{Connection, ErrorCode, Message, Notification, Request, Response};
use lsp_types::{
    Diagnostic, DidChangeTextDocumentParams, DidCloseTextDocumentParams, DidOpenTextDocumentParams,
    PublishDiagnosticsParams,
    notification::{
        DidChangeTextDocument, DidChangeWatchedFiles, DidCloseTextDocument, DidOpenTextDocument,
        DidSaveTextDocument, Notification as _, PublishDiagnostics,
    },
};
use serde::de::DeserializeOwned;

use super::{
    Disk, answer,
    diagnostics::Files,
    documents::{Beside, Document, Documents, is_job, is_project},
    place,
};
use crate::{
    editor::{Snapshot, Texts},
    text::FileId,
};

/// Serves a client until it says `exit` or goes away. Gives whether it said `shutdown` before, as it should.
///
/// # Errors
/// If what the client says is not the protocol, or it can't be answered.
pub fn serve(connection: &Connection, disk: &dyn Disk) -> Result<bool, String> {
    let (id, _) = connection
        .initialize_start()
        .map_err(|error| error.to_string())?;
    connection
        .initialize_finish(id, answer::greeting())
        .map_err(|error| error.to_string())?;
    let mut server = Server {
        connection,
        disk,
        documents: Documents::default(),
        shown_elsewhere: BTreeMap::new(),
        published: BTreeSet::new(),
    };
    server.run()
}

/// The server at work for one client.
pub(super) struct Server<'a> {
    connection: &'a Connection,
    disk: &'a dyn Disk,
    documents: Documents,
    /// What the analysis of each open job found in its project file.
    shown_elsewhere: BTreeMap<PathBuf, (PathBuf, Vec<Diagnostic>)>,
    /// The files whose diagnostics the client shows.
    published: BTreeSet<PathBuf>,
}

impl Server<'_> {
    fn run(&mut self) -> Result<bool, String> {
        let mut is_shut_down = false;
        for message in &self.connection.receiver {
            match message {
                Message::Request(request) if is_shut_down => {
                    let text = "the server was shut down".to_owned();
                    let code = ErrorCode::InvalidRequest as i32;
                    self.send(Response::new_err(request.id, code, text))?;
                }
                Message::Request(request) if request.method == "shutdown" => {
                    is_shut_down = true;
                    self.send(Response::new_ok(request.id, ()))?;
                }
                Message::Request(request) => {
                    let response = self.answer(request);
                    self.send(response)?;
                }
                Message::Notification(note) if note.method == "exit" => break,
                Message::Notification(note) => self.note(note)?,
                Message::Response(_) => {}
            }
        }
        Ok(is_shut_down)
    }

    fn send(&self, message: impl Into<Message>) -> Result<(), String> {
        let sent = self.connection.sender.send(message.into());
        sent.map_err(|_| "the client has gone away".to_owned())
    }

    fn answer(&self, request: Request) -> Response {
        let Request { id, method, params } = request;
        match answer::to(self, &method, params) {
            Ok(result) => Response::new_ok(id, result),
            Err((code, message)) => Response::new_err(id, code as i32, message),
        }
    }

    /// Takes a notification; one that is not known, or makes no sense, is passed over.
    fn note(&mut self, note: Notification) -> Result<(), String> {
        match note.method.as_str() {
            DidOpenTextDocument::METHOD => {
                let Some(params) = read::<DidOpenTextDocumentParams>(note) else {
                    return Ok(());
                };
                let opened = params.text_document;
                let Some(path) = place::path(&opened.uri) else {
                    return Ok(());
                };
                let document = Document {
                    text: opened.text,
                    version: opened.version,
                };
                self.documents.0.insert(path.clone(), document);
                self.changed(&path)
            }
            DidChangeTextDocument::METHOD => {
                let Some(mut params) = read::<DidChangeTextDocumentParams>(note) else {
                    return Ok(());
                };
                // Documents are sent whole, so the last change is all of it.
                let last = params.content_changes.pop();
                let path = place::path(&params.text_document.uri);
                let (Some(last), Some(path)) = (last, path) else {
                    return Ok(());
                };
                let document = Document {
                    text: last.text,
                    version: params.text_document.version,
                };
                self.documents.0.insert(path.clone(), document);
                self.changed(&path)
            }
            DidCloseTextDocument::METHOD => {
                let closed = read::<DidCloseTextDocumentParams>(note);
                match closed.and_then(|params| place::path(&params.text_document.uri)) {
                    Some(path) => self.closed(&path),
                    None => Ok(()),
                }
            }
            DidSaveTextDocument::METHOD | DidChangeWatchedFiles::METHOD => self.show_all(),
            _ => Ok(()),
        }
    }

    /// What is said of a job may change with every other file that is open.
    fn changed(&mut self, path: &Path) -> Result<(), String> {
        let is_own = self
            .documents
            .0
            .get(path)
            .is_some_and(|open| is_job(path, &open.text));
        if is_own || self.published.contains(path) && !is_project(path) {
            self.show(path)
        } else {
            self.show_all()
        }
    }

    fn closed(&mut self, path: &Path) -> Result<(), String> {
        self.documents.0.remove(path);
        let elsewhere = self.shown_elsewhere.remove(path);
        if !is_project(path) {
            self.publish(path, Vec::new())?;
        }
        if let Some((project, _)) = elsewhere {
            self.show_project(&project)?;
        }
        self.show_all()
    }

    fn show_all(&mut self) -> Result<(), String> {
        let open: Vec<_> = self.documents.0.keys().cloned().collect();
        open.iter().try_for_each(|path| self.show(path))
    }

    /// Shows what is wrong with a job; with what is none there is nothing wrong.
    fn show(&mut self, path: &Path) -> Result<(), String> {
        let text = self.documents.0.get(path).map(|open| open.text.as_str());
        if is_project(path) {
            return Ok(());
        }
        let found = match text {
            Some(text) if is_job(path, text) => self.found(path),
            _ => None,
        };
        let (own, elsewhere) = found.unwrap_or_default();
        self.publish(path, own)?;
        let before = match elsewhere {
            Some((project, found)) => self
                .shown_elsewhere
                .insert(path.to_owned(), (project.clone(), found))
                .map(|(before, _)| before)
                .into_iter()
                .chain([project])
                .collect(),
            None => {
                let before = self.shown_elsewhere.remove(path);
                before
                    .into_iter()
                    .map(|(before, _)| before)
                    .collect::<BTreeSet<_>>()
            }
        };
        before
            .iter()
            .try_for_each(|project| self.show_project(project))
    }

    /// What is wrong with a job, and with its project file.
    fn found(&self, path: &Path) -> Option<Found> {
        self.ask(path, |texts, project| {
            let snapshot = Snapshot::of(texts);
            let files = Files {
                sources: &snapshot.analysis.sources,
                job: path,
                project,
            };
            let mut own = Vec::new();
            let mut elsewhere = Vec::new();
            for found in &snapshot.analysis.diagnostics {
                match found.span.file {
                    FileId(0) => own.push(files.shown(found)),
                    _ => elsewhere.push(files.shown(found)),
                }
            }
            let project = project.cloned();
            (own, project.map(|project| (project, elsewhere)))
        })
    }

    fn show_project(&mut self, project: &Path) -> Result<(), String> {
        let mut all: Vec<Diagnostic> = Vec::new();
        for (file, found) in self.shown_elsewhere.values() {
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
        let open = self.documents.0.get(path);
        let Some(uri) = place::uri(path) else {
            return Ok(());
        };
        let is_new = open.is_none() && !self.published.contains(path);
        if diagnostics.is_empty() && is_new {
            return Ok(());
        }
        if diagnostics.is_empty() {
            self.published.remove(path);
        } else {
            self.published.insert(path.to_owned());
        }
        let version = open.map(|open| open.version);
        let params = PublishDiagnosticsParams::new(uri, diagnostics, version);
        self.send(Notification::new(
            PublishDiagnostics::METHOD.to_owned(),
            params,
        ))
    }

    /// Asks something about an open document; it is handed the texts and the path of the project file.
    pub(super) fn ask<T>(
        &self,
        path: &Path,
        question: impl FnOnce(Texts<'_>, Option<&PathBuf>) -> T,
    ) -> Option<T> {
        let folder = path.parent()?;
        let files = Beside {
            documents: &self.documents,
            folder: folder.to_owned(),
            disk: self.disk.beside(folder),
        };
        let project = self.documents.project(self.disk, path);
        let texts = self.documents.texts(path, project.as_ref(), &files)?;
        Some(question(texts, project.as_ref().map(|(path, _)| path)))
    }
}

/// What was found in a job, and in its project file.
type Found = (Vec<Diagnostic>, Option<(PathBuf, Vec<Diagnostic>)>);

fn read<P: DeserializeOwned>(note: Notification) -> Option<P> {
    serde_json::from_value(note.params).ok()
}
