use std::ops::Range;

use sqlparser::{
    dialect::{Dialect as SqlDialect, PostgreSqlDialect, SQLiteDialect},
    tokenizer::{Location, Token as SqlToken, TokenWithSpan, Tokenizer, Whitespace},
};

use crate::spec::Dialect;

/// A token and its bytes in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) range: Range<usize>,
    /// Its position among the tokens of the SQL library.
    pub(super) at: usize,
}

/// The kinds of token that anything is decided by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    Word(String),
    QuotedName,
    /// With what stands between the quotes.
    String(String),
    Comment,
    Symbol(String),
}

impl Token {
    pub(super) fn is_symbol(&self, symbol: &str) -> bool {
        matches!(&self.kind, Kind::Symbol(own) if own == symbol)
    }

    /// Whether a value may follow right behind it without a blank.
    pub(super) fn is_opening(&self) -> bool {
        matches!(&self.kind, Kind::Symbol(own) if ["(", ",", "=", "<", ">", "[", "+", "-", "*", "/"].contains(&own.as_str()))
    }
}

/// Why a text is no SQL at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Malformed {
    pub(super) message: String,
    /// Where what is malformed begins.
    pub(super) offset: usize,
}

/// Cuts a text into the tokens of the SQL library: all of them, quotes inside quotes still doubled.
///
/// # Errors
/// If the text is no SQL: a quote is never closed, say.
pub(super) fn tokenize(dialect: Dialect, text: &str) -> Result<Vec<TokenWithSpan>, Malformed> {
    Tokenizer::new(parser_dialect(dialect), text)
        .with_unescape(false)
        .tokenize_with_location()
        .map_err(|error| Malformed {
            message: error.message,
            offset: Cursor::new(text).reach(error.location),
        })
}

/// The tokens of `text` that anything is decided by, blanks left out.
pub(super) fn scan(text: &str, tokens: &[TokenWithSpan]) -> Vec<Token> {
    let mut cursor = Cursor::new(text);
    tokens
        .iter()
        .enumerate()
        .filter_map(|(at, token)| {
            let kind = kind(&token.token)?;
            let start = cursor.reach(token.span.start);
            Some(Token {
                kind,
                range: start..cursor.reach(token.span.end),
                at,
            })
        })
        .collect()
}

pub(super) fn parser_dialect(dialect: Dialect) -> &'static dyn SqlDialect {
    match dialect {
        Dialect::Postgres => &PostgreSqlDialect {},
        Dialect::Sqlite => &SQLiteDialect {},
    }
}

fn kind(token: &SqlToken) -> Option<Kind> {
    let kind = match token {
        SqlToken::EOF => return None,
        SqlToken::Whitespace(
            Whitespace::SingleLineComment { .. } | Whitespace::MultiLineComment(_),
        ) => Kind::Comment,
        SqlToken::Whitespace(_) => return None,
        SqlToken::Word(word) if word.quote_style.is_some() => Kind::QuotedName,
        SqlToken::Word(word) => Kind::Word(word.value.clone()),
        SqlToken::SingleQuotedString(text)
        | SqlToken::NationalStringLiteral(text)
        | SqlToken::EscapedStringLiteral(text)
        | SqlToken::UnicodeStringLiteral(text)
        | SqlToken::HexStringLiteral(text) => Kind::String(text.clone()),
        SqlToken::DollarQuotedString(string) => Kind::String(string.value.clone()),
        other => Kind::Symbol(other.to_string()),
    };
    Some(kind)
}

/// Goes through a text for the byte offsets of lines and columns: the tokenizer counts characters.
struct Cursor<'a> {
    rest: std::str::Chars<'a>,
    length: usize,
    at: Location,
}

impl<'a> Cursor<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            rest: text.chars(),
            length: text.len(),
            at: Location::new(1, 1),
        }
    }

    /// The offset of a place that is not before the one reached last.
    fn reach(&mut self, place: Location) -> usize {
        while self.at < place {
            match self.rest.next() {
                Some('\n') => self.at = Location::new(self.at.line + 1, 1),
                Some(_) => self.at.column += 1,
                None => break,
            }
        }
        self.length - self.rest.as_str().len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_bytes_whatever_the_characters_and_lines() {
        let text = "SELECT 'größe',\n  \"ä\" -- é\n , b";
        let tokens = tokenize(Dialect::Postgres, text).expect("sound");
        let found: Vec<_> = scan(text, &tokens)
            .into_iter()
            .map(|token| &text[token.range])
            .collect();
        let expected = ["SELECT", "'größe'", ",", "\"ä\"", "-- é", ",", "b"];
        assert_eq!(found, expected);
    }
}
