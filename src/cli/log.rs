mod failure;

use std::{fs::File, io, path::Path, time::Duration};

use jiff::Timestamp;
use serde_json::{Map, Value as Json, json};

use super::{
    files::{append, reason},
    mask::Mask,
    terminal,
};
use crate::run::{Event, Observer, Report};

/// Writes what happens in a run as one JSON object a line.
pub(super) struct JsonLog<'a> {
    run_id: &'a str,
    mask: &'a Mask,
    file: Option<File>,
    path: Option<&'a Path>,
    /// Why it is not written any more, until that is told.
    trouble: Option<String>,
    is_broken: bool,
}

impl<'a> JsonLog<'a> {
    /// A log to a file, or to standard error.
    ///
    /// # Errors
    /// If the file can't be written.
    pub(super) fn new(run_id: &'a str, mask: &'a Mask, path: Option<&'a Path>) -> io::Result<Self> {
        let file = path
            .map(|path| File::options().create(true).append(true).open(path))
            .transpose()?;
        Ok(Self {
            run_id,
            mask,
            file,
            path,
            trouble: None,
            is_broken: false,
        })
    }

    /// What is to be said of a file that takes no more; said once.
    pub(super) fn trouble(&mut self) -> Option<String> {
        self.trouble.take()
    }

    /// The run is over; `error` is what a person is told of a failure.
    pub(super) fn finish(
        &mut self,
        code: u8,
        report: &Report,
        error: &str,
        time: Duration,
        show_data: bool,
    ) {
        let summary = &report.summary;
        let level = if code == 0 { "info" } else { "error" };
        let mut details = json!({
            "exit_code": code,
            "rows_inserted": summary.inserted,
            "rows_updated": summary.updated,
            "rows_deleted": summary.deleted,
            "rows_read": summary.rows_read,
            "rows_written": summary.rows_written,
            "messages_enqueued": summary.enqueued,
            "calls": summary.calls,
            "retries": summary.retries,
            "failed_items": summary.failed_items,
            "ms": time.as_millis() as u64,
        });
        if !summary.rejected.is_empty() {
            details["rejects"] = json!(summary.rejected);
        }
        if let Some(failure) = failure::of(report, show_data) {
            details["failure"] = failure;
        }
        if !error.is_empty() {
            details["error"] = error.trim_end().into();
        }
        self.write(level, "run_finished", None, None, details);
    }

    /// Whether it is standard error that it goes to: then nothing else may.
    pub(super) const fn is_standard_error(&self) -> bool {
        self.file.is_none()
    }

    fn write(
        &mut self,
        level: &str,
        event: &str,
        step: Option<&str>,
        index: Option<usize>,
        details: Json,
    ) {
        let mut line = line(self.run_id, level, event, step, index, details);
        self.mask.apply_json(&mut line);
        let line = written(&line);
        match &mut self.file {
            Some(_) if self.is_broken => {}
            Some(file) => {
                if let Err(error) = append(file, line.as_bytes()) {
                    self.break_off(&error);
                }
            }
            None => terminal::say(&line),
        }
    }

    /// A log that can't be written any more must not fail the run.
    fn break_off(&mut self, error: &io::Error) {
        self.is_broken = true;
        let path = self.path.unwrap_or(Path::new("")).display();
        let why = reason(error);
        self.trouble = Some(format!(
            "the log `{path}` can't be written: {why}; the run goes on without it"
        ));
    }
}

impl Observer for JsonLog<'_> {
    fn notice(&mut self, event: &Event<'_>) {
        match event {
            Event::RunStarted { job } => {
                self.write("info", "run_started", None, None, json!({ "job": job }))
            }
            Event::StepStarted { step } => {
                self.write("info", "step_started", Some(step), None, json!({}))
            }
            Event::BatchStarted { .. }
            | Event::Progress { .. }
            | Event::Worked { .. }
            | Event::Committing { .. } => {}
            Event::StepSkipped { step } => {
                self.write("info", "step_skipped", Some(step), None, json!({}))
            }
            Event::ItemFailed { failure } => {
                let index = failure.item.as_ref().map(|item| item.index);
                self.write(
                    "warning",
                    "item_failed",
                    Some(&failure.step),
                    index,
                    failure::step(failure, false),
                );
            }
            Event::RetryScheduled {
                step,
                index,
                attempt,
                wait,
                reason,
            } => {
                let details = json!({ "attempt": attempt, "wait_ms": wait.as_millis() as u64, "reason": reason });
                self.write("warning", "retry_scheduled", Some(step), *index, details);
            }
            Event::StartedOver {
                step,
                attempt,
                wait,
                reason,
            } => {
                let step = (!step.is_empty()).then_some(*step);
                let details = json!({ "attempt": attempt, "wait_ms": wait.as_millis() as u64, "reason": reason, "scope": "transaction" });
                self.write("warning", "retry_scheduled", step, None, details);
            }
            Event::Warning { message } => self.write(
                "warning",
                "warning",
                None,
                None,
                json!({ "message": message }),
            ),
            Event::StepFinished {
                step,
                items,
                rows,
                time,
            } => {
                let details =
                    json!({ "items": items, "rows": rows, "ms": time.as_millis() as u64 });
                self.write("info", "step_finished", Some(step), None, details);
            }
            Event::Committed => self.write("info", "run_committed", None, None, json!({})),
            Event::RolledBack => self.write("warning", "run_rolled_back", None, None, json!({})),
        }
    }
}

/// A line of the log.
pub(super) fn line(
    run_id: &str,
    level: &str,
    event: &str,
    step: Option<&str>,
    index: Option<usize>,
    details: Json,
) -> Json {
    let mut line = Map::new();
    line.insert("ts".to_owned(), Timestamp::now().to_string().into());
    line.insert("level".to_owned(), level.into());
    line.insert("run_id".to_owned(), run_id.into());
    line.insert("step_id".to_owned(), step.map_or(Json::Null, Json::from));
    if let Some(index) = index {
        line.insert("idx".to_owned(), index.into());
    }
    line.insert("event".to_owned(), event.into());
    line.insert("details".to_owned(), details);
    Json::Object(line)
}

/// A line of the log as it is written.
pub(super) fn written(line: &Json) -> String {
    format!("{}\n", tame(&line.to_string()))
}

/// The line without what would steer a terminal: JSON itself escapes only the oldest of that. All of it stands inside of texts.
fn tame(line: &str) -> String {
    let steers = |letter: char| {
        letter.is_control()
            || matches!(letter, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    line.chars().fold(String::new(), |mut tame, letter| {
        if steers(letter) {
            tame.push_str(&format!("\\u{:04x}", u32::from(letter)));
        } else {
            tame.push(letter);
        }
        tame
    })
}
