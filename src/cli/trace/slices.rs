use std::{
    io,
    path::Path,
    time::{Duration, Instant},
};

use serde_json::{Value as Json, json};

use super::{file::TraceFile, lanes::Lanes};

/// The line of time that has the steps.
const STEPS: u64 = 1;

/// A piece of time.
pub(super) struct Slice<'s> {
    pub(super) name: &'s str,
    pub(super) category: &'static str,
    pub(super) begun: Instant,
    pub(super) ended: Instant,
    /// What else there is to tell.
    pub(super) args: Json,
}

/// Where a slice is seen.
#[derive(Clone, Copy)]
pub(super) enum Place {
    /// With the steps, each of which lies within what it is a part of.
    Steps,
    /// Beside them, with what databases were waited for.
    Databases,
    /// Beside them, with calls, one line of time for each that is in flight.
    Calls,
}

/// The slices of a run, as events of the format.
pub(super) struct Slices {
    file: TraceFile,
    begun: Instant,
    databases: Lanes,
    calls: Lanes,
    next_thread: u64,
}

impl Slices {
    /// Begins the file, and time.
    ///
    /// # Errors
    /// If it can't be written.
    pub(super) fn create(path: &Path, name: &str, label: &str) -> io::Result<Self> {
        let mut slices = Self {
            file: TraceFile::create(path)?,
            begun: Instant::now(),
            databases: Lanes::default(),
            calls: Lanes::default(),
            next_thread: STEPS + 1,
        };
        slices.describe("process_name", STEPS, json!({ "name": name }));
        slices.describe("process_labels", STEPS, json!({ "labels": label }));
        slices.name_thread(STEPS, "steps");
        Ok(slices)
    }

    /// When the file was begun.
    pub(super) const fn begun(&self) -> Instant {
        self.begun
    }

    /// Adds a slice, to be written soon.
    pub(super) fn add(&mut self, place: Place, slice: &Slice<'_>) {
        let thread = self.thread(place, slice);
        let event = self.event(slice, thread);
        self.file.add(&event);
    }

    /// Whether it is time to write.
    pub(super) fn is_due(&self) -> bool {
        self.file.is_due()
    }

    /// Writes what was added, and of the steps what is not over yet as far as it is.
    pub(super) fn write(&mut self, open: &[Slice<'_>]) {
        let open: Vec<_> = open.iter().map(|slice| self.event(slice, STEPS)).collect();
        self.file.write(&open);
    }

    /// Writes the last of it.
    ///
    /// # Errors
    /// If the file could not be written.
    pub(super) fn finish(self) -> io::Result<()> {
        self.file.finish()
    }

    /// The line of time for a slice; beside the steps one where nothing else went on then.
    fn thread(&mut self, place: Place, slice: &Slice<'_>) -> u64 {
        let (begun, ended) = (self.micros(slice.begun), self.micros(slice.ended));
        let (lanes, name) = match place {
            Place::Steps => return STEPS,
            Place::Databases => (&mut self.databases, "database"),
            Place::Calls => (&mut self.calls, "calls"),
        };
        let found = lanes.find(begun, ended, &mut self.next_thread);
        match found.is_new {
            Some(1) => self.name_thread(found.thread, name),
            Some(number) => self.name_thread(found.thread, &format!("{name} {number}")),
            None => {}
        }
        found.thread
    }

    fn event(&self, slice: &Slice<'_>, thread: u64) -> Json {
        // Both ends are rounded the same way, so that what lies within another does so here as well.
        let begun = self.micros(slice.begun);
        json!({
            "name": slice.name,
            "cat": slice.category,
            "ph": "X",
            "ts": begun,
            "dur": self.micros(slice.ended).saturating_sub(begun),
            "pid": std::process::id(),
            "tid": thread,
            "args": slice.args,
        })
    }

    fn micros(&self, moment: Instant) -> u64 {
        let passed: Duration = moment.saturating_duration_since(self.begun);
        u64::try_from(passed.as_micros()).unwrap_or(u64::MAX)
    }

    fn name_thread(&mut self, thread: u64, name: &str) {
        self.describe("thread_name", thread, json!({ "name": name }));
        self.describe("thread_sort_index", thread, json!({ "sort_index": thread }));
    }

    fn describe(&mut self, what: &str, thread: u64, args: Json) {
        self.file.add(&json!({
            "name": what,
            "ph": "M",
            "ts": 0,
            "pid": std::process::id(),
            "tid": thread,
            "args": args,
        }));
    }
}
