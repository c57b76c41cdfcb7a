use super::{
    Checker,
    literal::{constant, error},
    mismatch::Mismatch,
};
use crate::{
    diagnostic::messages::{
        operand::{never_equal, operands},
        types as messages,
    },
    ir::{Binary, Expr, ExprKind},
    template,
    text::Span,
    types::{Domain, Type},
    value::Value,
};

impl Checker<'_> {
    pub(super) fn negate(&mut self, written: &template::Expr, span: Span) -> Expr {
        let operand = self.needed(written);
        let ty = operand.ty.clone();
        if !ty.is_number() && !ty.is_dynamic() && ty != Type::Secret {
            let written = written.to_string();
            self.report(messages::not_a_number(span, &ty, &written));
            return error(span);
        }
        if let Some(Value::Int(number)) = operand.constant()
            && let Some(negative) = number.checked_neg()
        {
            return constant(Value::Int(negative), span);
        }
        Expr::new(ExprKind::Negate(Box::new(operand)), ty, span)
    }

    pub(super) fn binary(
        &mut self,
        op: Binary,
        left: &template::Expr,
        right: &template::Expr,
        span: Span,
    ) -> Expr {
        match op {
            Binary::And | Binary::Or => self.logic(op, left, right, span),
            Binary::Equal | Binary::NotEqual => self.equality(op, left, right, span),
            _ => self.operation(op, left, right, span),
        }
    }

    /// `and` and `or` give one of their operands, as in Python.
    fn logic(
        &mut self,
        op: Binary,
        left: &template::Expr,
        right: &template::Expr,
        span: Span,
    ) -> Expr {
        let left = self.expression(left);
        let right = self.given(&left, op == Binary::And, |checker| {
            checker.expression(right)
        });
        // What `or` gives of its left operand is true, so it is not null.
        let kept = if op == Binary::Or {
            left.ty.required()
        } else {
            &left.ty
        };
        let ty = kept.join(&right.ty);
        Expr::new(
            ExprKind::Binary(op, Box::new(left), Box::new(right)),
            ty,
            span,
        )
    }

    /// Null may be compared with anything; what can never be equal is a mistake.
    fn equality(
        &mut self,
        op: Binary,
        left: &template::Expr,
        right: &template::Expr,
        span: Span,
    ) -> Expr {
        let written = [left, right];
        let (left, right) = (self.expression(left), self.expression(right));
        if !left.ty.may_equal(&right.ty) {
            let mismatch = Mismatch {
                written,
                typed: [&left, &right],
            };
            let (operands, mended) = (mismatch.operands(op), mismatch.mended(op));
            self.report(never_equal(&operands, mended));
            return error(span);
        }
        Expr::new(
            ExprKind::Binary(op, Box::new(left), Box::new(right)),
            Type::Bool,
            span,
        )
    }

    fn operation(
        &mut self,
        op: Binary,
        left: &template::Expr,
        right: &template::Expr,
        span: Span,
    ) -> Expr {
        let written = [left, right];
        let (mut left, right) = (self.expression(left), self.needed(right));
        // A list may hold null, and be asked for it.
        let finds_null = matches!(op, Binary::In | Binary::NotIn)
            && matches!(right.ty, Type::List(..) | Type::Json);
        if !finds_null {
            left = self.require(left, written[0]);
        }
        let Some(ty) = result_of(op, &left.ty, &right.ty) else {
            let mismatch = Mismatch {
                written,
                typed: [&left, &right],
            };
            let (found, mended) = (mismatch.operands(op), mismatch.mended(op));
            self.report(operands(op.as_str(), &found, mended));
            return error(span);
        };
        Expr::new(
            ExprKind::Binary(op, Box::new(left), Box::new(right)),
            ty,
            span,
        )
    }
}

/// The type that an operator other than a logical one gives, or none where it can't work on its operands.
fn result_of(op: Binary, left: &Type, right: &Type) -> Option<Type> {
    let numbers = left.is_number() && right.is_number();
    match op {
        _ if *left == Type::Error || *right == Type::Error => Some(Type::Error),
        Binary::Less | Binary::LessEqual | Binary::Greater | Binary::GreaterEqual => {
            left.may_order(right).then_some(Type::Bool)
        }
        Binary::In | Binary::NotIn => right.may_contain(left).then_some(Type::Bool),
        _ if *left == Type::Null || *right == Type::Null => None,
        Binary::Concat => (is_printable(left) && is_printable(right)).then(|| {
            if left.holds_secret() || right.holds_secret() {
                Type::Secret
            } else {
                Type::Text
            }
        }),
        _ if *left == Type::Secret || *right == Type::Secret => Some(Type::Secret),
        Binary::Add if matches!((left, right), (Type::Text, Type::Text)) => Some(Type::Text),
        Binary::Add if matches!((left, right), (Type::List(..), Type::List(..))) => {
            match left.join(right) {
                Type::List(item, _) => Some(Type::List(item, Domain::UNKNOWN)),
                other => Some(other),
            }
        }
        Binary::Divide if numbers => match left.join(right) {
            Type::Decimal => Some(Type::Decimal),
            _ => Some(Type::Float),
        },
        _ if numbers => Some(left.join(right)),
        _ if fits_number(left) && fits_number(right) => Some(Type::Json),
        Binary::Add if left.is_dynamic() || right.is_dynamic() => Some(Type::Json),
        _ => None,
    }
}

const fn fits_number(ty: &Type) -> bool {
    ty.is_number() || ty.is_dynamic()
}

/// Whether a value of `ty` has a text to join with others.
pub(super) const fn is_printable(ty: &Type) -> bool {
    !matches!(ty, Type::Bytes | Type::Null)
}
