#![no_main]
//! Fuzzes what `sql` in `fuzz/bodies.rs` tries out.

#[path = "../bodies.rs"]
mod bodies;

libfuzzer_sys::fuzz_target!(|text: &str| bodies::sql(text));
