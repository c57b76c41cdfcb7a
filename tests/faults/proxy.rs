//! A proxy between `portl` and PostgreSQL that loses a COMMIT or its answer, or ends the connection at some byte.

use std::{
    io::{Read, Write},
    net::{Shutdown, TcpListener, TcpStream},
    ops::Range,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

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

/// The side that a byte comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Client,
    Server,
}

/// The byte of a conversation before which its connection ends.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cut {
    pub(super) side: Side,
    pub(super) offset: usize,
}

/// A proxy that breaks connections, and passes on everything else.
pub(super) struct Proxy {
    port: u16,
    cut: Arc<AtomicUsize>,
}

impl Proxy {
    /// In front of the server of `url`; breaks at these of the COMMITs that pass, counted from 0.
    pub(super) fn start(url: &str, loses: Loses, which: Range<usize>) -> Self {
        Self::relaying(url, move |client, server, cut| {
            relay(client, server, loses, &which, cut);
        })
    }

    /// In front of the server of `url`; breaks the first connection at a byte.
    pub(super) fn cutting(url: &str, cut: Cut) -> Self {
        let connections = AtomicUsize::new(0);
        Self::relaying(url, move |client, server, cuts| {
            let is_first = connections.fetch_add(1, Ordering::SeqCst) == 0;
            pass(&client, &server, is_first.then_some(cut), cuts);
        })
    }

    fn relaying(
        url: &str,
        relay: impl Fn(TcpStream, TcpStream, &AtomicUsize) + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let port = listener.local_addr().expect("it is bound").port();
        let (server, _) = address(url);
        let server = server.to_owned();
        let cut = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&cut);
        let relay = Arc::new(relay);
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let Ok(server) = TcpStream::connect(&server) else {
                    continue;
                };
                let count = Arc::clone(&count);
                let relay = Arc::clone(&relay);
                thread::spawn(move || relay(client, server, &count));
            }
        });
        Self { port, cut }
    }

    /// The URL by which the server is reached through it.
    pub(super) fn url(&self, url: &str) -> String {
        let (server, place) = address(url);
        let mut through = url.to_owned();
        through.replace_range(
            place..place + server.len(),
            &format!("127.0.0.1:{}", self.port),
        );
        through
    }

    /// How many COMMITs, or cuts at a byte, there were.
    pub(super) fn cuts(&self) -> usize {
        self.cut.load(Ordering::SeqCst)
    }
}

/// Host and port in a URL, and where they stand.
fn address(url: &str) -> (&str, usize) {
    let start = url
        .find('@')
        .or_else(|| url.find("//").map(|at| at + 1))
        .expect("a URL")
        + 1;
    let end = url[start..].find('/').expect("a URL names a database") + start;
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

/// Passes on both ways, up to a byte.
fn pass(client: &TcpStream, server: &TcpStream, cut: Option<Cut>, cuts: &AtomicUsize) {
    let until = |side| cut.filter(|cut| cut.side == side).map(|cut| cut.offset);
    let end = || {
        drop(client.shutdown(Shutdown::Both));
        drop(server.shutdown(Shutdown::Both));
    };
    thread::scope(|scope| {
        for (side, mut from, mut to) in [
            (Side::Client, client, server),
            (Side::Server, server, client),
        ] {
            scope.spawn(move || {
                if pass_until(&mut from, &mut to, until(side)) {
                    cuts.fetch_add(1, Ordering::SeqCst);
                }
                end();
            });
        }
    });
}

/// Copies so many bytes; true if there was one more.
fn pass_until(from: &mut impl Read, to: &mut impl Write, until: Option<usize>) -> bool {
    let mut left = until.unwrap_or(usize::MAX);
    let mut buffer = [0; 16 * 1024];
    while let Ok(count @ 1..) = from.read(&mut buffer) {
        let passed = count.min(left);
        if to.write_all(&buffer[..passed]).is_err() {
            return false;
        }
        if passed < count {
            return true;
        }
        left -= passed;
    }
    false
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
