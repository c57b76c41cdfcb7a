//! The server that all contenders of `calls.sh` and `flow_a.sh` ask: it answers at once, or after a pause.
//!
//! An invocation of a Lambda function is answered by what flow A's `ingest` gives, any other POST by 201, and `GET /count`
//! by how many of both there were.
//!
//! usage: bench-server [DELAY_MS]   prints its port

use std::{cell::Cell, env, io, rc::Rc, time::Duration};

use bytes::Bytes;
use http::{Method, Request, Response, StatusCode, header::CONTENT_TYPE};
use http_body_util::{BodyExt, Full};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use tokio::{
    net::TcpListener,
    task::LocalSet,
    time::{Instant, sleep_until},
};

/// tokio's timer goes by whole milliseconds and never ends early: on average it is late by half of one.
const LATE: Duration = Duration::from_micros(500);

fn main() -> io::Result<()> {
    let delay = env::args()
        .nth(1)
        .map_or(0, |text| text.parse().expect("milliseconds"));
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    LocalSet::new().block_on(&runtime, serve(Duration::from_millis(delay)))
}

async fn serve(delay: Duration) -> io::Result<()> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    println!("{}", listener.local_addr()?.port());
    let count = Rc::new(Cell::new(0));
    loop {
        let (socket, _) = listener.accept().await?;
        socket.set_nodelay(true)?;
        let count = Rc::clone(&count);
        let service = service_fn(move |request| answer(request, delay, Rc::clone(&count)));
        let connection = http1::Builder::new().serve_connection(TokioIo::new(socket), service);
        tokio::task::spawn_local(connection);
    }
}

async fn answer(
    request: Request<Incoming>,
    delay: Duration,
    count: Rc<Cell<u64>>,
) -> Result<Response<Full<Bytes>>, hyper::Error> {
    if request.method() == Method::GET {
        return Ok(json(StatusCode::OK, count.get().to_string()));
    }
    let begun = Instant::now();
    let invokes = request.uri().path().ends_with("/invocations");
    let body = request.into_body().collect().await?.to_bytes();
    if !delay.is_zero() {
        sleep_until(begun + delay - LATE).await;
    }
    count.set(count.get() + 1);
    Ok(if invokes {
        json(StatusCode::OK, ingested(&body))
    } else {
        json(StatusCode::CREATED, "{\"accepted\":true}")
    })
}

/// What the function gives for the payload `{"code": "…", …}`.
fn ingested(payload: &[u8]) -> String {
    let text = String::from_utf8_lossy(payload);
    let behind = text.split_once("\"code\"").map_or("", |(_, behind)| behind);
    let code = behind.split('"').nth(1).unwrap_or_default();
    let size = payload.len();
    format!("{{\"md5\":\"md5-{code}\",\"category\":\"c\",\"size\":{size}}}")
}

fn json(status: StatusCode, body: impl Into<Bytes>) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(body.into()));
    *response.status_mut() = status;
    let kind = http::HeaderValue::from_static("application/json");
    response.headers_mut().insert(CONTENT_TYPE, kind);
    response
}
