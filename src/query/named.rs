use std::ops::Range;

use super::{
    assembled::Assembled,
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

/// The named parameters of a statement, in order.
pub(super) fn named(tokens: &[Token], assembled: &Assembled) -> Vec<Named> {
    let mut found = Vec::new();
    for position in 0..tokens.len() {
        let rest = &tokens[position..];
        let hit = colon_name(tokens, position).or_else(|| percent_name(rest));
        if let Some((name, range)) = hit
            && let Some((piece, start)) = assembled.locate(range.start)
        {
            found.push(Named {
                name,
                piece,
                range: start..start + range.len(),
            });
        }
    }
    found
}

/// `:name`, unless it is the end of a slice as in `a[1:n]`.
fn colon_name(tokens: &[Token], position: usize) -> Option<(String, Range<usize>)> {
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
    is_name.then(|| (word.clone(), colon.range.start..name.range.end))
}

/// `%(name)s`
fn percent_name(tokens: &[Token]) -> Option<(String, Range<usize>)> {
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
    is_name.then(|| (word.clone(), percent.range.start..letter.range.end))
}
