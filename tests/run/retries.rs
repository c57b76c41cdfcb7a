//! What is sent again, counted at the server: the table in `docs/language.md`, and the budget.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    io::Read,
    net::TcpListener,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use crate::support::{
    http::{Answer, Server},
    portl::Workspace,
};

use super::{expect_said, with_servers};

const STATUSES: [u16; 20] = [
    200, 201, 204, 301, 302, 307, 308, 400, 401, 403, 404, 408, 409, 422, 425, 429, 500, 502, 503,
    504,
];
const METHODS: [&str; 7] = ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "POST", "PATCH"];

/// What a step says of repetitions.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Asked {
    Nothing,
    Retry,
    Named,
}

/// How often a request is sent, of at most two attempts, to a server that always answers by `status`.
fn sent(status: u16, method: &str, is_keyed: bool, asked: Asked) -> usize {
    let is_safe = is_keyed || !["POST", "PATCH"].contains(&method);
    let repeats = match status {
        _ if asked == Asked::Nothing => false,
        429 => true,
        408 | 500 | 502 | 503 | 504 => is_safe || asked == Asked::Named,
        // The server refused: whoever names it may try again.
        400..=499 => asked == Asked::Named,
        _ => false,
    };
    if repeats { 2 } else { 1 }
}

/// Every kind of call: its name, method, whether it has a key, and what it says of repetitions.
fn kinds() -> Vec<(String, &'static str, bool, Asked)> {
    let mut kinds = Vec::new();
    for method in METHODS {
        for is_keyed in [false, true] {
            for asked in [Asked::Nothing, Asked::Retry, Asked::Named] {
                let name = format!("{method}_{is_keyed}_{asked:?}").to_lowercase();
                kinds.push((name, method, is_keyed, asked));
            }
        }
    }
    kinds
}

/// A job that makes each kind of call to each status; a connection for each kind, so that no budget is spent.
fn matrix(url: &str) -> String {
    let (mut connections, mut steps) = (String::new(), String::new());
    for (name, method, is_keyed, asked) in kinds() {
        writeln!(
            connections,
            "  {name}: {{type: http, config: {{base_url: \"{url}\"}}}}"
        )
        .expect("a string takes it");
        let key = if is_keyed {
            format!(", idempotency_key: \"{name}-{{{{ s }}}}\"")
        } else {
            String::new()
        };
        let retry = match asked {
            Asked::Nothing => String::new(),
            Asked::Retry => ", retry: {max_attempts: 2, backoff_ms: 1}".to_owned(),
            Asked::Named => {
                format!(", retry: {{max_attempts: 2, backoff_ms: 1, retry_on: {STATUSES:?}}}")
            }
        };
        writeln!(
            steps,
            "  - {{id: {name}, type: api.call, connection: {name}, on_error: continue, batch: {{from: \"{{{{ {STATUSES:?} }}}}\", as: s}}, \
             method: {method}, path: \"/{name}/{{{{ s }}}}\"{key}{retry}}}"
        )
        .expect("a string takes it");
    }
    format!("connections:\n{connections}steps:\n{steps}")
}

#[test]
fn what_is_sent_again_is_what_the_table_says() {
    let server = Server::start(|request| {
        let status = request.path.rsplit('/').next().expect("a path has parts");
        Answer::status(status.parse().expect("a status"))
    });
    let workspace = Workspace::new().file("job.yaml", &matrix(&server.url()));
    workspace
        .portl(&["run", "job.yaml", "--quiet"])
        .expect_code(0);
    let mut counts: BTreeMap<(String, String), usize> = BTreeMap::new();
    for request in server.requests() {
        *counts.entry((request.method, request.path)).or_default() += 1;
    }
    let mut wrong = String::new();
    for (name, method, is_keyed, asked) in kinds() {
        for status in STATUSES {
            let found = counts.remove(&(method.to_owned(), format!("/{name}/{status}")));
            let expected = sent(status, method, is_keyed, asked);
            if found != Some(expected) {
                writeln!(wrong, "{name} {status}: {found:?}, expected {expected}")
                    .expect("a string takes it");
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(counts.is_empty(), "{counts:?}");
}

#[test]
fn a_storm_is_not_made_worse() {
    let server = Server::in_turn([Answer::status(503)]);
    let steps = "steps:\n  - {id: call, type: api.call, connection: api, on_error: continue, batch: {from: \"{{ range(600) }}\", as: n, concurrency: 8}, \
        method: PUT, path: \"/{{ n }}\", retry: {max_attempts: 4, backoff_ms: 1}}\n";
    let finished = with_servers(&server.url(), steps)
        .portl(&["run", "job.yaml"])
        .expect_code(0);
    let all = server.requests().len();
    let repeated = all - 600;
    assert!(repeated >= 20, "{repeated} were free");
    assert!(repeated <= all.div_ceil(10), "{repeated} of {all}");
    expect_said(
        &finished,
        &[
            "503",
            "; not repeated: 20 of the last ",
            " requests to `api` in this minute were repetitions",
        ],
    );
}

/// One call of these keys, with everything that a retry may name.
fn one(keys: &str) -> String {
    format!(
        "steps:\n  - {{id: call, type: api.call, connection: api, path: /x, {keys}, retry: {{max_attempts: 3, backoff_ms: 1, \
         retry_on: [timeout, connection, http_429, http_5xx, 408]}}}}\n"
    )
}

#[test]
fn a_call_whose_outcome_is_unknown_is_sent_again_only_if_that_is_safe() {
    let calls = [
        ("method: POST", 1),
        ("method: PATCH", 1),
        ("method: POST, idempotency_key: k", 3),
        ("method: PUT", 3),
        ("method: GET", 3),
    ];
    let answers = [
        Answer::cut(),
        Answer::text(200, "a body that ends too early").cut_in_body(),
        Answer::text(201, "a body that ends too early").cut_in_body(),
        Answer::status(200).after(Duration::from_secs(2)),
    ];
    for answer in answers {
        for (keys, sent) in calls {
            let server = Server::in_turn([answer.clone()]);
            let steps = one(&format!("{keys}, timeout: 150ms"));
            with_servers(&server.url(), &steps).portl(&["run", "job.yaml"]);
            assert_eq!(server.requests().len(), sent, "{keys}: {answer:?}");
        }
    }
}

/// A server that resets every connection once it has read a byte; it counts those.
fn resetting() -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port is free");
    let url = format!("http://{}", listener.local_addr().expect("it is bound"));
    let count = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&count);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.expect("it is listening");
            if stream.read(&mut [0]).is_ok_and(|read| read == 1) {
                counted.fetch_add(1, Ordering::SeqCst);
            }
            // What was not read makes the system answer by a reset.
        }
    });
    (url, count)
}

#[test]
fn a_connection_that_is_reset_makes_no_second_post() {
    let large = format!("method: POST, body: \"{}\"", "x".repeat(600_000));
    for (keys, sent) in [("method: POST", 1), (&large, 1), ("method: PUT", 3)] {
        let (url, count) = resetting();
        let finished = with_servers(&url, &one(keys)).portl(&["run", "job.yaml"]);
        assert_eq!(finished.code, Some(4));
        assert_eq!(count.load(Ordering::SeqCst), sent, "{}", &keys[..12]);
    }
}

/// The server has said yes: whoever may be asked again is, with the same key and bytes, and hears what was done.
#[test]
fn an_answer_that_cannot_be_read_is_fetched_by_the_key() {
    let broken = || Answer::text(200, "{\"id\": 7").header("content-type", "application/json");
    let packed = || Answer::text(200, "no gzip").header("content-encoding", "gzip");
    let whole = || Answer::json(200, &serde_json::json!({"id": 7}));
    for (keys, sent, code) in [
        ("method: POST, body: {a: 1}, idempotency_key: k", 2, 0),
        ("method: PUT, body: {a: 1}", 2, 0),
        ("method: GET", 2, 0),
        ("method: POST, body: {a: 1}", 1, 4),
    ] {
        for unreadable in [broken(), packed()] {
            let server = Server::in_turn([unreadable, whole()]);
            let finished = with_servers(&server.url(), &one(keys))
                .portl(&["run", "job.yaml", "--result", "-"])
                .expect_code(code);
            let requests = server.requests();
            assert_eq!(requests.len(), sent, "{keys}");
            for request in &requests {
                assert_eq!(request.body, requests[0].body);
                assert_eq!(
                    request.header("idempotency-key"),
                    requests[0].header("idempotency-key")
                );
            }
            if code == 0 {
                let results: serde_json::Value =
                    serde_json::from_str(&finished.stdout).expect("JSON");
                assert_eq!(results["steps"]["call"]["body"]["id"], 7);
            } else {
                expect_said(
                    &finished,
                    &[
                        "the answer can't be read",
                        "`call` sent a POST",
                        "`idempotency_key: …`",
                    ],
                );
            }
        }
    }
    // One attempt is one.
    let server = Server::in_turn([broken(), whole()]);
    let asked_once = one("method: GET").replace("max_attempts: 3", "max_attempts: 1");
    with_servers(&server.url(), &asked_once)
        .portl(&["run", "job.yaml"])
        .expect_code(3);
    assert_eq!(server.requests().len(), 1);
}
