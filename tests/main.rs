//! One test binary: each area is a module of its own.

mod check;
mod connect;
mod engine;
#[cfg(feature = "faults")]
mod faults;
mod grammar;
mod hostile;
mod lsp;
mod outbox;
mod readme;
mod reference;
mod run;
mod seeds;
mod support;
mod tidy;

/// What breaks runs on purpose is there only in builds for tests.
#[cfg(not(feature = "faults"))]
#[test]
fn the_faults_are_built_in() {
    panic!("build with `--features faults`, as tests/run.sh does");
}
