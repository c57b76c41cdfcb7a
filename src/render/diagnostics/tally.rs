use crate::{
    diagnostic::{Diagnostic, Severity},
    render::wrap::tame,
    text::{FileId, Sources},
};

/// How many diagnostics of each kind there are, and where: `2 errors, 1 warning in job.yaml`.
pub(super) fn tally(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    let kinds = [
        (Severity::Error, "error", "errors"),
        (Severity::Warning, "warning", "warnings"),
        (Severity::Advice, "piece of advice", "pieces of advice"),
    ];
    let counts = kinds.iter().filter_map(|(severity, one, many)| {
        let count = diagnostics
            .iter()
            .filter(|found| found.code.severity == *severity)
            .count();
        (count > 0).then(|| format!("{count} {}", if count == 1 { one } else { many }))
    });
    let counts: Vec<_> = counts.collect();
    format!("{} in {}", counts.join(", "), files(diagnostics, sources))
}

fn files(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    let mut files: Vec<FileId> = diagnostics.iter().map(|found| found.span.file).collect();
    files.sort_unstable();
    files.dedup();
    let name = |file: &FileId| tame(sources.file(*file).name());
    match files.as_slice() {
        [one] => name(one),
        [one, other] => format!("{} and {}", name(one), name(other)),
        many => format!("{} files", many.len()),
    }
}
