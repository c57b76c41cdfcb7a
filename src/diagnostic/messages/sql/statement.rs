//! What can be wrong with the text of a statement.

use super::{
    CLAUSE_ORDER, CLAUSE_TWICE, COMPARED_WITH_NULL, CONSTANT_ORDER, DOUBLE_QUOTED_TEXT,
    DUPLICATE_COLUMN, EVERY_ROW, IDENTIFIER_HOLE, LIST_IN_LIST, MISSPELLED_KEYWORD, NO_ROWS,
    NOT_UNDERSTOOD, PLACEHOLDER, STRAY_COMMA, TRANSACTION_CONTROL, UNBALANCED_PARENTHESIS,
    UNREAD_ROWS, VALUE_COUNT, WRONG_DIALECT,
};
use crate::{diagnostic::Diagnostic, text::Span};

/// `IN {{ list }}`; `fix` is how the dialect compares with the items of a list.
#[must_use]
pub fn bare_in(span: Span, fix: &str) -> Diagnostic {
    Diagnostic::new(
        &LIST_IN_LIST,
        span,
        "a hole is one parameter: `IN` needs parentheses around several",
    )
    .help(format!("write `{fix}`"))
}

/// `ORDER BY {{ x }}`
#[must_use]
pub fn constant_order(span: Span, clause: &str) -> Diagnostic {
    let effect = match clause {
        "GROUP BY" => "puts all rows into one group",
        _ => "sorts nothing",
    };
    let message = format!("a hole is one value, the same for every row: `{clause}` it {effect}");
    Diagnostic::new(&CONSTANT_ORDER, span, message)
        .help("name the column, or choose: `CASE WHEN {{ … }} = 'name' THEN name END`")
}

/// `SELCT`
#[must_use]
pub fn misspelled(span: Span, word: &str, keyword: &str) -> Diagnostic {
    let is_lower = !word.chars().any(char::is_uppercase);
    let keyword = if is_lower {
        keyword.to_lowercase()
    } else {
        keyword.to_owned()
    };
    Diagnostic::new(
        &MISSPELLED_KEYWORD,
        span,
        format!("expected a keyword, found `{word}`"),
    )
    .help(format!("write `{keyword}`"))
    .replace(span, keyword)
}

/// `ORDER name`
#[must_use]
pub fn missing_keyword(span: Span, word: &str, keyword: &str) -> Diagnostic {
    Diagnostic::new(
        &MISSPELLED_KEYWORD,
        span,
        format!("expected `{keyword}` behind `{word}`"),
    )
    .help(format!("write `{word} {keyword}`"))
    .replace(span, format!("{word} {keyword}"))
}

/// `)` too many.
#[must_use]
pub fn unopened(span: Span) -> Diagnostic {
    Diagnostic::new(&UNBALANCED_PARENTHESIS, span, "`)` closes nothing").help("remove it")
}

/// `(` too many.
#[must_use]
pub fn unclosed(span: Span) -> Diagnostic {
    Diagnostic::new(&UNBALANCED_PARENTHESIS, span, "`(` is never closed")
        .help("add `)` where what it opens ends")
}

/// A comma too many.
#[must_use]
pub fn stray_comma(span: Span, why: &str) -> Diagnostic {
    let message = format!("a comma separates two items, but {why}");
    Diagnostic::new(&STRAY_COMMA, span, message)
        .help("remove the comma")
        .replace(span, "")
}

/// `LIMIT … ORDER BY …`
#[must_use]
pub fn clause_order(span: Span, clause: &str, before: &str, first: Span) -> Diagnostic {
    Diagnostic::new(
        &CLAUSE_ORDER,
        span,
        format!("`{clause}` can't stand behind `{before}`"),
    )
    .related(first, "stands too early")
    .help(format!("write `{clause} …` before `{before} …`"))
}

/// `WHERE … WHERE …`; `first` is the clause before.
#[must_use]
pub fn clause_twice(span: Span, clause: &str, first: Span) -> Diagnostic {
    let help = match clause {
        "WHERE" | "HAVING" => "join the conditions: write `AND`",
        "LIMIT" => "remove one of the two",
        _ => "write one list: a comma instead of the second one",
    };
    Diagnostic::new(&CLAUSE_TWICE, span, format!("a second `{clause}`"))
        .label("the second one")
        .related(first, "the first one")
        .help(help)
}

/// `ORDER BY x {{ direction }}`; `hole` and `column` are what is written.
#[must_use]
pub fn direction_hole(span: Span, hole: &str, column: &str) -> Diagnostic {
    let message = "`ASC` and `DESC` are keywords: a hole can't be one";
    Diagnostic::new(&IDENTIFIER_HOLE, span, message).help(format!(
        "write `CASE WHEN {hole} = 'desc' THEN {column} END DESC, {column}`, or a step for each direction"
    ))
}

/// `a = 1 b = 2`; `next` is the first word of the second condition.
#[must_use]
pub fn missing_and(span: Span, next: &str) -> Diagnostic {
    let message = format!("expected `AND` or `OR` before the condition on `{next}`");
    Diagnostic::new(&MISSPELLED_KEYWORD, span, message)
        .label("a second condition begins")
        .help(format!("write `AND {next}`"))
}

/// A column too many; `counts` are those of columns and values.
#[must_use]
pub fn column_without_value(span: Span, column: &str, counts: (usize, usize)) -> Diagnostic {
    Diagnostic::new(
        &VALUE_COUNT,
        span,
        format!("no value for the column `{column}`: {}", counted(counts)),
    )
    .help("add a value, or remove the column")
}

/// A value too many; `counts` are those of columns and values.
#[must_use]
pub fn value_without_column(span: Span, value: &str, counts: (usize, usize)) -> Diagnostic {
    Diagnostic::new(
        &VALUE_COUNT,
        span,
        format!("no column for the value `{value}`: {}", counted(counts)),
    )
    .help("add its column to the list, or remove the value")
}

fn counted((columns, values): (usize, usize)) -> String {
    let plural = |count: usize, what: &str| match count {
        1 => format!("1 {what}"),
        _ => format!("{count} {what}s"),
    };
    format!("{}, {}", plural(columns, "column"), plural(values, "value"))
}

/// What the database does not have.
#[must_use]
pub fn wrong_dialect(span: Span, what: &str, database: &str, help: &str) -> Diagnostic {
    Diagnostic::new(&WRONG_DIALECT, span, format!("{database} has no `{what}`")).help(help)
}

/// A name in backticks.
#[must_use]
pub fn wrong_quotes(span: Span, what: &str, help: &str) -> Diagnostic {
    let message = format!("PostgreSQL does not quote names with backticks: {what}");
    Diagnostic::new(&WRONG_DIALECT, span, message).help(help)
}

/// `$1`, `?`, `%s`
#[must_use]
pub fn placeholder(span: Span, what: &str) -> Diagnostic {
    Diagnostic::new(
        &PLACEHOLDER,
        span,
        format!("nothing is bound to the placeholder `{what}`"),
    )
    .help("write the value in its place, `{{ … }}`, or a name that `params:` gives, `:name`")
}

/// `COMMIT`
#[must_use]
pub fn transaction_control(span: Span, word: &str) -> Diagnostic {
    Diagnostic::new(
        &TRANSACTION_CONTROL,
        span,
        format!("`{word}` is not for a job to say: its transaction is begun and ended for it"),
    )
    .help("remove the step, and set `transaction: {scope: db}` for the job")
}

/// A statement without rows; `may_return` if RETURNING would give it some.
#[must_use]
pub fn no_rows(span: Span, word: &str, may_return: bool) -> Diagnostic {
    let (message, help) = if may_return {
        (
            format!("`{word}` without `RETURNING` gives no rows"),
            "add `RETURNING …` with the columns to read, or write `type: db.execute`",
        )
    } else {
        (
            format!("`{word}` gives no rows"),
            "write `type: db.execute`",
        )
    };
    Diagnostic::new(&NO_ROWS, span, message).help(help)
}

/// `SELECT id, other.id`
#[must_use]
pub fn duplicate_column(span: Span, name: &str, first: Span) -> Diagnostic {
    Diagnostic::new(
        &DUPLICATE_COLUMN,
        span,
        format!("the query gives two columns named `{name}`"),
    )
    .related(first, "the first one")
    .help("give each a name of its own: `… AS name`")
}

/// `= NULL`
#[must_use]
pub fn compared_with_null(span: Span, what: &str, fix: &str) -> Diagnostic {
    Diagnostic::new(
        &COMPARED_WITH_NULL,
        span,
        format!("`{what}` is never true: nothing equals NULL or differs from it"),
    )
    .help(format!("write `{fix}`"))
    .replace(span, fix)
}

/// `= "text"`
#[must_use]
pub fn double_quoted_text(span: Span, what: &str, fix: &str) -> Diagnostic {
    Diagnostic::new(
        &DOUBLE_QUOTED_TEXT,
        span,
        format!("in double quotes, `{what}` is the name of a column to PostgreSQL"),
    )
    .help(format!("write `{fix}` if it is a text"))
    .replace(span, fix)
}

/// An UPDATE or a DELETE without a WHERE; `does` is `updates` or `deletes`.
#[must_use]
pub fn every_row(span: Span, does: &str) -> Diagnostic {
    Diagnostic::new(
        &EVERY_ROW,
        span,
        format!("without `WHERE`, this {does} every row of the table"),
    )
    .help("add `WHERE …`; if every row is meant, say so: `WHERE true`")
}

/// A SELECT in `db.execute`.
#[must_use]
pub fn unread_rows(span: Span) -> Diagnostic {
    Diagnostic::new(
        &UNREAD_ROWS,
        span,
        "`db.execute` gives a count: the rows of this query are thrown away",
    )
    .help("write `type: db.query_one` or `type: db.query_many`")
}

/// What the parser stops at; `is_end` if that is the end of the text.
#[must_use]
pub fn not_understood(span: Span, found: &str, is_end: bool) -> Diagnostic {
    let message = if is_end {
        format!("the parser of `check` expects more behind `{found}`; the database may know better")
    } else {
        format!("the parser of `check` stops at `{found}`; the database may know better")
    };
    Diagnostic::new(&NOT_UNDERSTOOD, span, message).help(
        "look for a mistake here or right before it; nothing is known of the columns of this query",
    )
}
