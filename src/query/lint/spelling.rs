use sqlparser::tokenizer::{Token as SqlToken, TokenWithSpan};

use crate::{
    diagnostic::{Diagnostic, messages::sql as messages, nearest},
    query::{
        outline::Outline,
        parse::{is_keyword, keyword, stops_at},
    },
};

/// The keywords that people misspell.
const KEYWORDS: &[&str] = &[
    "SELECT",
    "INSERT",
    "UPDATE",
    "DELETE",
    "CREATE",
    "ALTER",
    "FROM",
    "WHERE",
    "GROUP",
    "ORDER",
    "HAVING",
    "LIMIT",
    "OFFSET",
    "JOIN",
    "LEFT",
    "INNER",
    "OUTER",
    "VALUES",
    "INTO",
    "RETURNING",
    "UNION",
    "DISTINCT",
    "BETWEEN",
    "LIKE",
    "NULL",
    "DESC",
    "CONFLICT",
    "AND",
    "SET",
    "TABLE",
    "WITH",
    "EXISTS",
    "WHEN",
    "THEN",
    "ELSE",
    "CASE",
    "NOTHING",
    "DEFAULT",
    "INDEX",
    "TRUNCATE",
];

/// How many words of one statement may be misspelled.
const MOST: usize = 4;

/// How far behind the place where the parser stops a misspelled word may stand, in tokens and blanks.
const NEAR: usize = 4;

/// How many words are tried as the one that is misspelled: each costs as much as the whole statement.
const TRIED: usize = 12;

/// A word that a keyword would mend.
struct Respelled {
    at: usize,
    keyword: &'static str,
    /// Whether the keyword is missing behind the word, which is right.
    is_missing: bool,
}

/// Reports misspelled keywords of a statement that the parser rejects: with them mended it takes the statement, so it is
/// they that are wrong. Without a sign that they are, nothing is reported.
pub(in crate::query) fn respell(
    outline: &Outline<'_>,
    tokens: &[TokenWithSpan],
    stop: usize,
    found: &mut Vec<Diagnostic>,
) -> bool {
    let mut tokens = tokens.to_vec();
    let mut mended: Vec<Respelled> = Vec::new();
    let mut stop = Some(stop);
    while let Some(stopped) = stop {
        let done: Vec<_> = mended.iter().map(|one| one.at).collect();
        let Some((one, next, later)) = best(outline, &tokens, stopped, &done) else {
            return false;
        };
        mended.push(one);
        if mended.len() > MOST {
            return false;
        }
        (tokens, stop) = (next, later);
    }
    for one in &mended {
        let span = outline.span(one.at);
        found.push(if one.is_missing {
            messages::missing_keyword(span, outline.word(one.at), one.keyword)
        } else {
            messages::misspelled(span, outline.word(one.at), one.keyword)
        });
    }
    !mended.is_empty()
}

type Mended = (Respelled, Vec<TokenWithSpan>, Option<usize>);

/// The change that brings the parser furthest, to the end if possible.
fn best(
    outline: &Outline<'_>,
    tokens: &[TokenWithSpan],
    stop: usize,
    done: &[usize],
) -> Option<Mended> {
    let mut best: Option<Mended> = None;
    let candidates = (0..outline.len()).rev().filter_map(|at| {
        let source = outline.tokens[at].at;
        let is_near = source <= stop + NEAR && !outline.word(at).is_empty();
        let one = candidate(outline, at, tokens.get(source)?)?;
        (is_near && !done.contains(&at)).then_some((source, one))
    });
    for (source, one) in candidates.take(TRIED) {
        let mut next = tokens.to_vec();
        if one.is_missing {
            // The place of what stands behind it is taken, so that the positions of tokens stay.
            let Some(blank) = next
                .get_mut(source + 1)
                .filter(|token| matches!(token.token, SqlToken::Whitespace(_)))
            else {
                continue;
            };
            *blank = keyword(one.keyword, blank);
        } else {
            next[source] = keyword(one.keyword, &tokens[source]);
        }
        let reached = stops_at(outline.dialect, &next);
        let is_further = |than: Option<usize>| match (reached, than) {
            (None, Some(_)) => true,
            (Some(reached), Some(than)) => reached > than,
            (_, None) => false,
        };
        let so_far = best.as_ref().map_or(Some(stop), |(_, _, reached)| *reached);
        if is_further(so_far) {
            best = Some((one, next, reached));
        }
    }
    best
}

fn candidate(outline: &Outline<'_>, at: usize, token: &TokenWithSpan) -> Option<Respelled> {
    let word = outline.word(at);
    if at > 0 && outline.is_any(at - 1, &["GROUP", "ORDER", "PARTITION"]) && word.len() == 2 {
        let is_by = !outline.is(at, "BY") && word.to_ascii_uppercase().contains(['B', 'Y']);
        return is_by.then_some(Respelled {
            at,
            keyword: "BY",
            is_missing: false,
        });
    }
    if outline.is_any(at, &["GROUP", "ORDER"]) && !outline.is(at + 1, "BY") {
        return Some(Respelled {
            at,
            keyword: "BY",
            is_missing: true,
        });
    }
    if is_keyword(token) || word.len() < 3 {
        return None;
    }
    let keyword = nearest(word, KEYWORDS.iter().copied())?;
    let keyword = KEYWORDS.iter().find(|own| **own == keyword)?;
    Some(Respelled {
        at,
        keyword,
        is_missing: false,
    })
}
