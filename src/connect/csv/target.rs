use std::{
    borrow::Cow,
    fs::{self, File},
    io::{self, Read, Write},
    path::{Path, PathBuf},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use csv_async::{AsyncWriter, AsyncWriterBuilder};
use tempfile::NamedTempFile;
use tokio::io::AsyncWrite;

use super::file::{cannot, require_file};
use crate::{
    connect::Failure,
    csv::{self, HEAD, ReadOptions},
};

/// How much is gathered before it is written.
const BUFFER: usize = 1 << 18;

/// The file that is written, beside the one whose place it takes in the end.
pub(super) struct Target {
    path: PathBuf,
    sink: AsyncWriter<Sink>,
    /// The columns of the file that rows are appended to.
    existing: Option<Vec<String>>,
}

impl Target {
    /// Makes the file to write to; when appending, it begins with what is there.
    pub(super) fn prepare(path: &Path, delimiter: u8, append: bool) -> Result<Self, Failure> {
        let failed = |error: io::Error| cannot("write", path, &error);
        // Behind a symbolic link it is the file that is replaced, not the link.
        let real = match fs::canonicalize(path) {
            Ok(real) => Some(real),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(failed(error)),
        };
        let place = real.clone().unwrap_or_else(|| path.to_owned());
        let there = real.map(fs::metadata).transpose().map_err(failed)?;
        if let Some(metadata) = &there {
            require_file(path, metadata)?;
        }
        let folder = place
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        let mut temporary = temporary(folder.unwrap_or(Path::new("."))).map_err(failed)?;
        let mut existing = None;
        if let Some(metadata) = there {
            let file = temporary.as_file_mut();
            file.set_permissions(metadata.permissions())
                .map_err(failed)?;
            if append && metadata.len() > 0 {
                let first = copy(&place, file).map_err(failed)?;
                existing = Some(columns_of(path, &first, delimiter)?);
            }
        }
        let sink = AsyncWriterBuilder::new()
            .delimiter(delimiter)
            .buffer_capacity(BUFFER)
            .create_writer(Sink(temporary));
        Ok(Self {
            path: place,
            sink,
            existing,
        })
    }

    /// Writes the header, or sees that the one that is there has the same columns.
    pub(super) async fn begin(&mut self, columns: &[Arc<str>]) -> Result<(), Failure> {
        let names = || columns.iter().map(|name| Cow::Borrowed(&**name));
        match &self.existing {
            None => self.put(names().collect()).await,
            Some(existing) if names().eq(existing.iter().map(|name| Cow::Borrowed(&**name))) => {
                Ok(())
            }
            Some(existing) => {
                let path = self.path.display();
                let (found, wanted) = (existing.join(", "), columns.join(", "));
                let message = format!("`{path}` has the columns {found}, the rows have {wanted}");
                Err(Failure::new(message).help(format!(
                    "choose the columns to append: `columns: [{found}]`"
                )))
            }
        }
    }

    /// Writes a record.
    pub(super) async fn put(&mut self, cells: Vec<Cow<'_, str>>) -> Result<(), Failure> {
        let cells = cells.iter().map(|cell| cell.as_bytes());
        let written = self.sink.write_record(cells).await;
        written.map_err(|error| cannot("write", &self.path, &io::Error::other(error)))
    }

    /// Puts the file in its place, in one step, once it is on disk.
    pub(super) async fn finish(self) -> Result<(), Failure> {
        let failed = |error: io::Error| cannot("write", &self.path, &error);
        let sink = self.sink.into_inner().await;
        let Sink(temporary) = sink.map_err(|error| failed(io::Error::other(error.to_string())))?;
        temporary.as_file().sync_all().map_err(failed)?;
        temporary
            .persist(&self.path)
            .map(|_| ())
            .map_err(|error| failed(error.error))
    }
}

/// A file that is gone unless it is finished. Others may read it as they may read any new file.
fn temporary(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".portl-").suffix(".csv");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(folder)
}

/// Copies a file, ends its last line, and gives its first bytes.
fn copy(from: &Path, to: &mut File) -> io::Result<Vec<u8>> {
    let mut from = File::open(from)?;
    let mut first = Vec::new();
    (&mut from).take(HEAD as u64).read_to_end(&mut first)?;
    to.write_all(&first)?;
    let mut last = first.last().copied();
    let mut piece = vec![0; BUFFER];
    loop {
        let count = from.read(&mut piece)?;
        if count == 0 {
            break;
        }
        to.write_all(&piece[..count])?;
        last = Some(piece[count - 1]);
    }
    if !matches!(last, Some(b'\n' | b'\r')) {
        to.write_all(b"\n")?;
    }
    Ok(first)
}

fn columns_of(path: &Path, first: &[u8], delimiter: u8) -> Result<Vec<String>, Failure> {
    let options = ReadOptions {
        delimiter,
        ..ReadOptions::default()
    };
    let too_long = || Failure::new("its first record is longer than 1 MiB");
    let known = csv::read_headers(first, &options).map_err(Failure::from);
    known
        .and_then(|names| names.ok_or_else(too_long))
        .map_err(|mut failure| {
            failure.message = format!("can't append to `{}`: {failure}", path.display());
            failure
        })
}

/// The file as the CSV writer wants it; like the reader's source it is always ready.
struct Sink(NamedTempFile);

impl AsyncWrite for Sink {
    fn poll_write(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Poll::Ready(self.0.write(bytes))
    }

    fn poll_flush(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(self.0.flush())
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.poll_flush(context)
    }
}
