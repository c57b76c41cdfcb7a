//! Hostile inputs: each is a file here, with what has to be said of it. None may hang, crash, or be taken for more than data.
//!
//! A case is settings, `---`, and a job. `⟦text×N⟧` stands for the text so many times, `⟦hex:FF⟧` for bytes, in the job and in
//! its files; `API_URL` for a server that answers as the case says.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::atomic::{AtomicUsize, Ordering},
    time::{Duration, Instant},
};

use serde::Deserialize;

use crate::support::{
    http::{Answer, Server},
    portl::{Finished, Workspace},
};

/// What a case says about itself.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    /// What has to be said.
    says: Vec<String>,
    /// The exit code.
    exit: i32,
    /// `run` or `check`.
    #[serde(default = "run")]
    command: String,
    /// Files beside the job.
    #[serde(default)]
    files: BTreeMap<String, String>,
    /// Symbolic links beside it.
    #[serde(default)]
    links: BTreeMap<String, String>,
    /// Pipes into which nobody writes.
    #[serde(default)]
    fifos: Vec<String>,
    #[serde(default)]
    env: BTreeMap<String, String>,
    /// What the server answers.
    #[serde(default)]
    answer: String,
    #[serde(default = "ok")]
    status: u16,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    /// The paths that the server has to have been asked for.
    paths: Option<Vec<String>>,
    /// What must not be printed.
    #[serde(default)]
    never: Vec<String>,
    /// Queries, and the only value that each must give.
    #[serde(default)]
    rows: BTreeMap<String, String>,
}

fn run() -> String {
    "run".to_owned()
}

const fn ok() -> u16 {
    200
}

/// Longer than this nothing hostile may take, in a build that is not optimised, beside other tests.
const LONG: Duration = Duration::from_secs(20);

/// More than this nobody reads.
const MOST_OUTPUT: usize = 60_000;

fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hostile");
    let entries = fs::read_dir(folder).expect("the folder is part of the project");
    let paths = entries.map(|entry| entry.expect("it can be listed").path());
    let mut cases: Vec<_> = paths
        .filter(|path| path.extension().is_some_and(|ext| ext == "yml"))
        .collect();
    cases.sort();
    cases
}

#[test]
fn every_case_is_answered_as_it_says() {
    let cases = cases();
    assert!(cases.len() >= 60, "only {} cases", cases.len());
    let next = AtomicUsize::new(0);
    let wrong: Vec<String> = std::thread::scope(|scope| {
        let worker = || {
            let mut wrong = Vec::new();
            while let Some(path) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                wrong.extend(mistakes(path));
            }
            wrong
        };
        let workers: Vec<_> = (0..4).map(|_| scope.spawn(worker)).collect();
        let ended = workers.into_iter();
        ended
            .flat_map(|worker| worker.join().expect("it does not panic"))
            .collect()
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What a case does not do as it says.
fn mistakes(path: &Path) -> Vec<String> {
    let text = fs::read_to_string(path).expect("the case can be read");
    let (settings, job) = text.split_once("\n---\n").expect("settings, `---`, a job");
    let settings: Settings = serde_yaml::from_str(settings)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let body = bytes(&settings.answer);
    let (status, headers) = (settings.status, settings.headers.clone());
    let server = Server::start(move |_| {
        let answer = Answer::text(status, body.clone());
        headers
            .iter()
            .fold(answer, |answer, (name, value)| answer.header(name, value))
    });
    let workspace = workspace(&settings, &job.replace("API_URL", &server.url()));
    let begun = Instant::now();
    let finished = workspace.portl(&[&settings.command, "job.yaml"]);
    let time = begun.elapsed();
    let mut mistakes = said(&settings, &finished);
    if time > LONG {
        mistakes.push(format!("it took {time:?}"));
    }
    if let Some(expected) = &settings.paths {
        let asked: Vec<_> = server
            .requests()
            .into_iter()
            .map(|request| request.path)
            .collect();
        if asked != *expected {
            mistakes.push(format!("the server was asked for {asked:?}"));
        }
    }
    for (query, expected) in &settings.rows {
        let database = rusqlite::Connection::open(workspace.path("data.db")).expect("it is there");
        let found: Result<rusqlite::types::Value, _> =
            database.query_row(query, [], |row| row.get(0));
        let found = match found {
            Ok(rusqlite::types::Value::Text(text)) => text,
            Ok(rusqlite::types::Value::Integer(number)) => number.to_string(),
            other => format!("{other:?}"),
        };
        if found != *expected {
            mistakes.push(format!("`{query}` gave {found}"));
        }
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    mistakes
        .iter()
        .map(|mistake| format!("{name}: {mistake}"))
        .collect()
}

fn said(settings: &Settings, finished: &Finished) -> Vec<String> {
    let output = format!("{}{}", finished.stdout, finished.stderr);
    let start: String = output.chars().take(1_500).collect();
    let mut mistakes = Vec::new();
    if finished.code != Some(settings.exit) {
        mistakes.push(format!("ended with {:?}:\n{start}", finished.code));
    }
    for text in &settings.says {
        if !output.contains(text) {
            mistakes.push(format!("did not say `{text}`:\n{start}"));
        }
    }
    for text in &settings.never {
        let text = String::from_utf8(bytes(text)).expect("text");
        if output.contains(&text) {
            mistakes.push(format!("printed {text:?}"));
        }
    }
    if output.contains("panicked") {
        mistakes.push(format!("panicked:\n{start}"));
    }
    if output.len() > MOST_OUTPUT {
        mistakes.push(format!("printed {} bytes", output.len()));
    }
    mistakes
}

fn workspace(settings: &Settings, job: &str) -> Workspace {
    let mut workspace = Workspace::new();
    for (name, value) in &settings.env {
        workspace = workspace.env(name, value);
    }
    fs::write(workspace.path("job.yaml"), bytes(job)).expect("files can be written");
    for (name, text) in &settings.files {
        fs::write(workspace.path(name), bytes(text)).expect("files can be written");
    }
    for name in &settings.fifos {
        let made = Command::new("mkfifo").arg(workspace.path(name)).status();
        assert!(made.is_ok_and(|status| status.success()), "mkfifo");
    }
    #[cfg(unix)]
    for (name, target) in &settings.links {
        std::os::unix::fs::symlink(target, workspace.path(name)).expect("links can be made");
    }
    workspace
}

/// A text with what stands between `⟦` and `⟧` spelled out.
fn bytes(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text;
    while let Some((before, more)) = rest.split_once('⟦') {
        let (inside, after) = more.split_once('⟧').expect("`⟦` is closed");
        bytes.extend(before.as_bytes());
        if let Some(hex) = inside.strip_prefix("hex:") {
            let digits = |at| u8::from_str_radix(&hex[at..at + 2], 16).expect("two digits");
            bytes.extend((0..hex.len()).step_by(2).map(digits));
        } else {
            let (text, count) = inside.rsplit_once('×').expect("`×` and a number");
            bytes.extend(text.repeat(count.parse().expect("a number")).into_bytes());
        }
        rest = after;
    }
    bytes.extend(rest.as_bytes());
    bytes
}
