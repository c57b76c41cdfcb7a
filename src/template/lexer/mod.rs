//! From text to tokens: the template around the holes, and what is in them.
//!
//! Gives tokens in which brackets match and no bracket is open at the end of a hole or tag; where that was not so it
//! is reported, and [`Kind::Broken`] stands for the part. The grammar says nothing about that token.

mod piece;
mod region;
mod tag;

use std::{collections::HashMap, ops::Range};

use chumsky::span::SimpleSpan;

use super::{
    Places,
    token::{Kind, Token},
};
use crate::{
    diagnostic::{Diagnostic, Diagnostics, messages::template as words},
    text::Span,
};

/// Reads one decoded text.
pub(super) struct Lexer<'a> {
    text: &'a str,
    at: usize,
    tokens: Vec<Token>,
    places: &'a dyn Places,
    diagnostics: &'a mut Diagnostics,
    /// Whether the tag before trims the blank space that follows it.
    trims: bool,
    /// The block tags that are unknown, or lack their end: nothing is said about so many of their `end…` again.
    refused: HashMap<&'a str, usize>,
    /// Whether a tag that does not exist defines names, so that nothing can be said of the rest.
    is_foreign: bool,
}

impl<'a> Lexer<'a> {
    /// A lexer at the start of `text`.
    pub(super) fn new(
        text: &'a str,
        places: &'a dyn Places,
        diagnostics: &'a mut Diagnostics,
    ) -> Self {
        Self {
            text,
            at: 0,
            tokens: Vec::new(),
            places,
            diagnostics,
            trims: false,
            refused: HashMap::new(),
            is_foreign: false,
        }
    }

    /// The tokens of a text with holes and blocks.
    pub(super) fn template(mut self) -> Vec<Token> {
        while let Some((at, sign)) = next_opener(self.text, self.at) {
            let marker = self.text[at + 2..].chars().next();
            self.push_text(at, marker == Some('-'));
            let marked = matches!(marker, Some('-' | '+'));
            self.at = at + 2 + usize::from(marked);
            let opener = at..self.at;
            match sign {
                '{' => self.hole(opener),
                '%' => self.tag(opener),
                _ => self.comment(at..at + 2),
            }
        }
        self.push_text(self.text.len(), false);
        if self.is_foreign {
            broken(self.text)
        } else {
            self.tokens
        }
    }

    /// The tokens of a text that is one expression.
    pub(super) fn expression(mut self) -> Vec<Token> {
        self.region(region::End::Text, 0..0);
        self.tokens
    }

    fn hole(&mut self, opener: Range<usize>) {
        self.push(Kind::OpenHole, opener.clone());
        self.region(region::End::Hole, opener);
    }

    fn comment(&mut self, opener: Range<usize>) {
        if let Some(found) = self.text[opener.end..].find("#}") {
            let end = opener.end + found;
            self.trims = self.text[opener.end..end].ends_with('-');
            self.at = end + 2;
        } else {
            let diagnostic = words::unclosed_comment(self.span(opener));
            self.report(diagnostic);
            self.at = self.text.len();
        }
    }

    /// Takes the text up to `end`, without the blank space that the tags on either side trim.
    fn push_text(&mut self, end: usize, trims_end: bool) {
        let mut range = self.at..end;
        if self.trims {
            range.start = end - self.text[range.clone()].trim_start().len();
        }
        if trims_end {
            range.end = range.start + self.text[range.clone()].trim_end().len();
        }
        self.trims = false;
        if !range.is_empty() {
            self.push(Kind::Text, range);
        }
    }

    fn push(&mut self, kind: Kind, range: Range<usize>) {
        self.tokens.push((kind, SimpleSpan::from(range)));
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    fn span(&self, range: Range<usize>) -> Span {
        self.places.span_of(range)
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn skip_blank(&mut self) {
        self.at = self.text.len() - self.rest().trim_start().len();
    }
}

/// One hole, whose mistake is reported, for a whole text.
fn broken(text: &str) -> Vec<Token> {
    let whole = |kind, range: Range<usize>| (kind, SimpleSpan::from(range));
    let end = text.len();
    vec![
        whole(Kind::OpenHole, 0..0),
        whole(Kind::Broken, 0..end),
        whole(Kind::CloseHole, end..end),
    ]
}

/// Where the next `{{`, `{%` or `{#` begins, and its second character.
pub(super) fn next_opener(text: &str, from: usize) -> Option<(usize, char)> {
    text[from..].match_indices('{').find_map(|(found, _)| {
        let sign = text[from + found + 1..].chars().next()?;
        matches!(sign, '{' | '%' | '#').then_some((from + found, sign))
    })
}

/// How many bytes of `rest` are a word: a letter or underscore, then letters, digits and underscores.
fn word_length(rest: &str) -> usize {
    if !rest.starts_with(|char: char| char.is_alphabetic() || char == '_') {
        return 0;
    }
    rest.find(|char: char| !char.is_alphanumeric() && char != '_')
        .unwrap_or(rest.len())
}

/// A bracket and its partner, as they are written.
const fn bracket_pair(open: Kind) -> (&'static str, &'static str) {
    match open {
        Kind::OpenParen => ("(", ")"),
        Kind::OpenBracket => ("[", "]"),
        _ => ("{", "}"),
    }
}
