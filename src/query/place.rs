use std::ops::Range;

use super::scan::{Kind, Token};

/// Where a hole stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Where a value is expected.
    Value,
    /// Alone between the parentheses of `IN (…)`.
    InList,
    /// Inside `'…'`; `pattern` if there is text around it, as in `'%{{ x }}%'`.
    Quoted {
        /// Whether other text stands in the same quotes.
        pattern: bool,
    },
    /// Where a table's or a column's name is expected.
    Identifier,
    /// Inside a comment.
    Comment,
}

/// Where a hole stands, by the tokens around it.
pub(super) fn place(tokens: &[Token], hole: &Range<usize>) -> Place {
    let Some(position) = tokens
        .iter()
        .position(|token| token.range.contains(&hole.start))
    else {
        return Place::Value;
    };
    let token = &tokens[position];
    match &token.kind {
        Kind::Comment => Place::Comment,
        Kind::String(text) => Place::Quoted {
            pattern: text.trim().len() > hole.len(),
        },
        Kind::QuotedName => Place::Identifier,
        _ if names_follow(&tokens[..position]) => Place::Identifier,
        _ if is_all_of_in(&tokens[..position], &tokens[position + 1..]) => Place::InList,
        _ => Place::Value,
    }
}

/// Whether `IN (` stands before, and `)` behind.
fn is_all_of_in(before: &[Token], behind: &[Token]) -> bool {
    let closes = behind.first().is_some_and(|token| token.is_symbol(")"));
    let [.., word, open] = before else {
        return false;
    };
    closes
        && open.is_symbol("(")
        && matches!(&word.kind, Kind::Word(word) if word.eq_ignore_ascii_case("IN"))
}

/// Whether what stands before is followed by the name of a table or a column, never by a value.
fn names_follow(before: &[Token]) -> bool {
    let Some(last) = before
        .iter()
        .rev()
        .find(|token| token.kind != Kind::Comment)
    else {
        return false;
    };
    match &last.kind {
        Kind::Word(word) => {
            ["FROM", "JOIN", "INTO", "UPDATE", "TABLE"]
                .iter()
                .any(|keyword| word.eq_ignore_ascii_case(keyword))
                && !is_function_argument(before)
        }
        Kind::Symbol(symbol) => symbol == ".",
        _ => false,
    }
}

/// `extract(year FROM $1)`, `substring(x FROM $1)`, `trim(BOTH FROM $1)` and `IS DISTINCT FROM $1` take a value.
fn is_function_argument(before: &[Token]) -> bool {
    let words = |position: usize| match before
        .get(before.len().wrapping_sub(position))
        .map(|token| &token.kind)
    {
        Some(Kind::Word(word)) => word.to_uppercase(),
        _ => String::new(),
    };
    if words(2) == "DISTINCT" {
        return true;
    }
    let mut depth = 0_i32;
    for (position, token) in before.iter().enumerate().rev() {
        match &token.kind {
            Kind::Symbol(symbol) if symbol == ")" => depth += 1,
            Kind::Symbol(symbol) if symbol == "(" && depth == 0 => {
                let caller = position.checked_sub(1).map(|at| &before[at].kind);
                return matches!(caller, Some(Kind::Word(word))
                    if ["extract", "substring", "trim", "overlay", "position"].contains(&word.to_lowercase().as_str()));
            }
            Kind::Symbol(symbol) if symbol == "(" => depth -= 1,
            _ => {}
        }
    }
    false
}
