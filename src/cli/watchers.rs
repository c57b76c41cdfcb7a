use super::{
    files::reason, log::JsonLog, progress::Progress, runs::IntentLog, tally::Tally, trace::Trace,
};
use crate::{
    faults::{Point, point},
    run::{Event, Observer, Report},
};

/// Tells everybody who watches of the same events.
pub(super) struct Watchers<'b, 'a> {
    pub(super) intents: &'b mut IntentLog,
    pub(super) tally: &'b mut Tally,
    pub(super) trace: Option<Trace<'a>>,
    pub(super) log: Option<&'b mut JsonLog<'a>>,
    pub(super) progress: Option<&'b mut Progress<'a>>,
}

impl Observer for Watchers<'_, '_> {
    fn notice(&mut self, event: &Event<'_>) {
        self.intents.notice(event);
        self.tally.notice(event);
        if let Some(trace) = &mut self.trace {
            trace.notice(event);
        }
        self.pass_on(event);
        self.tell_of_logs();
    }
}

impl Watchers<'_, '_> {
    /// The run is over.
    pub(super) fn finish(&mut self, report: &Report, code: u8) {
        if let Some(progress) = &mut self.progress {
            progress.finish();
        }
        point(Point::RunOver);
        self.intents.finish(report, code);
        point(Point::LogFinished);
        if let Some(Err(error)) = self.trace.take().map(|trace| trace.finish(code)) {
            let message = format!("the trace is not complete: {}", reason(&error));
            self.pass_on(&Event::Warning { message: &message });
        }
        self.tell_of_logs();
    }

    /// Says that a log can't be written any more.
    fn tell_of_logs(&mut self) {
        let log = self.log.as_mut().and_then(|log| log.trouble());
        for message in self.intents.trouble().into_iter().chain(log) {
            self.pass_on(&Event::Warning { message: &message });
        }
    }

    fn pass_on(&mut self, event: &Event<'_>) {
        if let Some(log) = &mut self.log {
            log.notice(event);
        }
        if let Some(progress) = &mut self.progress {
            progress.notice(event);
        }
    }
}
