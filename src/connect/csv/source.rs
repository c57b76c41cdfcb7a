use std::{
    io::{self, Read},
    pin::Pin,
    task::{Context, Poll},
};

use tokio::io::{AsyncRead, ReadBuf};

/// Bytes of a file for the CSV parser, between `before` and `after`.
///
/// It is always ready: a local file never keeps anyone waiting for long, and reading it directly is several times
/// faster than through a pool of threads. So the parser's futures are done when first polled, and
/// [`Rows`](crate::value::Rows), which can't wait, can use the same parser.
#[derive(Debug)]
pub(super) struct Source<R> {
    file: R,
    before: &'static [u8],
    left: u64,
    after: &'static [u8],
    given: u64,
    allowed: u64,
}

impl<R: Read> Source<R> {
    /// The next `length` bytes of `file`.
    pub(super) const fn new(
        file: R,
        length: u64,
        before: &'static [u8],
        after: &'static [u8],
    ) -> Self {
        Self {
            file,
            before,
            left: length,
            after,
            given: 0,
            allowed: u64::MAX,
        }
    }

    /// Fails from now on when asked for more than the first `bytes` bytes: the parser itself takes a record of any
    /// length.
    pub(super) const fn allow(&mut self, bytes: u64) {
        self.allowed = bytes;
    }

    /// Whether all that is allowed has been given.
    pub(super) const fn is_spent(&self) -> bool {
        self.given >= self.allowed
    }

    fn fill(&mut self, room: &mut [u8]) -> io::Result<usize> {
        if !self.before.is_empty() {
            return self.before.read(room);
        }
        if self.left == 0 {
            return self.after.read(room);
        }
        let most = usize::try_from(self.left).map_or(room.len(), |left| left.min(room.len()));
        let count = loop {
            match self.file.read(&mut room[..most]) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                other => break other?,
            }
        };
        if count == 0 {
            let cut = "it became shorter while it was read";
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, cut));
        }
        self.left -= count as u64;
        Ok(count)
    }
}

impl<R: Read + Unpin> AsyncRead for Source<R> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.is_spent() {
            return Poll::Ready(Err(io::ErrorKind::FileTooLarge.into()));
        }
        let count = self.fill(buffer.initialize_unfilled())?;
        buffer.advance(count);
        self.given += count as u64;
        Poll::Ready(Ok(()))
    }
}
