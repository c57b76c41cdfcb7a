//! What a failed request may have done is told from what is known, and no request is sent twice.

use std::{
    io::{Read, Write},
    net::TcpListener,
};

use portl::connect::{Class, Effect};

use super::*;

/// The address of a server that does this with its first connection.
fn socket(serve: impl FnOnce(std::net::TcpStream) + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("bound");
    std::thread::spawn(move || serve(listener.accept().expect("a connection").0));
    format!("http://{address}")
}

fn lost(base: &str) -> Failure {
    wait(client(base, []).send(&post("/"))).expect_err("lost")
}

#[test]
fn without_a_connection_nothing_was_done() {
    let free = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let base = format!("http://{}", free.local_addr().expect("bound"));
    drop(free);
    for base in [&*base, "http://name.invalid"] {
        let failure = lost(base);
        assert_eq!(
            (failure.class, failure.effect),
            (Class::Connection, Effect::None),
            "{failure}"
        );
        assert!(failure.message.starts_with("no connection: "), "{failure}");
    }
}

#[test]
fn a_failed_handshake_is_no_connection() {
    let base = socket(|mut stream| {
        let _ = stream.read(&mut [0; 1024]);
        let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
    });
    let failure = lost(&base.replace("http:", "https:"));
    assert_eq!(
        (failure.class, failure.effect),
        (Class::Connection, Effect::None),
        "{failure}"
    );
}

#[test]
fn a_lost_answer_may_have_been_an_effect() {
    let failure = refused(Answer::cut(), &post("/"));
    assert_eq!(
        (failure.class, failure.effect),
        (Class::Connection, Effect::Unknown),
        "{failure}"
    );
    let base = socket(|mut stream| {
        let _ = stream.read(&mut [0; 1024]);
        let _ = stream.write_all(b"no HTTP at all\r\n\r\n");
    });
    assert_eq!(lost(&base).effect, Effect::Unknown);
}

#[test]
fn a_late_answer_may_have_been_an_effect() {
    let mut request = post("/");
    request.timeout = Some(SHORT);
    let failure = refused(Answer::status(200).after(SHORT * 5), &request);
    assert_eq!(
        (failure.class, failure.effect),
        (Class::Timeout, Effect::Unknown)
    );
    assert!(failure.message.contains("200ms"), "{failure}");
}

#[test]
fn a_success_that_cannot_be_read_was_done() {
    let cut = Answer::text(200, "12345678").cut_in_body();
    let failure = refused(cut, &post("/"));
    assert_eq!(
        (failure.class, failure.effect),
        (Class::Connection, Effect::Done),
        "{failure}"
    );

    let wrong = Answer::text(200, "<html>").header("content-type", "application/json");
    let failure = refused(wrong, &post("/"));
    assert_eq!(
        (failure.class, failure.effect),
        (Class::Unreadable, Effect::Done)
    );

    let large = Answer::text(200, vec![b'x'; (8 << 20) + 1]);
    let failure = refused(large, &post("/"));
    assert_eq!(
        (failure.class, failure.effect),
        (Class::Other, Effect::Done)
    );
    assert_eq!(failure.message, "the answer is larger than 8 MiB");

    let bomb = [ZEROS_BEGIN, &ZEROS_GO_ON.repeat(4500)].concat();
    let bomb = Answer::text(200, bomb).header("content-encoding", "gzip");
    let failure = refused(bomb, &post("/"));
    assert_eq!(failure.message, "the answer is larger than 8 MiB");

    let fine = Answer::text(200, vec![b'x'; 8 << 20]);
    assert!(once(fine, &post("/")).0.is_ok());
}

#[test]
fn a_status_is_quoted_with_what_was_said() {
    let body = format!("no \u{1b}[31m\n{}", "x".repeat(600));
    let answer = Answer::text(429, body).header("retry-after", "7");
    let failure = refused(answer, &post("/secret-path?token=hush"));
    assert_eq!(
        (failure.class, failure.effect),
        (Class::Status(429), Effect::None)
    );
    assert_eq!(failure.retry_after, Some(Duration::from_secs(7)));
    let start = r"the server answered 429 Too Many Requests: no \u{1b}[31m\nxxx";
    assert!(failure.message.starts_with(start), "{failure}");
    assert!(failure.message.len() < 600);
    assert!(!format!("{failure:?}").contains("hush"));

    let failure = refused(Answer::status(503), &post("/"));
    assert_eq!(
        (failure.class, failure.effect),
        (Class::Status(503), Effect::Unknown)
    );
    assert_eq!(
        failure.message,
        "the server answered 503 Service Unavailable"
    );
}

#[test]
fn what_would_break_a_request_is_not_sent() {
    let server = Server::in_turn([Answer::status(204)]);
    let client = client(&server.url(), []);
    let mut with_header = get("/");
    with_header.headers = vec![("x-a".to_owned(), Value::from("1\r\nx-b: 2"))];
    for request in [with_header, get("/a\r\nb"), get("/../x")] {
        let failure = wait(client.send(&request)).expect_err("refused");
        assert_eq!(
            (failure.class, failure.effect),
            (Class::Other, Effect::None)
        );
    }
    assert_eq!(server.requests().len(), 0);
}

#[test]
fn a_connection_that_went_stale_costs_no_second_request() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let base = format!("http://{}", listener.local_addr().expect("bound"));
    let server = std::thread::spawn(move || {
        let mut stream = listener.accept().expect("a connection").0;
        let mut room = [0; 1024];
        let _ = stream.read(&mut room).expect("the first request");
        stream
            .write_all(b"HTTP/1.1 204 No Content\r\n\r\n")
            .expect("answered");
        // The second request arrives on the same connection, and is read before the connection ends.
        let second = stream.read(&mut room).expect("the second request");
        drop(stream);
        listener.set_nonblocking(true).expect("set");
        std::thread::sleep(SHORT);
        (second > 0, listener.accept().is_err())
    });
    let client = client(&base, []);
    wait(async {
        client.send(&post("/")).await.expect("answered");
        let failure = client.send(&post("/")).await.expect_err("lost");
        assert_eq!(failure.effect, Effect::Unknown, "{failure}");
    });
    assert_eq!(server.join().expect("served"), (true, true), "no third try");
}

/// The beginning of zeros without end, packed with the fixed code of deflate, and what goes on in the same way: 13 bytes
/// for 2 KiB.
const ZEROS_BEGIN: &[u8] =
    b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\x62\x60\x18\x05\xa3\x60\x14\x8c\x82\x51";
const ZEROS_GO_ON: &[u8] = b"\x30\x0a\x46\xc1\x28\x18\x05\xa3\x60\x14\x8c\x82\x51";
