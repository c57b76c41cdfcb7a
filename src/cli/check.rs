use std::path::{Path, PathBuf};

use super::{
    args::{CheckArgs, CheckFormat},
    exit,
    files::Beside,
    fix,
    load::{Loaded, job_files, load},
    terminal,
};
use crate::{
    analysis::{Analysis, analyze},
    diagnostic::{Diagnostic, Severity},
    render,
    text::Sources,
};

/// `portl check FILE...`
pub(super) fn check(args: &CheckArgs) -> u8 {
    let is_input = |path: &PathBuf| path.as_path() == Path::new("-");
    if args.fix && args.format != CheckFormat::Text && args.files.iter().any(is_input) {
        terminal::complain("with `--fix -` standard output is the mended job: use `--format text`");
        return exit::USAGE;
    }
    let mut files = Vec::new();
    for path in &args.files {
        match job_files(path) {
            Ok(found) if found.is_empty() => {
                terminal::complain(&format!("there is no job file in `{}`", path.display()));
                return exit::USAGE;
            }
            Ok(found) => files.extend(found),
            Err(message) => {
                terminal::complain(&message);
                return exit::USAGE;
            }
        }
    }
    let mut code = exit::DONE;
    for path in &files {
        let analysis = load(path).and_then(|loaded| analyzed(args, path, loaded));
        code = code.max(match analysis {
            Ok(analysis) => report(args, analysis),
            Err(message) => {
                terminal::complain(&message);
                exit::USAGE
            }
        });
    }
    if code == exit::DONE && args.format == CheckFormat::Text {
        terminal::say(&format!(
            "{} checked, no errors\n",
            count(files.len(), "job")
        ));
    }
    code
}

fn analyzed(args: &CheckArgs, path: &Path, loaded: Loaded) -> Result<Analysis, String> {
    if args.fix {
        return fix::fix(path, loaded, args.advice);
    }
    let files = Beside(loaded.folder);
    Ok(analyze(loaded.job, loaded.project, &files))
}

fn report(args: &CheckArgs, analysis: Analysis) -> u8 {
    let shown: Vec<_> = analysis
        .diagnostics
        .into_iter()
        .filter(|found| args.advice || found.code.severity != Severity::Advice)
        .collect();
    match args.format {
        CheckFormat::Text => {
            terminal::say(&render::diagnostics::text(
                &shown,
                &analysis.sources,
                terminal::error_style(),
            ));
        }
        CheckFormat::Json => terminal::print(&render::diagnostics::json(&shown, &analysis.sources)),
    }
    let worst = shown.iter().map(|found| found.code.severity).min();
    match worst {
        Some(Severity::Error) => exit::JOB_ERRORS,
        Some(Severity::Warning) if args.deny_warnings => exit::JOB_ERRORS,
        _ => exit::DONE,
    }
}

/// Says what is wrong with a job that was to be planned or run; advice is not for now.
pub(super) fn say_diagnostics(diagnostics: &[Diagnostic], sources: &Sources) {
    let shown: Vec<_> = diagnostics
        .iter()
        .filter(|found| found.code.severity != Severity::Advice)
        .cloned()
        .collect();
    terminal::say(&render::diagnostics::text(
        &shown,
        sources,
        terminal::error_style(),
    ));
}

fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}
