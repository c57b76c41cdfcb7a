//! The command line: the only place that prints, exits, and reads files, variables and the clock.

mod args;
mod check;
mod completions;
mod environment;
mod exit;
mod explain;
mod files;
mod fix;
mod interrupt;
mod limits;
mod load;
mod log;
mod lsp;
mod mask;
mod observed;
mod outbox;
mod parallel;
mod plan;
mod progress;
mod result;
mod run;
mod runs;
mod schema;
mod surroundings;
mod tally;
mod terminal;
mod trace;
mod variables;
mod voice;
mod watchers;

use std::process::ExitCode;

use clap::Parser;

use args::{Args, Command};

/// The stack of every thread that works on jobs: steps nest as deep as files may, and a run of them takes more than the eight
/// megabytes that systems usually give.
pub const STACK: usize = 32 << 20;

/// Runs the command that the process was started with; gives its exit code.
#[must_use]
pub fn main() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => {
            // Help and version go to standard output with code 0, wrong usage to standard error with code 2.
            let shown = error.print();
            return if error.use_stderr() || shown.is_err() {
                exit::USAGE.into()
            } else {
                exit::DONE.into()
            };
        }
    };
    let code = match args.command {
        Command::Check(args) => check::check(&args),
        Command::Plan(args) => plan::plan(&args),
        Command::Run(args) => run::run(&args),
        Command::Runs(args) => runs::list(&args),
        Command::Outbox(args) => outbox::outbox(&args),
        Command::Explain(args) => explain::explain(&args),
        Command::Schema(args) => schema::schema(&args),
        Command::Lsp(_) => lsp::lsp(),
        Command::Completions(args) => completions::completions(&args),
    };
    match code {
        exit::DONE if terminal::is_lost() => exit::USAGE.into(),
        code => code.into(),
    }
}
