use std::path::{Path, PathBuf};

use super::{
    args::{CheckArgs, CheckFormat},
    exit,
    files::{self, Beside},
    fix,
    load::{Loaded, job_files, load},
    parallel::in_order,
    schema::{WithSnapshot, ask},
    terminal,
};
use crate::{
    analysis::analyze,
    check::SideFiles,
    diagnostic::{Diagnostic, Severity},
    render::diagnostics::{self, Checked, MOST},
    text::Sources,
};

/// `portl check FILE...`
pub(super) fn check(args: &CheckArgs) -> u8 {
    let is_input = |path: &PathBuf| path.as_path() == Path::new("-");
    if args.fix && args.format != CheckFormat::Text && args.files.iter().any(is_input) {
        terminal::complain("with `--fix -` standard output is the mended job: use `--format text`");
        return exit::USAGE;
    }
    let files = match all_files(&args.files) {
        Ok(files) => files,
        Err(message) => {
            terminal::complain(&message);
            return exit::USAGE;
        }
    };
    let mut report = Report {
        args,
        code: exit::DONE,
        has_found: false,
        checked: Vec::new(),
        unread: Vec::new(),
    };
    let work = |path: &PathBuf| load(path).and_then(|loaded| checked(args, path, loaded));
    let take = |checked: Result<Checked, String>| match checked {
        Ok(checked) => report.take(checked),
        Err(message) => report.unreadable(message),
    };
    if args.fix {
        // What it says of each file as it mends it stands together.
        files.iter().map(work).for_each(take);
    } else {
        in_order(&files, work, take);
    }
    report.finish(files.len())
}

/// What is to be said of a job.
fn checked(args: &CheckArgs, path: &Path, loaded: Loaded) -> Result<Checked, String> {
    let files = files_of(args, path, &loaded)?;
    let analysis = if args.fix {
        fix::fix(path, loaded, &*files, args.advice)?
    } else {
        analyze(loaded.job, loaded.project, &*files)
    };
    let mut diagnostics = analysis.diagnostics;
    diagnostics.retain(|found| args.advice || found.code.severity != Severity::Advice);
    Ok(Checked {
        sources: analysis.sources,
        diagnostics,
        most: match args.max_diagnostics {
            0 => usize::MAX,
            most => most,
        },
        ignored: analysis.ignored,
    })
}

/// The files beside a job, with what is known of its databases.
fn files_of(args: &CheckArgs, path: &Path, loaded: &Loaded) -> Result<Box<dyn SideFiles>, String> {
    let files = Beside(loaded.folder.clone());
    let text = if args.live {
        let pulled = ask(loaded.clone(), args.env_file.as_deref());
        pulled
            .map_err(|_| format!("`{}` was not checked", path.display()))?
            .write()
    } else if let Some(schema) = &args.schema {
        let name = schema.display();
        files::text(schema).map_err(|why| format!("`{name}` can't be read: {why}"))?
    } else {
        return Ok(Box::new(files));
    };
    Ok(Box::new(WithSnapshot { files, text }))
}

/// All files that the arguments stand for, in their order, each once.
///
/// # Errors
/// Which folder can't be read or holds no job.
fn all_files(arguments: &[PathBuf]) -> Result<Vec<PathBuf>, String> {
    let mut files = Vec::new();
    let mut seen = std::collections::HashSet::new();
    for path in arguments {
        let found = job_files(path)?;
        if found.is_empty() {
            return Err(format!("there is no job file in `{}`", path.display()));
        }
        let new = found.into_iter().filter(|file| seen.insert(identity(file)));
        files.extend(new);
    }
    Ok(files)
}

/// What tells a file from others, whatever way it is named.
fn identity(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

/// What has been found so far, and what has been said of it.
struct Report<'a> {
    args: &'a CheckArgs,
    code: u8,
    has_found: bool,
    /// What a SARIF log will hold.
    checked: Vec<Checked>,
    unread: Vec<String>,
}

impl Report<'_> {
    fn take(&mut self, checked: Checked) {
        let (found, sources) = (&checked.diagnostics, &checked.sources);
        self.has_found |= !found.is_empty();
        self.code = self.code.max(self.judged(found));
        match self.args.format {
            CheckFormat::Text => {
                let style = terminal::error_style();
                terminal::say(&diagnostics::text(found, checked.most, sources, style));
            }
            CheckFormat::Json => terminal::print(&diagnostics::json(found, checked.most, sources)),
            CheckFormat::Github => {
                terminal::print(&diagnostics::github(found, checked.most, sources));
            }
            CheckFormat::Sarif => self.checked.push(checked),
        }
    }

    fn judged(&self, shown: &[Diagnostic]) -> u8 {
        match shown.iter().map(|found| found.code.severity).min() {
            Some(Severity::Error) => exit::JOB_ERRORS,
            Some(Severity::Warning) if self.args.deny_warnings => exit::JOB_ERRORS,
            _ => exit::DONE,
        }
    }

    fn unreadable(&mut self, message: String) {
        terminal::complain(&message);
        self.code = self.code.max(exit::USAGE);
        self.unread.push(message);
    }

    /// Says what is to be said at the end; gives the exit code.
    fn finish(self, count: usize) -> u8 {
        match self.args.format {
            CheckFormat::Text => {
                if self.has_found {
                    terminal::say(&diagnostics::pointer(terminal::error_style()));
                }
                if self.code == exit::DONE {
                    let jobs = if count == 1 { "job" } else { "jobs" };
                    terminal::say(&format!("{count} {jobs} checked, no errors\n"));
                }
            }
            CheckFormat::Sarif => {
                terminal::print(&diagnostics::sarif(&self.checked, &self.unread));
            }
            CheckFormat::Json | CheckFormat::Github => {}
        }
        self.code
    }
}

/// Says what is wrong with a job that was to be planned or run; advice is not for now.
pub(super) fn say_diagnostics(found: &[Diagnostic], sources: &Sources) {
    let shown: Vec<_> = found
        .iter()
        .filter(|found| found.code.severity != Severity::Advice)
        .cloned()
        .collect();
    let style = terminal::error_style();
    terminal::say(&diagnostics::text(&shown, MOST, sources, style));
}
