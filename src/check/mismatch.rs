//! Two operands that don't go together: which of them is off, and what would fit.

use super::{convert::as_type, operator::is_printable, place::operand};
use crate::{
    diagnostic::messages::operand::{Mended, Operand, Operands},
    ir::{Binary, Expr, ExprKind},
    template,
    text::Span,
    types::Type,
    value::Value,
};

/// The operands of an operator, as they are written and as they are typed.
pub(super) struct Mismatch<'e> {
    pub(super) written: [&'e template::Expr; 2],
    pub(super) typed: [&'e Expr; 2],
}

impl<'e> Mismatch<'e> {
    /// The operands as a message points at them; where none is off, it points at both.
    pub(super) fn operands(&self, op: Binary) -> Operands<'e> {
        let [left, right] = self.written;
        let position = [0, 1];
        Operands {
            both: position.map(|at| Operand {
                span: self.written[at].span,
                ty: &self.typed[at].ty,
                origin: column(self.typed[at]),
            }),
            odd: self.odd(op),
            whole: Span::new(
                left.span.file,
                left.span.range().start,
                right.span.range().end,
            ),
        }
    }

    /// The operand that is clearly off: what holds nothing, the text among others, the constant.
    fn odd(&self, op: Binary) -> Option<usize> {
        if is_membership(op) && !self.typed[1].ty.may_contain(&Type::Json) {
            return Some(1);
        }
        if is_membership(op) && is_text(&self.typed[1].ty) {
            return Some(0);
        }
        let holders = self.typed.map(|expr| holds(&expr.ty));
        if let Some(holder) = only(holders).filter(|_| !is_membership(op)) {
            return Some(holder);
        }
        let texts = self.typed.map(|expr| is_text(&expr.ty));
        let constants = self.typed.map(|expr| expr.constant().is_some());
        let read = [0, 1].map(|at| texts[at] && !constants[at]);
        only(read)
            .filter(|_| texts != [true; 2])
            .or_else(|| only(constants))
            .or_else(|| only(texts))
    }

    /// What is to be written instead.
    pub(super) fn mended(&self, op: Binary) -> Mended {
        match op {
            Binary::Equal | Binary::NotEqual => self.truth(op).or_else(|| self.member(op)),
            Binary::In | Binary::NotIn => self.equal(op),
            Binary::Remainder => self.format(),
            _ => None,
        }
        .or_else(|| self.converted(op))
        .unwrap_or_default()
    }

    /// `active == 'true'` is `active`.
    fn truth(&self, op: Binary) -> Option<Mended> {
        let at = self
            .typed
            .iter()
            .position(|expr| *expr.ty.required() == Type::Bool)?;
        let truth = match self.typed[1 - at].constant()? {
            Value::Text(word) => crate::value::parse::bool(word).ok()?,
            Value::Int(number) => *number == 1,
            _ => return None,
        };
        let whole = self.operands(op).whole;
        let asked = operand(self.written[at]);
        let text = if truth == (op == Binary::Equal) {
            asked
        } else {
            format!("not {asked}")
        };
        Some(written(whole, text))
    }

    /// `tags == 'new'` is `'new' in tags`.
    fn member(&self, op: Binary) -> Option<Mended> {
        let at = self
            .typed
            .iter()
            .position(|expr| matches!(expr.ty.required(), Type::List(..)))?;
        let list = &self.typed[at].ty;
        if !list.may_contain(&self.typed[1 - at].ty) {
            return None;
        }
        let word = if op == Binary::Equal { "in" } else { "not in" };
        let (item, list) = (operand(self.written[1 - at]), operand(self.written[at]));
        Some(written(
            self.operands(op).whole,
            format!("{item} {word} {list}"),
        ))
    }

    /// `number in 5` is `number == 5`.
    fn equal(&self, op: Binary) -> Option<Mended> {
        let [item, other] = self.typed;
        if other.ty.may_contain(&Type::Json) {
            return None;
        }
        let sign = if op == Binary::In { "==" } else { "!=" };
        let right = if item.ty.may_equal(&other.ty) {
            operand(self.written[1])
        } else {
            as_type(other, self.written[1], &item.ty)?.text
        };
        let text = format!("{} {sign} {right}", operand(self.written[0]));
        Some(written(self.operands(op).whole, text))
    }

    /// `'no. %s' % number` is `'no. ' ~ number`.
    fn format(&self) -> Option<Mended> {
        let Some(Value::Text(format)) = self.typed[0].constant() else {
            return None;
        };
        let generic = || Mended {
            help: Some("to put values into text, join them: `'no. ' ~ number`".to_owned()),
            edit: None,
        };
        let mut parts = format.split('%');
        let (Some(before), Some(after), None) = (parts.next(), parts.next(), parts.next()) else {
            return Some(generic());
        };
        let Some(after) = after.strip_prefix(['s', 'd']) else {
            return Some(generic());
        };
        let quoted = |text: &str| template::Expr {
            kind: template::ExprKind::Text(text.to_owned()),
            span: self.written[0].span,
        };
        let mut pieces = vec![operand(self.written[1])];
        if !before.is_empty() {
            pieces.insert(0, quoted(before).to_string());
        }
        if !after.is_empty() {
            pieces.push(quoted(after).to_string());
        }
        if pieces.len() == 1 {
            pieces = vec![format!("{} | string", pieces[0])];
        }
        Some(written(
            self.operands(Binary::Remainder).whole,
            pieces.join(" ~ "),
        ))
    }

    /// One of the operands as a value of the other one's type.
    pub(super) fn converted(&self, op: Binary) -> Option<Mended> {
        if is_membership(op) && is_text(&self.typed[1].ty) {
            let item = as_type(self.typed[0], self.written[0], &Type::Text)?;
            return Some(written(self.written[0].span, item.text));
        }
        let joins = op == Binary::Add && self.typed.iter().any(|expr| is_text(&expr.ty));
        let off = only(self.typed.map(|expr| is_text(&expr.ty)));
        let Some((at, fitting)) = off.and_then(|at| {
            let wanted = match self.typed[1 - at].ty.required() {
                Type::List(item, _) if is_membership(op) => item,
                other => other,
            };
            Some((at, as_type(self.typed[at], self.written[at], wanted)?))
        }) else {
            return self.without_conversion(op, joins);
        };
        if is_moment(&self.typed[1 - at].ty) && is_arithmetic(op) {
            return self.without_conversion(op, joins);
        }
        let text = &fitting.text;
        let help = match (joins, fitting.is_constant) {
            (true, _) => format!("to join text write `~`; to add, convert it: `{text}`"),
            (false, true) => format!("write `{text}`"),
            (false, false) => format!("convert the text first: `{text}`"),
        };
        let is_certain = fitting.is_constant && !joins;
        Some(Mended {
            help: Some(help),
            edit: is_certain.then(|| (self.written[at].span, fitting.text)),
        })
    }

    fn without_conversion(&self, op: Binary, joins: bool) -> Option<Mended> {
        let [left, right] = self.typed;
        if joins && is_printable(&left.ty) && is_printable(&right.ty) {
            let [left, right] = self.written;
            let text = format!("{} ~ {}", operand(left), operand(right));
            return Some(written(self.operands(op).whole, text));
        }
        let types = self.typed.map(|expr| &expr.ty);
        let help = if is_arithmetic(op) && types.into_iter().any(is_moment) {
            "there is no arithmetic with dates in expressions: compute it in a query".to_owned()
        } else if joins {
            "to join text write `~`".to_owned()
        } else if let (true, [_, Type::List(item, _)]) = (is_membership(op), types) {
            format!(
                "look for {}: the items of the list are of this type",
                item.brief()
            )
        } else if let Some(at) = only(types.map(holds)) {
            let list = operand(self.written[at]);
            match types[at].required() {
                Type::List(..) => format!(
                    "name one of its items, `{list}[0]`, or how many there are: `{list} | length`"
                ),
                _ => format!("name one of its fields: `{list}.…`"),
            }
        } else {
            return None;
        };
        Some(Mended {
            help: Some(help),
            edit: None,
        })
    }
}

fn written(span: Span, text: String) -> Mended {
    Mended {
        help: Some(format!("write `{text}`")),
        edit: Some((span, text)),
    }
}

/// Where a column was read.
fn column(expr: &Expr) -> Option<&'static str> {
    let ExprKind::Field(base, _) = &expr.kind else {
        return None;
    };
    match base.ty.required() {
        Type::Record(record) => record.origin().map(|origin| origin.cell),
        _ => None,
    }
}

/// The position that is true where the other is not.
const fn only(positions: [bool; 2]) -> Option<usize> {
    match positions {
        [true, false] => Some(0),
        [false, true] => Some(1),
        _ => None,
    }
}

fn holds(ty: &Type) -> bool {
    matches!(ty.required(), Type::List(..) | Type::Record(_))
}

fn is_text(ty: &Type) -> bool {
    *ty.required() == Type::Text
}

fn is_moment(ty: &Type) -> bool {
    matches!(ty.required(), Type::Date | Type::Timestamp)
}

const fn is_membership(op: Binary) -> bool {
    matches!(op, Binary::In | Binary::NotIn)
}

const fn is_arithmetic(op: Binary) -> bool {
    matches!(
        op,
        Binary::Add
            | Binary::Subtract
            | Binary::Multiply
            | Binary::Divide
            | Binary::FloorDivide
            | Binary::Remainder
            | Binary::Power
    )
}
