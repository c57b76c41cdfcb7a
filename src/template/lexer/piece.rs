use std::ops::Range;

use super::{
    Lexer, bracket_pair,
    region::{End, Region},
    word_length,
};
use crate::{
    diagnostic::{Diagnostic, messages::template as words},
    template::{
        literal::{integer, number, quoted, unescape},
        token::Kind,
    },
};

/// The signs, the longer ones first where one begins another.
const SIGNS: &[(&str, Kind)] = &[
    ("===", Kind::Unknown),
    ("!==", Kind::Unknown),
    ("**", Kind::StarStar),
    ("//", Kind::SlashSlash),
    ("==", Kind::Equal),
    ("!=", Kind::NotEqual),
    ("<=", Kind::LessEqual),
    (">=", Kind::GreaterEqual),
    ("<>", Kind::Unknown),
    ("&&", Kind::Unknown),
    ("||", Kind::Unknown),
    ("??", Kind::Unknown),
    ("?.", Kind::Unknown),
    ("=>", Kind::Unknown),
    ("(", Kind::OpenParen),
    (")", Kind::CloseParen),
    ("[", Kind::OpenBracket),
    ("]", Kind::CloseBracket),
    ("{", Kind::OpenBrace),
    ("}", Kind::CloseBrace),
    (".", Kind::Dot),
    (",", Kind::Comma),
    (":", Kind::Colon),
    ("|", Kind::Pipe),
    ("+", Kind::Plus),
    ("-", Kind::Minus),
    ("*", Kind::Star),
    ("/", Kind::Slash),
    ("%", Kind::Percent),
    ("~", Kind::Tilde),
    ("<", Kind::Less),
    (">", Kind::Greater),
    ("=", Kind::Assign),
];

impl Lexer<'_> {
    /// Takes one token.
    pub(super) fn token(&mut self, region: &mut Region) {
        let start = self.at;
        let rest = self.rest();
        let word = word_length(rest);
        if word > 0 {
            self.at += word;
            self.take(region, Kind::of_word(&rest[..word]), start);
        } else if rest.starts_with(['\'', '"']) {
            self.string(region);
        } else if let Some((length, is_float)) = number(rest, self.text[..self.at].ends_with('.')) {
            self.at += length;
            self.number(region, start, is_float);
        } else {
            let sign = SIGNS.iter().find(|(sign, _)| rest.starts_with(sign));
            let single = rest.chars().next().map_or(1, char::len_utf8);
            let (length, kind) =
                sign.map_or((single, Kind::Unknown), |(sign, kind)| (sign.len(), *kind));
            self.at += length;
            self.take(region, kind, start);
        }
    }

    fn number(&mut self, region: &mut Region, start: usize, is_float: bool) {
        if is_float {
            return self.take(region, Kind::Float, start);
        }
        let written = &self.text[start..self.at];
        let leading_zero = written.len() > 1
            && written
                .bytes()
                .all(|byte| byte.is_ascii_digit() || byte == b'_')
            && written.starts_with('0')
            && written.bytes().any(|byte| matches!(byte, b'1'..=b'9'));
        if leading_zero {
            let diagnostic = words::leading_zero(written, self.span(start..self.at));
            self.refuse(region, diagnostic, start);
        } else if integer(written).is_none() {
            let diagnostic = words::integer_too_large(written, self.span(start..self.at));
            self.refuse(region, diagnostic, start);
        } else {
            self.take(region, Kind::Integer, start);
        }
    }

    fn string(&mut self, region: &mut Region) {
        let start = self.at;
        let Some(length) = self.quoted_length(region.end) else {
            let diagnostic = words::unclosed_text(self.span(start..start + 1));
            self.at = self
                .rest()
                .find(region.end.sign())
                .filter(|_| region.end != End::Text)
                .map_or(self.text.len(), |found| start + found);
            if !region.broken {
                self.report(diagnostic);
            }
            // Brackets before it may well be closed behind what seemed to be the text: they are not reported too.
            let end = self.at;
            self.at = start;
            self.break_off(region, end);
            self.at = end;
            return;
        };
        self.at += length;
        match unescape(&self.text[start..self.at]) {
            Ok(_) => self.take(region, Kind::String, start),
            Err(escape) => {
                let place = start + escape.start..start + escape.end;
                let diagnostic = words::bad_escape(&self.text[place.clone()], self.span(place));
                self.refuse(region, diagnostic, start);
            }
        }
    }

    /// How long the quoted text here is, if it is closed.
    ///
    /// One that goes on past the end of its hole and ends where a word begins has taken the quote of a later text.
    fn quoted_length(&self, end: End) -> Option<usize> {
        let length = quoted(self.rest())?;
        let (text, behind) = self.rest().split_at(length);
        let stolen = end != End::Text && text.contains(end.sign()) && word_length(behind) > 0;
        (!stolen).then_some(length)
    }

    /// Reports a token that is no use, and leaves an operand in its place, so that what follows is read on.
    fn refuse(&mut self, region: &Region, diagnostic: Diagnostic, start: usize) {
        if !region.broken {
            self.report(diagnostic);
            self.push(Kind::Broken, start..self.at);
        }
    }

    /// Takes the token from `start` to here, matching brackets and counting what nests.
    fn take(&mut self, region: &mut Region, kind: Kind, start: usize) {
        let place = start..self.at;
        if kind.is_closer() {
            self.closer(region, kind, place);
        } else if !region.broken {
            region.count(kind);
            if kind.closer().is_some() {
                region.open.push((kind, place.clone(), self.tokens.len()));
            }
            if region.is_too_deep() {
                let diagnostic = words::too_deep(self.span(place));
                self.report(diagnostic);
                self.break_off(region, self.at);
            } else {
                self.push(kind, place);
            }
        }
    }

    fn closer(&mut self, region: &mut Region, kind: Kind, place: Range<usize>) {
        match region.open.last().cloned() {
            _ if region.broken => {}
            Some((open, ..)) if open.closer() == Some(kind) => {
                region.open.pop();
                self.push(kind, place);
            }
            Some((open, opened, _)) => {
                let diagnostic = words::mismatched_bracket(
                    bracket_pair(open),
                    &self.text[place.clone()],
                    self.span(place),
                    self.span(opened),
                );
                self.report(diagnostic);
                self.break_off(region, self.at);
            }
            None => {
                let bracket = &self.text[place.clone()];
                let diagnostic = words::stray_bracket(bracket, self.span(place.clone()));
                self.report(diagnostic);
                self.push(Kind::Broken, place);
                region.broken = true;
            }
        }
    }
}
