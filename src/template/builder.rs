use std::rc::Rc;

use chumsky::{extra, input::MapExtra, inspector::SimpleState, span::SimpleSpan};

use super::{
    BinaryOp, Expr, ExprKind, Ident, NameIds, Places,
    problem::{Problem, Tokens},
    token::{Token, bytes},
};
use crate::text::Span;

/// What the parsers carry along.
pub(super) type Extra = extra::Full<Problem, SimpleState<Builder>, ()>;

/// What a parser knows as it makes a node.
pub(super) type Made<'m> = MapExtra<'static, 'm, Tokens, Extra>;

/// Makes nodes: it knows the text that tokens stand for, and where it stands in the file.
pub(super) struct Builder {
    pub(super) tokens: Vec<Token>,
    pub(super) text: Rc<str>,
    pub(super) places: Rc<dyn Places>,
    pub(super) ids: NameIds,
}

impl Builder {
    /// The place in the file of a range of tokens.
    pub(super) fn span(&self, range: SimpleSpan) -> Span {
        self.places.span_of(bytes(&self.tokens, range))
    }

    fn written(&self, range: SimpleSpan) -> &str {
        &self.text[bytes(&self.tokens, range)]
    }

    /// The word at `range`.
    pub(super) fn ident(&self, range: SimpleSpan) -> Ident {
        Ident::new(self.written(range).to_owned(), self.span(range))
    }

    /// The variable at `range`.
    pub(super) fn name(&mut self, range: SimpleSpan) -> Expr {
        let name = self.written(range).to_owned();
        let id = self.ids.next_id();
        self.expr(ExprKind::Name { id, name }, range)
    }

    /// An expression at `range`.
    pub(super) fn expr(&self, kind: ExprKind, range: SimpleSpan) -> Expr {
        Expr {
            kind,
            span: self.span(range),
        }
    }
}

/// An expression of what was just parsed.
pub(super) fn expr(kind: ExprKind, made: &mut Made<'_>) -> Expr {
    let range = made.span();
    made.state().expr(kind, range)
}

/// Two operands with an operator in between.
pub(super) fn binary(
    left: Expr,
    (op, place): (BinaryOp, SimpleSpan),
    right: Expr,
    made: &mut Made<'_>,
) -> Expr {
    let op_span = made.state().span(place);
    let kind = ExprKind::Binary {
        op,
        op_span,
        left: Box::new(left),
        right: Box::new(right),
    };
    expr(kind, made)
}

/// The word that was just parsed.
pub(super) fn ident(made: &mut Made<'_>) -> Ident {
    let range = made.span();
    made.state().ident(range)
}

/// The text of what was just parsed.
pub(super) fn written<'m>(made: &'m mut Made<'_>) -> &'m str {
    let range = made.span();
    made.state().written(range)
}

/// The place in the file of what was just parsed.
pub(super) fn span(made: &mut Made<'_>) -> Span {
    let range = made.span();
    made.state().span(range)
}
