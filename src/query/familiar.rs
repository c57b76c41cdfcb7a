use super::outline::Outline;
use crate::spec::Dialect;

/// The statements that the parser knows nearly all of.
const KINDS: &[&str] = &["SELECT", "INSERT", "UPDATE", "DELETE", "VALUES"];

/// Words of clauses and operators that the parser knows only in part, or not in every dialect that has them.
const PARTLY_KNOWN: &[&str] = &[
    "ANY",
    "COLLATE",
    "CONFLICT",
    "CYCLE",
    "ESCAPE",
    "EXCLUDE",
    "FETCH",
    "FILTER",
    "GLOB",
    "GROUPING",
    "INDEXED",
    "ISNULL",
    "JSON_ARRAY",
    "JSON_OBJECT",
    "JSON_TABLE",
    "LATERAL",
    "MATCH",
    "MATERIALIZED",
    "NOTNULL",
    "ONLY",
    "ORDINALITY",
    "OVER",
    "OVERLAPS",
    "OVERRIDING",
    "PLACING",
    "REGEXP",
    "ROWS",
    "SIMILAR",
    "SOME",
    "SYMMETRIC",
    "TABLESAMPLE",
    "UESCAPE",
    "VARIADIC",
    "WINDOW",
    "WITHIN",
    "XMLELEMENT",
    "XMLFOREST",
    "XMLPARSE",
    "XMLTABLE",
    "ZONE",
];

/// The same for words that are also names of columns.
const PHRASES: &[&[&str]] = &[
    &["NO", "KEY"],
    &["FOR", "KEY"],
    &["WITH", "TIES"],
    &["SEARCH", "DEPTH"],
    &["SEARCH", "BREADTH"],
];

/// Whether a statement that the parser rejects holds nothing that it is known to reject wrongly.
pub(super) fn is_familiar(outline: &Outline<'_>) -> bool {
    let is_kind = outline
        .verb()
        .is_some_and(|verb| outline.is_any(verb, KINDS));
    is_kind && !(0..outline.len()).any(|at| is_partly_known(outline, at))
}

fn is_partly_known(outline: &Outline<'_>, at: usize) -> bool {
    let is_sqlite = outline.dialect == Dialect::Sqlite;
    outline.is_any(at, PARTLY_KNOWN)
        || PHRASES.iter().any(|words| outline.are(at, words))
        // Two strings in a row are one.
        || (outline.is_string(at) && outline.is_string(at + 1))
        // SQLite compares any two values by IS, and looks for one in a table by IN.
        || (is_sqlite && outline.is(at, "IS") && !is_truth(outline, at + 1))
        || (is_sqlite && outline.is(at, "IN") && !outline.is_symbol(at + 1, "("))
        || (is_sqlite && outline.are(at, &["NOT", "NULL"]))
        || (is_sqlite && outline.are(at, &["CROSS", "JOIN"]))
}

fn is_truth(outline: &Outline<'_>, at: usize) -> bool {
    let behind = if outline.is(at, "NOT") { at + 1 } else { at };
    outline.is_any(behind, &["NULL", "TRUE", "FALSE", "DISTINCT"])
}
