use std::path::{Path, PathBuf};

use super::{
    exit,
    files::{self, Beside},
    limits, load, terminal,
};
use crate::{
    check::SideFiles,
    limits::FileLimits,
    lsp::{self, Connection},
};

/// `portl lsp`
pub(super) fn lsp() -> u8 {
    let limits = match limits::of_process() {
        Ok(limits) => limits,
        Err(message) => {
            terminal::complain(&message);
            return exit::USAGE;
        }
    };
    let (connection, threads) = Connection::stdio();
    let served = lsp::serve(&connection, &OnDisk(limits));
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
struct OnDisk(FileLimits);

impl lsp::Disk for OnDisk {
    fn limits(&self) -> FileLimits {
        self.0
    }

    fn project(&self, folder: &Path) -> Option<PathBuf> {
        load::project_file(folder)
    }

    fn text(&self, path: &Path) -> Option<String> {
        files::yaml(path, self.0.size).ok()
    }

    fn beside(&self, folder: &Path) -> Box<dyn SideFiles> {
        Box::new(Beside(folder.to_owned()))
    }
}
