use std::collections::HashSet;

use super::{Analysis, Source, analyze};
use crate::{
    check::SideFiles,
    diagnostic::{Diagnostic, Severity},
    text::{FileId, Span},
};

/// How often a job is analysed again at most; what is left then stays as it is.
const MAX_ROUNDS: usize = 200;

/// A job after its fixes were made.
#[derive(Debug)]
pub struct Mended {
    /// The text with everything mended that could be.
    pub text: String,
    /// What was mended, in the order of the rounds.
    pub fixed: Vec<Fixed>,
    /// What is known of the mended job.
    pub analysis: Analysis,
}

/// A mistake that was mended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fixed {
    /// The line that it stood on when it was mended, from 1.
    pub line: usize,
    /// The name of its code.
    pub code: &'static str,
    /// What was wrong.
    pub message: String,
}

/// Makes every fix that a machine can make in the job itself, and in no other file, until nothing more can be.
///
/// Every fix is tried on the text and kept only if its mistake is gone then and no error has come in its place.
/// Fixes of advice are made if `advice` says so.
#[must_use]
pub fn mend(job: Source, project: Option<&Source>, files: &dyn SideFiles, advice: bool) -> Mended {
    let analyzed = |text: String| {
        let name = job.name.clone();
        let limits = job.limits;
        analyze(Source { name, text, limits }, project.cloned(), files)
    };
    let mut text = job.text.clone();
    let mut analysis = analyzed(text.clone());
    let mut fixed = Vec::new();
    let mut refused = HashSet::new();
    let mut rounds = 0;
    while rounds < MAX_ROUNDS {
        let wanted = |found: &&Diagnostic| {
            (advice || found.code.severity != Severity::Advice) && !refused.contains(&key(found))
        };
        let chosen = apart(analysis.diagnostics.iter().filter(wanted));
        if chosen.is_empty() {
            break;
        }
        // All at once if that goes well; else the first by itself, so that one that does harm stops no other.
        let attempts = [&chosen[..], &chosen[..1]];
        let mut kept = None;
        for attempt in attempts {
            rounds += 1;
            let mended = applied(&text, attempt);
            let after = analyzed(mended.clone());
            if is_better(&analysis, &after, attempt) {
                kept = Some((mended, after, attempt));
                break;
            }
        }
        match kept {
            Some((mended, after, attempt)) => {
                fixed.extend(attempt.iter().map(|found| Fixed {
                    line: line(&analysis, found),
                    code: found.code.name,
                    message: found.message.clone(),
                }));
                text = mended;
                analysis = after;
            }
            None => {
                refused.insert(key(chosen[0]));
            }
        }
    }
    Mended {
        text,
        fixed,
        analysis,
    }
}

/// The job is the first file of its analysis.
const JOB: FileId = FileId(0);

/// Those whose edits lie in the job and overlap none that come before.
fn apart<'d>(found: impl Iterator<Item = &'d Diagnostic>) -> Vec<&'d Diagnostic> {
    let mut taken: Vec<Span> = Vec::new();
    let mut chosen = Vec::new();
    for one in found {
        let Some(edits) = one.fix.as_ref().and_then(|fix| fix.written_in(JOB)) else {
            continue;
        };
        let is_free = |span: &Span| taken.iter().all(|other| are_apart(*span, *other));
        if !edits.is_empty() && edits.iter().all(|(span, _)| is_free(span)) {
            taken.extend(edits.iter().map(|(span, _)| *span));
            chosen.push(one);
        }
    }
    chosen
}

/// Two edits that touch could be made in either order: they are not apart.
const fn are_apart(a: Span, b: Span) -> bool {
    a.end < b.start || b.end < a.start
}

fn applied(text: &str, chosen: &[&Diagnostic]) -> String {
    let fixes = chosen.iter().filter_map(|found| found.fix.as_ref());
    let mut edits: Vec<_> = fixes
        .filter_map(|fix| fix.written_in(JOB))
        .flatten()
        .collect();
    edits.sort_by_key(|(span, _)| *span);
    let mut mended = text.to_owned();
    for (span, replacement) in edits.into_iter().rev() {
        mended.replace_range(span.range(), replacement);
    }
    mended
}

/// A mistake, wherever in the file it may have moved to.
fn key(found: &Diagnostic) -> (&'static str, String, Span) {
    (found.code.name, found.message.clone(), found.span)
}

fn count(analysis: &Analysis, like: &Diagnostic) -> usize {
    let found = analysis.diagnostics.iter();
    found
        .filter(|one| one.code == like.code && one.message == like.message)
        .count()
}

/// Whether all mistakes of `mended` are gone and no error is new.
///
/// Mending YAML or the syntax of a template lets later stages see what they could not read before: what they find then
/// was there already.
fn is_better(before: &Analysis, after: &Analysis, mended: &[&Diagnostic]) -> bool {
    let are_gone = mended.iter().all(|found| {
        let alike = mended
            .iter()
            .filter(|one| one.code == found.code && one.message == found.message);
        count(after, found) + alike.count() <= count(before, found)
    });
    let uncovers = |found: &Diagnostic| {
        mended
            .iter()
            .any(|one| stage(one.code.name) < stage(found.code.name))
    };
    let errors = after.diagnostics.iter();
    are_gone
        && errors
            .filter(|found| found.code.severity == Severity::Error)
            .all(|found| count(after, found) <= count(before, found) || uncovers(found))
}

/// How early a family of mistakes is found: those of one stage hide those of the next.
fn stage(code: &str) -> usize {
    match code.split('.').next() {
        Some("yaml") => 0,
        Some("job" | "env") => 1,
        Some("template") => 2,
        _ => 3,
    }
}

fn line(analysis: &Analysis, found: &Diagnostic) -> usize {
    let file = analysis.sources.file(found.span.file);
    file.position(found.span.range().start).line
}
