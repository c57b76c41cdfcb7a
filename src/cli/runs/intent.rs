use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io,
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use jiff::Timestamp;
use serde_json::{Value as Json, json};

use crate::{
    cli::files::{append, reason},
    run::{Ending, Event, Observer, Report},
};

/// Where the log of a job's runs lies, in the job's folder.
pub(super) const FOLDER: &str = ".portl/runs";
/// For so long a run is remembered.
pub(super) const KEPT: Duration = Duration::from_secs(90 * 24 * 60 * 60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// The local log of one run: what it is about to do and what it has done, a JSON object a line. It is on disk before COMMIT
/// is sent, so that even a run that was killed can be looked into. The file is locked for as long as the run lives.
///
/// A folder that can't be written makes no log, and stops no run. A disk that is full ends the log, and that is said.
pub(in crate::cli) struct IntentLog {
    /// Locked even if nothing can be written: the run is alive.
    file: Option<File>,
    /// Why nothing is written any more, until that is told.
    trouble: Option<String>,
    is_broken: bool,
}

impl IntentLog {
    /// Begins the log of a run of the job in `folder`.
    pub(in crate::cli) fn begin(folder: &Path, run_id: &str, first: Json) -> Self {
        let folder = folder.join(FOLDER);
        let (file, failed) = match create(&folder, run_id) {
            Ok(file) => (Some(file), None),
            Err(error) => (None, Some(error)),
        };
        prune(&folder);
        let mut log = Self::of(file);
        if let Some(error) = failed.filter(|error| !is_not_allowed(error)) {
            log.break_off(&error);
        }
        log.write(first);
        log
    }

    const fn of(file: Option<File>) -> Self {
        Self {
            file,
            trouble: None,
            is_broken: false,
        }
    }

    /// What is to be said of a log that takes no more; said once.
    pub(in crate::cli) fn trouble(&mut self) -> Option<String> {
        self.trouble.take()
    }

    fn break_off(&mut self, error: &io::Error) {
        self.is_broken = true;
        self.trouble = Some(format!(
            "the log in `{FOLDER}` can't be written: {}; should this run be killed, only the database knows of it",
            reason(error)
        ));
    }

    /// The run is over.
    pub(in crate::cli) fn finish(&mut self, report: &Report, code: u8) {
        self.write(json!({
            "event": "finished",
            "state": state(report),
            "exit_code": code,
            "rows_inserted": report.summary.inserted,
            "rows_updated": report.summary.updated,
            "calls": report.summary.calls,
        }));
    }

    fn write(&mut self, mut line: Json) {
        let Some(file) = self.file.as_mut().filter(|_| !self.is_broken) else {
            return;
        };
        line["ts"] = Timestamp::now().to_string().into();
        let written = append(file, format!("{line}\n").as_bytes());
        if let Err(error) = written.and_then(|()| file.sync_data()) {
            self.break_off(&error);
        }
    }
}

impl Observer for IntentLog {
    fn notice(&mut self, event: &Event<'_>) {
        match event {
            Event::Committing { connection, part } => {
                self.write(json!({"event": "committing", "connection": connection, "part": part}));
            }
            Event::Committed => self.write(json!({"event": "committed"})),
            Event::RolledBack => self.write(json!({"event": "rolled_back"})),
            _ => {}
        }
    }
}

/// Notes what was found out of a run that is over. A log that can't be written keeps its old end.
pub(super) fn note(folder: &Path, run_id: &str, state: &str) {
    let path = folder.join(FOLDER).join(format!("{run_id}.jsonl"));
    if let Ok(file) = OpenOptions::new().append(true).open(path) {
        IntentLog::of(Some(file)).write(json!({"event": "settled", "state": state}));
    }
}

/// How a run ended, in a word.
pub(in crate::cli) fn state(report: &Report) -> &'static str {
    match report.ending {
        Ending::Succeeded => "succeeded",
        Ending::Unknown(_) => "unknown",
        Ending::Interrupted { .. } => "interrupted",
        _ => "failed",
    }
}

/// Only its owner may read it: the words of a server may be in it.
fn create(folder: &Path, run_id: &str) -> io::Result<File> {
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)?;
    let file = OpenOptions::new()
        .create_new(true)
        .append(true)
        .mode(0o600)
        .open(folder.join(format!("{run_id}.jsonl")))?;
    file.lock()?;
    Ok(file)
}

/// Whether nobody meant this folder to be written.
fn is_not_allowed(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem
    )
}

/// Forgets runs that are too long ago to be asked for. Looking through them all costs time: once a day is enough.
fn prune(folder: &Path) {
    let mark = folder.join("pruned");
    let last = mark.metadata().and_then(|data| data.modified());
    let is_recent = |time: SystemTime| time.elapsed().is_ok_and(|time| time < DAY);
    if last.is_ok_and(is_recent) || fs::write(&mark, "").is_err() {
        return;
    }
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    let Ok(oldest) = Timestamp::now().checked_sub(KEPT) else {
        return;
    };
    let is_old = |path: &PathBuf| {
        let changed = path.metadata().and_then(|data| data.modified());
        changed.is_ok_and(|time| Timestamp::try_from(time).is_ok_and(|time| time < oldest))
    };
    for path in entries.flatten().map(|entry| entry.path()).filter(is_old) {
        // What can't be removed does no harm.
        drop(fs::remove_file(path));
    }
}
