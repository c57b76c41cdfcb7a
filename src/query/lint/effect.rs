use crate::{
    diagnostic::{Diagnostic, messages::sql as messages},
    query::outline::Outline,
};

/// What a step wants of its statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// Its rows.
    Rows,
    /// What it does.
    Effect,
}

/// Words that begin or end a transaction, which is the run's alone to do.
const CONTROL: &[&str] = &[
    "ABORT",
    "BEGIN",
    "COMMIT",
    "END",
    "RELEASE",
    "ROLLBACK",
    "SAVEPOINT",
    "START",
];

/// Words of statements that never give a row.
const WITHOUT_ROWS: &[&str] = &[
    "ALTER", "ANALYZE", "CLUSTER", "COMMENT", "CREATE", "DO", "DROP", "GRANT", "LISTEN", "LOCK",
    "NOTIFY", "REFRESH", "REINDEX", "RESET", "REVOKE", "SET", "TRUNCATE", "UNLISTEN", "VACUUM",
];

/// Whether a statement that begins with this word begins or ends a transaction.
#[must_use]
pub fn transaction_word(word: &str) -> bool {
    CONTROL
        .iter()
        .any(|control| control.eq_ignore_ascii_case(word))
}

/// What the kind of a statement says against the step that runs it.
pub(super) fn check(outline: &Outline<'_>, used: Use, found: &mut Vec<Diagnostic>) {
    let Some(verb) = outline.verb() else {
        return;
    };
    let word = outline.word(verb);
    let span = outline.span(verb);
    if transaction_word(word) {
        found.push(messages::transaction_control(span, word));
        return;
    }
    let has = |keyword: &str| {
        (verb..outline.len())
            .any(|at| outline.depth(at) == outline.depth(verb) && outline.is(at, keyword))
    };
    let changes = outline.is_any(verb, &["INSERT", "UPDATE", "DELETE", "REPLACE"]);
    if used == Use::Rows && changes && !has("RETURNING") {
        found.push(messages::no_rows(span, word, true));
    } else if used == Use::Rows && outline.is_any(verb, WITHOUT_ROWS) {
        found.push(messages::no_rows(span, word, false));
    }
    if used == Use::Effect && only_reads(outline, verb, &has) {
        found.push(messages::unread_rows(span));
    }
    let is_whole = !has("WHERE") && !has("LIMIT");
    if is_whole && outline.is(verb, "DELETE") && outline.is(verb + 1, "FROM") {
        found.push(messages::every_row(span, "deletes"));
    }
    if is_whole && outline.is(verb, "UPDATE") && has("SET") {
        found.push(messages::every_row(span, "updates"));
    }
}

/// Whether a query does nothing but read: a function that it calls may do more.
fn only_reads(outline: &Outline<'_>, verb: usize, has: &dyn Fn(&str) -> bool) -> bool {
    let calls = (verb..outline.len()).any(|at| {
        let is_call = outline.is_symbol(at, "(") && at > 0;
        is_call && !outline.word(at - 1).is_empty() && !outline.is_any(at - 1, HARMLESS)
    });
    let changes_in_with =
        (0..verb).any(|at| outline.is_any(at, &["INSERT", "UPDATE", "DELETE", "MERGE"]));
    outline.is(verb, "SELECT")
        && has("FROM")
        && !has("INTO")
        && !has("FOR")
        && !calls
        && !changes_in_with
}

/// What may stand before a parenthesis in a query that only reads.
const HARMLESS: &[&str] = &[
    "COUNT", "SUM", "MIN", "MAX", "AVG", "COALESCE", "LOWER", "UPPER", "IN", "AS", "FROM", "AND",
    "OR", "NOT", "WHERE", "ON", "JOIN", "EXISTS", "SELECT", "VALUES", "CAST", "LENGTH", "TRIM",
    "ROUND", "ABS", "OVER", "BY",
];
