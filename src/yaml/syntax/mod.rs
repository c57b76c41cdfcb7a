//! What is wrong where the parser can't go on, in words of those who write YAML, and how to go on all the same.

mod brackets;
mod indentation;
mod line;
mod quotes;
mod template;
mod unquoted;

use std::ops::Range;

use granit_parser::{ErrorKind, ScanError};

use super::mend::{Mend, Page};
use crate::{
    diagnostic::{
        Diagnostic,
        messages::yaml::{self, syntax as messages},
    },
    limits::FileLimits,
    text::{FileId, Span},
};

/// A mistake that stops the parser.
pub(super) struct Fault {
    pub(super) diagnostic: Box<Diagnostic>,
    /// How to go on, if that is possible.
    pub(super) mend: Option<Mend>,
    /// Whether only the letter of the specification is offended.
    pub(super) is_only_strict: bool,
}

impl Fault {
    /// A mistake after which nothing can be trusted.
    pub(super) fn fatal(diagnostic: Diagnostic) -> Self {
        Self {
            diagnostic: Box::new(diagnostic),
            mend: None,
            is_only_strict: false,
        }
    }

    fn mended(diagnostic: Diagnostic, mend: Mend) -> Self {
        Self {
            diagnostic: Box::new(diagnostic),
            mend: Some(mend),
            is_only_strict: false,
        }
    }
}

/// What the parser gave before it stopped.
#[derive(Default)]
pub(super) struct Seen {
    last: Range<usize>,
    last_is_plain: bool,
    open: Vec<Open>,
    /// Those that ended right where the parser stands.
    just_closed: Vec<Open>,
}

#[derive(Clone, Copy)]
struct Open {
    at: usize,
    in_brackets: bool,
    is_list: bool,
}

impl Seen {
    pub(super) fn scalar(&mut self, range: &Range<usize>, is_plain: bool) {
        self.other(range);
        self.last_is_plain = is_plain && !range.is_empty();
    }

    pub(super) fn other(&mut self, range: &Range<usize>) {
        self.last = range.clone();
        self.last_is_plain = false;
        self.just_closed.clear();
    }

    pub(super) fn open(&mut self, range: &Range<usize>, in_brackets: bool, is_list: bool) {
        self.other(range);
        self.open.push(Open {
            at: range.start,
            in_brackets,
            is_list,
        });
    }

    pub(super) fn close(&mut self, range: &Range<usize>) {
        match self.open.pop() {
            Some(open) if !open.in_brackets => self.just_closed.push(open),
            _ => self.other(range),
        }
    }

    /// The innermost bracket that is still open.
    fn bracket(&self) -> Option<usize> {
        let innermost = self.open.last().filter(|open| open.in_brackets)?;
        Some(innermost.at)
    }
}

/// All there is to find out what went wrong.
struct Scene<'a> {
    /// The text that was parsed.
    text: &'a str,
    /// The text that is in the file.
    original: &'a str,
    file: FileId,
    seen: &'a Seen,
    limits: &'a FileLimits,
    /// Where the parser stopped.
    at: usize,
}

impl Scene<'_> {
    fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.file, range.start, range.end)
    }

    /// The rest of the line from `start` on, as a place.
    fn rest_of_line(&self, start: usize) -> Span {
        self.span(start..line::content_end(self.text, start))
    }

    /// What was read from the parser's last word on up to where it stopped.
    fn unread(&self) -> &str {
        let start = self.seen.last.end.min(self.at);
        self.text.get(start..self.at).unwrap_or_default()
    }
}

/// Says no to the start of a list or map that is none: a template without quotes, or one that tabs lead to.
pub(super) fn check_start(
    page: &Page<'_>,
    file: FileId,
    seen: &Seen,
    at: usize,
    in_brackets: bool,
) -> Result<(), Fault> {
    let scene = Scene {
        text: &page.text,
        original: page.original,
        file,
        seen,
        at,
        limits: &page.limits,
    };
    let fault = if in_brackets {
        template::at_start(&scene)
    } else {
        indentation::tab_before(&scene)
    };
    fault.map_or(Ok(()), Err)
}

/// What is wrong where the parser stopped with `error`.
pub(super) fn fault(page: &Page<'_>, file: FileId, seen: &Seen, error: &ScanError) -> Fault {
    let at = error.marker().byte_offset().unwrap_or(page.text.len());
    let scene = Scene {
        text: &page.text,
        original: page.original,
        file,
        seen,
        limits: &page.limits,
        at: page.text.floor_char_boundary(at),
    };
    template::before_error(&scene).unwrap_or_else(|| of_kind(&scene, error.kind()))
}

fn of_kind(scene: &Scene<'_>, kind: &ErrorKind) -> Fault {
    use ErrorKind as Kind;
    match kind {
        Kind::RecursionLimitExceeded => {
            let place = line::one_character(scene.text, scene.at);
            Fault::fatal(yaml::too_deep(scene.span(place), scene.limits.depth))
        }
        Kind::TabNotAllowed
        | Kind::TabInBlockIndentation
        | Kind::TabInIndentation
        | Kind::TabInPlainScalar
        | Kind::TabAtBlockScalarStart => indentation::tab(scene),
        Kind::UnclosedQuotedScalar
        | Kind::InvalidQuotedScalarIndent
        | Kind::DocumentIndicatorInQuotedScalar => quotes::unclosed(scene),
        Kind::InvalidTrailingSingleQuotedScalar | Kind::InvalidTrailingDoubleQuotedScalar => {
            quotes::trailing(scene)
        }
        Kind::UnknownQuotedScalarEscape
        | Kind::InvalidQuotedScalarHexEscape
        | Kind::InvalidLowSurrogateHexEscape
        | Kind::InvalidLowSurrogate
        | Kind::MissingLowSurrogate
        | Kind::UnpairedLowSurrogate
        | Kind::InvalidUnicodeEscape => quotes::escape(scene),
        Kind::UnclosedFlowCollection { .. }
        | Kind::UnexpectedEofFlowMapping
        | Kind::UnexpectedEofFlowSequence
        | Kind::UnexpectedEofImplicitFlowMapping
        | Kind::MisplacedFlowCollectionEnd
        | Kind::MismatchedFlowCollectionEnd { .. }
        | Kind::ExpectedFlowSequenceSeparator
        | Kind::ExpectedFlowMappingSeparator
        | Kind::InvalidIndentation => brackets::fault(scene, kind),
        Kind::MappingValueNotAllowed => unquoted::colon(scene),
        Kind::SimpleKeyExpected | Kind::InvalidSimpleKey => {
            let key = scene.rest_of_line(scene.at);
            let found = scene.original.get(key.range()).unwrap_or_default();
            Fault::fatal(messages::missing_colon(found, key))
        }
        Kind::ExpectedBlockMappingKey
        | Kind::ExpectedBlockSequenceEntry
        | Kind::ExpectedDocumentStart
        | Kind::InvalidBlockScalarIndent => indentation::block(scene, kind),
        Kind::UnexpectedCharacter { character } => unquoted::character(scene, *character),
        Kind::MissingAnchorOrAliasName | Kind::UnexpectedEofBlockMapping => {
            unquoted::indicator(scene)
        }
        _ => other(scene, kind),
    }
}

fn other(scene: &Scene<'_>, kind: &ErrorKind) -> Fault {
    use ErrorKind as Kind;
    let place = scene.rest_of_line(scene.at);
    Fault::fatal(match kind {
        Kind::BlockSequenceEntryNotAllowed => messages::list_after_key(place),
        Kind::CommentInterceptedScalar => messages::comment_in_text(place),
        Kind::CommentNotSeparated => messages::comment_without_space(place),
        Kind::InvalidBlockScalarHeader | Kind::ZeroBlockScalarIndent => {
            messages::bad_block_header(place)
        }
        Kind::UndeclaredTagHandle | Kind::UnclosedVerbatimTag | Kind::InvalidTagTerminator => {
            let end = line::word_end(scene.text, scene.at);
            let tag = &scene.original[scene.at..end];
            yaml::unknown_tag(tag, scene.span(scene.at..end))
        }
        _ => messages::syntax(place),
    })
}
