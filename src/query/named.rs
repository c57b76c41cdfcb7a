use std::ops::Range;

use sqlparser::tokenizer::{Token as SqlToken, TokenWithSpan, Whitespace};

use super::{
    assembled::{Assembled, locate},
    scan::{Kind, Token},
};

/// A named parameter: `:name` or `%(name)s`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Its name.
    pub name: String,
    /// The piece it stands in.
    pub piece: usize,
    /// Where in that piece.
    pub range: Range<usize>,
}

/// The named parameters of a statement, in order, each with its tokens: the first and the last.
pub(super) fn named(tokens: &[Token], assembled: &Assembled) -> Vec<(Named, (usize, usize))> {
    let mut found = Vec::new();
    for position in 0..tokens.len() {
        let rest = &tokens[position..];
        let hit = colon_name(tokens, position).or_else(|| percent_name(rest));
        if let Some((name, count)) = hit
            && let Some((piece, start)) = locate(&assembled.pieces, rest[0].range.start)
        {
            let last = &rest[count - 1];
            let range = start..start + last.range.end - rest[0].range.start;
            found.push((Named { name, piece, range }, (rest[0].at, last.at)));
        }
    }
    found
}

/// The tokens with a placeholder for each named parameter, as the parser takes them; all stay where they are.
pub(super) fn with_placeholders(
    tokens: &[TokenWithSpan],
    named: &[(Named, (usize, usize))],
) -> Vec<TokenWithSpan> {
    let mut out = tokens.to_vec();
    for (number, (_, (first, last))) in named.iter().enumerate() {
        for token in &mut out[first + 1..=*last] {
            token.token = SqlToken::Whitespace(Whitespace::Space);
        }
        // The numbers of holes come first; which number it is makes no difference here.
        out[*first].token = SqlToken::Placeholder(format!("${}", tokens.len() + number));
    }
    out
}

/// `:name`, unless it is the end of a slice as in `a[1:n]`; with the number of its tokens.
fn colon_name(tokens: &[Token], position: usize) -> Option<(String, usize)> {
    let [colon, name, ..] = &tokens[position..] else {
        return None;
    };
    let Kind::Word(word) = &name.kind else {
        return None;
    };
    let before = position.checked_sub(1).map(|at| &tokens[at]);
    let is_slice =
        before.is_some_and(|token| token.range.end == colon.range.start && !token.is_opening());
    let is_name = colon.is_symbol(":") && colon.range.end == name.range.start && !is_slice;
    is_name.then(|| (word.clone(), 2))
}

/// `%(name)s`
fn percent_name(tokens: &[Token]) -> Option<(String, usize)> {
    let [percent, open, name, close, letter, ..] = tokens else {
        return None;
    };
    let Kind::Word(word) = &name.kind else {
        return None;
    };
    let adjacent = tokens[..5]
        .windows(2)
        .all(|pair| pair[0].range.end == pair[1].range.start);
    let is_name = percent.is_symbol("%")
        && open.is_symbol("(")
        && close.is_symbol(")")
        && letter.kind == Kind::Word("s".to_owned())
        && adjacent;
    is_name.then(|| (word.clone(), 5))
}
