//! How a run ended, for people: what failed, what was undone, what could not be, and what to do next.

mod summary;

pub use summary::summary;

use super::{
    Style,
    style::Tone,
    wrap::{pad, tame, wrap},
};
use crate::{
    diagnostic::Severity,
    plan::Plan,
    run::{Cause, Ending, Problem, Refusal, Report, Sent, StepFailure, Summary},
    text::Sources,
};

/// What there is to tell of a run.
#[derive(Clone, Copy)]
pub struct Told<'a> {
    /// How it went.
    pub report: &'a Report,
    /// The command that runs the job.
    pub again: &'a str,
    /// The run's id.
    pub run_id: &'a str,
    /// What was run.
    pub plan: &'a Plan,
    /// Where the job stands.
    pub sources: &'a Sources,
    /// Whether the data of rows may be shown.
    pub show_data: bool,
}

/// How a run ended, unless it succeeded: then there is nothing to say.
#[must_use]
pub fn ending(told: &Told<'_>, style: Style) -> String {
    let mut page = Page {
        style,
        lines: Vec::new(),
    };
    match &told.report.ending {
        Ending::Succeeded => return String::new(),
        Ending::Unreachable(problem) => page.problem(problem),
        Ending::Rejected(failure) => page.rejected(failure, told.sources),
        Ending::Failed {
            failure,
            rolled_back,
        } => {
            page.head(&format!(
                "step `{}` failed{}",
                failure.step,
                at_item(failure)
            ));
            page.step(failure, told.sources, told.show_data);
            page.state(&told.report.summary, *rolled_back, MEND);
        }
        Ending::NotCommitted(cause) => {
            page.head("the database refused to commit");
            page.cause(cause, told.show_data);
            page.state(&told.report.summary, true, MEND);
        }
        Ending::Unknown(cause) => {
            page.head("nobody knows whether the database committed");
            page.cause(cause, told.show_data);
            page.irrevocable(&told.report.summary);
            page.row(
                "next",
                &format!(
                    "find out before running it again: `{} --resume {}`",
                    told.again, told.run_id
                ),
            );
        }
        Ending::Interrupted {
            rolled_back, step, ..
        } => {
            let place = step
                .as_ref()
                .map_or_else(String::new, |step| format!(" in step `{step}`"));
            page.head(&format!("interrupted{place}"));
            page.state(&told.report.summary, *rolled_back, "");
        }
    }
    page.finish()
}

/// Why a plan can't be run.
#[must_use]
pub fn refusal(refusal: &Refusal, sources: &Sources, style: Style) -> String {
    let mut page = Page {
        style,
        lines: Vec::new(),
    };
    match refusal {
        Refusal::Unreachable(problem) => page.problem(problem),
        Refusal::Rejected(failure) => page.rejected(failure, sources),
    }
    page.finish()
}

/// What somebody else wrote, on one line and without what would steer a terminal.
#[must_use]
pub fn quoted(text: &str) -> String {
    tame(text)
}

/// An item that failed and did not end the run, on one line.
#[must_use]
pub fn item(failure: &StepFailure, style: Style) -> String {
    let (step, place) = (&failure.step, at_item(failure));
    warning(
        &format!("step `{step}`{place} failed: {}", failure.cause.message),
        style,
    )
}

/// Something that people should know and that stops nothing, on one line.
#[must_use]
pub fn warning(message: &str, style: Style) -> String {
    let warning = style.paint(Tone::Severity(Severity::Warning), "warning");
    format!("{warning}: {}", tame(message))
}

fn at_item(failure: &StepFailure) -> String {
    let Some(item) = &failure.item else {
        return String::new();
    };
    let key: Vec<_> = item
        .key
        .iter()
        .map(|(name, value)| format!("{name} {value}"))
        .collect();
    let key = if key.is_empty() {
        String::new()
    } else {
        format!(" ({})", tame(&key.join(", ")))
    };
    format!(" at item {}{key}", item.index)
}

/// The message while it is written, line by line.
struct Page {
    style: Style,
    lines: Vec<String>,
}

/// What comes before anything else where something failed.
const MEND: &str = "mend the cause; ";

/// How wide the names at the left are.
const NAMES: usize = 12;

impl Page {
    fn finish(self) -> String {
        let mut text = self.lines.join("\n");
        text.push('\n');
        text
    }

    fn head(&mut self, text: &str) {
        let error = self.style.paint(Tone::Severity(Severity::Error), "error");
        self.lines
            .push(format!("{error}: {}", self.style.paint(Tone::Strong, text)));
    }

    /// A name at the left, and what there is to say of it; its further lines stand under the first.
    fn row(&mut self, name: &str, text: &str) {
        self.rows(name, text.lines().map(tame));
    }

    /// The same for a sentence: broken where the line ends.
    fn say(&mut self, name: &str, text: &str) {
        let room = self.style.width.saturating_sub(NAMES + 2);
        self.rows(name, text.lines().flat_map(|line| wrap(&tame(line), room)));
    }

    fn rows(&mut self, name: &str, lines: impl Iterator<Item = String>) {
        for (position, line) in lines.enumerate() {
            let shown = if position == 0 { name } else { "" };
            let name = self.style.paint(Tone::Label, &pad(shown, NAMES));
            self.lines
                .push(format!("  {name}{line}").trim_end().to_owned());
        }
    }

    fn rejected(&mut self, failure: &StepFailure, sources: &Sources) {
        self.head(&format!(
            "the database rejects the statement of step `{}`",
            failure.step
        ));
        self.step(failure, sources, false);
        self.row("state", "nothing ran");
    }

    fn problem(&mut self, problem: &Problem) {
        self.head(&format!("{} failed", problem.doing));
        self.cause(&problem.cause, false);
        self.row("state", "nothing was done");
    }

    fn step(&mut self, failure: &StepFailure, sources: &Sources, show_data: bool) {
        let span = failure.cause.span.unwrap_or(failure.span);
        let file = sources.file(span.file);
        let position = file.position(span.start as usize);
        self.cause(&failure.cause, show_data);
        if failure.attempts > 1 {
            self.row("attempts", &failure.attempts.to_string());
        }
        if let Some(sent) = &failure.sent {
            self.sent(sent);
        }
        self.row(
            "at",
            &format!(
                "{}:{}:{} ({})",
                file.name(),
                position.line,
                position.column,
                failure.step_type
            ),
        );
    }

    fn cause(&mut self, cause: &Cause, show_data: bool) {
        self.say("cause", &cause.message);
        for (name, text) in &cause.facts {
            self.row(name, text);
        }
        match &cause.data {
            Some(data) if show_data => self.row("data", data),
            Some(_) => self.say(
                "data",
                "hidden: `--show-data` shows the rows that the database names",
            ),
            None => {}
        }
        if let Some(help) = &cause.help {
            self.say("help", help);
        }
    }

    fn sent(&mut self, sent: &Sent) {
        match sent {
            Sent::Sql { text, parameters } => {
                self.row("sql", text);
                let lines: Vec<_> = parameters
                    .iter()
                    .map(|(name, value)| format!("{name} = {value}"))
                    .collect();
                self.row("parameters", &lines.join("\n"));
            }
            Sent::Http {
                method,
                target,
                body,
            } => {
                self.row("request", &format!("{method} {target}"));
                if let Some(body) = body {
                    self.row("body", body);
                }
            }
            Sent::Lambda { function, payload } => {
                if let Some(function) = function {
                    self.row("function", function);
                }
                self.row("payload", payload);
            }
        }
    }

    /// What became of what was done.
    fn state(&mut self, summary: &Summary, rolled_back: bool, first: &str) {
        let database = match (rolled_back, summary.committed) {
            (true, true) => "what this step did was rolled back; steps before it are committed",
            (true, false) => "rolled back: nothing of this run is in the database",
            (false, true) => "what the steps before it did is committed",
            (false, false) => "nothing was written",
        };
        self.say("database", database);
        self.irrevocable(summary);
        let next = match (summary.irrevocable.is_empty(), summary.committed) {
            (true, false) => "run the job again",
            (true, true) => "running the job again repeats the steps that are committed",
            (false, _) => {
                "running the job again repeats what is not undone: a server that knows a call's \
                 idempotency key does it once"
            }
        };
        self.say("next", &format!("{first}{next}"));
    }

    fn irrevocable(&mut self, summary: &Summary) {
        let done: Vec<_> = summary
            .irrevocable
            .iter()
            .map(|(what, count)| {
                if *count == 1 {
                    what.clone()
                } else {
                    format!("{what}, {count} times")
                }
            })
            .collect();
        if !done.is_empty() {
            self.row("not undone", &done.join("\n"));
        }
    }
}
