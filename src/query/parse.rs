use sqlparser::{
    ast::Statement,
    dialect::{Dialect as SqlDialect, GenericDialect},
    keywords::Keyword,
    parser::{Parser, ParserError},
    tokenizer::{Token as SqlToken, TokenWithSpan, Word},
};

use super::scan::parser_dialect;
use crate::spec::Dialect;

/// A longer statement is not parsed: a chain of so many operators would be a tree as deep, and trees are taken down by
/// recursion.
const MOST_TOKENS: usize = 4_096;

/// What the SQL library makes of a statement.
pub(super) enum Parsed {
    Statement(Box<Statement>),
    /// It stops at the token of this position, or at the end of the text.
    Rejected(usize),
    /// Nothing is known: it is too long, or only the rules of other dialects take it.
    Unknown,
}

/// Parses a statement by the rules of its dialect, and if those reject it by the library's widest ones.
pub(super) fn parse(dialect: Dialect, tokens: &[TokenWithSpan]) -> Parsed {
    if tokens.len() > MOST_TOKENS {
        return Parsed::Unknown;
    }
    match parse_by(parser_dialect(dialect), tokens) {
        Ok(statement) => statement.map_or(Parsed::Unknown, |one| Parsed::Statement(Box::new(one))),
        Err(None) => Parsed::Unknown,
        Err(Some(stop)) => match parse_by(&GenericDialect {}, tokens) {
            Err(Some(other)) => Parsed::Rejected(stop.max(other)),
            Ok(_) | Err(None) => Parsed::Unknown,
        },
    }
}

/// Where the parsers stop; none if they don't.
pub(super) fn stops_at(dialect: Dialect, tokens: &[TokenWithSpan]) -> Option<usize> {
    match parse(dialect, tokens) {
        Parsed::Rejected(stop) => Some(stop),
        Parsed::Statement(_) | Parsed::Unknown => None,
    }
}

/// A keyword in the place of another token.
pub(super) fn keyword(text: &str, instead_of: &TokenWithSpan) -> TokenWithSpan {
    let token = match SqlToken::make_keyword(text) {
        SqlToken::Word(word) => SqlToken::Word(Word {
            keyword: word.keyword,
            ..word
        }),
        other => other,
    };
    TokenWithSpan::new(token, instead_of.span)
}

/// Whether a token is a word of SQL to the library, in whatever dialect.
pub(super) fn is_keyword(token: &TokenWithSpan) -> bool {
    matches!(&token.token, SqlToken::Word(word) if word.keyword != Keyword::NoKeyword)
}

fn parse_by(
    dialect: &dyn SqlDialect,
    tokens: &[TokenWithSpan],
) -> Result<Option<Statement>, Option<usize>> {
    let mut parser = Parser::new(dialect).with_tokens_with_locations(tokens.to_vec());
    match parser.parse_statements() {
        Ok(mut statements) => Ok(statements.pop()),
        Err(ParserError::RecursionLimitExceeded) => Err(None),
        Err(error) => Err(Some(
            place(&error, tokens).unwrap_or_else(|| parser.index()),
        )),
    }
}

/// The token that an error is about: the library says its line and column at the end of the message, and nowhere else.
fn place(error: &ParserError, tokens: &[TokenWithSpan]) -> Option<usize> {
    let message = error.to_string();
    let (_, place) = message.rsplit_once(" at Line: ")?;
    let (line, column) = place.split_once(", Column: ")?;
    let (line, column) = (line.parse().ok()?, column.parse().ok()?);
    tokens.iter().position(|token| {
        let start = token.span.start;
        (start.line, start.column) == (line, column)
    })
}
