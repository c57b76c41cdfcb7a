use std::{path::PathBuf, time::Duration};

use clap::{Args as ClapArgs, Subcommand, ValueEnum};

use crate::cli::args::duration;

/// Deliver the calls that runs have left in the outbox, and look after it
#[derive(Debug, ClapArgs)]
#[command(
    after_help = "Examples:\n  portl outbox drain job.yaml                # deliver what is there, and end\n  portl outbox drain job.yaml --watch        # go on, as a service\n  portl outbox status job.yaml\n  portl outbox dead job.yaml\n  portl outbox requeue job.yaml --all"
)]
pub(in crate::cli) struct OutboxArgs {
    #[command(subcommand)]
    pub(super) command: OutboxCommand,
}

#[derive(Debug, Subcommand)]
pub(super) enum OutboxCommand {
    /// Make the outbox's tables in the job's database, as a user who may create tables
    #[command(after_help = "Example:\n  portl outbox init job.yaml --env-file admin.env")]
    Init(Place),
    /// Deliver the job's messages: at least once each, with the same key and bytes every time
    #[command(
        after_help = "Examples:\n  portl outbox drain job.yaml\n  portl outbox drain job.yaml --watch --concurrency 16\n\nCtrl-C and SIGTERM let what is in flight end and give the rest back; a second one ends at once.\nExit codes: 0 delivered or waiting, 6 messages of the job are dead, 2 nothing was done, 4 the database was lost, 130 and 143 interrupted; with --watch a signal is the good end, and gives 0 or 6."
    )]
    Drain(DrainArgs),
    /// Count the job's messages by state; ends with code 6 when some are dead
    #[command(after_help = "Example:\n  portl outbox status job.yaml --format json")]
    Status(ShowArgs),
    /// List the job's dead messages
    #[command(after_help = "Example:\n  portl outbox dead job.yaml --format json")]
    Dead(ShowArgs),
    /// Let dead messages be delivered after all, as if they had never been tried
    #[command(
        after_help = "Examples:\n  portl outbox requeue job.yaml 7d9f0a3e-5a4b-5c6d-8e9f-0a1b2c3d4e5f\n  portl outbox requeue job.yaml --all"
    )]
    Requeue(ChosenArgs),
    /// Forget dead messages and their keys: a later run may enqueue them again
    #[command(after_help = "Example:\n  portl outbox discard job.yaml --all")]
    Discard(ChosenArgs),
    /// Forget messages that were delivered long ago: their keys are free again
    #[command(after_help = "Example:\n  portl outbox purge job.yaml --older-than 7d")]
    Purge(PurgeArgs),
}

/// Which outbox.
#[derive(Debug, Clone, ClapArgs)]
pub(super) struct Place {
    /// The job file
    #[arg(value_name = "JOB")]
    pub(super) job: PathBuf,
    /// The database connection, where the job has several
    #[arg(long, value_name = "NAME")]
    pub(super) connection: Option<String>,
    /// Take variables from this file of NAME=VALUE lines, not from the `.env` beside the job; those of the environment win
    #[arg(long, value_name = "FILE")]
    pub(super) env_file: Option<PathBuf>,
}

#[derive(Debug, ClapArgs)]
pub(super) struct DrainArgs {
    #[command(flatten)]
    pub(super) place: Place,
    /// End when nothing is due any more (the default)
    #[arg(long, conflicts_with = "watch")]
    pub(super) once: bool,
    /// Go on until stopped by a signal
    #[arg(long)]
    pub(super) watch: bool,
    /// How many calls are in flight at most
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = concurrency)]
    pub(super) concurrency: usize,
    /// How long to wait for a message that is to be tried again; what is due later is left for the next time
    #[arg(long, value_name = "TIME", default_value = "30s", value_parser = duration, conflicts_with = "watch")]
    pub(super) max_wait: Duration,
    /// Say nothing but the summary
    #[arg(long, short)]
    pub(super) quiet: bool,
    /// Draw no progress bar
    #[arg(long)]
    pub(super) no_progress: bool,
}

#[derive(Debug, ClapArgs)]
pub(super) struct ShowArgs {
    #[command(flatten)]
    pub(super) place: Place,
    /// How it is written
    #[arg(long, value_enum, default_value_t = ShowFormat::Text)]
    pub(super) format: ShowFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ShowFormat {
    /// For people
    Text,
    /// One object
    Json,
}

#[derive(Debug, ClapArgs)]
pub(super) struct ChosenArgs {
    #[command(flatten)]
    pub(super) place: Place,
    /// The messages, as `portl outbox dead` lists them
    #[arg(value_name = "ID", required_unless_present = "all")]
    pub(super) ids: Vec<String>,
    /// All that are dead
    #[arg(long, conflicts_with = "ids")]
    pub(super) all: bool,
}

#[derive(Debug, ClapArgs)]
pub(super) struct PurgeArgs {
    #[command(flatten)]
    pub(super) place: Place,
    /// Those that were delivered so long ago
    #[arg(long, value_name = "TIME", default_value = "30d", value_parser = duration)]
    pub(super) older_than: Duration,
}

/// Each call in flight needs a socket.
const MOST: usize = 1_000;

fn concurrency(text: &str) -> Result<usize, String> {
    let count = text.parse().ok().filter(|count| (1..=MOST).contains(count));
    count.ok_or_else(|| format!("expected a number from 1 to {MOST}"))
}
