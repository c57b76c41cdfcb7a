use crate::{
    ir::{Expr, ExprKind},
    value::{Value, compare},
};

/// Whether two expressions are written alike but for blanks: then they have the same value in the same place.
pub(super) fn same(left: &Expr, right: &Expr) -> bool {
    use ExprKind as Kind;
    let heads = match (&left.kind, &right.kind) {
        (Kind::Constant(left), Kind::Constant(right)) => same_value(left, right),
        (Kind::Result(left), Kind::Result(right))
        | (Kind::Item(left), Kind::Item(right))
        | (Kind::Index(left), Kind::Index(right)) => left == right,
        (Kind::Input(left), Kind::Input(right)) => left == right,
        (Kind::RunId, Kind::RunId) => true,
        (Kind::Field(_, left), Kind::Field(_, right)) => left == right,
        (Kind::Call(left, _), Kind::Call(right, _)) => left.name == right.name,
        (Kind::Test(left, _), Kind::Test(right, _)) => left.name == right.name,
        (Kind::Binary(left, ..), Kind::Binary(right, ..)) => left == right,
        (Kind::Element(..), Kind::Element(..))
        | (Kind::Not(_), Kind::Not(_))
        | (Kind::Negate(_), Kind::Negate(_))
        | (Kind::List(_), Kind::List(_))
        | (Kind::Ternary(..), Kind::Ternary(..)) => true,
        _ => false,
    };
    heads && {
        let (left, right) = (children(left), children(right));
        left.len() == right.len()
            && left
                .iter()
                .zip(&right)
                .all(|(left, right)| same(left, right))
    }
}

fn children(expr: &Expr) -> Vec<&Expr> {
    let mut children = Vec::new();
    // An argument that is left out has no child: arguments by position and by name are told apart by their number.
    expr.for_each_child(&mut |child| children.push(child));
    children
}

/// Whether two literals are one value of one kind.
pub(super) fn same_value(left: &Value, right: &Value) -> bool {
    left.kind() == right.kind() && compare::equal(left, right).unwrap_or(false)
}
