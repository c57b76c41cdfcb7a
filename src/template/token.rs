use std::ops::Range;

use chumsky::span::SimpleSpan;

/// A token: its kind, and the bytes of the decoded text it stands for.
pub(super) type Token = (Kind, SimpleSpan);

/// The bytes of the text that a range of tokens takes; of an empty range the empty place before the token there.
pub(super) fn bytes(tokens: &[Token], range: SimpleSpan) -> Range<usize> {
    let end = || tokens.last().map_or(0, |(_, last)| last.end);
    let start = tokens
        .get(range.start)
        .map_or_else(end, |(_, first)| first.start);
    let end = tokens[range.start..range.end]
        .last()
        .map_or(start, |(_, last)| last.end);
    start..end
}

/// Declares the kinds with the words that messages use for them.
macro_rules! kinds {
    ($($kind:ident $words:literal)+) => {
        /// What a token is; what it says is in the text.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Kind { $($kind),+ }

        impl Kind {
            const ALL: &[Self] = &[$(Self::$kind),+];

            /// What messages call it.
            pub(super) const fn words(self) -> &'static str {
                match self { $(Self::$kind => $words),+ }
            }
        }
    };
}

kinds! {
    Text "text"
    OpenHole "`{{`"
    CloseHole "`}}`"
    If "`{% if`"
    Elif "`{% elif`"
    Else "`{% else`"
    EndIf "`{% endif`"
    For "`{% for`"
    EndFor "`{% endfor`"
    Set "`{% set`"
    CloseTag "`%}`"
    Name "a name"
    Integer "a number"
    Float "a number"
    String "a text"
    And "`and`"
    Or "`or`"
    Not "`not`"
    In "`in`"
    Is "`is`"
    WhenTrue "`if`"
    Otherwise "`else`"
    True "`true`"
    False "`false`"
    None "`none`"
    Dot "`.`"
    Comma "`,`"
    Colon "`:`"
    Pipe "`|`"
    OpenParen "`(`"
    CloseParen "`)`"
    OpenBracket "`[`"
    CloseBracket "`]`"
    OpenBrace "`{`"
    CloseBrace "`}`"
    Plus "`+`"
    Minus "`-`"
    Star "`*`"
    StarStar "`**`"
    Slash "`/`"
    SlashSlash "`//`"
    Percent "`%`"
    Tilde "`~`"
    Equal "`==`"
    NotEqual "`!=`"
    Less "`<`"
    LessEqual "`<=`"
    Greater "`>`"
    GreaterEqual "`>=`"
    Assign "`=`"
    Unknown "something that is no part of an expression"
    Broken "what is reported already"
}

impl Kind {
    /// The keyword that a word is, in an expression.
    pub(super) fn of_word(word: &str) -> Self {
        match word {
            "and" => Self::And,
            "or" => Self::Or,
            "not" => Self::Not,
            "in" => Self::In,
            "is" => Self::Is,
            "if" => Self::WhenTrue,
            "else" => Self::Otherwise,
            "true" | "True" => Self::True,
            "false" | "False" => Self::False,
            "none" | "None" => Self::None,
            _ => Self::Name,
        }
    }

    /// The kind of tag that a word begins.
    pub(super) fn of_tag(word: &str) -> Option<Self> {
        Some(match word {
            "if" => Self::If,
            "elif" => Self::Elif,
            "else" => Self::Else,
            "endif" => Self::EndIf,
            "for" => Self::For,
            "endfor" => Self::EndFor,
            "set" => Self::Set,
            _ => return None,
        })
    }

    /// The bracket that closes this one.
    pub(super) const fn closer(self) -> Option<Self> {
        Some(match self {
            Self::OpenParen => Self::CloseParen,
            Self::OpenBracket => Self::CloseBracket,
            Self::OpenBrace => Self::CloseBrace,
            _ => return None,
        })
    }

    /// Whether it closes a bracket.
    pub(super) const fn is_closer(self) -> bool {
        matches!(
            self,
            Self::CloseParen | Self::CloseBracket | Self::CloseBrace
        )
    }

    /// Whether a run of these nests operand in operand.
    pub(super) const fn is_prefix(self) -> bool {
        matches!(self, Self::Not | Self::Plus | Self::Minus)
    }

    /// Whether it is a word as opposed to a sign, so that a field may be called so.
    pub(super) const fn is_word(self) -> bool {
        matches!(
            self,
            Self::Name
                | Self::And
                | Self::Or
                | Self::Not
                | Self::In
                | Self::Is
                | Self::WhenTrue
                | Self::Otherwise
                | Self::True
                | Self::False
                | Self::None
        )
    }
}

/// A set of kinds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Kinds(u64);

impl Kinds {
    /// The set of one.
    pub(super) const fn of(kind: Kind) -> Self {
        Self(1 << kind as u64)
    }

    /// What is in either.
    pub(super) const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// What is in it, in the order of declaration.
    pub(super) fn iter(self) -> impl Iterator<Item = Kind> {
        Kind::ALL
            .iter()
            .copied()
            .filter(move |kind| self.0 & Self::of(*kind).0 != 0)
    }
}

const _: () = assert!(Kind::ALL.len() <= 64, "a set of kinds is one word");
