//! Answers that are slow, endless or bombs: each ends at a limit that is named with what raises it, and holds no memory.

use std::{
    io::{self, Write},
    net::TcpStream,
    thread,
    time::{Duration, Instant},
};

use crate::support::{portl::Finished, raw::Raw};

use super::{expect_said, with_servers};

/// The most that a run may hold, in KiB: what an answer of 1 MiB takes in its forms, and the program itself.
const MEMORY: u64 = 80 * 1_024;

const HEAD: &str = "HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\n";

/// One GET, or one invocation, of at most half a second; its peak of memory in KiB, and how long it took.
fn ask(server: &Raw, step: &str) -> (Finished, u64, Duration) {
    let steps = format!("steps:\n  - {{id: call, {step}}}\n");
    let workspace = with_servers(server.url(), &steps);
    let job = workspace.read("job.yaml").replace(
        "type: http, config: {",
        "type: http, config: {max_answer: 1, timeout: 500ms, ",
    );
    let workspace = workspace.file("job.yaml", &job);
    let begun = Instant::now();
    let running = workspace.start(&["run", "job.yaml"]);
    let mut peak = 0;
    while let Some(now) = running.peak_memory() {
        peak = peak.max(now);
        thread::sleep(Duration::from_millis(5));
    }
    (running.finish(), peak, begun.elapsed())
}

const GET: &str = "type: api.call, connection: api, method: GET, path: /x";
const INVOKE: &str = "type: lambda.invoke, connection: lambda, payload: {}, timeout: 500ms";

/// Says `head`, then `piece` again and again, with a pause before each.
fn repeating(head: &'static str, piece: &'static [u8], pause: Duration) -> Raw {
    Raw::start(move |_, stream| {
        stream.write_all(head.as_bytes())?;
        repeat(stream, piece, pause)
    })
}

fn repeat(stream: &mut TcpStream, piece: &[u8], pause: Duration) -> io::Result<()> {
    loop {
        stream.write_all(piece)?;
        thread::sleep(pause);
    }
}

/// Expects that a call ends soon, with this said of it and little memory held.
fn ends(server: &Raw, step: &str, code: i32, says: &[&str]) {
    let (finished, peak, time) = ask(server, step);
    expect_said(&finished, says);
    assert_eq!(finished.code, Some(code), "{}", finished.stderr);
    assert!(peak > 0 && peak < MEMORY, "{says:?}: {peak} KiB");
    assert!(time < Duration::from_secs(5), "{says:?}: {time:?}");
}

const DRIP: Duration = Duration::from_millis(100);
const SLOW: [&str; 2] = ["the answer was not complete within 500ms", "`timeout: …`"];

#[test]
fn a_byte_at_a_time_ends_with_the_time_of_the_whole() {
    let sized = "HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n";
    ends(&repeating(sized, b"x", DRIP), GET, 3, &SLOW);
    let chunked = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
    ends(&repeating(chunked, b"1\r\nx\r\n", DRIP), GET, 3, &SLOW);
    ends(&repeating(chunked, b"1\r\nx\r\n", DRIP), INVOKE, 4, &SLOW);
    // A head that does not come to its end.
    let late = ["no answer within 500ms", "`timeout: …`"];
    ends(
        &repeating("HTTP/1.1 200 OK\r\nx-a: ", b"x", DRIP),
        GET,
        3,
        &late,
    );
    // "Wait" is no answer, however often it is said.
    let wait = b"HTTP/1.1 102 Processing\r\n\r\n";
    ends(&repeating("", wait, DRIP), GET, 3, &late);
}

const KILOBYTE: &[u8] = &[b'x'; 1_024];
const LARGE: [&str; 2] = ["the answer is larger than 1 MiB", "`max_answer: …`"];

#[test]
fn an_endless_answer_ends_at_its_size() {
    let chunked = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n400\r\n";
    let chunk: &[u8] = Box::leak([KILOBYTE, b"\r\n400\r\n"].concat().into());
    ends(&repeating(chunked, chunk, Duration::ZERO), GET, 3, &LARGE);
    let huge = "HTTP/1.1 200 OK\r\ncontent-length: 10000000000\r\n\r\n";
    ends(&repeating(huge, KILOBYTE, Duration::ZERO), GET, 3, &LARGE);
    let open = "HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n";
    ends(&repeating(open, KILOBYTE, Duration::ZERO), GET, 3, &LARGE);
    let six = [
        "the answer is larger than 6 MiB",
        "have the function store what is large",
    ];
    ends(&repeating(chunked, chunk, Duration::ZERO), INVOKE, 4, &six);
    // What comes behind a refusal is not needed to know it.
    let refused = "HTTP/1.1 500 Internal Server Error\r\nconnection: close\r\n\r\n";
    let said = ["the server answered 500 Internal Server Error"];
    ends(&repeating(refused, KILOBYTE, Duration::ZERO), GET, 3, &said);
}

#[test]
fn an_endless_head_is_refused() {
    let line: &[u8] = Box::leak([b"x-a: ", KILOBYTE, b"\r\n"].concat().into());
    let said = ["the head of the answer is larger than"];
    ends(
        &repeating("HTTP/1.1 200 OK\r\n", line, Duration::ZERO),
        GET,
        3,
        &said,
    );
    let short = b"x-a: b\r\n";
    ends(
        &repeating("HTTP/1.1 200 OK\r\n", short, Duration::ZERO),
        GET,
        3,
        &said,
    );
}

#[test]
fn a_bomb_is_not_unpacked() {
    let gzip = [HEAD.as_bytes(), b"content-encoding: gzip\r\n\r\n", GZIP].concat();
    let bomb = Raw::start(move |_, stream| {
        stream.write_all(&gzip)?;
        repeat(stream, GZIP_GOES_ON, Duration::ZERO)
    });
    ends(&bomb, GET, 3, &LARGE);
    let brotli = [HEAD.as_bytes(), b"content-encoding: br\r\n\r\n", BROTLI].concat();
    ends(&Raw::saying(brotli), GET, 3, &LARGE);
}

/// Zeros without end, packed with the fixed code of deflate: the beginning, and 13 bytes for each 2 KiB behind it.
const GZIP: &[u8] =
    b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\x62\x60\x18\x05\xa3\x60\x14\x8c\x82\x51";
const GZIP_GOES_ON: &[u8] = b"\x30\x0a\x46\xc1\x28\x18\x05\xa3\x60\x14\x8c\x82\x51";

/// 64 MiB of zeros, packed by brotli.
const BROTLI: &[u8] = b"\xcb\xff\xff\x3f\x00\x24\x00\xe2\xb1\x40\x72\xef\xff\xf8\xff\xff\x07\x80\x04\x40\x1c\x16\x80\xee\
    \xfd\x1f\xff\xff\xff\x00\x90\x00\x88\xc3\x02\xd0\xbd\xff\xe3\xff\xff\x1f\x00\x12\x00\x71\x58\x00\xba\xf7\x7f\xfc\xff\xff\x03\
    \x40\x02\x20\x0e\x0b\x40\xf7\xfe\x8f\xff\xff\x7f\x00\x48\x00\xc4\x61\x01\xe8\xde\xff\xf1\xff\xff\x0f\x00\x09\x80\x38\x2c\x00\xdd\
    \xfb\x3f\xfe\xff\xff\x01\x20\x01\x10\x87\x05\xa0\x7b\xff\x37";
