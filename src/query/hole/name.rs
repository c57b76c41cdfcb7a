use crate::query::outline::Outline;

/// How far back the clause of an assignment is looked for.
const FAR: usize = 1_000;

/// Whether the name of a table, a column or a type is expected at a position, never a value.
pub(super) fn is_expected(outline: &Outline<'_>, at: usize) -> bool {
    let Some(before) = at.checked_sub(1) else {
        return false;
    };
    if outline.is_symbol(before, ".") || outline.is_symbol(before, "::") || outline.is(before, "AS")
    {
        return true;
    }
    // `a {{ x }}.b`
    if outline.is_symbol(at + 1, ".") {
        return true;
    }
    if outline.is_any(before, &["FROM", "JOIN", "INTO", "UPDATE", "TABLE"]) {
        return !is_function_argument(outline, before) && !outline.are(before, &["FOR", "UPDATE"]);
    }
    is_assigned(outline, at) || is_in_names(outline, at)
}

/// `SET {{ x }} = …`, and the same further on in the list.
fn is_assigned(outline: &Outline<'_>, at: usize) -> bool {
    if !outline.is_symbol(at + 1, "=") {
        return false;
    }
    let depth = outline.depth(at);
    let is_set_list = |at: usize| {
        let clause = (0..at).rev().take(FAR).find(|before| {
            outline.depth(*before) == depth
                && outline.is_any(
                    *before,
                    &[
                        "SET",
                        "WHERE",
                        "ON",
                        "FROM",
                        "RETURNING",
                        "SELECT",
                        "VALUES",
                        "BY",
                    ],
                )
        });
        clause.is_some_and(|clause| outline.is(clause, "SET"))
    };
    let changes_rows = outline
        .verb()
        .is_some_and(|verb| outline.is_any(verb, &["UPDATE", "INSERT", "MERGE"]));
    let before = at - 1;
    changes_rows
        && (outline.is(before, "SET") || (outline.is_symbol(before, ",") && is_set_list(before)))
}

/// Inside the parentheses of `INSERT INTO t (…)`, `ON CONFLICT (…)`, `USING (…)`.
fn is_in_names(outline: &Outline<'_>, at: usize) -> bool {
    let Some(open) = outline.open(at) else {
        return false;
    };
    let stands_alone = |at: usize| {
        ["(", ","].contains(&outline.symbol(at - 1)) && [")", ","].contains(&outline.symbol(at + 1))
    };
    if !stands_alone(at) || open < 2 {
        return false;
    }
    outline.is(open - 1, "CONFLICT") || is_insert_target(outline, open)
}

/// Whether what stands before a `(` is `INSERT INTO` and the name of a table.
fn is_insert_target(outline: &Outline<'_>, open: usize) -> bool {
    let is_name = |at: usize| !outline.word(at).is_empty() || outline.is_quoted_name(at);
    let mut at = open - 1;
    if !is_name(at) {
        return false;
    }
    while at >= 2 && outline.is_symbol(at - 1, ".") && is_name(at - 2) {
        at -= 2;
    }
    at >= 1 && outline.is(at - 1, "INTO")
}

/// `extract(year FROM $1)`, `substring(x FROM $1)`, `trim(BOTH FROM $1)` and `IS DISTINCT FROM $1` take a value.
fn is_function_argument(outline: &Outline<'_>, keyword: usize) -> bool {
    if !outline.is(keyword, "FROM") {
        return false;
    }
    if keyword > 0 && outline.is(keyword - 1, "DISTINCT") {
        return true;
    }
    let functions = ["extract", "substring", "trim", "overlay", "position"];
    outline
        .open(keyword)
        .and_then(|open| open.checked_sub(1))
        .is_some_and(|caller| outline.is_any(caller, &functions))
}
