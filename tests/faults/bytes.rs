//! A connection to PostgreSQL that ends in the middle of a message, at every byte of a short run.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use super::{
    cases::{Case, each, is_one, say},
    inserting, long,
    proxy::{Cut, Proxy, Side},
    table,
};

const NOWHERE: &str = "http://127.0.0.1:9";
/// In a short round so many bytes lie between two cuts; a prime, so that no message is always cut at the same place.
const STEP: usize = 211;
/// So many cuts are tried before it is seen whether the conversation is at its end.
const CHUNK: usize = 16;

#[test]
fn what_a_run_says_is_true_wherever_it_is_cut_off() {
    at_every_byte(Side::Client);
}

#[test]
fn what_a_run_says_is_true_wherever_its_answers_are_cut_off() {
    at_every_byte(Side::Server);
}

/// What the run says has to be true of the database, wherever the connection ended.
fn at_every_byte(side: Side) {
    let step = if long() { 1 } else { STEP };
    let (is_over, cuts) = (AtomicBool::new(false), AtomicUsize::new(0));
    for chunk in 0.. {
        let cases: Vec<_> = (chunk * CHUNK..(chunk + 1) * CHUNK)
            .map(|number| format!("{side:?} {}", number * step))
            .collect();
        each(&cases, |name, case| {
            let (_, offset) = name.split_once(' ').expect("a side and an offset");
            let offset = offset.parse().expect("a number");
            if was_cut(Cut { side, offset }, case) {
                cuts.fetch_add(1, Ordering::Relaxed);
            } else {
                is_over.store(true, Ordering::Relaxed);
            }
        });
        if is_over.load(Ordering::Relaxed) || is_one() && cuts.load(Ordering::Relaxed) > 0 {
            break;
        }
    }
    let cuts = cuts.into_inner();
    say(&format!("{side:?}: {cuts} cuts"));
    assert!(cuts > 5 || is_one(), "only {cuts} cuts");
}

/// Whether the conversation was so long that it was cut.
fn was_cut(cut: Cut, case: &mut Case) -> bool {
    let database = table();
    let proxy = Proxy::cutting(database.url(), cut);
    let workspace = inserting(&proxy.url(database.url()), NOWHERE, "");
    let finished = workspace.portl(&["run", "job.yaml"]);
    let rows = database.count("t");
    case.tell(&format!(
        "exit {:?} and {rows} rows\n{}",
        finished.code, finished.stderr
    ));
    let expected: &[u64] = match finished.code {
        Some(0) => &[1],
        Some(2 | 3) => &[0],
        Some(5) => &[0, 1],
        other => panic!("exit {other:?}"),
    };
    assert!(expected.contains(&rows), "{rows} rows");
    proxy.cuts() > 0
}
