//! A page of text: lines below each other, indented, wrapped and painted.

use crate::render::{
    style::{Style, Tone},
    wrap::{pad, width, wrap},
};

/// The width of the labels before what is said of a step.
const LABELS: usize = 10;

/// What no line is made narrower than.
const MIN_ROOM: usize = 30;

pub(super) struct Page {
    pub(super) style: Style,
    out: String,
    indent: usize,
}

impl Page {
    pub(super) const fn new(style: Style) -> Self {
        Self {
            style,
            out: String::new(),
            indent: 0,
        }
    }

    /// The text so far.
    pub(super) fn finish(self) -> String {
        self.out
    }

    /// Writes what `write` writes, further to the right.
    pub(super) fn indented(&mut self, columns: usize, write: impl FnOnce(&mut Self)) {
        self.indent += columns;
        write(self);
        self.indent -= columns;
    }

    /// How many columns are left for a line.
    pub(super) fn room(&self) -> usize {
        self.style.width.saturating_sub(self.indent).max(MIN_ROOM)
    }

    pub(super) fn blank(&mut self) {
        self.out.push('\n');
    }

    /// A line as it stands, painted already.
    pub(super) fn line(&mut self, text: &str) {
        self.out.extend(std::iter::repeat_n(' ', self.indent));
        self.out.push_str(text.trim_end());
        self.out.push('\n');
    }

    /// A line as it stands; what is not known yet is painted.
    pub(super) fn value(&mut self, text: &str) {
        let painted = self.style.unknowns(text);
        self.line(&painted);
    }

    /// Text, wrapped.
    pub(super) fn text(&mut self, text: &str) {
        for line in wrap(text, self.room()) {
            self.value(&line);
        }
    }

    /// A label and what it says, wrapped beside it.
    pub(super) fn field(&mut self, label: &str, text: &str) {
        let lines = wrap(text, self.room().saturating_sub(LABELS).max(MIN_ROOM));
        for (index, line) in lines.iter().enumerate() {
            let label = pad(if index == 0 { label } else { "" }, LABELS);
            let line = format!(
                "{}{}",
                self.style.paint(Tone::Label, &label),
                self.style.unknowns(line)
            );
            self.line(&line);
        }
    }
}

/// Pieces with commas between, on as few lines as they fit.
pub(super) fn packed(pieces: &[String], room: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for (index, piece) in pieces.iter().enumerate() {
        let comma = if index + 1 < pieces.len() { "," } else { "" };
        match lines.last_mut() {
            Some(last) if width(last) + width(piece) + 2 <= room => {
                last.push_str(&format!(" {piece}{comma}"));
            }
            _ => lines.push(format!("{piece}{comma}")),
        }
    }
    lines
}

impl Style {
    /// The text with what stands between `‹` and `›` painted.
    pub(super) fn unknowns(self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(start) = rest.find('‹') {
            let (before, from) = rest.split_at(start);
            let (unknown, after) = from.split_at(closing(from));
            let tone = if unknown.starts_with("‹fails: ") {
                Tone::Failed
            } else {
                Tone::Unknown
            };
            out.push_str(before);
            out.push_str(&self.paint(tone, unknown));
            rest = after;
        }
        out + rest
    }
}

/// Where what begins with `‹` ends, others inside it included.
fn closing(text: &str) -> usize {
    let mut depth = 0_usize;
    for (at, character) in text.char_indices() {
        match character {
            '‹' => depth += 1,
            '›' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at + character.len_utf8();
        }
    }
    text.len()
}
