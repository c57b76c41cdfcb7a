use std::{
    collections::BTreeMap,
    io::Write as _,
    path::{Path, PathBuf},
};

use super::{
    args::{SchemaArgs, SchemaCommand},
    check::say_diagnostics,
    environment::Environment,
    exit,
    files::{self, Beside},
    load::{Loaded, load},
    mask::Mask,
    surroundings, terminal,
};
use crate::{
    analysis::{REGISTRY, inspect},
    check::SideFiles,
    ir::ConnectionId,
    reference,
    render::failure::refusal,
    run::pull,
    schema::{self, Answer, Snapshot},
};

/// `portl schema job`, `portl schema pull JOB`
pub(super) fn schema(args: &SchemaArgs) -> u8 {
    match &args.command {
        SchemaCommand::Job => {
            let schema = reference::schema(&REGISTRY);
            terminal::print(&format!("{schema:#}\n"));
            exit::DONE
        }
        SchemaCommand::Pull { job, env_file } => save(job, env_file.as_deref()),
    }
}

/// Files beside a job, with another snapshot in the place of theirs.
pub(super) struct WithSnapshot {
    pub(super) files: Beside,
    pub(super) text: String,
}

impl SideFiles for WithSnapshot {
    fn head(&self, path: &str) -> Option<Vec<u8>> {
        self.files.head(path)
    }

    fn text(&self, path: &str) -> Result<String, String> {
        if path == schema::FILE {
            return Ok(self.text.clone());
        }
        self.files.text(path)
    }
}

/// Asks the databases of a job. What is wrong is said, and gives the exit code.
pub(super) fn ask(loaded: Loaded, env_file: Option<&Path>) -> Result<Snapshot, u8> {
    let usage = |message: String| {
        terminal::complain(&message);
        exit::USAGE
    };
    let folder = loaded.folder;
    let environment = Environment::new(&folder, env_file).map_err(usage)?;
    let (analysis, insight) = inspect(loaded.job, loaded.project, &Beside(folder.clone()));
    let connections = insight.connections;
    if connections.is_empty() && insight.job.is_none() {
        say_diagnostics(&analysis.diagnostics, &analysis.sources);
        return Err(exit::JOB_ERRORS);
    }
    let is_wanted = |id: &ConnectionId| insight.wanted.contains_key(&connections[id.0].name);
    let all = (0..connections.len()).map(ConnectionId);
    let used: Vec<_> = all.filter(is_wanted).collect();
    let sources = &analysis.sources;
    let settings = surroundings::settings(&connections, &used, &folder, &environment, sources)?;
    let mask = Mask::new(&settings, &[]);
    let both = connections.into_iter().zip(settings);
    let opened: Vec<_> = both
        .filter_map(|(connection, settings)| Some((connection, settings?)))
        .collect();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime of one thread needs nothing but memory");
    runtime
        .block_on(pull(&opened, &insight.wanted))
        .map_err(|found| {
            let text = refusal(&found, &analysis.sources, terminal::error_style());
            terminal::say(&mask.apply(&text));
            exit::USAGE
        })
}

fn save(job: &Path, env_file: Option<&Path>) -> u8 {
    let loaded = match load(job) {
        Ok(loaded) => loaded,
        Err(message) => {
            terminal::complain(&message);
            return exit::USAGE;
        }
    };
    let path = match loaded.folder.as_path() {
        here if here == Path::new(".") => PathBuf::from(schema::FILE),
        folder => folder.join(schema::FILE),
    };
    let pulled = match ask(loaded, env_file) {
        Ok(pulled) => pulled,
        Err(code) => return code,
    };
    let said = summary(&pulled);
    match update(&path, pulled) {
        Ok(()) => {
            terminal::say(&format!("{}: {said}\n", path.display()));
            exit::DONE
        }
        Err(why) => {
            terminal::complain(&format!("`{}` can't be written: {why}", path.display()));
            exit::USAGE
        }
    }
}

/// Puts what is new into the file, and keeps the rest of it.
fn update(path: &PathBuf, pulled: Snapshot) -> Result<(), String> {
    let mut snapshot = match files::text(path) {
        Ok(text) => Snapshot::read(&text)
            .map_err(|why| format!("it is no snapshot ({why}); remove it and pull again"))?,
        Err(_) if !path.exists() => Snapshot::default(),
        Err(why) => return Err(why),
    };
    snapshot.update(pulled);
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(|error| error.to_string())?;
    let written = file.write_all(snapshot.write().as_bytes());
    written.map_err(|error| error.to_string())?;
    // A file to be committed is one that everybody may read.
    files::share(file.as_file())?;
    file.persist(path)
        .map_err(|error| error.error.to_string())?;
    Ok(())
}

fn summary(pulled: &Snapshot) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut refused = Vec::new();
    for database in pulled.connections.values() {
        for (name, table) in &database.tables {
            *counts.entry("table").or_default() += 1;
            if table.is_none() {
                refused.push(format!("there is no table `{name}`"));
            }
        }
        for (text, answer) in &database.statements {
            *counts.entry("statement").or_default() += 1;
            if let Answer::Refused(why) = answer {
                let begin = text.lines().next().unwrap_or_default();
                refused.push(format!("`{begin} …` is refused: {why}"));
            }
        }
    }
    let counted = ["table", "statement"].map(|what| {
        let count = counts.get(what).copied().unwrap_or(0);
        format!("{count} {what}{}", if count == 1 { "" } else { "s" })
    });
    let mut said = counted.join(", ");
    for why in refused {
        said.push_str(&format!("\n  note: {why}"));
    }
    said
}
