//! Servers that speak HTTP/2: all calls share one connection.

use std::{
    convert::Infallible,
    net::TcpListener,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use bytes::Bytes;
use http_body_util::Full;
use hyper::{Request, Response, body::Incoming, server::conn::http2, service::service_fn};
use hyper_util::rt::{TokioExecutor, TokioIo};
use serde_json::{Value, json};
use tokio_rustls::TlsAcceptor;

use crate::support::{
    portl::{Finished, Workspace},
    runtime,
    tls::{self, Issuer},
};

use super::expect_said;

/// What a server counted.
#[derive(Default)]
struct Counts {
    connections: AtomicUsize,
    requests: AtomicUsize,
    in_flight: AtomicUsize,
    most: AtomicUsize,
}

/// Answers `/n/N` by N after a pause, over HTTP/2 alone; `streams` is how many requests it takes at once on a connection.
async fn serve(listener: TcpListener, acceptor: TlsAcceptor, counts: Arc<Counts>, streams: u32) {
    let listener = tokio::net::TcpListener::from_std(listener).expect("the socket is non-blocking");
    loop {
        let (socket, _) = listener.accept().await.expect("it is listening");
        let (acceptor, counts) = (acceptor.clone(), Arc::clone(&counts));
        tokio::spawn(async move {
            counts.connections.fetch_add(1, Ordering::SeqCst);
            let Ok(stream) = acceptor.accept(socket).await else {
                return;
            };
            let service = service_fn(move |request| answer(request, Arc::clone(&counts)));
            let served = http2::Builder::new(TokioExecutor::new())
                .max_concurrent_streams(streams)
                .serve_connection(TokioIo::new(stream), service);
            // A client that has all its answers hangs up.
            let _ = served.await;
        });
    }
}

async fn answer(
    request: Request<Incoming>,
    counts: Arc<Counts>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    counts.requests.fetch_add(1, Ordering::SeqCst);
    let now = counts.in_flight.fetch_add(1, Ordering::SeqCst) + 1;
    counts.most.fetch_max(now, Ordering::SeqCst);
    tokio::time::sleep(Duration::from_millis(20)).await;
    counts.in_flight.fetch_sub(1, Ordering::SeqCst);
    let number = request.uri().path()[3..].to_owned();
    let mut response = Response::new(Full::from(number));
    let kind = http::HeaderValue::from_static("application/json");
    response.headers_mut().insert("content-type", kind);
    Ok(response)
}

/// What a server of HTTP/2 listens and shakes hands with, and a folder whose `job.yaml` asks it by `steps`.
fn world(steps: &str) -> (TcpListener, TlsAcceptor, Workspace) {
    let issuer = Issuer::new();
    let (certificate, key) = issuer.issue("localhost", 2100);
    let mut config = tls::config(&certificate, &key);
    config.alpn_protocols = vec![b"h2".to_vec()];
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port is free");
    let port = listener.local_addr().expect("it is bound").port();
    listener.set_nonblocking(true).expect("a fresh socket");
    let job = format!(
        "connections: {{api: {{type: http, config: {{base_url: \"https://localhost:{port}\"}}}}}}\nsteps:\n{steps}"
    );
    let workspace = Workspace::new()
        .file("job.yaml", &job)
        .file("issuer.pem", &issuer.pem());
    let trusted = workspace.path("issuer.pem");
    let trusted = trusted.to_str().expect("a path in UTF-8").to_owned();
    let workspace = workspace.env("SSL_CERT_FILE", &trusted);
    (listener, TlsAcceptor::from(Arc::new(config)), workspace)
}

/// Runs 40 calls, eight in flight, at a server that takes so many at once on a connection.
fn forty_calls(streams: u32) -> (Finished, Arc<Counts>) {
    let (listener, acceptor, workspace) = world(
        "  - id: call\n    type: api.call\n    connection: api\n    method: GET\n    path: /n/{{ n }}\n\
         \x20   batch: {from: \"{{ range(40) }}\", as: n, concurrency: 8}\n",
    );
    let counts = Arc::new(Counts::default());
    let serving = serve(listener, acceptor, Arc::clone(&counts), streams);
    std::thread::spawn(move || runtime().block_on(serving));
    let finished = workspace
        .portl(&["run", "job.yaml", "--result", "-"])
        .expect_code(0);
    (finished, counts)
}

fn numbers(finished: &Finished) -> Vec<Value> {
    let whole: Value = serde_json::from_str(&finished.stdout).expect("results are JSON");
    let calls = whole["steps"]["call"].as_array().expect("a list");
    calls.iter().map(|call| call["body"].clone()).collect()
}

#[test]
fn all_calls_share_one_connection() {
    // A server that takes fewer at once than the job would send is not pressed.
    for (streams, in_flight) in [(100, 8), (3, 3)] {
        let (finished, counts) = forty_calls(streams);
        assert_eq!(
            numbers(&finished),
            (0..40).map(|n| json!(n)).collect::<Vec<_>>()
        );
        assert_eq!(counts.requests.load(Ordering::SeqCst), 40);
        assert_eq!(counts.most.load(Ordering::SeqCst), in_flight);
        assert_eq!(counts.connections.load(Ordering::SeqCst), 1);
    }
}

/// Refuses the first request of a connection before it looks at it, and answers the others by 200; says how many there were.
async fn refuse_once(listener: TcpListener, acceptor: TlsAcceptor) -> usize {
    let listener = tokio::net::TcpListener::from_std(listener).expect("the socket is non-blocking");
    let (socket, _) = listener.accept().await.expect("it is listening");
    let stream = acceptor.accept(socket).await.expect("a handshake");
    let mut connection = h2::server::handshake(stream).await.expect("HTTP/2");
    let mut count = 0;
    while let Some(Ok((_, mut respond))) = connection.accept().await {
        count += 1;
        if count == 1 {
            respond.send_reset(h2::Reason::REFUSED_STREAM);
        } else {
            let sent = respond.send_response(Response::new(()), true);
            sent.expect("the request waits for an answer");
        }
    }
    count
}

#[test]
fn a_request_that_was_refused_unseen_is_sent_again_even_without_a_key() {
    let (listener, acceptor, workspace) = world(
        "  - {id: call, type: api.call, connection: api, method: POST, path: /x, body: {a: 1}}\n",
    );
    let server = std::thread::spawn(move || runtime().block_on(refuse_once(listener, acceptor)));
    let finished = workspace.portl(&["run", "job.yaml"]).expect_code(0);
    expect_said(&finished, &["2 calls, 1 retry"]);
    assert_eq!(server.join().expect("it served"), 2);
}
