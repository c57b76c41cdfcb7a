//! File-driven cases: settings, `---`, and a job. The job finds its database under the name `db`.
//!
//! A case that names several databases must give the same on each of them.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::types::ValueRef;
use serde::Deserialize;

use crate::support::portl::{Finished, Workspace};
use crate::support::postgres::Database;
use crate::support::snapshot::{assert_snapshot, stable};

/// What a case says about itself.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    /// The databases it runs on, one after another.
    on: Vec<Kind>,
    /// More arguments of `portl run`.
    #[serde(default)]
    args: Vec<String>,
    #[serde(default)]
    env: BTreeMap<String, String>,
    /// Files beside the job.
    #[serde(default)]
    files: BTreeMap<String, String>,
    /// Statements that make the tables.
    #[serde(default)]
    schema: String,
    /// The exit code it ends with.
    #[serde(default)]
    exit: i32,
    /// Queries whose rows are shown afterwards.
    #[serde(default)]
    queries: Vec<String>,
    /// Files that are shown afterwards.
    #[serde(default)]
    show: Vec<String>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Sqlite,
    Postgres,
}

#[test]
fn every_case_does_what_its_snapshot_shows() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/run");
    let mut count = 0;
    let mut failed = Vec::new();
    for area in sorted(&folder).iter().filter(|path| path.is_dir()) {
        for path in sorted(area) {
            count += 1;
            // Each case is told of, not only the first that fails.
            if std::panic::catch_unwind(|| run_case(area, &path)).is_err() {
                failed.push(path);
            }
        }
    }
    assert!(count > 0, "no cases under {}", folder.display());
    assert!(failed.is_empty(), "{failed:#?}");
}

fn sorted(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("the folder is part of the project");
    let mut paths: Vec<_> = entries
        .map(|entry| entry.expect("it can be listed").path())
        .collect();
    paths.sort();
    paths
}

/// The settings of a case, and its job.
fn read_case(path: &Path) -> (Settings, String) {
    let text = fs::read_to_string(path).expect("the case can be read");
    let (settings, job) = text.split_once("\n---\n").expect("settings, `---`, a job");
    let settings = serde_yaml::from_str(settings)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    (settings, job.to_owned())
}

/// A case that runs on SQLite.
pub(super) struct SqliteCase {
    /// Where it is.
    pub(super) name: String,
    /// Its arguments of `portl run`, but for those that ask for the results.
    pub(super) arguments: Vec<String>,
    settings: Settings,
    job: String,
}

impl SqliteCase {
    /// A fresh folder with all that the case needs.
    pub(super) fn workspace(&self) -> Workspace {
        workspace(&Store::Sqlite, &self.settings, &self.job)
    }
}

/// The cases that run on SQLite.
pub(super) fn sqlite_cases() -> Vec<SqliteCase> {
    let areas = sorted(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/run"));
    let areas = areas.iter().filter(|path| path.is_dir());
    areas
        .flat_map(|area| sorted(area))
        .filter_map(|path| {
            let (settings, job) = read_case(&path);
            let is_on_sqlite = settings.on.iter().any(|kind| matches!(kind, Kind::Sqlite));
            let mut arguments = settings.args.clone();
            if let Some(at) = arguments.iter().position(|word| word == "--result") {
                arguments.drain(at..=at + 1);
            }
            is_on_sqlite.then(|| SqliteCase {
                name: path.display().to_string(),
                arguments,
                settings,
                job,
            })
        })
        .collect()
}

fn run_case(area: &Path, path: &Path) {
    let name = |path: &Path| {
        path.file_stem()
            .expect("it has a name")
            .to_string_lossy()
            .into_owned()
    };
    let (settings, job) = read_case(path);
    let area = format!("run/{}", name(area));
    let mut first: Option<String> = None;
    for kind in &settings.on {
        let shown = stable(&run_on(*kind, &settings, &job, path));
        match &first {
            None => {
                assert_snapshot(&area, &name(path), &shown);
                first = Some(shown);
            }
            Some(first) => assert_eq!(*first, shown, "{}: {kind:?} differs", path.display()),
        }
    }
}

fn run_on(kind: Kind, settings: &Settings, job: &str, path: &Path) -> String {
    let store = Store::open(kind);
    let workspace = workspace(&store, settings, job);
    let arguments = settings.args.iter().map(String::as_str);
    let arguments: Vec<_> = ["run", "job.yaml"].into_iter().chain(arguments).collect();
    let finished = workspace.portl(&arguments);
    assert_eq!(
        finished.code,
        Some(settings.exit),
        "{} on {kind:?}\n{}{}",
        path.display(),
        finished.stdout,
        finished.stderr
    );
    shown(settings, &finished, &workspace, &store)
}

/// A folder with the job, its files and its database.
fn workspace(store: &Store, settings: &Settings, job: &str) -> Workspace {
    let mut workspace = Workspace::new().file("job.yaml", job);
    for (name, text) in &settings.files {
        workspace = workspace.file(name, text);
    }
    for (name, value) in &settings.env {
        workspace = workspace.env(name, value);
    }
    store.set_up(workspace, &settings.schema)
}

fn shown(settings: &Settings, finished: &Finished, workspace: &Workspace, store: &Store) -> String {
    let mut text = String::new();
    if !finished.stdout.is_empty() {
        write!(text, "-- stdout\n{}", finished.stdout).expect("a string takes all");
    }
    write!(text, "-- stderr\n{}", finished.stderr).expect("a string takes all");
    for query in &settings.queries {
        writeln!(text, "-- {query}").expect("a string takes all");
        for row in store.rows(workspace, query) {
            writeln!(text, "{}", row.join(" | ")).expect("a string takes all");
        }
    }
    for name in &settings.show {
        write!(text, "-- {name}\n{}", workspace.read(name)).expect("a string takes all");
    }
    text
}

/// The database that a case runs on.
enum Store {
    Sqlite,
    Postgres(Box<Database>),
}

impl Store {
    fn open(kind: Kind) -> Self {
        match kind {
            Kind::Sqlite => Self::Sqlite,
            Kind::Postgres => Self::Postgres(Box::new(Database::create())),
        }
    }

    fn set_up(&self, workspace: Workspace, schema: &str) -> Workspace {
        let connection = match self {
            Self::Sqlite => {
                sqlite(&workspace)
                    .execute_batch(schema)
                    .expect("the schema is SQL");
                "{type: sqlite, config: {path: data.db}}".to_owned()
            }
            Self::Postgres(database) => {
                database.execute(schema);
                format!(
                    "{{type: postgres, config: {{url: \"{}\"}}}}",
                    database.url()
                )
            }
        };
        workspace.file("portl.yaml", &format!("connections:\n  db: {connection}\n"))
    }

    fn rows(&self, workspace: &Workspace, query: &str) -> Vec<Vec<String>> {
        match self {
            Self::Sqlite => sqlite_rows(&sqlite(workspace), query),
            Self::Postgres(database) => {
                let cell = |cell: Option<String>| cell.unwrap_or_else(|| "null".to_owned());
                let rows = database.rows(query).into_iter();
                rows.map(|row| row.into_iter().map(cell).collect())
                    .collect()
            }
        }
    }
}

/// The SQLite database of a workspace, `data.db`.
pub(super) fn sqlite(workspace: &Workspace) -> rusqlite::Connection {
    rusqlite::Connection::open(workspace.path("data.db")).expect("the folder can be written")
}

/// The rows of a query, each cell as text; null as the word `null`.
pub(crate) fn sqlite_rows(database: &rusqlite::Connection, query: &str) -> Vec<Vec<String>> {
    let mut statement = database
        .prepare(query)
        .unwrap_or_else(|error| panic!("{query}: {error}"));
    let width = statement.column_count();
    let rows = statement.query_map([], |row| {
        (0..width)
            .map(|cell| Ok(text(row.get_ref(cell)?)))
            .collect()
    });
    rows.and_then(Iterator::collect)
        .unwrap_or_else(|error| panic!("{query}: {error}"))
}

fn text(cell: ValueRef<'_>) -> String {
    match cell {
        ValueRef::Null => "null".to_owned(),
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Real(number) => number.to_string(),
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => {
            String::from_utf8_lossy(bytes).into_owned()
        }
    }
}
