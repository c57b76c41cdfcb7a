use std::path::{Path, PathBuf};

use lsp_server::{Connection, ErrorCode, Message, Notification, Request, Response};
use lsp_types::{
    DidChangeTextDocumentParams, DidCloseTextDocumentParams, DidOpenTextDocumentParams, Uri,
    notification::{
        DidChangeTextDocument, DidChangeWatchedFiles, DidCloseTextDocument, DidOpenTextDocument,
        DidSaveTextDocument, Notification as _,
    },
};
use serde::de::DeserializeOwned;

use super::{
    Disk, answer,
    documents::{Beside, Document, Documents},
    place,
    publish::Shown,
};
use crate::editor::Texts;

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
        shown: Shown::default(),
    };
    server.run()
}

/// The server at work for one client.
pub(super) struct Server<'a> {
    connection: &'a Connection,
    disk: &'a dyn Disk,
    pub(super) documents: Documents,
    pub(super) shown: Shown,
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

    pub(super) fn send(&self, message: impl Into<Message>) -> Result<(), String> {
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
                self.has_text(&opened.uri, opened.version, opened.text)
            }
            DidChangeTextDocument::METHOD => {
                let Some(mut params) = read::<DidChangeTextDocumentParams>(note) else {
                    return Ok(());
                };
                // Documents are sent whole, so the last change is all of it.
                let Some(last) = params.content_changes.pop() else {
                    return Ok(());
                };
                let changed = params.text_document;
                self.has_text(&changed.uri, changed.version, last.text)
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

    fn has_text(&mut self, uri: &Uri, version: i32, text: String) -> Result<(), String> {
        let Some(path) = place::path(uri) else {
            return Ok(());
        };
        let document = Document { text, version };
        self.documents.0.insert(path.clone(), document);
        self.changed(&path)
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
        let texts = self
            .documents
            .texts(self.disk, path, project.as_ref(), &files)?;
        Some(question(texts, project.as_ref().map(|(path, _)| path)))
    }
}

fn read<P: DeserializeOwned>(note: Notification) -> Option<P> {
    serde_json::from_value(note.params).ok()
}
