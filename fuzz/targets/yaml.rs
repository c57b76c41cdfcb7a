#![no_main]
//! Fuzzes what `yaml` in `fuzz/bodies.rs` tries out.

#[path = "../bodies.rs"]
mod bodies;
#[path = "../within.rs"]
mod within;

libfuzzer_sys::fuzz_target!(|text: &str| within::within(|| bodies::yaml(text)));
