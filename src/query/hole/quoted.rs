use std::ops::Range;

use super::at;
use crate::{
    diagnostic::{Diagnostic, Replacement, messages::sql as messages},
    query::{assembled::Hole, outline::Outline, scan::Token},
    spec::Dialect,
};

/// What stands before quotes and gives them a meaning: `DATE '…'`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Affix {
    None,
    Interval,
    Typed(&'static str),
}

/// Words that make a string a value of a type, and how a cast to it is written.
const TYPED: &[(&str, &str)] = &[
    ("DATE", "date"),
    ("TIMESTAMP", "timestamp"),
    ("TIMESTAMPTZ", "timestamptz"),
    ("TIME", "time"),
];

/// A string with holes, cut where they stand.
struct Cut {
    /// What opens the string: `'`, `E'`.
    open: String,
    /// The texts around the holes: one more than there are holes.
    texts: Vec<Range<usize>>,
    /// The quote that closes it.
    close: Range<usize>,
    holes: Vec<String>,
}

/// Reports a string that holds holes, with how to write it with parameters.
pub(super) fn report(outline: &Outline<'_>, token: &Token, inside: &[Hole]) -> Diagnostic {
    let span = inside[0].span();
    let written = &outline.text[token.range.clone()];
    let Some(quote) = written.find('\'').filter(|_| !written.starts_with('$')) else {
        return messages::dollar_quoted_hole(span);
    };
    let content = token.range.start + quote + 1;
    let mut texts = Vec::new();
    let mut start = content;
    for hole in inside {
        texts.push(start..hole.padded().start);
        start = hole.padded().end;
    }
    let close = token.range.end - 1..token.range.end;
    texts.push(start..close.start);
    let cut = Cut {
        open: written[..=quote].to_owned(),
        texts,
        close,
        holes: inside.iter().map(|hole| hole.written.clone()).collect(),
    };
    let position = outline.position(&token.range);
    let affix = position.map_or(Affix::None, |position| affix(outline, position));
    let diagnostic = match (affix, cut.holes.as_slice()) {
        (Affix::Typed(ty), [hole]) if cut.is_only_holes(outline.text) => {
            let fix = format!("{hole}::{ty}");
            cut.around(
                outline,
                position,
                &format!("::{ty}"),
                messages::quoted_value(span, &fix),
            )
        }
        (Affix::Interval, [hole])
            if is_unit(&outline.text[cut.texts[1].clone()]) && cut.texts[0].is_empty() =>
        {
            let unit = outline.text[cut.texts[1].clone()].trim();
            let behind = format!(" * INTERVAL '1 {unit}'");
            let fix = format!("{hole}{behind}");
            cut.around(
                outline,
                position,
                &behind,
                messages::quoted_value(span, &fix),
            )
        }
        (Affix::Interval, [hole]) if cut.is_only_holes(outline.text) => {
            let fix = format!("{hole}::interval");
            cut.around(
                outline,
                position,
                "::interval",
                messages::quoted_value(span, &fix),
            )
        }
        (Affix::Interval, _) => {
            messages::quoted_value(span, &format!("({})::interval", cut.joined(outline.text)))
        }
        (Affix::Typed(ty), _) => {
            messages::quoted_value(span, &format!("({})::{ty}", cut.joined(outline.text)))
        }
        (Affix::None, _) => cut.plain(outline, position, span),
    };
    inside[1..].iter().fold(diagnostic, |diagnostic, hole| {
        diagnostic.related(hole.span(), "in the same quotes")
    })
}

fn affix(outline: &Outline<'_>, position: usize) -> Affix {
    let Some(before) = position.checked_sub(1) else {
        return Affix::None;
    };
    if outline.dialect != Dialect::Postgres {
        return Affix::None;
    }
    if outline.is(before, "INTERVAL") {
        return Affix::Interval;
    }
    let typed = TYPED.iter().find(|(word, _)| outline.is(before, word));
    typed.map_or(Affix::None, |(_, ty)| Affix::Typed(ty))
}

fn is_unit(text: &str) -> bool {
    let text = text.trim();
    let units = [
        "microsecond",
        "millisecond",
        "second",
        "minute",
        "hour",
        "day",
        "week",
        "month",
        "year",
        "sec",
        "min",
    ];
    let singular = text.strip_suffix(['s', 'S']).unwrap_or(text);
    units.iter().any(|unit| unit.eq_ignore_ascii_case(singular))
}

impl Cut {
    fn is_only_holes(&self, text: &str) -> bool {
        self.texts
            .iter()
            .all(|range| text[range.clone()].is_empty())
    }

    /// The string as a chain of texts and parameters.
    fn joined(&self, text: &str) -> String {
        let mut parts = Vec::new();
        for (number, range) in self.texts.iter().enumerate() {
            if !range.is_empty() {
                parts.push(format!("{}{}'", self.open, &text[range.clone()]));
            }
            parts.extend(self.holes.get(number).cloned());
        }
        parts.join(" || ")
    }

    /// What the word and the quotes before the only hole go for, and what comes behind it.
    fn around(
        &self,
        outline: &Outline<'_>,
        position: Option<usize>,
        behind: &str,
        diagnostic: Diagnostic,
    ) -> Diagnostic {
        let Some(word) = position.and_then(|position| position.checked_sub(1)) else {
            return diagnostic;
        };
        let start = outline.tokens[word].range.start;
        diagnostic
            .edit(
                at(start..self.texts[0].end),
                Replacement::Value(String::new()),
            )
            .edit(
                at(self.texts[1].start..self.close.end),
                Replacement::Value(behind.to_owned()),
            )
    }

    /// Without the quotes, or joined with the texts in them.
    fn plain(
        &self,
        outline: &Outline<'_>,
        position: Option<usize>,
        span: crate::text::Span,
    ) -> Diagnostic {
        let text = outline.text;
        if self.is_only_holes(text) && self.holes.len() == 1 {
            let diagnostic = messages::quoted_hole(span, &self.holes[0]);
            return self.edits(text, ("", ""), diagnostic);
        }
        let is_cast = position.is_some_and(|position| outline.is_symbol(position + 1, "::"));
        let (open, close) = if is_cast { ("(", ")") } else { ("", "") };
        let joined = format!("{open}{}{close}", self.joined(text));
        let diagnostic = messages::joined_hole(span, &joined);
        // Two holes side by side leave no text between them that an edit could replace.
        let has_gaps = self.texts[1..self.texts.len() - 1]
            .iter()
            .all(|range| !range.is_empty());
        if has_gaps {
            self.edits(text, (open, close), diagnostic)
        } else {
            diagnostic
        }
    }

    fn edits(
        &self,
        text: &str,
        (before, behind): (&str, &str),
        mut diagnostic: Diagnostic,
    ) -> Diagnostic {
        let last = self.texts.len() - 1;
        for (number, range) in self.texts.iter().enumerate() {
            let (mut place, own) = (range.clone(), &text[range.clone()]);
            let quoted = format!("{}{own}'", self.open);
            let new = if number == 0 {
                place.start -= self.open.len();
                if own.is_empty() {
                    before.to_owned()
                } else {
                    format!("{before}{quoted} || ")
                }
            } else if number == last {
                place.end = self.close.end;
                if own.is_empty() {
                    behind.to_owned()
                } else {
                    format!(" || {quoted}{behind}")
                }
            } else {
                format!(" || {quoted} || ")
            };
            diagnostic = diagnostic.edit(at(place), Replacement::Value(new));
        }
        diagnostic
    }
}
