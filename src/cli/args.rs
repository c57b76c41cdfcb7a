use std::{path::PathBuf, time::Duration};

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};

use crate::job::parse_duration;

/// Compiles a YAML job into a typed plan, checks it before anything runs, and runs it.
#[derive(Debug, Parser)]
#[command(
    name = "portl",
    version,
    about,
    arg_required_else_help = true,
    max_term_width = 100
)]
pub(super) struct Args {
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    Check(CheckArgs),
    Plan(PlanArgs),
    Run(RunArgs),
    Runs(RunsArgs),
    Outbox(super::outbox::OutboxArgs),
    Explain(ExplainArgs),
    Schema(SchemaArgs),
    Lsp(LspArgs),
    Completions(CompletionArgs),
}

/// Parse and type-check jobs; runs nothing, connects to nothing
#[derive(Debug, ClapArgs)]
#[command(
    after_help = "Examples:\n  portl check job.yaml\n  portl check job.yaml --fix\n  portl check jobs/ --format json\n  portl check jobs/ --format sarif > portl.sarif\n  cat job.yaml | portl check -"
)]
pub(super) struct CheckArgs {
    /// Job files, folders of them, or `-` for standard input
    #[arg(required = true, value_name = "FILE")]
    pub(super) files: Vec<PathBuf>,
    /// How the findings are written
    #[arg(long, value_enum, default_value_t = CheckFormat::Text)]
    pub(super) format: CheckFormat,
    /// Let warnings fail the check
    #[arg(long)]
    pub(super) deny_warnings: bool,
    /// Show advice as well
    #[arg(long)]
    pub(super) advice: bool,
    /// How much is said of a job at most, errors first; 0 says all
    #[arg(long, value_name = "N", default_value_t = crate::render::diagnostics::MOST)]
    pub(super) max_diagnostics: usize,
    /// Mend what a machine can in the files given, and show what is left; standard input comes back mended on
    /// standard output. Fixes of advice are made with --advice
    #[arg(long)]
    pub(super) fix: bool,
    /// Take what is known of the databases from this snapshot instead of the `portl.schema.json` beside the job
    #[arg(long, value_name = "FILE", conflicts_with = "live")]
    pub(super) schema: Option<PathBuf>,
    /// Ask the databases instead of a snapshot; nothing is run or written
    #[arg(long)]
    pub(super) live: bool,
    /// With --live: take variables from this file of NAME=VALUE lines, not from the `.env` beside the job; those of the
    /// environment win
    #[arg(long, value_name = "FILE", requires = "live")]
    pub(super) env_file: Option<PathBuf>,
}

/// Print the JSON Schema of jobs, or save what databases say of their tables
#[derive(Debug, ClapArgs)]
#[command(
    after_help = "Examples:\n  portl schema pull job.yaml       # writes portl.schema.json beside it, to be committed\n  portl schema job > job.schema.json"
)]
pub(super) struct SchemaArgs {
    #[command(subcommand)]
    pub(super) command: SchemaCommand,
}

#[derive(Debug, Subcommand)]
pub(super) enum SchemaCommand {
    /// Print the JSON Schema of job files
    Job,
    /// Ask a job's databases for its tables and statements, and save the answers as `portl.schema.json` beside it, so that
    /// `check` knows columns without a database; nothing is run or written there
    Pull {
        /// The job file
        #[arg(value_name = "JOB")]
        job: PathBuf,
        /// Take variables from this file of NAME=VALUE lines, not from the `.env` beside the job; those of the environment win
        #[arg(long, value_name = "FILE")]
        env_file: Option<PathBuf>,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum CheckFormat {
    /// For people
    Text,
    /// One object a line
    Json,
    /// One SARIF log (2.1.0) for all files
    Sarif,
    /// Annotations for GitHub Actions
    Github,
}

/// Print the plan of a job; has the databases prepare its statements, and runs none of them
#[derive(Debug, ClapArgs)]
#[command(
    after_help = "Examples:\n  portl plan job.yaml\n  portl plan job.yaml --offline --format mermaid"
)]
pub(super) struct PlanArgs {
    /// The job file, or `-` for standard input
    #[arg(value_name = "JOB")]
    pub(super) job: PathBuf,
    /// How the plan is written
    #[arg(long, value_enum, default_value_t = PlanFormat::Text)]
    pub(super) format: PlanFormat,
    /// How many items of a batch are shown
    #[arg(long, value_name = "N", default_value_t = 3)]
    pub(super) sample: usize,
    /// Read no file and ask no database
    #[arg(long)]
    pub(super) offline: bool,
    #[command(flatten)]
    pub(super) given: Given,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum PlanFormat {
    /// For people
    Text,
    /// For programs
    Json,
    /// For Graphviz
    Dot,
    /// For Mermaid
    Mermaid,
}

/// What a run is given besides the job.
#[derive(Debug, Clone, ClapArgs)]
pub(super) struct Given {
    /// Set an input of the job
    #[arg(long = "input", value_name = "NAME=VALUE", value_parser = assignment)]
    pub(super) inputs: Vec<(String, String)>,
    /// Take variables from this file of NAME=VALUE lines, not from the `.env` beside the job; those of the environment win
    #[arg(long, value_name = "FILE")]
    pub(super) env_file: Option<PathBuf>,
}

/// Run a job
#[derive(Debug, ClapArgs)]
#[command(
    after_help = "Examples:\n  portl run job.yaml\n  portl run job.yaml --input since=2024-01-01 --env-file prod.env\n  portl run job.yaml --dry-run"
)]
pub(super) struct RunArgs {
    /// The job file, or `-` for standard input
    #[arg(value_name = "JOB")]
    pub(super) job: PathBuf,
    /// Print exactly what `portl plan` prints, and run nothing
    #[arg(long)]
    pub(super) dry_run: bool,
    /// Find out what became of an earlier run that was killed or whose outcome is unknown, and what is left to do; runs
    /// nothing, and refuses if the job or its input has changed since
    #[arg(long, value_name = "RUN_ID", conflicts_with = "dry_run")]
    pub(super) resume: Option<String>,
    #[command(flatten)]
    pub(super) given: Given,
    /// Write the results of all steps as JSON to a file, or to standard output (`-`)
    #[arg(long, value_name = "FILE|-")]
    pub(super) result: Option<PathBuf>,
    /// How the log is written; as JSON on standard error it holds warnings, and what keeps a run from beginning, as events
    #[arg(long, value_enum, default_value_t = LogFormat::Text)]
    pub(super) log_format: LogFormat,
    /// Where the log is written instead of standard error
    #[arg(long, value_name = "FILE")]
    pub(super) log_file: Option<PathBuf>,
    /// Say nothing but errors and the summary
    #[arg(long, short)]
    pub(super) quiet: bool,
    /// Draw no progress bar
    #[arg(long)]
    pub(super) no_progress: bool,
    /// Write where the time went to a file that Perfetto and chrome://tracing open
    #[arg(long, value_name = "FILE", conflicts_with_all = ["dry_run", "resume"])]
    pub(super) trace: Option<PathBuf>,
    /// Show the data of rows in database errors
    #[arg(long)]
    pub(super) show_data: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum LogFormat {
    /// For people
    Text,
    /// One object a line
    Json,
}

/// List earlier runs: what the local log knows of them and, with a job, the journal in its databases
#[derive(Debug, ClapArgs)]
#[command(
    after_help = "Examples:\n  portl runs\n  portl runs job.yaml --env-file prod.env\n  portl runs job.yaml --purge 180d\n  portl runs --format json"
)]
pub(super) struct RunsArgs {
    /// A job whose databases are asked as well; without one, the log in this folder is read
    #[arg(value_name = "JOB")]
    pub(super) job: Option<PathBuf>,
    /// Have the journal in the databases of the job forget its transactions that are older than this, 90 days or more
    #[arg(long, value_name = "TIME", value_parser = duration, requires = "job")]
    pub(super) purge: Option<Duration>,
    /// How the runs are written
    #[arg(long, value_enum, default_value_t = RunsFormat::Text)]
    pub(super) format: RunsFormat,
    /// Take variables from this file of NAME=VALUE lines, not from the `.env` beside the job; those of the environment win
    #[arg(long, value_name = "FILE")]
    pub(super) env_file: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum RunsFormat {
    /// For people
    Text,
    /// One object a line
    Json,
}

/// Tell what a diagnostic means, with a wrong and a right example; without a code, list them all
#[derive(Debug, ClapArgs)]
#[command(
    after_help = "Examples:\n  portl explain sql.quoted-hole\n  portl explain sql\n  portl explain"
)]
pub(super) struct ExplainArgs {
    /// The code, as in `error[CODE]`, or a family of codes
    #[arg(value_name = "CODE")]
    pub(super) code: Option<String>,
}

/// Serve an editor by the Language Server Protocol, over standard input and output
#[derive(Debug, ClapArgs)]
#[command(
    after_help = "Example, for Neovim:\n  vim.lsp.start_client({name = 'portl', cmd = {'portl', 'lsp'}})\nSettings for other editors: docs/editors.md"
)]
pub(super) struct LspArgs {
    /// What some editors add to say how they talk; there is no other way
    #[arg(long, hide = true)]
    pub(super) stdio: bool,
}

/// Print shell completions
#[derive(Debug, ClapArgs)]
pub(super) struct CompletionArgs {
    /// The shell
    #[arg(value_enum, value_name = "SHELL")]
    pub(super) shell: clap_complete::Shell,
}

/// A length of time.
pub(super) fn duration(text: &str) -> Result<Duration, String> {
    parse_duration(text)
        .ok_or_else(|| "expected a length of time such as `30s`, `5min` or `30d`".to_owned())
}

fn assignment(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("expected NAME=VALUE")?;
    Ok((name.to_owned(), value.to_owned()))
}
