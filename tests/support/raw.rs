//! A server of HTTP/1.1 that says bytes as they are told: answers that lie about their length, that never end, that come a
//! byte at a time.

use std::{
    io::{self, Read, Write},
    net::TcpStream,
    sync::{Arc, Mutex, PoisonError},
};

use super::acceptor::Acceptor;

/// A server on 127.0.0.1; it answers one request a connection.
pub(crate) struct Raw {
    url: String,
    seen: Arc<Mutex<Seen>>,
    _acceptor: Acceptor,
}

/// What has arrived.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seen {
    /// Requests that arrived whole, as bytes.
    pub(crate) whole: Vec<Vec<u8>>,
    /// Those that broke off.
    pub(crate) parts: Vec<Vec<u8>>,
}

impl Raw {
    /// A server that has `script` answer each whole request, into its connection.
    pub(crate) fn start(
        script: impl Fn(&[u8], &mut TcpStream) -> io::Result<()> + Send + Sync + 'static,
    ) -> Self {
        let seen = Arc::new(Mutex::new(Seen::default()));
        let record = Arc::clone(&seen);
        let acceptor = Acceptor::start(move |mut stream| {
            let (request, is_whole) = read(&mut stream);
            if request.is_empty() {
                return;
            }
            let mut seen = record.lock().unwrap_or_else(PoisonError::into_inner);
            if !is_whole {
                seen.parts.push(request);
                return;
            }
            seen.whole.push(request.clone());
            drop(seen);
            // A client that has gone is what the test is about.
            drop(script(&request, &mut stream));
        });
        Self {
            url: format!("http://127.0.0.1:{}", acceptor.port()),
            seen,
            _acceptor: acceptor,
        }
    }

    /// A server that gives every request this answer.
    pub(crate) fn saying(answer: impl Into<Vec<u8>>) -> Self {
        let answer = answer.into();
        Self::start(move |_, stream| stream.write_all(&answer))
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// What has arrived so far.
    pub(crate) fn seen(&self) -> Seen {
        let seen = self.seen.lock();
        seen.unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Reads one request, and says whether it came whole.
fn read(stream: &mut TcpStream) -> (Vec<u8>, bool) {
    let mut request = Vec::new();
    let mut buffer = [0; 16 * 1024];
    while let Ok(count @ 1..) = stream.read(&mut buffer) {
        request.extend_from_slice(&buffer[..count]);
        if length(&request).is_some_and(|length| request.len() >= length) {
            return (request, true);
        }
    }
    (request, false)
}

/// How long a request is that has got as far as the end of its head.
fn length(request: &[u8]) -> Option<usize> {
    let head = request.windows(4).position(|end| end == b"\r\n\r\n")? + 4;
    let text = String::from_utf8_lossy(&request[..head]).to_lowercase();
    let body = text
        .lines()
        .find_map(|line| line.strip_prefix("content-length:"))
        .map_or(0, |length| length.trim().parse().expect("a length"));
    Some(head + body)
}

/// An answer of 200 with a body of this length and type.
pub(crate) fn sized(content_type: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "HTTP/1.1 200 OK\r\ncontent-type: {content_type}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
    )
}

/// The same in chunks of seven bytes.
pub(crate) fn chunked(content_type: &str, body: &str) -> String {
    let mut answer = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: {content_type}\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n"
    );
    for chunk in body.as_bytes().chunks(7) {
        let text = String::from_utf8_lossy(chunk);
        answer.push_str(&format!("{:x}\r\n{text}\r\n", chunk.len()));
    }
    answer + "0\r\n\r\n"
}
