//! The `portl` program.

use std::{panic::resume_unwind, process::ExitCode, thread};

/// A quarter of a check is taking and giving back small pieces of memory, from several threads.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let program = thread::Builder::new().name("main".to_owned());
    match program
        .stack_size(portl::cli::STACK)
        .spawn(portl::cli::main)
    {
        Ok(thread) => thread.join().unwrap_or_else(|panic| resume_unwind(panic)),
        // A system that gives no thread has one, with the stack that it has.
        Err(_) => portl::cli::main(),
    }
}
