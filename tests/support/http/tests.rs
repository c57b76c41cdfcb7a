//! The recording server, driven by a plain socket.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Instant;

use serde_json::json;

use super::*;

/// Sends a request and gives all that comes back.
fn send(server: &Server, request: &str) -> String {
    let mut socket = TcpStream::connect(server.address).expect("the server listens");
    socket
        .write_all(request.as_bytes())
        .expect("the server reads");
    let mut answer = String::new();
    // A cut connection may end with a reset: what came before counts.
    let _ = socket.read_to_string(&mut answer);
    answer
}

fn get(server: &Server) -> String {
    send(
        server,
        "GET / HTTP/1.1\r\nhost: test\r\nconnection: close\r\n\r\n",
    )
}

#[test]
fn a_request_is_kept_as_sent() {
    let server = Server::start(|request| {
        Answer::json(201, &json!({"path": request.path})).header("x-a", "b")
    });
    let answer = send(
        &server,
        "POST /a%20b?c=d HTTP/1.1\r\nhost: test\r\nX-Key: k-1\r\nconnection: close\r\ncontent-length: 9\r\n\r\n{\"n\":1.0}",
    );
    assert!(answer.starts_with("HTTP/1.1 201 Created\r\n"), "{answer}");
    assert!(answer.contains("\r\nx-a: b\r\n"), "{answer}");
    assert!(answer.ends_with(r#"{"path":"/a%20b?c=d"}"#), "{answer}");

    let requests = server.requests();
    assert_eq!(requests.len(), 1);
    let request = &requests[0];
    assert_eq!(
        (request.method.as_str(), request.path.as_str()),
        ("POST", "/a%20b?c=d")
    );
    assert_eq!(request.header("x-key"), Some("k-1"));
    assert_eq!(request.header("x-other"), None);
    assert_eq!(request.body, r#"{"n":1.0}"#);
    assert_eq!(request.json()["n"].as_f64(), Some(1.0));
    assert!(server.url().starts_with("http://127.0.0.1:"));
}

#[test]
fn answers_come_in_turn_and_the_last_one_stays() {
    let server = Server::in_turn([Answer::status(503), Answer::text(200, "fine")]);
    let starts: Vec<String> = (0..3).map(|_| get(&server)[9..12].to_owned()).collect();
    assert_eq!(starts, ["503", "200", "200"]);
}

#[test]
fn a_connection_is_cut_before_or_within_the_answer() {
    let server = Server::in_turn([Answer::cut(), Answer::text(200, "12345678").cut_in_body()]);
    assert_eq!(get(&server), "");
    let answer = get(&server);
    assert!(answer.contains("content-length: 8\r\n"), "{answer}");
    assert!(answer.ends_with("\r\n\r\n1234"), "{answer}");
    assert_eq!(server.requests().len(), 2);
}

#[test]
fn slow_answers_are_in_flight_together() {
    let server = Server::start(|_| Answer::status(204).after(Duration::from_millis(200)));
    let begin = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| get(&server));
        }
    });
    assert!(begin.elapsed() >= Duration::from_millis(200));
    assert_eq!(server.max_in_flight(), 3);
    get(&server);
    assert_eq!(server.max_in_flight(), 3);
}
