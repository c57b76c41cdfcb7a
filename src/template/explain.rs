use std::ops::Range;

use chumsky::span::SimpleSpan;

use super::{
    Places,
    idiom::Idiom,
    problem::{Problem, Rules},
    token::{Kind, Kinds, Token},
};
use crate::diagnostic::{Diagnostic, messages::template as words};

/// Says what a problem is; nothing where the lexer has said it.
pub(super) fn explain(
    problem: Problem,
    text: &str,
    tokens: &[Token],
    places: &dyn Places,
) -> Option<Diagnostic> {
    match problem {
        Problem::Reported(diagnostic) => Some(*diagnostic),
        Problem::Unexpected {
            found: Some(Kind::Broken),
            ..
        } => None,
        Problem::Unexpected {
            at,
            found,
            kinds,
            rules,
        } => {
            let end = text.len()..text.len();
            let unexpected = Unexpected {
                text,
                at: tokens
                    .get(at.start)
                    .map_or(end, |(_, span)| span.into_range()),
                found,
                before: &tokens[..at.start],
            };
            Some(unexpected.explain(kinds, rules, places))
        }
    }
}

/// A token that could not stand where it stands.
struct Unexpected<'a> {
    text: &'a str,
    at: Range<usize>,
    found: Option<Kind>,
    /// The tokens before it.
    before: &'a [Token],
}

impl Unexpected<'_> {
    fn explain(&self, kinds: Kinds, rules: Rules, places: &dyn Places) -> Diagnostic {
        let at = places.span_of(self.at.clone());
        if self.is_empty_hole() {
            let start = self.before.last().map_or(0, |(_, span)| span.start);
            return words::empty_expression(places.span_of(start..self.at.end));
        }
        if let Some(meant) = self.foreign() {
            return words::foreign_sign(self.written(), at, meant);
        }
        let expected = one_of(&expected(kinds, rules));
        let found = match self.found {
            Some(_) => format!("`{}`", self.written()),
            None => "the end".to_owned(),
        };
        words::unexpected(&expected, &found, at).help_if(self.help())
    }

    fn idiom(&self) -> Idiom<'_> {
        Idiom {
            text: self.text,
            at: self.at.clone(),
            before: self.before,
        }
    }

    fn written(&self) -> &str {
        &self.text[self.at.clone()]
    }

    fn is_empty_hole(&self) -> bool {
        let before = self.before.last().map(|(kind, _)| *kind);
        match self.found {
            Some(Kind::CloseHole) => before == Some(Kind::OpenHole),
            None => before.is_none(),
            _ => false,
        }
    }

    /// How a sign or a word of another language is written here.
    fn foreign(&self) -> Option<String> {
        match (self.found?, self.written()) {
            (Kind::Assign, _) => Some("to compare, write `==`".to_owned()),
            (Kind::Unknown, sign) => self.idiom().sign().or_else(|| unknown_sign(sign)),
            (Kind::Name, word @ ("AND" | "OR" | "NOT" | "IN" | "IS")) => {
                Some(format!("write `{}`", word.to_lowercase()))
            }
            _ => None,
        }
    }

    /// The fix, where what was meant is plain.
    fn help(&self) -> Option<String> {
        if let Some(help) = self.idiom().help() {
            return Some(help);
        }
        let last = self.before.last().map(|(kind, _)| *kind);
        match (self.found?, self.written()) {
            (Kind::String, _) if last == Some(Kind::String) => {
                Some("to join texts, write `~` between them".to_owned())
            }
            (Kind::OpenParen, _) => Some("only functions can be called, by their names".to_owned()),
            (Kind::Comma, _) if self.is_outside_brackets() => {
                Some("for a list, write `[a, b]`".to_owned())
            }
            (Kind::CloseTag, _) if self.is_block_set() => Some(self.set_help()),
            (Kind::Dot | Kind::OpenBracket, _) if self.follows_filter() => {
                Some("put what is filtered into parentheses: `(x | first).name`".to_owned())
            }
            (Kind::Name, word) => self.name_with_space(word),
            (Kind::Not, _) => Some("put it into parentheses: `(not x)`".to_owned()),
            _ => None,
        }
    }

    /// `row.Order No`: a name of two words.
    fn name_with_space(&self, word: &str) -> Option<String> {
        let [.., (Kind::Name, base), (Kind::Dot, _), (Kind::Name, first)] = self.before else {
            return None;
        };
        let text = |span: &SimpleSpan| &self.text[span.into_range()];
        let (base, first) = (text(base), text(first));
        Some(format!("write `{base}['{first} {word}']`"))
    }

    fn is_outside_brackets(&self) -> bool {
        let depth = self.before.iter().rev().map_while(|(kind, _)| match kind {
            Kind::OpenHole | Kind::Set | Kind::If | Kind::Elif | Kind::For => None,
            kind if kind.closer().is_some() => Some(1),
            kind if kind.is_closer() => Some(-1),
            _ => Some(0),
        });
        depth.sum::<i32>() == 0
    }

    fn is_block_set(&self) -> bool {
        matches!(self.before, [.., (Kind::Set, _), (Kind::Name, _)])
    }

    fn set_help(&self) -> String {
        let name = self
            .before
            .last()
            .map_or("name", |(_, span)| &self.text[span.into_range()]);
        format!("write `{{% set {name} = value %}}`")
    }

    fn follows_filter(&self) -> bool {
        matches!(self.before, [.., (Kind::Pipe, _), (Kind::Name, _)])
    }
}

/// What a sign of another language is here.
fn unknown_sign(sign: &str) -> Option<String> {
    let help = match sign {
        "&&" | "&" => "write `and`",
        "||" => "write `or`",
        "!" => "write `not`",
        "===" => "write `==`",
        "!==" | "<>" => "write `!=`",
        "?" => "write `a if condition else b`",
        "??" => "write `x | default(y)`",
        "?." => "write `.`",
        "$" => "names stand without `$`",
        "=>" => "to compare, write `>=`",
        "`" => "texts stand in `'` or `\"`",
        ";" => "remove it",
        "“" | "”" | "„" | "‘" | "’" => "write a straight quote: `'` or `\"`",
        _ => return None,
    };
    Some(help.to_owned())
}

/// What could have stood there, each said once.
fn expected(kinds: Kinds, rules: Rules) -> Vec<&'static str> {
    let mut words: Vec<&'static str> = Vec::new();
    let rules = rules.iter().map(super::problem::Rule::words);
    let kinds = kinds.iter().map(Kind::words);
    for word in rules.chain(kinds) {
        if !words.contains(&word) {
            words.push(word);
        }
    }
    // An argument can be named wherever one begins; to offer that each time is no help.
    if words.len() > 1 {
        words.retain(|word| *word != Kind::Assign.words());
    }
    words
}

fn one_of(words: &[&str]) -> String {
    match words {
        [] => "something else".to_owned(),
        [only] => (*only).to_owned(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}
