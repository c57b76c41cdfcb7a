use std::ops::Range;

use chumsky::span::SimpleSpan;

use super::{
    Places, limits,
    token::{Kind, Token},
};
use crate::diagnostic::{Diagnostics, messages::template as words};

/// Makes every block end: puts in the end tags that are missing, takes out those that end nothing, and reports both.
///
/// So the grammar never meets a block without its end, and there is a tree whatever is written.
pub(super) fn balance(
    tokens: Vec<Token>,
    places: &dyn Places,
    diagnostics: &mut Diagnostics,
) -> Vec<Token> {
    let mut balance = Balance {
        tokens: Vec::with_capacity(tokens.len()),
        open: Vec::new(),
        places,
        diagnostics,
    };
    let mut skips = false;
    for token in tokens {
        if !skips {
            skips = !balance.token(token);
        } else if token.0 == Kind::CloseTag {
            skips = false;
        }
        if balance.open.len() > limits::NESTING {
            return balance.too_deep(token.1);
        }
    }
    balance.end()
}

struct Balance<'a> {
    tokens: Vec<Token>,
    open: Vec<Block>,
    places: &'a dyn Places,
    diagnostics: &'a mut Diagnostics,
}

/// A block whose end is yet to come.
struct Block {
    kind: Kind,
    tag: SimpleSpan,
    has_else: bool,
}

impl Balance<'_> {
    /// Takes a token; false if it is a tag that has no place here.
    fn token(&mut self, (kind, span): Token) -> bool {
        let fits = match kind {
            Kind::If | Kind::For => {
                self.open.push(Block {
                    kind,
                    tag: span,
                    has_else: false,
                });
                true
            }
            Kind::Elif => self.continues(span, "elif", |block| {
                block.kind == Kind::If && !block.has_else
            }),
            Kind::Else => self.continues(span, "else", |block| !block.has_else),
            Kind::EndIf => self.ends(Kind::If, span),
            Kind::EndFor => self.ends(Kind::For, span),
            _ => true,
        };
        if fits {
            self.tokens.push((kind, span));
        }
        fits
    }

    /// An `elif` or `else`: for the innermost block that can have one.
    fn continues(&mut self, span: SimpleSpan, tag: &str, fits: impl Fn(&Block) -> bool) -> bool {
        let Some(block) = self.open.iter().rposition(fits) else {
            let found = words::stray_tag(tag, self.places.span_of(span.into_range()));
            self.diagnostics.push(found);
            return false;
        };
        self.close_above(block, span.start);
        self.open[block].has_else |= tag == "else";
        true
    }

    /// An end tag: for the innermost block of its kind.
    fn ends(&mut self, kind: Kind, span: SimpleSpan) -> bool {
        let Some(block) = self.open.iter().rposition(|block| block.kind == kind) else {
            let tag = block_names(kind).1;
            let found = words::stray_tag(tag, self.places.span_of(span.into_range()));
            self.diagnostics.push(found);
            return false;
        };
        self.close_above(block, span.start);
        self.open.pop();
        true
    }

    /// Ends the blocks inside the one at `index`, each reported, as if their end tags stood at `at`.
    fn close_above(&mut self, index: usize, at: usize) {
        while self.open.len() > index + 1 {
            self.close_last(at);
        }
    }

    fn close_last(&mut self, at: usize) {
        let Some(block) = self.open.pop() else { return };
        let place = self.places.span_of(block.tag.into_range());
        let found = words::unclosed_block(block_names(block.kind).0, place);
        self.diagnostics.push(found);
        let end = if block.kind == Kind::If {
            Kind::EndIf
        } else {
            Kind::EndFor
        };
        let here = SimpleSpan::from(at..at);
        self.tokens.extend([(end, here), (Kind::CloseTag, here)]);
    }

    fn end(mut self) -> Vec<Token> {
        let end = self.tokens.last().map_or(0, |(_, span)| span.end);
        while !self.open.is_empty() {
            self.close_last(end);
        }
        self.tokens
    }

    /// One hole that is reported already, for a template that nests its blocks too deep.
    fn too_deep(self, tag: SimpleSpan) -> Vec<Token> {
        let found = words::too_deep(self.places.span_of(tag.into_range()));
        self.diagnostics.push(found);
        let whole = |kind, range: Range<usize>| (kind, SimpleSpan::from(range));
        vec![
            whole(Kind::OpenHole, 0..0),
            whole(Kind::Broken, 0..tag.end),
            whole(Kind::CloseHole, tag.end..tag.end),
        ]
    }
}

const fn block_names(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::For => ("for", "endfor"),
        _ => ("if", "endif"),
    }
}
