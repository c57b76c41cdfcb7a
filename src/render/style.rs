use std::borrow::Cow;

use owo_colors::{OwoColorize, Style as Ansi};

use crate::diagnostic::Severity;

/// How text for people is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Whether ANSI colours are used.
    pub color: bool,
    /// Whether frames and marks may be drawn with more than ASCII. What is quoted stays as it is either way.
    pub unicode: bool,
    /// The width to fit into, in columns.
    pub width: usize,
}

/// What a piece of text is, which decides its colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tone {
    /// The head of a diagnostic, and where it points.
    Severity(Severity),
    /// What the eye should find first.
    Strong,
    /// What the eye may skip.
    Faint,
    /// A word of Portl's own: a label.
    Label,
    /// A place that explains another, a help, a connection.
    Aside,
    /// What is known only after something has run.
    Unknown,
    /// What fails.
    Failed,
}

impl Style {
    /// Plain text of this width: no colours, ASCII marks.
    #[must_use]
    pub const fn plain(width: usize) -> Self {
        Self {
            color: false,
            unicode: false,
            width,
        }
    }

    /// The text in the colour of its tone.
    pub(super) fn paint(self, tone: Tone, text: &str) -> String {
        if text.is_empty() {
            return String::new();
        }
        text.style(self.ansi(tone)).to_string()
    }

    /// The colour of a tone.
    pub(super) const fn ansi(self, tone: Tone) -> Ansi {
        let plain = Ansi::new();
        if !self.color {
            return plain;
        }
        match tone {
            Tone::Severity(Severity::Error) => plain.bright_red().bold(),
            Tone::Severity(Severity::Warning) => plain.bright_yellow().bold(),
            Tone::Severity(Severity::Advice) => plain.bright_cyan().bold(),
            Tone::Strong => plain.bold(),
            Tone::Faint => plain.dimmed(),
            Tone::Label => plain.cyan(),
            Tone::Aside => plain.bright_blue(),
            Tone::Unknown => plain.magenta(),
            Tone::Failed => plain.red(),
        }
    }

    /// Portl's own words, without the signs beyond ASCII that they use where these may not be drawn.
    pub(super) fn words(self, text: &str) -> Cow<'_, str> {
        if self.unicode || !text.contains('…') {
            return Cow::Borrowed(text);
        }
        Cow::Owned(text.replace('…', "..."))
    }

    /// One of two texts, by what may be drawn.
    pub(super) const fn mark(self, unicode: &'static str, ascii: &'static str) -> &'static str {
        if self.unicode { unicode } else { ascii }
    }
}
