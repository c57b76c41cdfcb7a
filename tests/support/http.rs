//! An HTTP/1.1 server inside the test that answers as told and keeps what it was sent.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use bytes::Bytes;
use futures_util::{StreamExt, stream};
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt, Full, StreamBody};
use hyper::body::{Frame, Incoming};
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::sync::oneshot;

use super::runtime;

/// A request as it arrived.
#[derive(Clone, Debug)]
pub(crate) struct Recorded {
    pub(crate) method: String,
    /// Path and query.
    pub(crate) path: String,
    pub(crate) headers: http::HeaderMap,
    pub(crate) body: Bytes,
}

impl Recorded {
    /// A header's value, if it was sent.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .get(name)
            .map(|value| value.to_str().expect("a header of visible characters"))
    }

    /// The body as JSON.
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error} in the body {:?}", self.body))
    }
}

/// What the server does with one request.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    status: u16,
    headers: Vec<(String, String)>,
    body: Bytes,
    delay: Duration,
    cut: Option<Cut>,
}

/// Where the connection ends too early.
#[derive(Clone, Copy, Debug)]
enum Cut {
    BeforeTheAnswer,
    InTheBody,
}

impl Answer {
    /// A status with an empty body.
    pub(crate) fn status(status: u16) -> Self {
        let (headers, body) = (Vec::new(), Bytes::new());
        Self {
            status,
            headers,
            body,
            delay: Duration::ZERO,
            cut: None,
        }
    }

    /// A body that need not be JSON.
    pub(crate) fn text(status: u16, body: impl Into<Bytes>) -> Self {
        Self {
            body: body.into(),
            ..Self::status(status)
        }
    }

    /// A JSON body.
    pub(crate) fn json(status: u16, body: &serde_json::Value) -> Self {
        Self::text(status, body.to_string()).header("content-type", "application/json")
    }

    /// The connection is closed after the request was read, without an answer.
    pub(crate) fn cut() -> Self {
        Self {
            cut: Some(Cut::BeforeTheAnswer),
            ..Self::status(500)
        }
    }

    /// The same answer, but the connection is closed within its body.
    pub(crate) fn cut_in_body(self) -> Self {
        Self {
            cut: Some(Cut::InTheBody),
            ..self
        }
    }

    /// The same answer with one more header.
    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The same answer, given after a pause.
    pub(crate) fn after(self, delay: Duration) -> Self {
        Self { delay, ..self }
    }
}

/// A recording server on 127.0.0.1; it stops with this value.
pub(crate) struct Server {
    address: SocketAddr,
    state: Arc<State>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// A server that asks `script` for each answer, in the order in which the requests arrived.
    pub(crate) fn start(script: impl FnMut(&Recorded) -> Answer + Send + 'static) -> Self {
        Self::at(SocketAddr::from(([127, 0, 0, 1], 0)), script)
    }

    /// The same at an address of the test's choice.
    pub(crate) fn at(
        address: SocketAddr,
        script: impl FnMut(&Recorded) -> Answer + Send + 'static,
    ) -> Self {
        let listener = std::net::TcpListener::bind(address).expect("the port is free");
        listener
            .set_nonblocking(true)
            .expect("a fresh socket takes options");
        let address = listener
            .local_addr()
            .expect("a bound socket has an address");
        let state = Arc::new(State {
            script: Mutex::new(Box::new(script)),
            record: Mutex::default(),
        });
        let (stop, stopped) = oneshot::channel();
        let shared = Arc::clone(&state);
        let thread = std::thread::spawn(move || {
            runtime().block_on(async {
                tokio::select! { () = accept(listener, shared) => {}, _ = stopped => {} }
            });
        });
        Self {
            address,
            state,
            stop: Some(stop),
            thread: Some(thread),
        }
    }

    /// A server that gives these answers in turn, and the last one again and again.
    pub(crate) fn in_turn(answers: impl IntoIterator<Item = Answer>) -> Self {
        let mut answers = answers.into_iter().collect::<Vec<_>>().into_iter();
        let mut last = answers.next().expect("at least one answer");
        let mut first = true;
        Self::start(move |_| {
            if !std::mem::take(&mut first) {
                last = answers.next().unwrap_or_else(|| last.clone());
            }
            last.clone()
        })
    }

    /// `http://127.0.0.1:PORT`.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// All requests so far, in the order in which they arrived.
    pub(crate) fn requests(&self) -> Vec<Recorded> {
        lock(&self.state.record).requests.clone()
    }

    /// The most requests that were being answered at one time.
    pub(crate) fn max_in_flight(&self) -> usize {
        lock(&self.state.record).max_in_flight
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let ended = thread.join();
            assert!(
                ended.is_ok() || std::thread::panicking(),
                "the server's thread panicked"
            );
        }
    }
}

type Script = dyn FnMut(&Recorded) -> Answer + Send;

struct State {
    script: Mutex<Box<Script>>,
    record: Mutex<Record>,
}

#[derive(Default)]
struct Record {
    requests: Vec<Recorded>,
    in_flight: usize,
    max_in_flight: usize,
}

/// A panic in a script fails the test where the server is dropped; until then the record stays readable.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn accept(listener: std::net::TcpListener, state: Arc<State>) {
    let listener = tokio::net::TcpListener::from_std(listener).expect("the socket is non-blocking");
    loop {
        let (socket, _) = listener.accept().await.expect("the socket is listening");
        socket
            .set_nodelay(true)
            .expect("a fresh socket takes options");
        let state = Arc::clone(&state);
        let service = service_fn(move |request| answer(Arc::clone(&state), request));
        // A connection that ends with an error is one that the script or the client cut.
        tokio::spawn(
            hyper::server::conn::http1::Builder::new()
                .serve_connection(TokioIo::new(socket), service),
        );
    }
}

/// The error that makes hyper close a connection.
#[derive(Debug)]
struct Closed;

impl std::fmt::Display for Closed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("closed by the script")
    }
}

impl std::error::Error for Closed {}

type Body = BoxBody<Bytes, Closed>;

async fn answer(
    state: Arc<State>,
    request: hyper::Request<Incoming>,
) -> Result<http::Response<Body>, Closed> {
    let (head, body) = request.into_parts();
    let body = body.collect().await.map_err(|_| Closed)?.to_bytes();
    let path = head
        .uri
        .path_and_query()
        .map_or("", |path| path.as_str())
        .to_owned();
    let request = Recorded {
        method: head.method.to_string(),
        path,
        headers: head.headers,
        body,
    };
    let answer = {
        let _in_flight = InFlight::enter(&state, &request);
        let answer = lock(&state.script)(&request);
        tokio::time::sleep(answer.delay).await;
        answer
    };
    response(answer)
}

/// Counts a request from its arrival to its answer, also when the client goes away in between.
struct InFlight<'a>(&'a State);

impl<'a> InFlight<'a> {
    fn enter(state: &'a State, request: &Recorded) -> Self {
        let mut record = lock(&state.record);
        record.requests.push(request.clone());
        record.in_flight += 1;
        record.max_in_flight = record.max_in_flight.max(record.in_flight);
        Self(state)
    }
}

impl Drop for InFlight<'_> {
    fn drop(&mut self) {
        lock(&self.0.record).in_flight -= 1;
    }
}

fn response(answer: Answer) -> Result<http::Response<Body>, Closed> {
    let mut response = http::Response::builder().status(answer.status);
    for (name, value) in &answer.headers {
        response = response.header(name, value);
    }
    let body = match answer.cut {
        None => Full::new(answer.body)
            .map_err(|error: Infallible| match error {})
            .boxed(),
        Some(Cut::BeforeTheAnswer) => return Err(Closed),
        Some(Cut::InTheBody) => {
            response = response.header("content-length", answer.body.len());
            let half = answer.body.slice(..answer.body.len() / 2);
            let parts = stream::iter([false, true]);
            BodyExt::boxed(StreamBody::new(
                parts.then(move |end| cut_after(half.clone(), end)),
            ))
        }
    };
    Ok(response
        .body(body)
        .expect("the script gives a valid status and valid headers"))
}

/// The part of a body that is sent, then the cut; the pause lets that part leave first.
async fn cut_after(part: Bytes, end: bool) -> Result<Frame<Bytes>, Closed> {
    if end {
        tokio::time::sleep(Duration::from_millis(20)).await;
        return Err(Closed);
    }
    Ok(Frame::data(part))
}

#[cfg(test)]
mod tests;
