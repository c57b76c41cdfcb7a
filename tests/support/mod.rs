//! What the tests stand on: real databases, recording servers, and the built `portl` in a folder of its own.
//!
//! Servers that need a process of their own are started by `tests/run.sh`; a test that finds none fails.

use std::time::{Duration, Instant};

pub(crate) mod acceptor;
pub(crate) mod http;
pub(crate) mod lambda;
pub(crate) mod portl;
pub(crate) mod postgres;
pub(crate) mod raw;
pub(crate) mod snapshot;
pub(crate) mod tls;
pub(crate) mod trace;

/// What `tests/run.sh` exported under `name`.
pub(crate) fn from_set_up(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set: run tests/run.sh"))
}

/// Waits for something that another process brings about.
pub(crate) fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(
            begun.elapsed() < Duration::from_secs(20),
            "{what} never came"
        );
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// A single-threaded runtime, for clients and servers that tests use in a blocking way.
pub(crate) fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime needs no more than a few file handles")
}
