//! The `portl` program.

use std::process::ExitCode;

fn main() -> ExitCode {
    portl::cli::main()
}
