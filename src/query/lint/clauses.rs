use crate::{
    diagnostic::{Diagnostic, messages::sql as messages},
    query::outline::Outline,
};

/// The clauses of a query whose order is fixed, in that order.
const ORDER: &[&[&str]] = &[
    &["WHERE"],
    &["GROUP", "BY"],
    &["HAVING"],
    &["ORDER", "BY"],
    &["LIMIT"],
];

/// Words that begin a new query or another part of the statement at the same depth.
const RESTART: &[&str] = &[
    "SELECT",
    "UNION",
    "INTERSECT",
    "EXCEPT",
    "CONFLICT",
    "UPDATE",
    "INSERT",
    "DELETE",
    "WINDOW",
    "VALUES",
];

/// A clause behind one that it must stand before, or that stands twice.
pub(super) fn check(outline: &Outline<'_>, found: &mut Vec<Diagnostic>) {
    // One frame for each depth: the last clause seen, by its rank; none outside of a query.
    let mut frames: Vec<Option<(usize, usize)>> = vec![None];
    let mut in_query = vec![false];
    let changes_rows = outline
        .verb()
        .is_some_and(|verb| outline.is_any(verb, &["UPDATE", "DELETE"]));
    for at in 0..outline.len() {
        match outline.symbol(at) {
            "(" => {
                frames.push(None);
                in_query.push(false);
            }
            ")" if frames.len() > 1 => {
                frames.pop();
                in_query.pop();
            }
            ";" => {
                frames.fill(None);
                in_query.fill(false);
            }
            _ => {}
        }
        let top = frames.len() - 1;
        if outline.is_any(at, RESTART) {
            frames[top] = None;
            in_query[top] = outline.is(at, "SELECT");
        }
        let rank = ORDER.iter().position(|words| outline.are(at, words));
        let Some(rank) = rank.filter(|_| !is_label(outline, at)) else {
            continue;
        };
        let last = at + ORDER[rank].len() - 1;
        let twice = frames[top].filter(|(before, _)| *before == rank);
        if let Some((_, first)) = twice.filter(|_| in_query[top] || changes_rows) {
            let (clause, span) = (ORDER[rank].join(" "), outline.span_to(at, last));
            found.push(messages::clause_twice(span, &clause, outline.span(first)));
            return;
        }
        let too_late = frames[top].filter(|(before, _)| in_query[top] && *before > rank);
        if let Some((before, first)) = too_late {
            let (clause, before) = (ORDER[rank].join(" "), ORDER[before].join(" "));
            let span = outline.span_to(at, last);
            found.push(messages::clause_order(
                span,
                &clause,
                &before,
                outline.span(first),
            ));
            return;
        }
        frames[top] = Some((rank, at));
    }
}

/// Whether a word is the name of a column in spite of what it says: `AS limit`, `t.limit`.
fn is_label(outline: &Outline<'_>, at: usize) -> bool {
    at > 0 && (outline.is(at - 1, "AS") || outline.is_symbol(at - 1, "."))
}
