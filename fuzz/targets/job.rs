#![no_main]
//! Fuzzes what `job` in `fuzz/bodies.rs` tries out.

#[path = "../bodies.rs"]
mod bodies;

libfuzzer_sys::fuzz_target!(|text: &str| bodies::job(text));
