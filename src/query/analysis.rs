use std::ops::Range;

use sqlparser::tokenizer::TokenWithSpan;

use super::{
    assembled::{Assembled, locate, span},
    columns::{Columns, columns_of},
    familiar::is_familiar,
    hole::{self, Place},
    lint::{self, Use},
    named::{Named, named, with_placeholders},
    outline::Outline,
    parse::{Parsed, parse},
    parts::{second_statement, select_items},
    reads::{self, Reads},
    scan::{Kind, Malformed, scan, tokenize},
};
use crate::{
    diagnostic::{Diagnostic, Severity, messages::sql as messages},
    spec::Dialect,
    text::Span,
};

/// More mistakes than this in one statement are not reported: nobody reads on.
const MOST_FOUND: usize = 100;

/// A piece of a statement as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Text as it stands.
    Text(&'a str),
    /// A hole, with its expression as people write it.
    Hole(&'a str),
}

/// What a statement says about itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Analysis {
    /// Where each hole stands, in order.
    pub holes: Vec<Place>,
    /// The named parameters, in order.
    pub named: Vec<Named>,
    /// What is wrong with it. The spans lead to the pieces by [`locate`](Self::locate).
    pub found: Vec<Diagnostic>,
    /// What it gives, if it gives rows.
    pub columns: Columns,
    /// What it reads, if it is known to change nothing.
    pub reads: Option<Reads>,
    pieces: Vec<Range<usize>>,
    is_malformed: bool,
}

impl Analysis {
    /// Whether the text was no SQL, so that nothing is known of it.
    #[must_use]
    pub const fn is_malformed(&self) -> bool {
        self.is_malformed
    }

    /// Where the first and the last byte of a span of [`found`](Self::found) lie: the pieces, and the ranges in them.
    #[must_use]
    pub fn locate(&self, span: Span) -> Option<[(usize, Range<usize>); 2]> {
        let range = span.range();
        let (first, start) = locate(&self.pieces, range.start)?;
        let (last, end) = if range.is_empty() {
            (first, start)
        } else {
            let (last, end) = locate(&self.pieces, range.end - 1)?;
            (last, end + 1)
        };
        if first == last {
            return Some([(first, start..end), (first, start..end)]);
        }
        Some([(first, start..self.pieces[first].len()), (last, 0..end)])
    }
}

/// Reads a statement that a step runs for its rows or for its effect.
#[must_use]
pub fn analyze(dialect: Dialect, pieces: &[Piece<'_>], used: Use) -> Analysis {
    let assembled = Assembled::new(pieces);
    let mut analysis = match tokenize(dialect, &assembled.text) {
        Ok(tokens) => read(dialect, &assembled, &tokens, used),
        Err(malformed) => Analysis {
            holes: vec![Place::Value; assembled.holes.len()],
            found: lint::hash_lines(dialect, &assembled.text)
                .unwrap_or_else(|| vec![report_malformed(&assembled.text, &malformed)]),
            is_malformed: true,
            ..Analysis::default()
        },
    };
    analysis.found.truncate(MOST_FOUND);
    analysis.pieces = assembled.pieces;
    analysis
}

/// Whether a statement changes tables or other objects rather than rows.
#[must_use]
pub fn is_definition(dialect: Dialect, text: &str) -> bool {
    let Ok(tokens) = tokenize(dialect, text) else {
        return false;
    };
    let tokens = scan(text, &tokens);
    let first = tokens.iter().find(|token| token.kind != Kind::Comment);
    matches!(first.map(|token| &token.kind), Some(Kind::Word(word))
        if ["CREATE", "ALTER", "DROP", "TRUNCATE", "COMMENT", "GRANT", "REVOKE", "PRAGMA", "VACUUM", "REINDEX", "SET", "DO", "CALL"]
            .iter().any(|keyword| word.eq_ignore_ascii_case(keyword)))
}

fn report_malformed(text: &str, malformed: &Malformed) -> Diagnostic {
    let start = malformed.offset.min(text.len());
    let quote = text[start..]
        .chars()
        .next()
        .filter(|c| "'\"`$/".contains(*c));
    let place = match quote {
        Some(quote) => start..start + quote.len_utf8(),
        None => 0..text.trim_end().len(),
    };
    messages::malformed(span(&place), &malformed.message)
}

fn read(dialect: Dialect, assembled: &Assembled, all: &[TokenWithSpan], used: Use) -> Analysis {
    let tokens = scan(&assembled.text, all);
    let named = named(&tokens, assembled);
    let outline = Outline::new(dialect, &assembled.text, &assembled.holes, &tokens);
    let mut found = Vec::new();
    let holes = hole::places(&outline, &tokens, &mut found);
    let mut columns = Columns::default();
    let mut reads = None;
    if let Some(second) = second_statement(&outline) {
        found.push(messages::several_statements(outline.span(second)));
    } else {
        lint::lint(&outline, used, &mut found);
        let parsed = with_placeholders(all, &named);
        columns = understood(&outline, &parsed, &mut found);
        reads = reads::reads(&parsed);
        if used == Use::Rows {
            duplicates(&outline, &columns, &mut found);
        }
    }
    Analysis {
        holes,
        named: named.into_iter().map(|(named, _)| named).collect(),
        found,
        columns,
        reads,
        pieces: Vec::new(),
        is_malformed: false,
    }
}

/// Parses a statement; what the parser rejects is reported unless the reason for it is already.
fn understood(
    outline: &Outline<'_>,
    tokens: &[TokenWithSpan],
    found: &mut Vec<Diagnostic>,
) -> Columns {
    let has_errors =
        |found: &[Diagnostic]| found.iter().any(|one| one.code.severity == Severity::Error);
    match parse(outline.dialect, tokens) {
        Parsed::Statement(statement) => columns_of(outline.dialect, &statement),
        Parsed::Rejected(_) if has_errors(found) => Columns::default(),
        Parsed::Rejected(stop) => {
            // No statement begins with a comment of another language.
            let is_familiar = is_familiar(outline) || outline.is_symbol(0, "#");
            let is_known = lint::respell(outline, tokens, stop, found)
                || is_familiar && lint::repair(outline, tokens, stop, found);
            if !is_known && is_familiar {
                found.extend(not_understood(outline, stop));
            }
            Columns::default()
        }
        Parsed::Unknown => Columns::default(),
    }
}
fn not_understood(outline: &Outline<'_>, stop: usize) -> Option<Diagnostic> {
    let at = outline.tokens.iter().position(|token| token.at >= stop);
    let is_end = at.is_none();
    let at = at.or_else(|| outline.len().checked_sub(1))?;
    let written = outline.written(at, at);
    Some(messages::not_understood(outline.span(at), &written, is_end))
}

/// Two columns of one name.
fn duplicates(outline: &Outline<'_>, columns: &Columns, found: &mut Vec<Diagnostic>) {
    for (position, column) in columns.known.iter().enumerate() {
        let before = columns.known[..position]
            .iter()
            .find(|before| before.name == column.name);
        let Some(before) = before else {
            continue;
        };
        let items = select_items(outline);
        let place = |item: usize| {
            let (first, last) = items.get(item)?;
            Some(outline.span_to(*first, *last))
        };
        if let (Some(first), Some(second)) = (place(before.item), place(column.item)) {
            found.push(messages::duplicate_column(second, &column.name, first));
        }
        return;
    }
}
