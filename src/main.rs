//! The `portl` program.

use std::process::ExitCode;

/// A quarter of a check is taking and giving back small pieces of memory, from several threads.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    portl::cli::main()
}
