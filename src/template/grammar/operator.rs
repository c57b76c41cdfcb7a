use chumsky::{Parser, prelude::just, select, span::SimpleSpan};

use crate::template::{
    BinaryOp,
    builder::Extra,
    problem::{Rule, Tokens},
    token::Kind,
};

/// An operator and where it stands.
pub(super) type Placed = (BinaryOp, SimpleSpan);

fn sign(kind: Kind, op: BinaryOp) -> impl Parser<'static, Tokens, Placed, Extra> + Clone {
    just(kind).map_with(move |_, made| (op, made.span()))
}

/// `or`
pub(super) fn or() -> impl Parser<'static, Tokens, Placed, Extra> + Clone {
    sign(Kind::Or, BinaryOp::Or).labelled(Rule::OrOperator)
}

/// `and`
pub(super) fn and() -> impl Parser<'static, Tokens, Placed, Extra> + Clone {
    sign(Kind::And, BinaryOp::And).labelled(Rule::AndOperator)
}

/// `==`, `<`, `in`, `not in` and their like.
pub(super) fn comparison() -> impl Parser<'static, Tokens, Placed, Extra> + Clone {
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
pub(super) fn sum() -> impl Parser<'static, Tokens, Placed, Extra> + Clone {
    select! {
        Kind::Plus => BinaryOp::Add,
        Kind::Minus => BinaryOp::Subtract,
    }
    .map_with(|op, made| (op, made.span()))
    .labelled(Rule::SumOperator)
}

/// `~`
pub(super) fn concatenation() -> impl Parser<'static, Tokens, Placed, Extra> + Clone {
    sign(Kind::Tilde, BinaryOp::Concat).labelled(Rule::ConcatenationOperator)
}

/// `*`, `/`, `//`, `%`
pub(super) fn product() -> impl Parser<'static, Tokens, Placed, Extra> + Clone {
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
pub(super) fn power() -> impl Parser<'static, Tokens, Placed, Extra> + Clone {
    sign(Kind::StarStar, BinaryOp::Power).labelled(Rule::PowerOperator)
}
