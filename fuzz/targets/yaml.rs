#![no_main]
//! Fuzzes what `yaml` in `fuzz/bodies.rs` tries out.

#[path = "../bodies.rs"]
mod bodies;

libfuzzer_sys::fuzz_target!(|text: &str| bodies::yaml(text));
