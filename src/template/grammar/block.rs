use chumsky::{
    IterParser, Parser,
    prelude::{choice, just, recursive, via_parser},
    primitive::any,
};

use super::{Expressions, Rc, recovery::skip_to};
use crate::{
    template::{
        Expr, ExprKind, Ident, Node,
        builder::{Extra, expr, ident, span, written},
        problem::{Rule, Tokens},
        token::Kind,
    },
    text::Spanned,
};

/// A text with holes and blocks, whole.
pub(super) fn template(expressions: &Expressions) -> Rc<Vec<Node>> {
    recursive(|body| {
        let node = choice((
            text(),
            output(expressions),
            if_block(expressions, body.clone()),
            for_block(expressions, body),
            set_tag(expressions),
        ));
        node.repeated().collect::<Vec<_>>().boxed()
    })
    .boxed()
}

fn text() -> impl Parser<'static, Tokens, Node, Extra> + Clone {
    just(Kind::Text)
        .map_with(|_, made| Node::Text(Spanned::new(written(made).to_owned(), span(made))))
}

fn output(expressions: &Expressions) -> Rc<Node> {
    just(Kind::OpenHole)
        .ignore_then(ends(expressions.whole.clone(), Kind::CloseHole))
        .map(Node::Output)
        .boxed()
}

fn if_block(
    expressions: &Expressions,
    body: impl Parser<'static, Tokens, Vec<Node>, Extra> + Clone + 'static,
) -> Rc<Node> {
    let condition = ends(expressions.whole.clone(), Kind::CloseTag).boxed();
    let branch = |tag| just(tag).ignore_then(condition.clone()).then(body.clone());
    branch(Kind::If)
        .then(branch(Kind::Elif).repeated().collect::<Vec<_>>())
        .then(else_branch(body.clone()))
        .then_ignore(plain_tag(Kind::EndIf))
        .map_with(|((first, others), otherwise), made| Node::If {
            branches: std::iter::once(first).chain(others).collect(),
            otherwise,
            span: span(made),
        })
        .boxed()
}

/// What `{% for … %}` says: targets, what is gone through, and which items count.
type Header = (Vec<Ident>, Expr, Option<Expr>);

fn for_block(
    expressions: &Expressions,
    body: impl Parser<'static, Tokens, Vec<Node>, Extra> + Clone + 'static,
) -> Rc<Node> {
    for_header(expressions)
        .then(body.clone())
        .then(else_branch(body))
        .then_ignore(plain_tag(Kind::EndFor))
        .map_with(
            |(((targets, iterable, filter), body), otherwise), made| Node::For {
                targets,
                iterable,
                filter,
                body,
                otherwise,
                span: span(made),
            },
        )
        .boxed()
}

/// The targets stand even where the rest of the tag is wrong: else each use of one would be reported too.
fn for_header(expressions: &Expressions) -> Rc<Header> {
    let targets = target()
        .separated_by(just(Kind::Comma))
        .at_least(1)
        .allow_trailing()
        .collect::<Vec<_>>();
    let filter = just(Kind::WhenTrue)
        .labelled(Rule::Conditional)
        .ignore_then(expressions.whole.clone())
        .or_not();
    let source = just(Kind::In)
        .ignore_then(expressions.disjunction.clone())
        .then(filter)
        .then_ignore(just(Kind::CloseTag));
    let skipped = skip_to(Kind::CloseTag).map(|error| (error, None));
    let recovered = skip_to(Kind::CloseTag).map(|error| (Vec::new(), (error, None)));
    just(Kind::For)
        .ignore_then(
            targets
                .then(source.recover_with(via_parser(skipped)))
                .recover_with(via_parser(recovered)),
        )
        .map(|(targets, (iterable, filter))| (targets, iterable, filter))
        .boxed()
}

fn set_tag(expressions: &Expressions) -> Rc<Node> {
    let value = just(Kind::Assign)
        .ignore_then(expressions.whole.clone())
        .then_ignore(just(Kind::CloseTag))
        .recover_with(via_parser(skip_to(Kind::CloseTag)));
    let assignment = target().map(Some).then(value);
    let skipped = skip_to(Kind::CloseTag).map(|error| (None, error));
    just(Kind::Set)
        .ignore_then(assignment.recover_with(via_parser(skipped)))
        .map_with(|(target, value), made| match target {
            Some(target) => Node::Set {
                target,
                value,
                span: span(made),
            },
            None => Node::Output(value),
        })
        .boxed()
}

fn target() -> impl Parser<'static, Tokens, Ident, Extra> + Clone {
    just(Kind::Name)
        .map_with(|_, made| ident(made))
        .labelled(Rule::Target)
}

fn else_branch(
    body: impl Parser<'static, Tokens, Vec<Node>, Extra> + Clone + 'static,
) -> impl Parser<'static, Tokens, Vec<Node>, Extra> + Clone {
    plain_tag(Kind::Else)
        .ignore_then(body)
        .or_not()
        .map(Option::unwrap_or_default)
}

/// A tag with nothing in it but its name.
fn plain_tag(tag: Kind) -> impl Parser<'static, Tokens, (), Extra> + Clone {
    let end = just(Kind::CloseTag).ignored();
    let skipped = skip_to(Kind::CloseTag).ignored();
    just(tag).ignore_then(end.recover_with(via_parser(skipped)))
}

/// An expression up to the end of its hole or tag; where it is wrong, all of it is skipped.
fn ends(whole: Rc<Expr>, end: Kind) -> impl Parser<'static, Tokens, Expr, Extra> + Clone {
    whole
        .then_ignore(just(end))
        .recover_with(via_parser(skip_to(end)))
}

/// An expression that is the whole text.
pub(super) fn lone(whole: Rc<Expr>) -> impl Parser<'static, Tokens, Expr, Extra> + Clone {
    let rest = any()
        .repeated()
        .map_with(|(), made| expr(ExprKind::Error, made));
    whole
        .then_ignore(chumsky::primitive::end())
        .recover_with(via_parser(rest))
}
