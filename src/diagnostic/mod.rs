//! Diagnostics: what a job gets wrong, where exactly, and how to mend it.
//!
//! A [`Code`] is declared once, in the file of its family under [`messages`], beside the functions that word its
//! diagnostics. Stages push into [`Diagnostics`]; rendering is somebody else's work.
//!
//! Messages are lower case without a full stop, names stand in backticks, and say what was expected and what was
//! found; the help is the fix as it should be typed.

mod code;
mod fix;
mod habit;
pub mod messages;
mod near;
mod story;

pub use code::{Code, Severity};
pub use fix::{Edit, Fix, Replacement};
pub use habit::{Habit, guess, sure};
pub use near::{listed, nearest};
pub use story::{Example, Story};

use crate::text::Span;

/// One mistake: its code, what is wrong, the smallest wrong piece, other places that explain it, and the fix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The kind of mistake, which also fixes the severity.
    pub code: &'static Code,
    /// What is wrong, in one line.
    pub message: String,
    /// The smallest wrong piece.
    pub span: Span,
    /// What to say right under the piece; may be empty.
    pub label: String,
    /// Other places, with what they have to do with it.
    pub related: Vec<(Span, String)>,
    /// The fix, as it should be typed.
    pub help: Option<String>,
    /// The fix, as a machine can make it.
    pub fix: Option<Fix>,
}

impl Diagnostic {
    /// A diagnostic at `span`, with nothing more to say yet.
    pub fn new(code: &'static Code, span: Span, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            span,
            label: String::new(),
            related: Vec::new(),
            help: None,
            fix: None,
        }
    }

    /// Says something right under the wrong piece.
    #[must_use]
    pub fn label(mut self, text: impl Into<String>) -> Self {
        self.label = text.into();
        self
    }

    /// Points at a second place and says what it has to do with the first.
    #[must_use]
    pub fn related(mut self, span: Span, text: impl Into<String>) -> Self {
        self.related.push((span, text.into()));
        self
    }

    /// Says how to mend it.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }

    /// Says what a machine can do to mend it: put `text`, as it should read, into the place of `span`.
    #[must_use]
    pub fn replace(self, span: Span, text: impl Into<String>) -> Self {
        self.edit(span, Replacement::Value(text.into()))
    }

    /// As [`replace`](Self::replace), where there may be nothing to put.
    #[must_use]
    pub fn replace_if(self, span: Span, text: Option<impl Into<String>>) -> Self {
        match text {
            Some(text) => self.replace(span, text),
            None => self,
        }
    }

    /// As [`replace_if`](Self::replace_if), if the piece at `span` is `found` as written, be it in quotes: then it is a
    /// name by itself, and not a part of something longer.
    #[must_use]
    pub fn rename_if(self, span: Span, found: &str, name: Option<&str>) -> Self {
        let is_all = [found.len(), found.len() + 2].contains(&span.range().len());
        self.replace_if(span, name.filter(|_| is_all))
    }

    /// Says that `text` is to be written into the place of `span`, and lets a machine do it.
    #[must_use]
    pub fn write(self, span: Span, text: &str) -> Self {
        self.help(format!("write `{text}`")).replace(span, text)
    }

    /// Leaves the fix to people where what was meant is a guess.
    #[must_use]
    pub fn by_hand_if(mut self, is_guess: bool) -> Self {
        self.fix = self.fix.filter(|_| !is_guess);
        self
    }

    /// Adds an edit to the fix that a machine can make.
    #[must_use]
    pub fn edit(mut self, span: Span, text: Replacement) -> Self {
        let fix = self.fix.get_or_insert_with(|| Fix { edits: Vec::new() });
        fix.edits.push(Edit { span, text });
        self
    }

    /// As [`help`](Self::help), where there may be none.
    #[must_use]
    pub fn help_if(mut self, text: Option<String>) -> Self {
        self.help = self.help.or(text);
        self
    }
}

/// Everything found so far, in the order it was found.
#[derive(Debug, Clone, Default)]
pub struct Diagnostics(Vec<Diagnostic>);

impl Diagnostics {
    /// Takes one more.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.0.push(diagnostic);
    }

    /// Whether anything found so far is an error.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.0
            .iter()
            .any(|found| found.code.severity == Severity::Error)
    }

    /// What was found so far, to be completed.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut Diagnostic> {
        self.0.iter_mut()
    }

    /// What was found so far, in the order it was found.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.0.iter()
    }

    /// Takes back what turned out to be a part of another mistake.
    pub fn take_back(&mut self, is_part: impl Fn(&Diagnostic) -> bool) {
        self.0.retain(|found| !is_part(found));
    }

    /// Everything, by place in the files, each mistake once.
    #[must_use]
    pub fn into_sorted(mut self) -> Vec<Diagnostic> {
        self.0.sort_by(|a, b| {
            (a.span, a.code.name, &a.message).cmp(&(b.span, b.code.name, &b.message))
        });
        self.0.dedup();
        self.0
    }
}

impl Extend<Diagnostic> for Diagnostics {
    fn extend<I: IntoIterator<Item = Diagnostic>>(&mut self, found: I) {
        self.0.extend(found);
    }
}
