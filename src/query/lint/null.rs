use crate::{
    diagnostic::{Diagnostic, messages::sql as messages},
    query::outline::Outline,
};

/// Words behind which conditions stand, and words behind which `=` sets something.
const CONDITION: &[&str] = &["WHERE", "HAVING", "ON", "WHEN"];
const OTHER: &[&str] = &[
    "SET",
    "SELECT",
    "VALUES",
    "THEN",
    "ELSE",
    "FROM",
    "BY",
    "RETURNING",
    "LIMIT",
];

/// `= NULL` in a condition, which is never true.
pub(super) fn check(outline: &Outline<'_>, found: &mut Vec<Diagnostic>) {
    // For each depth, whether a condition stands there; parentheses inside one are part of it.
    let mut conditions = vec![false];
    for at in 0..outline.len() {
        let top = conditions.len() - 1;
        match outline.symbol(at) {
            "(" => conditions.push(conditions[top]),
            ")" if top > 0 => {
                conditions.pop();
            }
            ";" => conditions.fill(false),
            operator @ ("=" | "<>" | "!=") if conditions[top] && outline.is(at + 1, "NULL") => {
                let fix = if operator == "=" {
                    "IS NULL"
                } else {
                    "IS NOT NULL"
                };
                let span = outline.span_to(at, at + 1);
                let what = outline.written(at, at + 1);
                found.push(messages::compared_with_null(span, &what, fix));
            }
            _ => {}
        }
        let top = conditions.len() - 1;
        if outline.is_any(at, CONDITION) {
            conditions[top] = true;
        } else if outline.is_any(at, OTHER) && !(at > 0 && outline.is(at - 1, "DISTINCT")) {
            conditions[top] = false;
        }
    }
}
