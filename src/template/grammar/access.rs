use chumsky::{
    Parser,
    prelude::{just, via_parser},
};

use super::{Rc, argument::word, recovery::skip_brackets};
use crate::template::{
    Argument, Expr, ExprKind, Ident,
    builder::{Extra, expr, written},
    literal,
    problem::{Rule, Tokens},
    token::Kind,
};

/// What may follow an operand: `.name`, `.name(…)`, `[…]`.
#[derive(Clone)]
pub(super) enum Access {
    Attribute(Ident),
    Method(Ident, Vec<Argument>),
    Item(Expr),
    Slice([Option<Box<Expr>>; 3]),
}

impl Access {
    /// Applies it.
    pub(super) fn of(self, base: Expr) -> ExprKind {
        let base = Box::new(base);
        match self {
            Self::Attribute(name) => ExprKind::Attribute { base, name },
            Self::Method(method, arguments) => ExprKind::MethodCall {
                base,
                method,
                arguments,
            },
            Self::Item(index) => ExprKind::Item {
                base,
                index: Box::new(index),
            },
            Self::Slice([start, stop, step]) => ExprKind::Slice {
                base,
                start,
                stop,
                step,
            },
        }
    }
}

/// `.name`, `.name(…)`, `.0` and `[…]`
pub(super) fn accesses(
    whole: impl Parser<'static, Tokens, Expr, Extra> + Clone + 'static,
    arguments: Rc<Vec<Argument>>,
) -> impl Parser<'static, Tokens, Access, Extra> + Clone {
    let index = just(Kind::Integer).map_with(|_, made| {
        let value = literal::integer(written(made));
        Access::Item(expr(value.map_or(ExprKind::Error, ExprKind::Int), made))
    });
    let field = word(Rule::FieldName)
        .then(arguments.or_not())
        .map(|(name, arguments)| match arguments {
            None => Access::Attribute(name),
            Some(arguments) => Access::Method(name, arguments),
        });
    let dot = just(Kind::Dot)
        .labelled(Rule::Attribute)
        .ignore_then(field.or(index));
    dot.or(subscript(whole))
}

/// `[index]` and `[start:stop:step]`
fn subscript(
    whole: impl Parser<'static, Tokens, Expr, Extra> + Clone + 'static,
) -> impl Parser<'static, Tokens, Access, Extra> + Clone {
    let bound = whole.clone().map(Box::new).or_not();
    let part = just(Kind::Colon).ignore_then(bound);
    let bounds = part
        .clone()
        .then(part.or_not())
        .map(|(stop, step)| [stop, step.flatten()]);
    let from_item = whole
        .then(bounds.clone().or_not())
        .map(|(first, bounds)| match bounds {
            None => Access::Item(first),
            Some([stop, step]) => Access::Slice([Some(Box::new(first)), stop, step]),
        });
    let from_start = bounds.map(|[stop, step]| Access::Slice([None, stop, step]));
    let skipped = skip_brackets(Kind::OpenBracket, Kind::CloseBracket)
        .map_with(|(), made| Access::Item(expr(ExprKind::Error, made)));
    from_item
        .or(from_start)
        .delimited_by(just(Kind::OpenBracket), just(Kind::CloseBracket))
        .recover_with(via_parser(skipped))
        .labelled(Rule::Subscript)
}
