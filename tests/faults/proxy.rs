//! A proxy between `portl` and a server that loses a COMMIT or its answer, or breaks a conversation at some byte.

use std::{
    io::{Read, Write},
    net::{Shutdown, TcpStream},
    ops::Range,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use super::breaks::{Break, pass};
use crate::support::acceptor::Acceptor;

/// COMMIT as the simple protocol sends it.
const COMMIT: &[u8] = b"Q\0\0\0\x0bCOMMIT\0";

/// What becomes of a COMMIT.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Loses {
    /// It never reaches the server.
    Commit,
    /// The server gets it, and its answer is lost.
    Answer,
}

/// A proxy that breaks connections, and passes on everything else.
pub(super) struct Proxy {
    acceptor: Acceptor,
    counts: Arc<Counts>,
}

/// What has happened so far.
#[derive(Default)]
pub(super) struct Counts {
    /// The COMMITs that passed, or the conversations that were broken.
    pub(super) cuts: AtomicUsize,
    /// The connections of which a byte has come from the client.
    pub(super) spoken: AtomicUsize,
}

impl Proxy {
    /// In front of the server of `url`; breaks at these of the COMMITs that pass, counted from 0.
    pub(super) fn start(url: &str, loses: Loses, which: Range<usize>) -> Self {
        Self::relaying(url, move |client, server, counts| {
            relay(client, server, loses, &which, &counts.cuts);
        })
    }

    /// In front of the server of `url`; breaks these of the connections, counted from 0.
    pub(super) fn breaking(url: &str, fault: Break, which: Range<usize>) -> Self {
        let connections = AtomicUsize::new(0);
        Self::relaying(url, move |client, server, counts| {
            let number = connections.fetch_add(1, Ordering::SeqCst);
            pass(
                client,
                server,
                which.contains(&number).then_some(fault),
                counts,
            );
        })
    }

    fn relaying(
        url: &str,
        relay: impl Fn(TcpStream, TcpStream, &Counts) + Send + Sync + 'static,
    ) -> Self {
        let (server, _) = address(url);
        let server = server.to_owned();
        let counts = Arc::new(Counts::default());
        let shared = Arc::clone(&counts);
        let acceptor = Acceptor::start(move |client| {
            if let Ok(server) = TcpStream::connect(&server) {
                relay(client, server, &shared);
            }
        });
        Self { acceptor, counts }
    }

    /// The URL by which the server is reached through it.
    pub(super) fn url(&self, url: &str) -> String {
        let (server, place) = address(url);
        let mut through = url.to_owned();
        through.replace_range(
            place..place + server.len(),
            &format!("127.0.0.1:{}", self.acceptor.port()),
        );
        through
    }

    /// How many COMMITs, or conversations that were broken, there were.
    pub(super) fn cuts(&self) -> usize {
        self.counts.cuts.load(Ordering::SeqCst)
    }

    /// How many conversations there were in which the client said a byte at least.
    pub(super) fn spoken(&self) -> usize {
        self.counts.spoken.load(Ordering::SeqCst)
    }
}

/// Host and port in a URL, and where they stand.
fn address(url: &str) -> (&str, usize) {
    let start = url
        .find('@')
        .or_else(|| url.find("//").map(|at| at + 1))
        .expect("a URL")
        + 1;
    let end = url[start..].find('/').map_or(url.len(), |end| end + start);
    (&url[start..end], start)
}

fn relay(
    mut client: TcpStream,
    mut server: TcpStream,
    loses: Loses,
    which: &Range<usize>,
    cut: &AtomicUsize,
) {
    let mut back = (
        server.try_clone().expect("sockets can be cloned"),
        client.try_clone().expect("sockets can be cloned"),
    );
    let answers = thread::spawn(move || copy(&mut back.0, &mut back.1));
    let mut buffer = [0; 16 * 1024];
    while let Ok(count @ 1..) = client.read(&mut buffer) {
        let bytes = &buffer[..count];
        let commits = bytes.windows(COMMIT.len()).any(|window| window == COMMIT);
        if commits && which.contains(&cut.fetch_add(1, Ordering::SeqCst)) {
            // The client hears nothing more, whatever the server does.
            drop(client.shutdown(Shutdown::Both));
            if loses == Loses::Answer {
                drop(server.write_all(COMMIT));
                // Behind it the server finds the end of the connection, and ends as well.
                drop(server.shutdown(Shutdown::Write));
                while let Ok(1..) = server.read(&mut buffer) {}
            }
            break;
        }
        if server.write_all(bytes).is_err() {
            break;
        }
    }
    drop(server.shutdown(Shutdown::Both));
    drop(client.shutdown(Shutdown::Both));
    drop(answers.join());
}

fn copy(from: &mut TcpStream, to: &mut TcpStream) {
    let mut buffer = [0; 16 * 1024];
    while let Ok(count @ 1..) = from.read(&mut buffer) {
        if to.write_all(&buffer[..count]).is_err() {
            return;
        }
    }
    drop(to.shutdown(Shutdown::Both));
}
