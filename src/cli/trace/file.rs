use std::{
    fs::File,
    io::{self, Seek, SeekFrom, Write},
    path::Path,
    time::{Duration, Instant},
};

use serde_json::Value as Json;

/// So often at least what has happened is written.
const SOON: Duration = Duration::from_millis(200);

/// Nor is more than so many bytes of it kept in memory.
const MUCH: usize = 64 * 1024;

const HEAD: &str = "{\"displayTimeUnit\":\"ms\",\"traceEvents\":[\n";
const END: &str = "\n]}\n";

/// A file in Chrome's trace event format, the JSON object, that is whole whenever nobody is writing to it.
///
/// Each time the end is written behind the events, and the next events over that end: so a run that is killed leaves a file
/// that any reader of JSON takes.
pub(super) struct TraceFile {
    file: File,
    /// Where the next event goes.
    end: u64,
    /// How long the file is.
    length: u64,
    /// What is not in the file yet.
    waiting: String,
    written: Instant,
    is_first: bool,
    /// Why it can't be written any more, which must not fail the run.
    problem: Option<io::Error>,
}

impl TraceFile {
    /// Begins a file without events.
    ///
    /// # Errors
    /// If it can't be written, or only from its beginning to its end, as a pipe.
    pub(super) fn create(path: &Path) -> io::Result<Self> {
        let mut file = File::create(path)?;
        file.seek(SeekFrom::Start(0))?;
        file.write_all(HEAD.as_bytes())?;
        file.write_all(END.as_bytes())?;
        Ok(Self {
            file,
            end: HEAD.len() as u64,
            length: (HEAD.len() + END.len()) as u64,
            waiting: String::new(),
            written: Instant::now(),
            is_first: true,
            problem: None,
        })
    }

    /// Adds an event, to be written soon.
    pub(super) fn add(&mut self, event: &Json) {
        self.separate();
        self.waiting.push_str(&event.to_string());
    }

    /// Whether it is time to write.
    pub(super) fn is_due(&self) -> bool {
        !self.waiting.is_empty() && (self.waiting.len() > MUCH || self.written.elapsed() > SOON)
    }

    /// Writes what was added. `open` are the events that are not over, as far as they are: the next time they are written anew.
    pub(super) fn write(&mut self, open: &[Json]) {
        let added = self.waiting.len() as u64;
        let was_first = self.is_first;
        for event in open {
            self.add(event);
        }
        self.is_first = was_first && added == 0;
        self.waiting.push_str(END);
        let short = self
            .length
            .saturating_sub(self.end + self.waiting.len() as u64);
        // Spaces over what is left of a longer end: the file is whole at each moment.
        self.waiting.extend((0..short).map(|_| ' '));
        if self.problem.is_none()
            && let Err(problem) = self.put()
        {
            self.problem = Some(problem);
            // What is in the file stays whole, as far as that can be.
            drop(self.close());
        }
        self.length = self.end + self.waiting.len() as u64;
        self.end += added;
        self.waiting.clear();
        self.written = Instant::now();
    }

    /// Writes the last events.
    ///
    /// # Errors
    /// If the file is not whole.
    pub(super) fn finish(mut self) -> io::Result<()> {
        self.write(&[]);
        if let Some(problem) = self.problem {
            return Err(problem);
        }
        // Where that can't be, spaces stay behind the end.
        drop(self.file.set_len(self.end + END.len() as u64));
        Ok(())
    }

    fn put(&mut self) -> io::Result<()> {
        self.file.seek(SeekFrom::Start(self.end))?;
        self.file.write_all(self.waiting.as_bytes())
    }

    /// Ends the file behind the events that are in it for good.
    fn close(&mut self) -> io::Result<()> {
        self.file.set_len(self.end)?;
        self.file.seek(SeekFrom::Start(self.end))?;
        self.file.write_all(END.as_bytes())
    }

    fn separate(&mut self) {
        if !self.is_first {
            self.waiting.push_str(",\n");
        }
        self.is_first = false;
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(path: &Path) -> Json {
        let text = std::fs::read_to_string(path).expect("it is there");
        serde_json::from_str(&text).expect("it is whole")
    }

    #[test]
    fn is_whole_after_each_write() {
        let folder = tempfile::tempdir().expect("there is room");
        let path = folder.path().join("t.json");
        let mut file = TraceFile::create(&path).expect("it can be written");
        assert_eq!(read(&path)["traceEvents"], json!([]));
        let long = json!({"name": "x".repeat(100)});
        file.write(std::slice::from_ref(&long));
        assert_eq!(read(&path)["traceEvents"], json!([long]));
        file.write(&[]);
        assert_eq!(read(&path)["traceEvents"], json!([]));
        file.add(&json!(1));
        file.write(&[json!(8), json!(9)]);
        assert_eq!(read(&path)["traceEvents"], json!([1, 8, 9]));
        file.add(&json!(2));
        file.write(&[json!(9)]);
        assert_eq!(read(&path)["traceEvents"], json!([1, 2, 9]));
        file.finish().expect("it can be written");
        assert_eq!(read(&path)["traceEvents"], json!([1, 2]));
        let text = std::fs::read_to_string(&path).expect("it is there");
        assert!(text.ends_with("2\n]}\n"), "{text}");
    }
}
