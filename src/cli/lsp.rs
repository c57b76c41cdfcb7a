use std::path::{Path, PathBuf};

use super::{
    exit,
    files::{self, Beside},
    load, terminal,
};
use crate::{
    check::SideFiles,
    lsp::{self, Connection},
};

/// `portl lsp`
pub(super) fn lsp() -> u8 {
    let (connection, threads) = Connection::stdio();
    let served = lsp::serve(&connection, &OnDisk);
    // The threads that read and write end when nothing can be sent to them any more.
    drop(connection);
    let code = match served {
        Ok(true) => exit::DONE,
        // The protocol's own word for a client that left without a `shutdown`.
        Ok(false) => exit::JOB_ERRORS,
        Err(message) => {
            terminal::complain(&message);
            exit::USAGE
        }
    };
    if let Err(error) = threads.join() {
        terminal::complain(&error.to_string());
        return exit::USAGE;
    }
    code
}

/// The disk, as the server asks for it.
struct OnDisk;

impl lsp::Disk for OnDisk {
    fn project(&self, folder: &Path) -> Option<PathBuf> {
        load::project_file(folder)
    }

    fn text(&self, path: &Path) -> Option<String> {
        files::text(path).ok()
    }

    fn beside(&self, folder: &Path) -> Box<dyn SideFiles> {
        Box::new(Beside(folder.to_owned()))
    }
}
