use chumsky::{extra, input::MapExtra, inspector::SimpleState, span::SimpleSpan};

use super::{
    BinaryOp, Expr, ExprKind, Ident, NameIds, Places,
    problem::{Problem, Tokens},
};
use crate::text::Span;

/// What the parsers carry along.
pub(super) type Extra<'t> = extra::Full<Problem, SimpleState<Builder<'t>>, ()>;

/// What a parser knows as it makes a node.
pub(super) type Made<'t, 'm> = MapExtra<'t, 'm, Tokens<'t>, Extra<'t>>;

/// Makes nodes: it knows the text that tokens stand for, and where it stands in the file.
pub(super) struct Builder<'t> {
    pub(super) text: &'t str,
    pub(super) places: &'t dyn Places,
    pub(super) ids: &'t mut NameIds,
}

impl Builder<'_> {
    /// The place in the file of what was just parsed.
    pub(super) fn span(&self, range: SimpleSpan) -> Span {
        self.places.span_of(range.into_range())
    }

    /// The word at `range`.
    pub(super) fn ident(&self, range: SimpleSpan) -> Ident {
        Ident::new(self.text[range.into_range()].to_owned(), self.span(range))
    }

    /// The variable at `range`.
    pub(super) fn name(&mut self, range: SimpleSpan) -> Expr {
        let name = self.text[range.into_range()].to_owned();
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
pub(super) fn expr(kind: ExprKind, made: &mut Made<'_, '_>) -> Expr {
    let range = made.span();
    made.state().expr(kind, range)
}

/// Two operands with an operator in between.
pub(super) fn binary(
    left: Expr,
    (op, place): (BinaryOp, SimpleSpan),
    right: Expr,
    made: &mut Made<'_, '_>,
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
pub(super) fn ident(made: &mut Made<'_, '_>) -> Ident {
    let range = made.span();
    made.state().ident(range)
}

/// The text of what was just parsed.
pub(super) fn written<'t>(made: &mut Made<'t, '_>) -> &'t str {
    let range = made.span();
    &made.state().text[range.into_range()]
}

/// The place in the file of what was just parsed.
pub(super) fn span(made: &mut Made<'_, '_>) -> Span {
    let range = made.span();
    made.state().span(range)
}
