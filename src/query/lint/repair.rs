use std::ops::Range;

use sqlparser::tokenizer::{Token as SqlToken, TokenWithSpan, Whitespace};

use super::dialect;
use crate::{
    diagnostic::{Diagnostic, Replacement, messages::sql as messages},
    query::{
        assembled::span,
        outline::Outline,
        parse::{keyword, stops_at},
        scan::tokenize,
    },
    spec::Dialect,
};

/// How many pieces of one statement are repaired.
const MOST: usize = 4;

/// How far back the clause that a condition stands in is looked for.
const FAR: usize = 1_000;

/// Reports what a statement lacks, or holds of another language, that the parser rejects: with that repaired it takes the
/// statement. Without a sign of it, nothing is reported.
pub(in crate::query) fn repair(
    outline: &Outline<'_>,
    tokens: &[TokenWithSpan],
    stop: usize,
    found: &mut Vec<Diagnostic>,
) -> bool {
    let mut tokens = tokens.to_vec();
    let mut repaired = Vec::new();
    let mut stop = Some(stop);
    while let Some(stopped) = stop {
        let repair = comments(outline, &mut tokens)
            .or_else(|| one(outline, &mut tokens, stopped).map(|one| vec![one]));
        let Some(repair) = repair.filter(|_| repaired.len() < MOST) else {
            return false;
        };
        repaired.extend(repair);
        stop = stops_at(outline.dialect, &tokens);
        if stop.is_some_and(|next| next <= stopped) {
            return false;
        }
    }
    found.extend(repaired);
    true
}

fn one(outline: &Outline<'_>, tokens: &mut [TokenWithSpan], stop: usize) -> Option<Diagnostic> {
    let at = outline.tokens.iter().position(|token| token.at == stop)?;
    let before = at.checked_sub(1).filter(|at| outline.ends_value(*at))?;
    let clause = clause(outline, before)?;
    if outline.is_hole(at) && outline.are(clause, &["ORDER", "BY"]) {
        tokens[stop] = keyword("DESC", &tokens[stop]);
        let (hole, column) = (outline.written(at, at), sorted(outline, clause, before));
        return Some(messages::direction_hole(outline.span(at), &hole, &column));
    }
    let is_condition = outline.is_any(clause, &["WHERE", "ON", "HAVING"]);
    let blank = stop.checked_sub(1)?;
    let is_blank = matches!(tokens[blank].token, SqlToken::Whitespace(_));
    if !is_condition || !is_blank || !begins_condition(outline, at) {
        return None;
    }
    tokens[blank] = keyword("AND", &tokens[blank]);
    let next = outline.written(at, end_of_name(outline, at));
    Some(messages::missing_and(outline.span(at), &next))
}

/// The word that begins the clause which a token stands in.
fn clause(outline: &Outline<'_>, at: usize) -> Option<usize> {
    let words = [
        "WHERE",
        "ON",
        "HAVING",
        "ORDER",
        "GROUP",
        "SELECT",
        "FROM",
        "SET",
        "VALUES",
        "RETURNING",
        "WHEN",
        "LIMIT",
        "OFFSET",
        "USING",
        "THEN",
        "ELSE",
    ];
    let mut before = (0..at).rev().take(FAR);
    before.find(|before| {
        outline.depth(*before) == outline.depth(at) && outline.is_any(*before, &words)
    })
}

/// Whether a name and a comparison stand here.
fn begins_condition(outline: &Outline<'_>, at: usize) -> bool {
    let is_name = |at: usize| !outline.word(at).is_empty() || outline.is_quoted_name(at);
    let last = end_of_name(outline, at);
    let signs = ["=", "<>", "!=", "<", ">", "<=", ">="];
    let words = ["IS", "LIKE", "ILIKE", "IN", "BETWEEN", "NOT"];
    is_name(at)
        && is_name(last)
        && (signs.contains(&outline.symbol(last + 1)) || outline.is_any(last + 1, &words))
}

/// The last part of a name with dots that begins here.
fn end_of_name(outline: &Outline<'_>, at: usize) -> usize {
    let mut last = at;
    while outline.is_symbol(last + 1, ".") && last + 2 < outline.len() {
        last += 2;
    }
    last
}

/// What stands between the last comma of a sort, or its beginning, and the token at `last`.
fn sorted(outline: &Outline<'_>, clause: usize, last: usize) -> String {
    let depth = outline.depth(clause);
    let comma = (clause..=last)
        .rev()
        .find(|at| outline.is_symbol(*at, ",") && outline.depth(*at) == depth);
    outline.written(comma.unwrap_or(clause + 1) + 1, last)
}

/// Takes out what `#` begins, up to the end of its line; none where no such comment is left.
fn comments(outline: &Outline<'_>, tokens: &mut [TokenWithSpan]) -> Option<Vec<Diagnostic>> {
    let mut found = Vec::new();
    let mut done = 0;
    for (at, token) in outline.tokens.iter().enumerate() {
        let is_taken = matches!(tokens[token.at].token, SqlToken::Whitespace(_));
        if token.at < done || is_taken || !begins_comment(outline, at) {
            continue;
        }
        done = token.at;
        while let Some(next) = tokens.get_mut(done) {
            if matches!(
                next.token,
                SqlToken::Whitespace(Whitespace::Newline) | SqlToken::EOF
            ) {
                break;
            }
            next.token = SqlToken::Whitespace(Whitespace::Space);
            done += 1;
        }
        found.push(hash_comment(outline.dialect, &token.range));
    }
    (!found.is_empty()).then_some(found)
}

fn hash_comment(dialect: Dialect, sign: &Range<usize>) -> Diagnostic {
    let database = dialect::name(dialect);
    messages::wrong_dialect(span(sign), "# comment", database, "write `-- …`")
        .edit(span(sign), Replacement::Value("--".to_owned()))
}

/// Words of SQL that stand behind a number or the name of a column.
const BEHIND: &[&str] = &[
    "AND", "AS", "ASC", "BETWEEN", "DESC", "ELSE", "END", "FROM", "GROUP", "HAVING", "ILIKE", "IN",
    "INNER", "IS", "JOIN", "LEFT", "LIKE", "LIMIT", "NOT", "ON", "OR", "ORDER", "THEN", "UNION",
    "WHEN", "WHERE",
];

/// Whether a `#` begins a comment rather than joins two numbers: it begins a line, or words of prose follow it.
fn begins_comment(outline: &Outline<'_>, at: usize) -> bool {
    let before = &outline.text[..outline.tokens[at].range.start];
    let line = before.rsplit('\n').next().unwrap_or_default();
    let follows = |behind: usize| {
        let token = outline.tokens.get(at + behind)?;
        let between = &outline.text[before.len()..token.range.start];
        (!between.contains('\n') && !outline.word(at + behind).is_empty()).then_some(token)
    };
    let is_prose = follows(1).is_some() && follows(2).is_some() && !outline.is_any(at + 2, BEHIND);
    outline.is_symbol(at, "#") && (line.trim().is_empty() || is_prose)
}

/// The comments that `#` begins in a text which is no SQL, and which is with them taken out.
pub(in crate::query) fn hash_lines(dialect: Dialect, text: &str) -> Option<Vec<Diagnostic>> {
    let mut rest = String::with_capacity(text.len());
    let mut found = Vec::new();
    for line in text.split_inclusive('\n') {
        if line.trim_start().starts_with('#') {
            let start = rest.len() + line.len() - line.trim_start().len();
            found.push(hash_comment(dialect, &(start..start + 1)));
            rest.extend(
                line.bytes()
                    .map(|byte| if byte == b'\n' { '\n' } else { ' ' }),
            );
        } else {
            rest.push_str(line);
        }
    }
    let tokens = tokenize(dialect, &rest).ok()?;
    let is_right = stops_at(dialect, &tokens).is_none();
    (is_right && !found.is_empty()).then_some(found)
}
