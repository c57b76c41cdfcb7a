//! Where holes stand: each is a bind parameter, which can't stand everywhere.

mod name;
mod quoted;

use super::{
    assembled::{Hole, span},
    outline::Outline,
    scan::{Kind, Token},
};
use crate::{
    diagnostic::{Diagnostic, messages::sql as messages},
    spec::Dialect,
};

/// Where a hole stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Where a value is expected.
    Value,
    /// Alone between the parentheses of `IN (…)`.
    InList,
    /// Where it can't be a parameter; that is reported.
    Wrong,
    /// Where a name or the statement itself is expected, so that the hole has to go; that is reported.
    Name,
}

/// Tells where each hole stands, and reports those that stand where no parameter can.
pub(super) fn places(
    outline: &Outline<'_>,
    all: &[Token],
    found: &mut Vec<Diagnostic>,
) -> Vec<Place> {
    for token in all {
        let holes = outline.holes_in(&token.range);
        match &token.kind {
            Kind::Comment => {
                found.extend(holes.iter().map(|hole| messages::comment_hole(hole.span())));
            }
            Kind::QuotedName => {
                found.extend(
                    holes
                        .iter()
                        .map(|hole| messages::identifier_hole(hole.span())),
                );
            }
            Kind::String(_) if !holes.is_empty() => {
                found.push(quoted::report(outline, token, holes));
            }
            Kind::String(_) | Kind::Word(_) | Kind::Symbol(_) => {}
        }
    }
    outline
        .holes
        .iter()
        .map(|hole| bare(outline, hole, found))
        .collect()
}

/// A hole that is a token of its own; any other is reported already.
fn bare(outline: &Outline<'_>, hole: &Hole, found: &mut Vec<Diagnostic>) -> Place {
    let Some(at) = outline.position(&hole.range) else {
        return Place::Wrong;
    };
    if name::is_expected(outline, at) {
        found.push(messages::identifier_hole(hole.span()));
        return Place::Name;
    }
    let Some(before) = at.checked_sub(1) else {
        found.push(messages::statement_hole(hole.span()));
        return Place::Name;
    };
    if outline.is(before, "IN")
        && at > 1
        && (outline.ends_value(at - 2) || outline.is(at - 2, "NOT"))
    {
        let fix = if outline.is(at - 2, "NOT") {
            none_of(&hole.written, outline.dialect)
        } else {
            any_of(&hole.written, outline.dialect)
        };
        found.push(messages::bare_in(hole.span(), &fix));
        return Place::Wrong;
    }
    if let Some(clause) = constant_order(outline, at) {
        found.push(messages::constant_order(hole.span(), clause));
    }
    let is_list = outline.is_symbol(before, "(")
        && outline.is_symbol(at + 1, ")")
        && at > 1
        && outline.is(at - 2, "IN");
    if is_list { Place::InList } else { Place::Value }
}

/// The clause whose first item is nothing but the hole at a position: `ORDER BY` or `GROUP BY`.
fn constant_order(outline: &Outline<'_>, at: usize) -> Option<&'static str> {
    let by = at.checked_sub(2)?;
    let clause = ["ORDER", "GROUP"]
        .into_iter()
        .find(|word| outline.are(by, &[*word, "BY"]))?;
    let ends = at + 1 == outline.len()
        || [",", ")", ";"].contains(&outline.symbol(at + 1))
        || outline.is_any(
            at + 1,
            &[
                "ASC", "DESC", "NULLS", "LIMIT", "OFFSET", "HAVING", "ORDER", "FETCH", "FOR",
            ],
        );
    ends.then_some(if clause == "ORDER" {
        "ORDER BY"
    } else {
        "GROUP BY"
    })
}

/// How a value is looked for among the items of a list, a hole.
#[must_use]
pub fn any_of(hole: &str, dialect: Dialect) -> String {
    match dialect {
        Dialect::Postgres => format!("= ANY({hole})"),
        Dialect::Sqlite => format!("IN (SELECT value FROM json_each({hole}))"),
    }
}

/// How a value is looked for that is none of the items of a list, a hole.
fn none_of(hole: &str, dialect: Dialect) -> String {
    match dialect {
        Dialect::Postgres => format!("<> ALL({hole})"),
        Dialect::Sqlite => format!("NOT IN (SELECT value FROM json_each({hole}))"),
    }
}

/// The span of a range of the text.
fn at(range: std::ops::Range<usize>) -> crate::text::Span {
    span(&range)
}
