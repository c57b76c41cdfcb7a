//! Comments that ask to ignore a diagnostic: `# portl: ignore[code] reason`.
//!
//! One stands on the line that it is for, or on a line of its own above it. Where a value of several lines begins there,
//! it is for all of them, since none can stand inside.

use std::ops::RangeInclusive;

use crate::{
    diagnostic::{Code, Diagnostic, Severity, messages, messages::ignore as words, nearest},
    limits::FileLimits,
    text::{FileId, SourceFile, Sources, Span},
    yaml::{self, Comments},
};

/// What a comment for Portl begins with, behind the `#`.
const MARK: &str = "portl:";
/// Families whose diagnostics depend on a file that may not be there: that they say nothing means nothing.
const UNSURE: [&str; 1] = ["schema"];

/// A diagnostic that a comment has put aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ignored {
    /// What would have been said.
    pub diagnostic: Diagnostic,
    /// Why not, in the words of the comment.
    pub reason: String,
}

/// A code that a comment names.
struct Request {
    code: &'static Code,
    /// Where it is named.
    span: Span,
    /// What goes if the name goes.
    rest: Span,
    /// What it is for.
    lines: RangeInclusive<usize>,
    reason: String,
    is_used: bool,
}

/// Puts aside what comments of the files ask to ignore; adds what is wrong with these comments. The first file is the
/// job's own; another one is of several jobs, so that a comment in it may be there for one of the others.
pub(super) fn apply(
    sources: &Sources,
    limits: &FileLimits,
    found: Vec<Diagnostic>,
) -> (Vec<Diagnostic>, Vec<Ignored>) {
    let mut requests = Vec::new();
    let mut said = Vec::new();
    for file in sources.ids() {
        read(sources.file(file), file, limits, &mut requests, &mut said);
    }
    let job = sources.ids().next();
    let is_sound = found.iter().all(|one| one.code.severity != Severity::Error);
    let mut ignored = Vec::new();
    for diagnostic in found {
        match request_for(&diagnostic, &mut requests, sources) {
            Some(request) => {
                request.is_used = true;
                let reason = request.reason.clone();
                ignored.push(Ignored { diagnostic, reason });
            }
            None => said.push(diagnostic),
        }
    }
    // After an error not all was checked: what is not found now may be found once it is mended.
    if is_sound {
        let unused = requests.iter().filter(|request| {
            !request.is_used
                && Some(request.span.file) == job
                && !UNSURE.contains(&request.code.family())
        });
        said.extend(
            unused.map(|request| words::unused(request.span, request.code.name, request.rest)),
        );
    }
    (said, ignored)
}

fn request_for<'r>(
    found: &Diagnostic,
    requests: &'r mut [Request],
    sources: &Sources,
) -> Option<&'r mut Request> {
    let line = sources
        .file(found.span.file)
        .position(found.span.range().start)
        .line;
    requests.iter_mut().find(|request| {
        request.span.file == found.span.file
            && request.code == found.code
            && request.lines.contains(&line)
    })
}

/// Reads the comments of a file.
fn read(
    source: &SourceFile,
    file: FileId,
    limits: &FileLimits,
    requests: &mut Vec<Request>,
    said: &mut Vec<Diagnostic>,
) {
    if !source.text().contains(MARK) {
        return;
    }
    let comments = yaml::comments(source, file, limits);
    for place in &comments.places {
        let comment = Comment {
            source,
            place: *place,
            comments: &comments,
        };
        comment.read(requests, said);
    }
}

struct Comment<'s> {
    source: &'s SourceFile,
    place: Span,
    comments: &'s Comments,
}

impl Comment<'_> {
    fn read(&self, requests: &mut Vec<Request>, said: &mut Vec<Diagnostic>) {
        let Some(written) = self.after(self.place.range().start + 1, MARK) else {
            return;
        };
        let codes = self
            .after(written, "ignore")
            .and_then(|at| self.after(at, "["));
        let closing = codes.and_then(|at| Some(at + self.text(at).find(']')?));
        let (Some(codes), Some(closing)) = (codes, closing) else {
            let start = self.skip_spaces(written);
            said.push(words::malformed(self.span(start, self.end())));
            return;
        };
        let reason = self.text(closing + 1).trim().to_owned();
        if reason.is_empty() {
            said.push(words::no_reason(self.span(codes - 1, closing + 1)));
        }
        let mut at = codes;
        let names: Vec<_> = self.source.text()[codes..closing].split(',').collect();
        for (position, written) in names.iter().enumerate() {
            let start = at + (written.len() - written.trim_start().len());
            let span = self.span(start, start + written.trim().len());
            let rest = match (position, names.len()) {
                (_, 1) => self.whole(),
                (0, _) => self.span(start, self.skip_spaces(at + written.len() + 1)),
                _ => self.span(at - 1, at + written.len()),
            };
            at += written.len() + 1;
            let name = written.trim();
            match messages::all().find(|code| code.name == name) {
                Some(code) if code.severity == Severity::Error => {
                    said.push(words::of_error(span, code, rest));
                }
                Some(code) => requests.push(Request {
                    code,
                    span,
                    rest,
                    lines: self.lines(),
                    reason: reason.clone(),
                    is_used: false,
                }),
                None if name.is_empty() => {
                    said.push(words::malformed(self.span(codes - 1, closing + 1)))
                }
                None => {
                    let near = nearest(name, messages::all().map(|code| code.name));
                    said.push(words::unknown_code(span, name, near, rest));
                }
            }
        }
    }

    /// The lines that the comment is for.
    fn lines(&self) -> RangeInclusive<usize> {
        let own = self.source.position(self.place.range().start).line;
        let line = if self.stands_alone() {
            (own + 1..=self.source.line_count())
                .find(|line| {
                    let text = self.source.text()[self.source.line(*line)].trim_start();
                    !text.is_empty() && !text.starts_with('#')
                })
                .unwrap_or(own)
        } else {
            own
        };
        let values = self.comments.scalars.iter();
        values
            .filter(|lines| lines.contains(&line))
            .fold(line..=line, |all, lines| {
                *all.start().min(lines.start())..=*all.end().max(lines.end())
            })
    }

    fn stands_alone(&self) -> bool {
        let start = self.place.range().start;
        let line = self.source.line(self.source.position(start).line);
        self.source.text()[line.start..start].trim().is_empty()
    }

    /// What goes when the comment goes: its line, or what stands behind the value.
    fn whole(&self) -> Span {
        let start = self.place.range().start;
        let line = self.source.line(self.source.position(start).line);
        if self.stands_alone() {
            return self.span(line.start, line.end);
        }
        let before = self.source.text()[line.start..start].trim_end();
        self.span(line.start + before.len(), self.end())
    }

    /// The place behind `word`, if it stands at `at`, spaces before it aside.
    fn after(&self, at: usize, word: &str) -> Option<usize> {
        let start = self.skip_spaces(at);
        self.text(start)
            .starts_with(word)
            .then(|| start + word.len())
    }

    fn skip_spaces(&self, at: usize) -> usize {
        let text = self.text(at);
        at + (text.len() - text.trim_start().len())
    }

    /// The comment from `at` on.
    fn text(&self, at: usize) -> &str {
        &self.source.text()[at..self.end()]
    }

    fn end(&self) -> usize {
        self.place.range().end
    }

    fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.place.file, start, end)
    }
}
