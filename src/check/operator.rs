use super::{Checker, literal::error};
use crate::{
    diagnostic::messages::types as messages,
    ir::{Binary, Expr, ExprKind},
    template,
    text::Span,
    types::{Domain, Type},
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
        Expr::new(ExprKind::Negate(Box::new(operand)), ty, span)
    }

    pub(super) fn binary(
        &mut self,
        op: Binary,
        op_span: Span,
        left: &template::Expr,
        right: &template::Expr,
        span: Span,
    ) -> Expr {
        match op {
            Binary::And | Binary::Or => self.logic(op, left, right, span),
            Binary::Equal | Binary::NotEqual => self.equality(op, op_span, left, right, span),
            _ => self.operation(op, op_span, left, right, span),
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
        op_span: Span,
        left: &template::Expr,
        right: &template::Expr,
        span: Span,
    ) -> Expr {
        let (left, right) = (self.expression(left), self.expression(right));
        if !may_be_equal(&left.ty, &right.ty) {
            self.report(messages::never_equal(op_span, &left.ty, &right.ty));
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
        op_span: Span,
        left: &template::Expr,
        right: &template::Expr,
        span: Span,
    ) -> Expr {
        let written = (left, right);
        let (left, right) = (self.needed(left), self.needed(right));
        let Some(ty) = result_of(op, &left.ty, &right.ty) else {
            let text = match (&left.ty, &right.ty) {
                (_, Type::Text) if left.ty != Type::Text => Some(written.1.to_string()),
                (Type::Text, _) => Some(written.0.to_string()),
                _ => None,
            };
            let (left, right) = (&left.ty, &right.ty);
            let found = messages::operands(op_span, op.as_str(), left, right, text.as_deref());
            self.report(found);
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
            (is_ordered(left) && is_ordered(right) && may_be_equal(left, right))
                .then_some(Type::Bool)
        }
        Binary::In | Binary::NotIn => contains(right, left).then_some(Type::Bool),
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

fn is_ordered(ty: &Type) -> bool {
    ty.is_number()
        || ty.is_dynamic()
        || matches!(
            ty,
            Type::Text | Type::Date | Type::Timestamp | Type::Secret | Type::List(..) | Type::Bool
        )
}

fn contains(container: &Type, item: &Type) -> bool {
    match container {
        Type::List(own, _) => may_be_equal(own, item),
        Type::Text | Type::Record(_) => {
            matches!(item, Type::Text | Type::Secret) || item.is_dynamic()
        }
        Type::Json | Type::Secret => true,
        _ => false,
    }
}

/// Whether the two types have a value in common; null is one of every optional type.
fn may_be_equal(left: &Type, right: &Type) -> bool {
    let (left, right) = (left.required(), right.required());
    let dynamic = |ty: &Type| ty.is_dynamic() || matches!(ty, Type::Null | Type::Secret);
    match (left, right) {
        (a, b) if dynamic(a) || dynamic(b) || a == b => true,
        (a, b) if a.is_number() && b.is_number() => true,
        (Type::List(a, _), Type::List(b, _)) => may_be_equal(a, b),
        (Type::Record(_), Type::Record(_)) => true,
        _ => false,
    }
}
