use crate::{
    diagnostic::{Diagnostic, messages::sql as messages},
    query::outline::Outline,
};

/// An INSERT whose columns and values differ in number.
pub(super) fn check(outline: &Outline<'_>, found: &mut Vec<Diagnostic>) {
    let Some(verb) = outline
        .verb()
        .filter(|verb| outline.is_any(*verb, &["INSERT", "REPLACE"]))
    else {
        return;
    };
    let Some((open, close)) = columns(outline, verb) else {
        return;
    };
    let columns = outline.items(open, close);
    if columns.is_empty() {
        return;
    }
    let mut at = close + 1;
    if outline.are(at, &["OVERRIDING"]) {
        at += 3;
    }
    if outline.is(at, "VALUES") {
        let mut row = at + 1;
        while outline.is_symbol(row, "(") {
            let Some(end) = outline.closing(row) else {
                return;
            };
            let before = found.len();
            compare(outline, &columns, &outline.items(row, end), found);
            if found.len() > before || !outline.is_symbol(end + 1, ",") {
                return;
            }
            row = end + 2;
        }
    } else if outline.is(at, "SELECT") {
        select(outline, &columns, at, found);
    }
}

/// The parentheses around the columns of the table.
fn columns(outline: &Outline<'_>, verb: usize) -> Option<(usize, usize)> {
    let into = (verb..outline.len()).find(|at| outline.is(*at, "INTO"))?;
    let depth = outline.depth(verb);
    let open = (into..outline.len())
        .take_while(|at| !outline.is_any(*at, &["VALUES", "SELECT", "DEFAULT", "WITH"]))
        .find(|at| outline.is_symbol(*at, "(") && outline.depth(*at) == depth)?;
    Some((open, outline.closing(open)?))
}

fn select(
    outline: &Outline<'_>,
    columns: &[(usize, usize)],
    select: usize,
    found: &mut Vec<Diagnostic>,
) {
    let depth = outline.depth(select);
    let ends = [
        "FROM",
        "WHERE",
        "UNION",
        "INTERSECT",
        "EXCEPT",
        "ORDER",
        "GROUP",
        "LIMIT",
        "ON",
        "RETURNING",
        "HAVING",
        "WINDOW",
        "OFFSET",
        "FETCH",
        "INTO",
    ];
    let end = (select + 1..outline.len())
        .find(|at| {
            let is_distinct = outline.is(at - 1, "DISTINCT");
            outline.depth(*at) == depth
                && (outline.is_symbol(*at, ";") || (outline.is_any(*at, &ends) && !is_distinct))
        })
        .unwrap_or(outline.len());
    let start = if outline.is_any(select + 1, &["DISTINCT", "ALL"]) {
        select + 1
    } else {
        select
    };
    if outline.is(start + 1, "ON") {
        return;
    }
    let items = outline.items(start, end);
    compare(outline, columns, &items, found);
}

fn compare(
    outline: &Outline<'_>,
    columns: &[(usize, usize)],
    values: &[(usize, usize)],
    found: &mut Vec<Diagnostic>,
) {
    // `*`, `t.*` and `(row).*` give any number of columns.
    let is_wildcard = |(_, last): &(usize, usize)| outline.is_symbol(*last, "*");
    if values.iter().any(is_wildcard) {
        return;
    }
    let counts = (columns.len(), values.len());
    if let Some((first, last)) = columns.get(values.len()) {
        let name = outline.written(*first, *last);
        let span = outline.span_to(*first, *last);
        found.push(messages::column_without_value(span, &name, counts));
    } else if let Some((first, last)) = values.get(columns.len()) {
        let value = outline.written(*first, *last);
        let span = outline.span_to(*first, *last);
        found.push(messages::value_without_column(span, &value, counts));
    }
}
