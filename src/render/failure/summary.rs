//! The line that ends every run.

use std::time::Duration;

use super::Told;
use crate::{
    diagnostic::Severity,
    render::{
        Style,
        figures::{plural, seconds, thousands},
        style::Tone,
        wrap::tame,
    },
    run::{Ending, Summary},
};

/// The line that ends every run.
#[must_use]
pub fn summary(told: &Told<'_>, time: Duration, style: Style) -> String {
    let report = told.report;
    let (mark, tone, word) = match report.ending {
        Ending::Succeeded if report.summary.failed_items > 0 => (
            style.mark("✔", "ok"),
            Tone::Severity(Severity::Warning),
            "done, with failures",
        ),
        Ending::Succeeded => (style.mark("✔", "ok"), Tone::Strong, "done"),
        Ending::Interrupted { .. } => (style.mark("✘", "!!"), Tone::Failed, "interrupted"),
        Ending::Unknown(_) => (style.mark("?", "??"), Tone::Failed, "unknown"),
        _ => (style.mark("✘", "!!"), Tone::Failed, "failed"),
    };
    let head = style.paint(tone, &format!("{mark} {} {word}", told.plan.job));
    format!(
        "{}{head}: {}, {}\n",
        rejected(&report.summary, style),
        counts(&report.summary).join(", "),
        seconds(time)
    )
}

/// Where the failed items are, a line a file.
fn rejected(summary: &Summary, style: Style) -> String {
    let warning = style.paint(Tone::Severity(Severity::Warning), "warning");
    let files = summary.rejected.iter().map(|(file, count)| {
        let (file, items) = (tame(file), plural(*count, "failed item"));
        let verb = if *count == 1 { "is" } else { "are" };
        format!("{warning}: {items} {verb} in `{file}`, with the errors\n")
    });
    files.collect()
}

/// What a run did, in words; what it never does is left out, but rows and calls are always told.
fn counts(summary: &Summary) -> Vec<String> {
    let mut counts = vec![
        format!("{} inserted", plural(summary.inserted, "row")),
        format!("{} updated", thousands(summary.updated)),
    ];
    let more = [
        (summary.deleted, "deleted"),
        (summary.enqueued, "put into the outbox"),
        (summary.rows_read, "read from files"),
        (summary.rows_written, "written to files"),
    ];
    counts.extend(
        more.iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, what)| format!("{} {what}", thousands(*count))),
    );
    counts.push(plural(summary.calls, "call"));
    counts.push(if summary.retries == 1 {
        "1 retry".to_owned()
    } else {
        format!("{} retries", thousands(summary.retries))
    });
    if summary.failed_items > 0 {
        let rejected: u64 = summary.rejected.values().sum();
        let kept = match rejected {
            0 => String::new(),
            count => format!(" ({} in files of rejects)", thousands(count)),
        };
        counts.push(format!(
            "{} failed{kept}",
            plural(summary.failed_items, "item")
        ));
    }
    counts
}
