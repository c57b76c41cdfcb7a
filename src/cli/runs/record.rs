use std::{
    fs::{self, File, TryLockError},
    path::Path,
};

use serde::Serialize;
use serde_json::Value as Json;

use super::intent::FOLDER;

/// What the local log knows of a run.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Record {
    /// The run.
    pub(super) run_id: String,
    /// The job's name.
    pub(super) job: String,
    /// The job's file, as it was given.
    pub(super) file: String,
    /// When it began.
    pub(super) started_at: String,
    /// How it is or ended: `running`, `succeeded`, `failed`, `interrupted`, `unknown`, `died` for one that never said; and
    /// once it was looked into `committed`, `half-way` or `not committed`.
    pub(super) state: String,
    /// The exit code, once it is over.
    pub(super) exit_code: Option<u64>,
    #[serde(skip)]
    pub(super) digest: String,
    /// The state of the CSV files that it read.
    #[serde(skip)]
    pub(super) files: Vec<String>,
    /// The commits that were about to be sent: connection and number in the journal.
    #[serde(skip)]
    pub(super) commits: Vec<(String, Option<u32>)>,
    /// The connections whose journal the run is in.
    #[serde(skip)]
    pub(super) journals: Vec<String>,
}

impl Record {
    /// Whether the journal has to be asked what became of it.
    pub(super) fn is_open(&self) -> bool {
        self.state == "unknown" || self.state == "died"
    }
}

/// The runs of the jobs in a folder, the latest first.
///
/// # Errors
/// If there is a log that can't be read: which, and why.
pub(super) fn all(folder: &Path) -> Result<Vec<Record>, String> {
    let folder = folder.join(FOLDER);
    let mut found = Vec::new();
    let unreadable =
        |path: &Path, error: std::io::Error| format!("`{}` can't be read: {error}", path.display());
    let entries = match fs::read_dir(&folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(found),
        Err(error) => return Err(unreadable(&folder, error)),
    };
    for entry in entries.flatten() {
        let path = entry.path();
        if path
            .extension()
            .is_some_and(|extension| extension == "jsonl")
        {
            let text = fs::read_to_string(&path).map_err(|error| unreadable(&path, error))?;
            found.extend(read(&text, is_held(&path)));
        }
    }
    found.sort_by(|a: &Record, b| b.started_at.cmp(&a.started_at));
    Ok(found)
}

/// Whether the run that writes a log is alive.
fn is_held(path: &Path) -> bool {
    let locked = File::open(path).map(|file| file.try_lock_shared());
    matches!(locked, Ok(Err(TryLockError::WouldBlock)))
}

/// Reads a log. The last line may have been cut off with its run.
fn read(text: &str, is_held: bool) -> Option<Record> {
    let mut lines = text
        .lines()
        .filter_map(|line| serde_json::from_str::<Json>(line).ok());
    let first = lines.next()?;
    let word = |line: &Json, key: &str| line[key].as_str().unwrap_or_default().to_owned();
    let words = |key: &str| {
        let listed = first[key].as_array().into_iter().flatten();
        let words = listed.filter_map(|word| word.as_str().map(str::to_owned));
        words.collect()
    };
    let mut record = Record {
        run_id: word(&first, "run_id"),
        job: word(&first, "job"),
        file: word(&first, "file"),
        started_at: word(&first, "ts"),
        state: if is_held { "running" } else { "died" }.to_owned(),
        exit_code: None,
        digest: word(&first, "digest"),
        files: words("files"),
        commits: Vec::new(),
        journals: words("journals"),
    };
    for line in lines {
        match line["event"].as_str() {
            Some("committing") => {
                let part = line["part"]
                    .as_u64()
                    .and_then(|part| u32::try_from(part).ok());
                record.commits.push((word(&line, "connection"), part));
            }
            Some("finished" | "settled") => {
                record.state = word(&line, "state");
                record.exit_code = line["exit_code"].as_u64().or(record.exit_code);
            }
            _ => {}
        }
    }
    Some(record)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEGUN: &str = "{\"event\":\"started\",\"run_id\":\"r\",\"job\":\"j\",\"digest\":\"d\",\"journals\":[\"db\"],\"ts\":\"2024-01-01T00:00:00Z\"}\n";

    #[test]
    fn a_run_that_never_said_how_it_ended_has_died() {
        let record = read(BEGUN, false).expect("a record");
        assert!(record.is_open());
        assert_eq!(
            (record.state.as_str(), record.journals[0].as_str()),
            ("died", "db")
        );
        assert_eq!(read(BEGUN, true).expect("a record").state, "running");
    }

    #[test]
    fn a_line_that_was_cut_off_is_not_read() {
        let text = format!(
            "{BEGUN}{{\"event\":\"committing\",\"connection\":\"db\",\"part\":0}}\n{{\"event\":\"fini"
        );
        let record = read(&text, false).expect("a record");
        assert_eq!(record.commits, [("db".to_owned(), Some(0))]);
        assert!(record.is_open());
    }

    #[test]
    fn the_last_word_counts() {
        let text =
            format!("{BEGUN}{{\"event\":\"finished\",\"state\":\"succeeded\",\"exit_code\":0}}\n");
        let record = read(&text, false).expect("a record");
        assert!(!record.is_open());
        assert_eq!(record.exit_code, Some(0));
    }
}
