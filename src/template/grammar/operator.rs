use chumsky::{Parser, prelude::just, select, span::SimpleSpan};

use crate::template::{
    BinaryOp,
    builder::Extra,
    problem::{Rule, Tokens},
    token::Kind,
};

/// An operator and where it stands.
pub(super) type Placed = (BinaryOp, SimpleSpan);

fn sign<'t>(kind: Kind, op: BinaryOp) -> impl Parser<'t, Tokens<'t>, Placed, Extra<'t>> + Clone {
    just(kind).map_with(move |_, made| (op, made.span()))
}

/// `or`
pub(super) fn or<'t>() -> impl Parser<'t, Tokens<'t>, Placed, Extra<'t>> + Clone {
    sign(Kind::Or, BinaryOp::Or).labelled(Rule::OrOperator)
}

/// `and`
pub(super) fn and<'t>() -> impl Parser<'t, Tokens<'t>, Placed, Extra<'t>> + Clone {
    sign(Kind::And, BinaryOp::And).labelled(Rule::AndOperator)
}

/// `==`, `<`, `in`, `not in` and their like.
pub(super) fn comparison<'t>() -> impl Parser<'t, Tokens<'t>, Placed, Extra<'t>> + Clone {
    let not_in = just(Kind::Not)
        .then(just(Kind::In))
        .map_with(|_, made| (BinaryOp::NotIn, made.span()));
    let one_token = select! {
        Kind::Equal => BinaryOp::Equal,
        Kind::NotEqual => BinaryOp::NotEqual,
        Kind::Less => BinaryOp::Less,
        Kind::LessEqual => BinaryOp::LessEqual,
        Kind::Greater => BinaryOp::Greater,
        Kind::GreaterEqual => BinaryOp::GreaterEqual,
        Kind::In => BinaryOp::In,
    };
    one_token
        .map_with(|op, made| (op, made.span()))
        .or(not_in)
        .labelled(Rule::ComparisonOperator)
}

/// `+`, `-`
pub(super) fn sum<'t>() -> impl Parser<'t, Tokens<'t>, Placed, Extra<'t>> + Clone {
    select! {
        Kind::Plus => BinaryOp::Add,
        Kind::Minus => BinaryOp::Subtract,
    }
    .map_with(|op, made| (op, made.span()))
    .labelled(Rule::SumOperator)
}

/// `~`
pub(super) fn concatenation<'t>() -> impl Parser<'t, Tokens<'t>, Placed, Extra<'t>> + Clone {
    sign(Kind::Tilde, BinaryOp::Concat).labelled(Rule::ConcatenationOperator)
}

/// `*`, `/`, `//`, `%`
pub(super) fn product<'t>() -> impl Parser<'t, Tokens<'t>, Placed, Extra<'t>> + Clone {
    select! {
        Kind::Star => BinaryOp::Multiply,
        Kind::Slash => BinaryOp::Divide,
        Kind::SlashSlash => BinaryOp::FloorDivide,
        Kind::Percent => BinaryOp::Remainder,
    }
    .map_with(|op, made| (op, made.span()))
    .labelled(Rule::ProductOperator)
}

/// `**`
pub(super) fn power<'t>() -> impl Parser<'t, Tokens<'t>, Placed, Extra<'t>> + Clone {
    sign(Kind::StarStar, BinaryOp::Power).labelled(Rule::PowerOperator)
}
