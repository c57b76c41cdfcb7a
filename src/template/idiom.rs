//! Idioms of other languages that stop the parser, and what says the same here.

use std::ops::Range;

use chumsky::span::SimpleSpan;

use super::token::{Kind, Token};

/// A place at which the parser stopped.
pub(super) struct Idiom<'a> {
    /// The whole text.
    pub(super) text: &'a str,
    /// What could not stand there.
    pub(super) at: Range<usize>,
    /// The tokens before it.
    pub(super) before: &'a [Token],
}

impl Idiom<'_> {
    /// What a word or a text is here that other languages have.
    pub(super) fn help(&self) -> Option<String> {
        let word = &self.text[self.at.clone()];
        match word.to_ascii_lowercase().as_str() {
            "between" => {
                let value = self.operand()?;
                Some(format!("write `{value} >= … and {value} <= …`"))
            }
            "like" | "ilike" => {
                let value = self.operand()?;
                Some(format!("write `'…' in {value}`, or ask for it in a query"))
            }
            "for" => self.comprehension(),
            _ if word.starts_with(['\'', '"']) => self.filled_text(word),
            _ => None,
        }
    }

    /// What a sign with operands around it is here.
    pub(super) fn sign(&self) -> Option<String> {
        match &self.text[self.at.clone()] {
            "?" => {
                let (then, otherwise) = self.behind().split_once(" : ")?;
                let (condition, then, otherwise) = (self.ahead(), then.trim(), otherwise.trim());
                let is_whole = ![condition, then, otherwise].contains(&"");
                is_whole.then(|| format!("write `{then} if {condition} else {otherwise}`"))
            }
            "??" => {
                let (value, default) = (self.operand()?, self.behind());
                (!default.is_empty()).then(|| format!("write `{value} | default({default})`"))
            }
            _ => None,
        }
    }

    /// `[p for p in rows if p.email]`
    fn comprehension(&self) -> Option<String> {
        let (_, rest) = self.text[self.at.end..].split_once(" in ")?;
        let end = rest.find([']', ')', '}'])?;
        let list = rest[..end].split(" if ").next()?.trim();
        Some(format!(
            "choose items with `{list} | selectattr('field')`, read a field of each with `{list} | map(attribute='field')`"
        ))
    }

    /// `f'{first} and {last}'`; `quoted` is the text behind the letter.
    fn filled_text(&self, quoted: &str) -> Option<String> {
        let [.., (Kind::Name, prefix)] = self.before else {
            return None;
        };
        let is_format = ["f", "F"].contains(&&self.text[prefix.into_range()]);
        if !is_format || prefix.end != self.at.start {
            return None;
        }
        let mut rest = quoted.get(1..quoted.len() - 1)?;
        let mut pieces = Vec::new();
        while let Some((text, behind)) = rest.split_once('{') {
            let (value, behind) = behind.split_once('}')?;
            if !text.is_empty() {
                pieces.push(quote(text));
            }
            pieces.push(value.trim().to_owned());
            rest = behind;
        }
        if !rest.is_empty() {
            pieces.push(quote(rest));
        }
        Some(format!("write `{}`", pieces.join(" ~ ")))
    }

    /// The names and dots right before the place.
    fn operand(&self) -> Option<&str> {
        let mut chain = self
            .before
            .iter()
            .rev()
            .take_while(|(kind, _)| matches!(kind, Kind::Name | Kind::Dot));
        let (_, last) = chain.next()?;
        let start = chain.last().map_or(last.start, |(_, first)| first.start);
        Some(&self.text[start..last.end])
    }

    /// From the beginning of the expression to the place.
    fn ahead(&self) -> &str {
        let opener = self.before.iter().rev().find(|(kind, _)| is_opener(*kind));
        let start = opener.map_or(0, |(_, span): &(Kind, SimpleSpan)| span.end);
        self.text[start..self.at.start].trim()
    }

    /// From the place to the end of the expression.
    fn behind(&self) -> &str {
        let rest = &self.text[self.at.end..];
        let end = ["}}", "%}"]
            .iter()
            .filter_map(|close| rest.find(close))
            .min();
        rest[..end.unwrap_or(rest.len())].trim()
    }
}

const fn is_opener(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::OpenHole | Kind::Set | Kind::If | Kind::Elif | Kind::For | Kind::OpenParen
    )
}

fn quote(text: &str) -> String {
    format!("'{}'", text.replace('\'', "\\'"))
}
