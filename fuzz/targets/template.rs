#![no_main]
//! Fuzzes what `template` in `fuzz/bodies.rs` tries out.

#[path = "../bodies.rs"]
mod bodies;

libfuzzer_sys::fuzz_target!(|text: &str| bodies::template(text));
