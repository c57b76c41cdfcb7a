use crate::{
    diagnostic::{Diagnostic, Replacement, messages::sql as messages},
    query::{assembled::span, outline::Outline},
};

/// What SQLite does not take, at a position.
pub(super) fn foreign(outline: &Outline<'_>, at: usize) -> Option<Diagnostic> {
    let say = |last: usize, help: &str| {
        let what = outline.written(at, last);
        messages::wrong_dialect(outline.span_to(at, last), &what, "SQLite", help)
    };
    if outline.is_symbol(at, "::") {
        return Some(cast(outline, at));
    }
    let is_operator = at > 0 && (outline.ends_value(at - 1) || outline.is(at - 1, "NOT"));
    if outline.is(at, "ILIKE") && is_operator && starts_value(outline, at + 1) {
        let found = say(at, "write `LIKE`: in SQLite it takes `A` and `a` as equal");
        return Some(found.replace(outline.span(at), "LIKE"));
    }
    if outline.is(at, "NOW") && outline.is_symbol(at + 1, "(") && outline.is_symbol(at + 2, ")") {
        // SQLite's own CURRENT_TIMESTAMP is written otherwise than the timestamps that Portl stores: they don't compare.
        return Some(say(at + 2, "write `{{ now() }}`"));
    }
    let is_operand = at > 0
        && ["+", "-", "=", "<", ">", "<=", ">=", "<>", "("].contains(&outline.symbol(at - 1));
    if outline.is(at, "INTERVAL") && outline.is_string(at + 1) && is_operand {
        return Some(say(
            at + 1,
            "let a function count: `datetime(created_at, '+1 day')`",
        ));
    }
    if outline.is_any(at, &["DATE", "TIMESTAMP"]) && outline.is_string(at + 1) && is_operand {
        let text = outline.written(at + 1, at + 1);
        let found = say(at + 1, &format!("write `{text}`: SQLite's dates are texts"));
        let word = outline.tokens[at].range.start..outline.tokens[at + 1].range.start;
        return Some(found.edit(span(&word), Replacement::Value(String::new())));
    }
    let compares = at > 0 && ["=", "<>", "!="].contains(&outline.symbol(at - 1));
    if outline.is_any(at, &["ANY", "ALL", "SOME"]) && outline.is_symbol(at + 1, "(") && compares {
        return Some(say(at, "write `IN (SELECT value FROM json_each(…))`"));
    }
    if outline.are(at, &["SELECT", "DISTINCT", "ON"]) && outline.is_symbol(at + 3, "(") {
        let what = outline.written(at + 1, at + 2);
        let help = "number the rows of each group: `row_number() OVER (PARTITION BY … ORDER BY …)`, and take the first";
        return Some(messages::wrong_dialect(
            outline.span_to(at + 1, at + 2),
            &what,
            "SQLite",
            help,
        ));
    }
    let verb = outline.verb()?;
    if outline.are(at, &["FOR", "UPDATE"]) && outline.is(verb, "SELECT") {
        return Some(say(
            at + 1,
            "leave it out: SQLite locks the whole database when a transaction writes",
        ));
    }
    if outline.is(at, "JOIN") && outline.is(at + 1, "LATERAL") && outline.is_symbol(at + 2, "(") {
        return Some(say(at + 1, "write the subquery where its value is used"));
    }
    if at == verb && outline.is(at, "TRUNCATE") {
        return Some(say(at, "write `DELETE FROM t WHERE true`"));
    }
    if at == verb && outline.are(at, &["INSERT", "IGNORE"]) {
        return Some(
            say(at + 1, "write `INSERT OR IGNORE`")
                .replace(outline.span_to(at, at + 1), "INSERT OR IGNORE"),
        );
    }
    None
}

fn starts_value(outline: &Outline<'_>, at: usize) -> bool {
    outline.is_string(at)
        || outline.is_placeholder(at)
        || [":", "?", "(", "%"].contains(&outline.symbol(at))
}

/// `x::int`; mended where what is cast is a name or a literal.
fn cast(outline: &Outline<'_>, at: usize) -> Diagnostic {
    let has_type = !outline.word(at + 1).is_empty();
    let last = if has_type { at + 1 } else { at };
    let what = outline.written(at, last);
    let say =
        |help: &str| messages::wrong_dialect(outline.span_to(at, last), &what, "SQLite", help);
    let ty = outline.word(at + 1);
    let is_single = at > 0
        && has_type
        && (outline.is_string(at - 1)
            || outline.is_placeholder(at - 1)
            || outline.is_number(at - 1)
            || !outline.word(at - 1).is_empty());
    if !is_single || outline.is_symbol(at + 2, "(") {
        return say("write `CAST(… AS type)`");
    }
    let mut first = at - 1;
    while first >= 2 && outline.is_symbol(first - 1, ".") && !outline.word(first - 2).is_empty() {
        first -= 2;
    }
    let operand = outline.written(first, at - 1);
    let found = say(&format!("write `CAST({operand} AS {ty})`"));
    if outline.is_hole(at - 1) || outline.is_symbol(at + 2, "[") {
        return found;
    }
    let start = outline.tokens[first].range.start;
    found
        .edit(
            span(&(start..start)),
            Replacement::Value("CAST(".to_owned()),
        )
        .edit(
            outline.span_to(at, at + 1),
            Replacement::Value(format!(" AS {ty})")),
        )
}
