//! Conversations with an API and with Lambda that break at every byte, behind a row in a transaction.

use std::{
    io::Write as _,
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use serde_json::{Value, json};

use super::{
    breaks::{Break, SIDES, Way},
    long,
    proxy::Proxy,
    spread,
};
use crate::{
    run::sqlite_rows,
    support::{
        portl::{Finished, Workspace},
        raw::{Raw, Seen, chunked, sized},
    },
};

const WAYS: [Way; 4] = [
    Way::Cut,
    Way::Reset,
    Way::Delay(Duration::from_millis(1_200)),
    Way::Truncate,
];
/// In a short round so many bytes lie between two breaks; a prime.
const STEP: usize = 29;

/// A call that is made in the middle of a run.
struct Kind {
    /// The step, but for its retries.
    step: &'static str,
    /// What its retries say beside their number.
    retry_on: &'static str,
    /// Whether it may be made again.
    is_safe: bool,
    /// What is said of it if it may have been made; nothing for a call that only reads.
    mark: &'static str,
    answer: fn() -> String,
}

const BODY: &str = r#"{"id":"7f1c","parts":[1,2,3],"note":"as long as it takes"}"#;

fn as_json() -> String {
    sized("application/json", BODY)
}

fn as_chunks() -> String {
    chunked("text/plain", BODY)
}

const API: &str = "type: api.call, connection: api, path: /x, timeout: 800ms";
const LAMBDA: &str = "type: lambda.invoke, connection: lambda, timeout: 800ms, payload: {a: 1}";

const UNKEYED: Kind = Kind {
    step: "method: POST, body: {a: 1}",
    retry_on: "",
    is_safe: false,
    mark: "`tell` sent a POST",
    answer: as_json,
};

const KEYED: Kind = Kind {
    step: "method: POST, body: {a: 1}, idempotency_key: k-1",
    is_safe: true,
    ..UNKEYED
};

const READING: Kind = Kind {
    step: "method: GET",
    is_safe: true,
    mark: "",
    answer: as_chunks,
    ..UNKEYED
};

const INVOKED: Kind = Kind {
    step: LAMBDA,
    mark: "`tell` invoked a function",
    ..UNKEYED
};

const INVOKED_AGAIN: Kind = Kind {
    retry_on: ", retry_on: [connection, timeout]",
    is_safe: true,
    ..INVOKED
};

#[test]
fn a_post_without_a_key_is_made_once_or_not_at_all() {
    println!("{}", holds(&UNKEYED));
}

#[test]
fn a_post_with_a_key_is_made_again_as_it_was() {
    println!("{}", holds(&KEYED));
}

#[test]
fn a_get_is_read_whole_or_again() {
    println!("{}", holds(&READING));
}

#[test]
fn a_function_is_invoked_once_unless_the_job_says_otherwise() {
    println!("{}", holds(&INVOKED));
}

#[test]
fn a_function_that_may_be_invoked_again_is() {
    println!("{}", holds(&INVOKED_AGAIN));
}

/// Breaks the conversation everywhere, in every way. Gives the counts.
fn holds(kind: &Kind) -> String {
    let mut counts = Vec::new();
    let step = if long() { 1 } else { STEP };
    for way in WAYS {
        let broken = AtomicUsize::new(0);
        for side in SIDES {
            spread(step, |offset| {
                let fault = Break { side, offset, way };
                let outcome = Outcome::of(kind, fault);
                outcome.check(kind, &format!("{} {fault:?}", kind.step));
                broken.fetch_add(usize::from(outcome.is_broken), Ordering::SeqCst);
                outcome.is_broken
            });
        }
        let broken = broken.into_inner();
        counts.push(format!("{way:?} {broken}"));
        assert!(broken >= 5, "{way:?}");
    }
    format!("conversations broken: {}", counts.join(", "))
}

struct Outcome {
    finished: Finished,
    /// The rows in the database.
    rows: Vec<Vec<String>>,
    seen: Seen,
    /// How often the first byte of a request has left.
    spoken: usize,
    is_broken: bool,
}

impl Outcome {
    fn of(kind: &Kind, fault: Break) -> Self {
        let answer = (kind.answer)();
        let server = Raw::start(move |_, stream| stream.write_all(answer.as_bytes()));
        let proxy = Proxy::breaking(server.url(), fault, 0..1);
        let url = proxy.url(server.url());
        let call = if kind.step == LAMBDA {
            LAMBDA.to_owned()
        } else {
            format!("{API}, {}", kind.step)
        };
        let job = format!(
            "connections:\n  db: {{type: sqlite, config: {{path: data.db}}}}\n  api: {{type: http, config: {{base_url: \"{url}\"}}}}\n\
             \x20 lambda: {{type: lambda, config: {{region: us-east-1, function_name: f, endpoint_url: \"{url}\"}}}}\n\
             transaction: {{scope: db}}\nsteps:\n  - {{id: row, type: db.insert, connection: db, table: t, mapping: {{x: 1}}}}\n\
             \x20 - {{id: tell, {call}, retry: {{max_attempts: 3, backoff_ms: 1{}}}}}\n",
            kind.retry_on
        );
        let workspace = Workspace::new().file("job.yaml", &job);
        let database = rusqlite::Connection::open(workspace.path("data.db")).expect("a file");
        let made = database.execute_batch("CREATE TABLE t (x int)");
        made.expect("the folder can be written");
        let finished = workspace.portl(&["run", "job.yaml", "--result", "-"]);
        Self {
            finished,
            rows: sqlite_rows(&database, "SELECT x FROM t"),
            seen: server.seen(),
            spoken: proxy.spoken(),
            is_broken: proxy.cuts() > 0,
        }
    }

    fn check(&self, kind: &Kind, at: &str) {
        let (code, said) = (self.finished.code, &self.finished.stderr);
        let at = format!("{at}: exit {code:?}\n{said}");
        assert_eq!(self.rows.len(), usize::from(code == Some(0)), "{at}");
        match code {
            Some(0) => assert_eq!(self.answer(kind), BODY, "{at}"),
            // It is known that the server has seen nothing.
            Some(3) if !kind.mark.is_empty() => assert_eq!(self.spoken, 0, "{at}"),
            Some(3) => {}
            Some(4) => assert!(
                said.contains(kind.mark) && said.contains("rolled back"),
                "{at}"
            ),
            _ => panic!("{at}"),
        }
        let seen = &self.seen;
        if kind.is_safe {
            assert_eq!(code, Some(0), "a second attempt is not broken: {at}");
            let same = |request: &Vec<u8>| undated(request) == undated(&seen.whole[0]);
            assert!(seen.whole.iter().all(same), "{at}\n{seen:?}");
        } else {
            assert!(self.spoken <= 1, "sent {} times: {at}", self.spoken);
            assert!(code != Some(0) || seen.whole.len() == 1, "{at}");
        }
    }

    /// What the run took for the body of the answer.
    fn answer(&self, kind: &Kind) -> String {
        let results: Value = serde_json::from_str(&self.finished.stdout).expect("results are JSON");
        let result = &results["steps"]["tell"];
        let body = if kind.step == LAMBDA {
            result
        } else {
            assert_eq!(result["status_code"], json!(200));
            &result["body"]
        };
        body.as_str()
            .map_or_else(|| body.to_string(), str::to_owned)
    }
}

/// A request without the headers in which AWS's client dates and numbers each attempt.
fn undated(request: &[u8]) -> String {
    let text = String::from_utf8_lossy(request);
    let dated = [
        "authorization:",
        "x-amz-date:",
        "amz-sdk-",
        "x-amz-user-agent:",
    ];
    let is_dated = |line: &str| dated.iter().any(|name| line.starts_with(name));
    text.lines().filter(|line| !is_dated(line)).collect()
}
