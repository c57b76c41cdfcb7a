use crate::{
    diagnostic::{Diagnostic, messages::sql as messages},
    query::outline::Outline,
    spec::Dialect,
};

/// Names that have to be quoted where they are columns.
const RESERVED: &[&str] = &[
    "user",
    "order",
    "end",
    "group",
    "table",
    "column",
    "default",
    "desc",
    "asc",
    "from",
    "to",
    "limit",
    "offset",
    "primary",
    "references",
    "check",
    "all",
    "any",
    "select",
    "where",
    "when",
    "case",
    "then",
    "else",
    "start",
    "stop",
    "key",
    "value",
    "type",
    "date",
    "time",
    "timestamp",
];

/// `status = "published"`: to PostgreSQL that is a column of this name.
pub(super) fn check(outline: &Outline<'_>, found: &mut Vec<Diagnostic>) {
    if outline.dialect != Dialect::Postgres {
        return;
    }
    for at in (2..outline.len()).filter(|at| outline.is_quoted_name(*at)) {
        let name = outline.slice(at).trim_matches('"');
        let stands_alone = ![".", "("].contains(&outline.symbol(at + 1));
        if stands_alone
            && is_compared(outline, at)
            && reads_as_text(name)
            && is_used_once(outline, at, name)
        {
            let fix = format!("'{}'", name.replace("\"\"", "\"").replace('\'', "''"));
            found.push(messages::double_quoted_text(
                outline.span(at),
                outline.slice(at),
                &fix,
            ));
        }
    }
}

/// Whether a name without quotes is compared with what stands here. Who quotes every name means names.
fn is_compared(outline: &Outline<'_>, at: usize) -> bool {
    let operators = ["=", "<>", "!="];
    let compares = |at: usize| {
        operators.contains(&outline.symbol(at)) || outline.is_any(at, &["LIKE", "ILIKE"])
    };
    let is_name = |at: usize| !outline.word(at).is_empty() && outline.ends_value(at);
    if compares(at - 1) {
        return is_name(at - 2) && !sets(outline, at);
    }
    // The first item of `IN ("a", "b")`.
    at >= 3
        && outline.is_symbol(at - 1, "(")
        && outline.is(at - 2, "IN")
        && (is_name(at - 3) || (outline.is(at - 3, "NOT") && at >= 4 && is_name(at - 4)))
}

/// `SET a = "b"` copies a column more often than it means a text.
fn sets(outline: &Outline<'_>, at: usize) -> bool {
    let clause = (0..at)
        .rev()
        .find(|at| outline.is_any(*at, &["SET", "WHERE", "ON", "HAVING", "WHEN", "SELECT"]));
    clause.is_some_and(|clause| outline.is(clause, "SET"))
}

/// Whether nobody would quote it as a name: `createdAt` needs its quotes, `published` does not.
fn reads_as_text(name: &str) -> bool {
    let has_hump = name
        .chars()
        .zip(name.chars().skip(1))
        .any(|(one, next)| one.is_lowercase() && next.is_uppercase());
    !has_hump && !name.is_empty() && !RESERVED.contains(&name.to_lowercase().as_str())
}

/// Whether the statement says the name nowhere else.
fn is_used_once(outline: &Outline<'_>, at: usize, name: &str) -> bool {
    let is_same = |other: &usize| {
        *other != at
            && outline
                .slice(*other)
                .trim_matches('"')
                .eq_ignore_ascii_case(name)
    };
    !(0..outline.len())
        .filter(|other| !outline.is_string(*other))
        .any(|other| is_same(&other))
}
