use std::path::Path;

use jiff::Timestamp;

use super::{
    files,
    intent::{self, FOLDER},
    record::{self, Record},
};
use crate::{
    cli::{exit, mask::Mask, terminal},
    connect::Settings,
    faults::{Guard, stands},
    job::Transaction,
    plan::{Operation, Plan},
    run::{Entry, Identity, Settled, settle},
    spec,
};

/// A run to look into, with the job as it is now.
pub(in crate::cli) struct Resumed<'a> {
    /// The job's file, as it was given.
    pub(in crate::cli) file: &'a Path,
    /// The folder that its logs are in.
    pub(in crate::cli) folder: &'a Path,
    /// The run.
    pub(in crate::cli) run_id: &'a str,
    /// The job.
    pub(in crate::cli) plan: &'a Plan,
    /// The settings of its connections.
    pub(in crate::cli) settings: &'a [Option<Settings>],
    /// The digest of the job and its input as they are now.
    pub(in crate::cli) digest: &'a str,
}

/// What became of the transactions of a run.
enum Found {
    Committed,
    Partly(usize),
    Nothing,
    Unknown(String),
}

/// `portl run JOB --resume RUN_ID`: finds out what became of a run, and says what is left to do. Runs nothing.
pub(in crate::cli) fn resume(resumed: &Resumed<'_>, mask: &Mask) -> u8 {
    let record = match record_of(resumed) {
        Ok(record) => record,
        Err(message) => {
            terminal::complain(&message);
            return exit::USAGE;
        }
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let found = match runtime {
        Ok(runtime) => runtime.block_on(look(resumed, &record)),
        Err(error) => Found::Unknown(error.to_string()),
    };
    let state = match &found {
        Found::Committed => Some("committed"),
        Found::Partly(_) => Some("half-way"),
        Found::Nothing => Some("not committed"),
        Found::Unknown(_) => None,
    };
    if let Some(state) = state.filter(|_| record.is_open()) {
        intent::note(resumed.folder, resumed.run_id, state);
    }
    let (code, text) = resumed.words(&record, found);
    terminal::say(&mask.apply(&text));
    code
}

fn record_of(resumed: &Resumed<'_>) -> Result<Record, String> {
    let records = record::all(resumed.folder)?;
    let run_id = resumed.run_id;
    let known = records.into_iter().find(|record| record.run_id == run_id);
    let record = known.ok_or_else(|| resumed.unknown())?;
    if record.state == "running" {
        return Err(format!("the run `{run_id}` is still running"));
    }
    let is_same =
        record.digest == resumed.digest && record.files == files(resumed.plan, resumed.folder);
    if !is_same && stands(Guard::ResumeUnchanged) {
        return Err(format!(
            "the job or its input has changed since the run `{run_id}`: it was of `{}`, with other text, inputs or CSV files; \
             give it what it had, or run it anew: `portl run {}`",
            record.file,
            resumed.file.display()
        ));
    }
    Ok(record)
}

/// Asks the journals. The transactions of a run are numbered, so the last one that was about to be committed is the one in
/// doubt; those before it are committed.
async fn look(resumed: &Resumed<'_>, record: &Record) -> Found {
    let mut committed = 0;
    let mut open = 0;
    for connection in &record.journals {
        let Some((declaration, settings)) = resumed.connection(connection) else {
            return Found::Unknown(format!("the job has no connection `{connection}` any more"));
        };
        let sent = record.commits.iter().filter(|(name, _)| name == connection);
        let parts: Vec<u32> = sent.filter_map(|(_, part)| *part).collect();
        // A run that was killed before it sent COMMIT has a transaction all the same.
        let last = parts.last().copied().unwrap_or(0);
        let entry = Entry {
            identity: Identity {
                run_id: record.run_id.clone(),
                job: record.job.clone(),
                digest: record.digest.clone(),
            },
            part: last,
        };
        committed += last as usize;
        match settle(declaration, settings, entry).await {
            Settled::Committed => committed += 1,
            Settled::NeverCommitted if is_long_ago(&record.started_at) => {
                return Found::Unknown(
                    "it was more than 90 days ago, and `portl runs --purge` may have made the journal forget it".to_owned(),
                );
            }
            Settled::NeverCommitted => open += 1,
            Settled::Unknown(why) => return Found::Unknown(why.message),
        }
    }
    match (committed, open) {
        (0, _) => Found::Nothing,
        (_, 0) if !record.is_open() || resumed.plan.transaction == Transaction::Job => {
            Found::Committed
        }
        (count, _) => Found::Partly(count),
    }
}

/// Whether the journal need not know of a run any more.
fn is_long_ago(started_at: &str) -> bool {
    let started: Option<Timestamp> = started_at.parse().ok();
    let age = started.map(|started| Timestamp::now().duration_since(started));
    age.is_some_and(|age| age.unsigned_abs() >= intent::KEPT)
}

impl Resumed<'_> {
    /// That the log of this folder does not have the run. The journals may: they are asked for all runs of the job.
    fn unknown(&self) -> String {
        let (run_id, file) = (self.run_id, self.file.display());
        let log = self.folder.join(FOLDER);
        let ask =
            format!("`portl runs {file}` asks the databases: a run that they list has committed");
        if log.is_dir() {
            return format!(
                "there is no run `{run_id}` in `{}`: `portl runs` lists those that there are; {ask}",
                log.display()
            );
        }
        format!(
            "there is no log of runs at `{}`: it is written where the run is made, so resume the run there, or put the folder back; {ask}",
            log.display()
        )
    }

    fn connection(&self, name: &str) -> Option<(&'static spec::Connection, &Settings)> {
        let position = self
            .plan
            .connections
            .iter()
            .position(|own| own.name == name)?;
        let settings = self.settings.get(position)?.as_ref()?;
        Some((self.plan.connections[position].declaration, settings))
    }

    /// The exit code, and what a person is told.
    fn words(&self, record: &Record, found: Found) -> (u8, String) {
        let file = self.file.display();
        let run_id = self.run_id;
        let delivers = self
            .plan
            .all_steps()
            .into_iter()
            .any(|step| matches!(step.operation, Operation::Enqueue { .. }));
        match found {
            Found::Committed => {
                let left = if delivers {
                    format!("what it put into the outbox goes out with `portl outbox drain {file}`")
                } else {
                    "nothing is left to do".to_owned()
                };
                (exit::DONE, format!("run {run_id} is committed: {left}\n"))
            }
            Found::Nothing => {
                let calls = if record.exit_code == Some(exit::FAILED.into()) {
                    ""
                } else {
                    "; calls it made are not undone"
                };
                (
                    exit::FAILED,
                    format!(
                        "run {run_id} is not committed and never will be: nothing of it is in the database{calls}\nrun it again: `portl run {file}`\n"
                    ),
                )
            }
            Found::Partly(count) => {
                let what = if count == 1 {
                    "its first step that writes is".to_owned()
                } else {
                    format!("its first {count} steps that write are")
                };
                (
                    exit::FAILED_WITH_EFFECTS,
                    format!(
                        "run {run_id} ended half-way: {what} committed, what came after is not\nrunning the job again repeats them: `portl run {file}`\n"
                    ),
                )
            }
            Found::Unknown(why) => (
                exit::UNKNOWN,
                format!(
                    "error: nobody can tell what became of run {run_id}: {why}\nask again when the database can be reached: `portl run {file} --resume {run_id}`\n"
                ),
            ),
        }
    }
}
