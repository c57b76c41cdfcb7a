//! Calls of a batch in flight together: how many, in which order they start, and that nobody could tell it from one after
//! another by what comes of it.

use std::{
    fmt::Write,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};
use serde_json::{Value, json};

use crate::support::{
    http::{Answer, Recorded, Server},
    portl::{Finished, Workspace},
};

use super::expect_said;

/// When each item's call arrived.
type Arrivals = Arc<Mutex<Vec<(u64, Instant)>>>;

/// A server that answers item `n`, asked for as `/n/N`, by what `script` says, and notes when it was asked.
fn server(script: impl Fn(u64) -> Answer + Send + 'static) -> (Server, Arrivals) {
    let arrivals = Arrivals::default();
    let noted = Arc::clone(&arrivals);
    let server = Server::start(move |request| {
        let number = number(request);
        let mut arrivals = noted.lock().expect("nobody panics with it");
        arrivals.push((number, Instant::now()));
        script(number)
    });
    (server, arrivals)
}

fn number(request: &Recorded) -> u64 {
    request.path[3..].parse().expect("a number")
}

/// Runs one call for each of `items` numbers; `more` are further keys of the step, `settings` of the connection.
fn run(server: &Server, settings: &str, items: usize, concurrency: usize, more: &str) -> Finished {
    let url = server.url();
    let job = format!(
        "connections: {{api: {{type: http, config: {{base_url: \"{url}\"{settings}}}}}}}\n\
         steps:\n  - id: call\n    type: api.call\n    connection: api\n    method: GET\n    path: /n/{{{{ n }}}}\n\
         \x20   batch: {{from: \"{{{{ range({items}) }}}}\", as: n, concurrency: {concurrency}}}\n{more}"
    );
    Workspace::new()
        .file("job.yaml", &job)
        .portl(&["run", "job.yaml", "--result", "-"])
}

fn bodies(finished: &Finished) -> Vec<Value> {
    let whole: Value = serde_json::from_str(&finished.stdout).expect("results are JSON");
    let calls = whole["steps"]["call"].as_array().expect("a list");
    calls.iter().map(|call| call["body"].clone()).collect()
}

#[test]
fn so_many_are_in_flight_all_the_time_and_never_more() {
    let pause = Duration::from_millis(40);
    let (server, _) = server(move |n| Answer::json(200, &json!(n)).after(pause));
    let begun = Instant::now();
    let finished = run(&server, "", 60, 6, "").expect_code(0);
    let took = begun.elapsed();
    assert_eq!(server.max_in_flight(), 6);
    assert_eq!(
        bodies(&finished),
        (0..60).map(Value::from).collect::<Vec<_>>()
    );
    // Ten rounds of forty milliseconds, and half as much again for whatever else the machine does.
    assert!(took < pause * 15 + Duration::from_millis(500), "{took:?}");
}

#[test]
fn a_slow_answer_holds_up_the_others_only_so_far() {
    let slow = Duration::from_millis(800);
    let (server, arrivals) = server(move |n| {
        let pause = if n == 0 { slow } else { Duration::ZERO };
        Answer::json(200, &json!(n)).after(pause)
    });
    let finished = run(&server, "", 40, 2, "").expect_code(0);
    assert_eq!(
        bodies(&finished),
        (0..40).map(Value::from).collect::<Vec<_>>()
    );
    let arrivals = arrivals.lock().expect("the server is done");
    let first = arrivals[0].1;
    let meanwhile = arrivals
        .iter()
        .filter(|(_, at)| at.duration_since(first) < slow)
        .count();
    assert_eq!(
        meanwhile, 8,
        "four times as many as are in flight: {arrivals:?}"
    );
}

#[test]
fn a_rate_limit_is_kept_in_order_whatever_is_in_flight() {
    let (server, arrivals) = server(|n| Answer::json(200, &json!(n)));
    run(&server, ", rate_limit: {per_second: 40}", 30, 8, "").expect_code(0);
    let arrivals = arrivals.lock().expect("the server is done");
    let order: Vec<_> = arrivals.iter().map(|(n, _)| *n).collect();
    assert_eq!(order, (0..30).collect::<Vec<_>>(), "they start in order");
    let interval = Duration::from_millis(25);
    assert_spaced(&arrivals, interval);
    let first = arrivals[0].1;
    let whole = arrivals[29].1.duration_since(first);
    assert!(
        whole < interval * 29 * 3,
        "no slower than it has to be: {whole:?}"
    );
}

/// Each arrived no sooner than so many intervals after the first, which a busy machine may have held up.
fn assert_spaced(arrivals: &[(u64, Instant)], interval: Duration) {
    let (first, late) = (arrivals[0].1, Duration::from_millis(150));
    for (index, (_, at)) in arrivals.iter().enumerate() {
        let earliest = interval * index as u32;
        assert!(at.duration_since(first) + late >= earliest, "{arrivals:?}");
    }
}

#[test]
fn repetitions_and_redirects_count_for_a_rate_limit() {
    let interval = Duration::from_millis(25);
    let mut seen = 0;
    let arrivals = Arrivals::default();
    let noted = Arc::clone(&arrivals);
    let server = Server::start(move |request| {
        noted
            .lock()
            .expect("nobody panics with it")
            .push((number(request), Instant::now()));
        seen += 1;
        match number(request) {
            n if n >= 100 => Answer::status(200),
            _ if seen % 2 == 0 => Answer::status(503),
            n => Answer::status(307).header("location", &format!("/n/{}", n + 100)),
        }
    });
    let settings = ", rate_limit: {per_second: 40}, redirects: same_origin";
    let retry = "    retry: {max_attempts: 9, backoff_ms: 1}\n";
    run(&server, settings, 10, 5, retry).expect_code(0);
    let arrivals = arrivals.lock().expect("the server is done");
    assert!(arrivals.len() > 20, "some were sent twice: {arrivals:?}");
    assert_spaced(&arrivals, interval);
}

#[test]
fn the_run_ends_with_the_first_failure_in_order_and_starts_nothing_after_one() {
    let script = |n| match n {
        0..3 => Answer::status(200),
        3 => Answer::status(404).after(Duration::from_millis(300)),
        5 => Answer::status(410),
        _ => Answer::status(200).after(Duration::from_millis(100)),
    };
    let (one, _) = server(script);
    let (four, _) = server(script);
    let alone = run(&one, "", 100, 1, "").expect_code(3);
    let together = run(&four, "", 100, 4, "").expect_code(3);
    for finished in [&alone, &together] {
        expect_said(finished, &["step `call` failed at item 3", "404", "/n/3"]);
    }
    assert_eq!(one.requests().len(), 4);
    // 3 holds one of the four places until it fails, and 5 fails at once: at most 4, 6, 7 and 8 start beside them.
    assert!(four.requests().len() <= 9, "{}", four.requests().len());
}

#[test]
fn an_item_that_cannot_be_put_together_fails_in_its_turn() {
    // Item 5 is put together while others are in flight, and has no text to send.
    let body = "    body: \"{{ 10 // (5 - n) }}\"\n";
    for concurrency in [1, 3] {
        let (server, _) = server(|_| Answer::status(200).after(Duration::from_millis(20)));
        let failed = run(&server, "", 20, concurrency, body).expect_code(3);
        expect_said(&failed, &["step `call` failed at item 5"]);
        assert_eq!(server.requests().len(), 5);
        let (picky, _) = self::server(|n| Answer::status(if n == 4 { 400 } else { 200 }));
        let failed = run(&picky, "", 20, concurrency, body).expect_code(3);
        expect_said(&failed, &["step `call` failed at item 4", "400"]);
        assert_eq!(picky.requests().len(), 5);
    }
}

/// What becomes of each item's call: a status and a pause in milliseconds.
fn scripts() -> impl Strategy<Value = Vec<(u16, u64)>> {
    let status = prop_oneof![6 => Just(200_u16), 1 => Just(204), 1 => Just(400), 1 => Just(503)];
    prop::collection::vec((status, 0..6_u64), 1..40)
}

/// All that a run leaves that does not hold times: results, rejects, warnings and the error.
fn left_by(script: &[(u16, u64)], concurrency: usize, on_error: &str) -> [String; 2] {
    let answers = script.to_vec();
    let (server, _) = server(move |n| {
        let (status, pause) = answers[n as usize];
        let answer = if status == 200 {
            Answer::json(200, &json!({ "n": n }))
        } else {
            Answer::status(status)
        };
        answer.after(Duration::from_millis(pause))
    });
    let keys =
        format!("    when: n % 7 != 3\n    returns: {{n: int?}}\n    on_error: {on_error}\n");
    let finished = run(&server, "", script.len(), concurrency, &keys);
    let said = finished.stderr.replace(&server.url(), "URL");
    let said: String = said
        .lines()
        .filter(|line| line.contains("item") && !line.contains(" ms") && !line.contains(" call"))
        .fold(String::new(), |mut text, line| {
            writeln!(text, "{line}").expect("a string takes all");
            text
        });
    let results: Value = serde_json::from_str(&finished.stdout).unwrap_or_default();
    let calls = results["steps"]["call"].as_array().cloned();
    let calls: Vec<_> = calls
        .unwrap_or_default()
        .iter()
        .map(|call| json!([call["status_code"], call["body"]]))
        .collect();
    [format!("{:?} {}", finished.code, json!(calls)), said]
}

#[test]
fn what_comes_of_it_is_what_one_at_a_time_gives() {
    let mut runner = TestRunner::new(Config::with_cases(12));
    let cases = (
        scripts(),
        2..9_usize,
        prop_oneof![Just("fail"), Just("continue")],
    );
    let checked = runner.run(&cases, |(script, concurrency, on_error)| {
        let alone = left_by(&script, 1, on_error);
        prop_assert_eq!(left_by(&script, concurrency, on_error), alone);
        Ok(())
    });
    checked.expect("the same");
}

/// The most memory, in KiB, that so many calls take whose answers nobody reads.
fn peak(calls: usize) -> u64 {
    let server = Server::in_turn([Answer::text(200, "an answer of some length ".repeat(800))]);
    let url = server.url();
    let job = format!(
        "connections: {{api: {{type: http, config: {{base_url: \"{url}\"}}}}}}\n\
         steps:\n  - {{id: call, type: api.call, connection: api, method: GET, path: \"/n/{{{{ n }}}}\", batch: {{from: \"{{{{ range({calls}) }}}}\", as: n, concurrency: 8}}}}\n"
    );
    let workspace = Workspace::new().file("job.yaml", &job);
    let running = workspace.start(&["run", "job.yaml"]);
    let mut peak = 0;
    while let Some(now) = running.peak_memory() {
        peak = peak.max(now);
        std::thread::sleep(Duration::from_millis(2));
    }
    running.finish().expect_code(0);
    peak
}

#[test]
fn answers_that_nobody_reads_take_no_memory() {
    let is_long = std::env::var_os("PORTL_TEST_LONG").is_some();
    let (few, many) = (peak(500), peak(if is_long { 100_000 } else { 5_000 }));
    assert!(few > 0, "the system does not say");
    // 4,500 answers more are 90 MiB, 99,500 nearly two GiB.
    assert!(many < few + 2 * 1_024, "{few} KiB grew to {many} KiB");
}
