use std::io;

use clap::CommandFactory;

use super::{
    args::{Args, CompletionArgs},
    exit,
};

/// `portl completions SHELL`
pub(super) fn completions(args: &CompletionArgs) -> u8 {
    clap_complete::generate(args.shell, &mut Args::command(), "portl", &mut io::stdout());
    exit::DONE
}
