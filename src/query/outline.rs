use std::ops::Range;

use super::{
    assembled::{Hole, span},
    scan::{Kind, Token},
};
use crate::{spec::Dialect, text::Span};

/// The tokens of a statement, comments left out, each with how deep it stands in parentheses.
pub(super) struct Outline<'a> {
    pub(super) dialect: Dialect,
    pub(super) text: &'a str,
    pub(super) holes: &'a [Hole],
    pub(super) tokens: Vec<&'a Token>,
    depths: Vec<usize>,
    /// For each token the `(` that it stands in.
    opens: Vec<Option<usize>>,
    verb: Option<usize>,
}

impl<'a> Outline<'a> {
    pub(super) fn new(
        dialect: Dialect,
        text: &'a str,
        holes: &'a [Hole],
        tokens: &'a [Token],
    ) -> Self {
        let tokens: Vec<_> = tokens
            .iter()
            .filter(|token| token.kind != Kind::Comment)
            .collect();
        let (mut stack, mut depths, mut opens) = (Vec::new(), Vec::new(), Vec::new());
        for (at, token) in tokens.iter().enumerate() {
            if token.is_symbol(")") {
                stack.pop();
            }
            depths.push(stack.len());
            opens.push(stack.last().copied());
            if token.is_symbol("(") {
                stack.push(at);
            }
        }
        let mut outline = Self {
            dialect,
            text,
            holes,
            tokens,
            depths,
            opens,
            verb: None,
        };
        outline.verb = outline.find_verb();
        outline
    }

    pub(super) fn len(&self) -> usize {
        self.tokens.len()
    }

    pub(super) fn depth(&self, at: usize) -> usize {
        self.depths[at]
    }

    /// The `(` that a token stands in.
    pub(super) fn open(&self, at: usize) -> Option<usize> {
        self.opens[at]
    }

    /// The word at a position, as written; empty where none stands.
    pub(super) fn word(&self, at: usize) -> &'a str {
        match self.tokens.get(at).map(|token| &token.kind) {
            Some(Kind::Word(word)) => word,
            _ => "",
        }
    }

    pub(super) fn is(&self, at: usize, keyword: &str) -> bool {
        self.word(at).eq_ignore_ascii_case(keyword)
    }

    pub(super) fn is_any(&self, at: usize, keywords: &[&str]) -> bool {
        keywords.iter().any(|keyword| self.is(at, keyword))
    }

    /// Whether these words stand here, one after the other.
    pub(super) fn are(&self, at: usize, keywords: &[&str]) -> bool {
        keywords
            .iter()
            .enumerate()
            .all(|(behind, keyword)| self.is(at + behind, keyword))
    }

    pub(super) fn symbol(&self, at: usize) -> &'a str {
        match self.tokens.get(at).map(|token| &token.kind) {
            Some(Kind::Symbol(symbol)) => symbol,
            _ => "",
        }
    }

    pub(super) fn is_symbol(&self, at: usize, symbol: &str) -> bool {
        self.symbol(at) == symbol
    }

    pub(super) fn is_string(&self, at: usize) -> bool {
        matches!(
            self.tokens.get(at).map(|token| &token.kind),
            Some(Kind::String(_))
        )
    }

    pub(super) fn is_quoted_name(&self, at: usize) -> bool {
        matches!(
            self.tokens.get(at).map(|token| &token.kind),
            Some(Kind::QuotedName)
        )
    }

    /// Whether a placeholder stands here, a hole's or one written by hand.
    pub(super) fn is_placeholder(&self, at: usize) -> bool {
        self.symbol(at).starts_with('$')
    }

    pub(super) fn is_hole(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| {
            let start = |hole: &Hole| hole.range.start;
            self.holes
                .binary_search_by_key(&token.range.start, start)
                .is_ok()
        })
    }

    /// The position of the token with exactly these bytes.
    pub(super) fn position(&self, range: &Range<usize>) -> Option<usize> {
        let start = |token: &&Token| token.range.start;
        let at = self.tokens.binary_search_by_key(&range.start, start).ok()?;
        (self.tokens[at].range == *range).then_some(at)
    }

    /// The holes inside of a token.
    pub(super) fn holes_in(&self, range: &Range<usize>) -> &'a [Hole] {
        let first = self
            .holes
            .partition_point(|hole| hole.range.start <= range.start);
        let last = self
            .holes
            .partition_point(|hole| hole.range.end < range.end);
        self.holes.get(first..last).unwrap_or_default()
    }

    pub(super) fn is_number(&self, at: usize) -> bool {
        self.symbol(at).starts_with(|c: char| c.is_ascii_digit())
    }

    /// Whether a value may end here, so that an operator may follow.
    pub(super) fn ends_value(&self, at: usize) -> bool {
        let word = self.word(at);
        let is_name = !word.is_empty() && !self.is_any(at, BEFORE_VALUES);
        is_name
            || self.is_string(at)
            || self.is_quoted_name(at)
            || self.is_number(at)
            || self.is_placeholder(at)
            || [")", "]"].contains(&self.symbol(at))
    }

    /// What stands from one token to another, both included.
    pub(super) fn range(&self, first: usize, last: usize) -> Range<usize> {
        self.tokens[first].range.start..self.tokens[last].range.end
    }

    pub(super) fn span(&self, at: usize) -> Span {
        span(&self.tokens[at].range)
    }

    pub(super) fn span_to(&self, first: usize, last: usize) -> Span {
        span(&self.range(first, last))
    }

    pub(super) fn slice(&self, at: usize) -> &'a str {
        &self.text[self.tokens[at].range.clone()]
    }

    /// What stands from one token to another as people wrote it, holes included.
    pub(super) fn written(&self, first: usize, last: usize) -> String {
        let range = self.range(first, last);
        let mut text = String::new();
        let mut done = range.start;
        let inside = |hole: &&Hole| range.start <= hole.range.start && hole.range.end <= range.end;
        for hole in self.holes.iter().filter(inside) {
            // The blanks around a placeholder stand in the text only where the hole has neighbours.
            text.push_str(&self.text[done..hole.padded().start.max(done)]);
            text.push_str(&hole.written);
            done = hole.padded().end.min(range.end);
        }
        text.push_str(&self.text[done..range.end]);
        text
    }

    /// The position of the `)` that belongs to the `(` at a position.
    pub(super) fn closing(&self, open: usize) -> Option<usize> {
        (open + 1..self.len())
            .find(|at| self.is_symbol(*at, ")") && self.depth(*at) == self.depth(open))
    }

    /// The items between two tokens, separated by commas: the first and the last token of each.
    pub(super) fn items(&self, open: usize, close: usize) -> Vec<(usize, usize)> {
        let mut items = Vec::new();
        let Some(depth) = (open + 1 < close).then(|| self.depth(open + 1)) else {
            return items;
        };
        let (mut start, mut brackets) = (open + 1, 0_usize);
        for at in open + 1..close {
            match self.symbol(at) {
                "[" => brackets += 1,
                "]" => brackets = brackets.saturating_sub(1),
                "," if self.depth(at) == depth && brackets == 0 && at > start => {
                    items.push((start, at - 1));
                    start = at + 1;
                }
                _ => {}
            }
        }
        if start < close {
            items.push((start, close - 1));
        }
        items
    }

    /// The position of the word that says what the statement does: behind a WITH it is the main statement's.
    pub(super) fn verb(&self) -> Option<usize> {
        self.verb
    }

    fn find_verb(&self) -> Option<usize> {
        let first = (0..self.len()).find(|at| !["(", ";"].contains(&self.symbol(*at)))?;
        if !self.is(first, "WITH") {
            return (!self.word(first).is_empty()).then_some(first);
        }
        let depth = self.depth(first);
        (first..self.len()).find(|at| self.depth(*at) == depth && self.is_any(*at, MAIN))
    }
}

/// The words that a statement behind a WITH begins with.
const MAIN: &[&str] = &[
    "SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "VALUES", "REPLACE",
];

/// Words behind which a value stands, and not an operator.
const BEFORE_VALUES: &[&str] = &[
    "AND",
    "BETWEEN",
    "BY",
    "CASE",
    "DISTINCT",
    "ELSE",
    "FROM",
    "HAVING",
    "ILIKE",
    "IN",
    "IS",
    "LIKE",
    "LIMIT",
    "NOT",
    "OFFSET",
    "ON",
    "OR",
    "RETURNING",
    "SELECT",
    "SET",
    "THEN",
    "VALUES",
    "WHEN",
    "WHERE",
    "ANY",
    "ALL",
    "SOME",
    "INTERVAL",
    "TO",
];
