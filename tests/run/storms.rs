//! Servers that refuse everything for a while: how much of what they are asked is repetition, measured where it arrives.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use serde_json::json;

use crate::support::{
    http::{Answer, Recorded, Server},
    lambda::{Lambda, Outcome},
};

use super::{expect_said, with_servers};

const ITEMS: usize = 400;

/// When each path was asked for.
type Times = Arc<Mutex<HashMap<String, Vec<Instant>>>>;

/// A server that notes when it is asked for what.
fn noting(mut script: impl FnMut(&Recorded) -> Answer + Send + 'static) -> (Server, Times) {
    let times = Times::default();
    let noted = Arc::clone(&times);
    let server = Server::start(move |request| {
        let mut noted = noted.lock().expect("nobody panics");
        noted
            .entry(request.path.clone())
            .or_default()
            .push(Instant::now());
        script(request)
    });
    (server, times)
}

fn calls(keys: &str) -> String {
    format!(
        "steps:\n  - {{id: call, type: api.call, connection: api, on_error: continue, path: \"/{{{{ n }}}}\", {keys}, \
         batch: {{from: \"{{{{ range({ITEMS}) }}}}\", as: n, concurrency: 16}}, retry: {{max_attempts: 5, backoff_ms: 1}}}}\n"
    )
}

/// Checks that of all requests no more are repetitions than the budget allows; gives their number.
fn within_budget(all: usize, firsts: usize) -> usize {
    let repeated = all - firsts;
    assert!(repeated <= 20.max(all / 10), "{repeated} of {all}");
    repeated
}

#[test]
fn a_storm_of_refusals_that_name_a_time_is_repeated_within_the_budget_and_after_it() {
    for status in [429, 503] {
        let (server, times) = noting(move |_| Answer::status(status).header("retry-after", "1"));
        // Who was refused by 429 may be asked again whatever it is.
        let method = if status == 429 { "POST" } else { "PUT" };
        let finished = with_servers(&server.url(), &calls(&format!("method: {method}")))
            .portl(&["run", "job.yaml", "--quiet"])
            .expect_code(0);
        let repeated = within_budget(server.requests().len(), ITEMS);
        assert!(repeated >= 20, "{repeated} were free");
        expect_said(&finished, &[&status.to_string(), "; not repeated: "]);
        let times = times.lock().expect("nobody panics");
        assert_eq!(times.len(), ITEMS);
        let mut waits = times.values().flat_map(|times| times.windows(2));
        let soonest = waits.by_ref().map(|pair| pair[1] - pair[0]).min();
        assert!(soonest >= Some(Duration::from_secs(1)), "{soonest:?}");
    }
}

#[test]
fn a_storm_that_passes_is_over_for_those_behind_it() {
    let mut left = 100;
    let (server, times) = noting(move |_| {
        left -= i32::from(left > 0);
        Answer::status(if left > 0 { 503 } else { 200 })
    });
    let finished = with_servers(&server.url(), &calls("method: PUT"))
        .portl(&["run", "job.yaml", "--quiet"])
        .expect_code(0);
    within_budget(server.requests().len(), ITEMS);
    assert_eq!(times.lock().expect("nobody panics").len(), ITEMS);
    // 99 answers were refusals; a repetition that was one as well failed nobody else.
    let failed = finished.stderr.matches("warning: step `call`").count();
    assert!((60..=99).contains(&failed), "{failed}");
}

#[test]
fn one_in_three_that_fails_is_repeated_within_the_budget() {
    let mut count = 0;
    let (server, _) = noting(move |_| {
        count += 1;
        Answer::status(if count % 3 == 0 { 503 } else { 200 })
    });
    let keys = "method: POST, idempotency_key: \"k-{{ n }}\"";
    with_servers(&server.url(), &calls(keys))
        .portl(&["run", "job.yaml", "--quiet"])
        .expect_code(0);
    let repeated = within_budget(server.requests().len(), ITEMS);
    assert!(repeated > 30, "{repeated}");
    let mut bodies: HashMap<String, usize> = HashMap::new();
    for request in server.requests() {
        let key = request.header("idempotency-key").expect("a key").to_owned();
        *bodies.entry(key).or_default() += 1;
    }
    assert_eq!(bodies.len(), ITEMS);
}

#[test]
fn a_storm_of_throttled_functions_is_repeated_within_the_budget() {
    let lambda = Lambda::start(|invocation| {
        assert!(invocation.payload["n"].is_number());
        if invocation.payload["n"] == json!(0) {
            return Outcome::Returns(json!(1));
        }
        Outcome::Throttled
    });
    let steps = format!(
        "steps:\n  - {{id: call, type: lambda.invoke, connection: lambda, on_error: continue, payload: {{n: \"{{{{ n }}}}\"}}, \
         batch: {{from: \"{{{{ range({ITEMS}) }}}}\", as: n, concurrency: 16}}, retry: {{max_attempts: 5, backoff_ms: 1}}}}\n"
    );
    with_servers(&lambda.url(), &steps)
        .portl(&["run", "job.yaml", "--quiet"])
        .expect_code(0);
    let repeated = within_budget(lambda.invocations().len(), ITEMS);
    assert!(repeated >= 20, "{repeated} were free");
}
