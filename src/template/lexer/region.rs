use std::ops::Range;

use super::{Lexer, bracket_pair};
use crate::{
    diagnostic::messages::template as words,
    template::{limits, token::Kind},
};

/// What ends a stretch of expression tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// `}}`
    Hole,
    /// `%}`
    Tag,
    /// The end of the text.
    Text,
}

impl End {
    const fn kind(self) -> Option<Kind> {
        match self {
            Self::Hole => Some(Kind::CloseHole),
            Self::Tag => Some(Kind::CloseTag),
            Self::Text => None,
        }
    }

    /// How it is written.
    pub(super) const fn sign(self) -> &'static str {
        match self {
            Self::Hole => "}}",
            Self::Tag => "%}",
            Self::Text => "",
        }
    }
}

/// What is known about the stretch being read.
pub(super) struct Region {
    pub(super) end: End,
    /// The `{{` or `{%`.
    opener: Range<usize>,
    /// Each open bracket with its place and the index of its token.
    pub(super) open: Vec<(Kind, Range<usize>, usize)>,
    /// Something is reported: the rest is skipped.
    pub(super) broken: bool,
    /// How many prefix operators stand in a row.
    prefixes: usize,
    /// How many operators nest the expression at most.
    operators: usize,
}

impl Lexer<'_> {
    /// Reads tokens up to the end of the hole, tag or text, and takes that end.
    pub(super) fn region(&mut self, end: End, opener: Range<usize>) {
        self.read_region(Region::new(end, opener, false));
    }

    /// Skips to the end of the hole or tag, and reports nothing on the way.
    pub(super) fn quiet_region(&mut self, end: End, opener: Range<usize>) {
        self.read_region(Region::new(end, opener, true));
    }

    fn read_region(&mut self, mut region: Region) {
        loop {
            self.skip_blank();
            if self.rest().is_empty() {
                return self.end_of_text(&mut region);
            }
            if self.takes_end(&mut region) {
                return;
            }
            if is_opener(self.rest()) {
                self.inner_opener(&mut region);
                if region.end != End::Text {
                    return;
                }
            } else {
                self.token(&mut region);
            }
        }
    }

    /// Takes the `}}` or `%}` if it stands here and does not belong to a map.
    fn takes_end(&mut self, region: &mut Region) -> bool {
        let Some(kind) = region.end.kind() else {
            return false;
        };
        let in_map = matches!(region.open.last(), Some((Kind::OpenBrace, ..)));
        let rest = self.rest();
        if let Some(length) = region.wrong_end(rest) {
            self.end_at_wrong_end(region, kind, length);
            return true;
        }
        let marker =
            usize::from(rest.starts_with('-') || (region.end == End::Tag && rest.starts_with('+')));
        let ends = rest[marker..].starts_with(region.end.sign());
        if !ends || (in_map && region.end == End::Hole && marker == 0) {
            return false;
        }
        let start = self.at;
        self.close_brackets(region);
        self.trims = rest.starts_with('-');
        self.at = start + marker + 2;
        self.push(kind, start..self.at);
        true
    }

    /// Takes what can only be meant as the end for the end.
    fn end_at_wrong_end(&mut self, region: &mut Region, kind: Kind, length: usize) {
        let place = self.at..self.at + length;
        if !region.broken {
            let found = &self.text[place.clone()];
            let diagnostic = words::wrong_end(region.end.sign(), found, self.span(place.clone()));
            self.report(diagnostic);
        }
        self.break_off(region, place.start);
        self.at = place.end;
        self.push(kind, place);
    }

    /// Reports the innermost bracket that is still open.
    fn close_brackets(&mut self, region: &mut Region) {
        let Some((bracket, place, _)) = region.open.last().cloned() else {
            return;
        };
        if !region.broken {
            let diagnostic = words::unclosed_bracket(bracket_pair(bracket), self.span(place));
            self.report(diagnostic);
        }
        self.break_off(region, self.at);
    }

    fn end_of_text(&mut self, region: &mut Region) {
        let Some(kind) = region.end.kind() else {
            return self.close_brackets(region);
        };
        self.unclosed(region);
        self.push(kind, self.at..self.at);
    }

    /// A `{{` or `{%` inside an expression: what was open before was never closed.
    fn inner_opener(&mut self, region: &mut Region) {
        let Some(kind) = region.end.kind() else {
            let place = self.at..self.at + 2;
            if !region.broken {
                let diagnostic = words::braces_inside_expression(self.span(place.clone()));
                self.report(diagnostic);
            }
            self.break_off(region, self.at + 2);
            self.at += 2;
            return;
        };
        self.unclosed(region);
        self.push(kind, self.at..self.at);
    }

    fn unclosed(&mut self, region: &mut Region) {
        if !region.broken {
            let span = self.span(region.opener.clone());
            let is_inner = self.text[region.opener.end..self.at].trim().is_empty()
                && self.text[self.at..].starts_with("{{");
            self.report(match region.end {
                End::Tag => words::unclosed_tag(span),
                _ if is_inner => words::hole_in_hole(self.span(self.at..self.at + 2)),
                _ => words::unclosed_hole(span),
            });
        }
        self.break_off(region, self.at);
    }

    /// Puts [`Kind::Broken`] in the place of everything since the outermost open bracket.
    pub(super) fn break_off(&mut self, region: &mut Region, end: usize) {
        if region.broken && region.open.is_empty() {
            return;
        }
        let mut start = self.at.min(end);
        if let Some((_, place, index)) = region.open.first() {
            start = place.start;
            self.tokens.truncate(*index);
        }
        region.open.clear();
        region.broken = true;
        self.push(Kind::Broken, start..end);
    }
}

impl Region {
    const fn new(end: End, opener: Range<usize>, broken: bool) -> Self {
        Self {
            end,
            opener,
            open: Vec::new(),
            broken,
            prefixes: 0,
            operators: 0,
        }
    }

    /// How long the end of another kind at the start of `rest` is: with no bracket open, it can't be anything else.
    fn wrong_end(&self, rest: &str) -> Option<usize> {
        match self.end {
            _ if !self.open.is_empty() => None,
            End::Hole if rest.starts_with("%}") => Some(2),
            End::Tag if rest.starts_with("}}") => Some(2),
            End::Hole | End::Tag if rest.starts_with('}') && !rest.starts_with("}}") => Some(1),
            _ => None,
        }
    }

    /// Counts a token towards what nests.
    pub(super) fn count(&mut self, kind: Kind) {
        self.prefixes = if kind.is_prefix() {
            self.prefixes + 1
        } else {
            0
        };
        let nests = !matches!(
            kind,
            Kind::Name | Kind::Integer | Kind::Float | Kind::String | Kind::Comma | Kind::Colon
        );
        self.operators += usize::from(nests);
        // An item of a list, argument of a call or entry of a map begins anew; brackets bound how often that nests.
        if kind == Kind::Comma {
            self.operators = self.open.len();
        }
    }

    /// Whether what was counted is too much.
    pub(super) const fn is_too_deep(&self) -> bool {
        self.open.len() > limits::NESTING
            || self.prefixes > limits::NESTING
            || self.operators > limits::OPERATORS
    }
}

fn is_opener(rest: &str) -> bool {
    ["{{", "{%", "{#"].iter().any(|sign| rest.starts_with(sign))
}
