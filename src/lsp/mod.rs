//! The language server: what an editor asks by the Language Server Protocol, answered by [`editor`](crate::editor).
//!
//! Takes messages over a [`Connection`] and gives answers and diagnostics. It is the only stage that knows the protocol's
//! types and counts columns in UTF-16 ([`position`]). Documents that are open count as the editor has them, other files
//! as they are on disk, which is asked for by [`Disk`]. One thread answers one message after the other.

mod answer;
mod diagnostics;
mod documents;
mod place;
mod position;
mod publish;
mod server;

use std::path::{Path, PathBuf};

use crate::limits::FileLimits;

pub use lsp_server::Connection;

pub use server::serve;

use crate::check::SideFiles;

/// What the server asks of the disk.
pub trait Disk {
    /// How much of a file of YAML is read.
    fn limits(&self) -> FileLimits;

    /// The project file for the jobs of a folder, wherever above it stands.
    fn project(&self, folder: &Path) -> Option<PathBuf>;

    /// The text of a file, if it can be read.
    fn text(&self, path: &Path) -> Option<String>;

    /// The files beside the jobs of a folder.
    fn beside(&self, folder: &Path) -> Box<dyn SideFiles>;
}
