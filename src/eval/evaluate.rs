use super::{
    Scope, Stop, access, arithmetic, call, operator, secret::through, slice, stop::At, template,
};
use crate::{
    ir::{Expr, ExprKind, LocalName},
    spec::Runtime,
    text::Span,
    value::{Failure, Fields, Value, is_true, show as text},
};

/// The value of `expr` in `scope`.
///
/// # Errors
/// [`Stop::Unknown`] if it depends on what the scope does not know; otherwise a failure, placed at the smallest piece
/// that has no value.
pub fn evaluate(expr: &Expr, scope: &dyn Scope, runtime: &Runtime<'_>) -> Result<Value, Stop> {
    Evaluator {
        scope,
        runtime,
        locals: &[],
    }
    .value(expr)
}

/// The place an expression is evaluated in, with the names that a template around it has bound.
pub(super) struct Evaluator<'a> {
    pub(super) scope: &'a dyn Scope,
    pub(super) runtime: &'a Runtime<'a>,
    pub(super) locals: &'a [(LocalName, Value)],
}

impl Evaluator<'_> {
    pub(super) fn value(&self, expr: &Expr) -> Result<Value, Stop> {
        match &expr.kind {
            ExprKind::Constant(value) => Ok(value.clone()),
            ExprKind::Result(step) => self.scope.result(*step),
            ExprKind::Item(batch) => self.scope.item(*batch),
            ExprKind::Index(batch) => self.scope.index(*batch),
            ExprKind::Input(index) => self.scope.input(*index),
            ExprKind::RunId => self.scope.run_id(),
            ExprKind::Local(name) => self.local(name, expr),
            ExprKind::Field(base, _) | ExprKind::Element(base, _) => {
                self.part(expr, base, &self.value(base)?)
            }
            ExprKind::Slice { base, bounds } => self.slice(base, bounds, expr),
            ExprKind::Call(function, arguments) => call::function(self, function, arguments, expr),
            ExprKind::Test(predicate, parts) => call::predicate(self, predicate, parts, expr),
            ExprKind::Not(operand) => Ok(Value::Bool(!self.is_true(operand)?)),
            ExprKind::Negate(operand) => through([&self.value(operand)?], |[number]| {
                arithmetic::negate(number)
            })
            .at(expr.span),
            ExprKind::Binary(op, left, right) => {
                operator::binary(self, *op, [left, right], expr.span)
            }
            ExprKind::Ternary(condition, then, otherwise) => {
                self.value(if self.is_true(condition)? {
                    then
                } else {
                    otherwise
                })
            }
            ExprKind::List(items) => Ok(Value::from(self.values(items)?)),
            ExprKind::Record(fields) => self.record(fields),
            ExprKind::Text(parts) => self.text(parts, expr.span),
            ExprKind::Template(blocks) => template::render(self, blocks, expr.span),
        }
    }

    pub(super) fn is_true(&self, expr: &Expr) -> Result<bool, Stop> {
        Ok(is_true(&self.value(expr)?))
    }

    pub(super) fn values(&self, exprs: &[Expr]) -> Result<Vec<Value>, Stop> {
        exprs.iter().map(|expr| self.value(expr)).collect()
    }

    /// The part of `value` that `expr`, a field or an element of `base`, reads.
    pub(super) fn part(&self, expr: &Expr, base: &Expr, value: &Value) -> Result<Value, Stop> {
        let read = match &expr.kind {
            ExprKind::Field(_, name) => through([value], |[value]| {
                access::field(value, name, self.base(base))
            }),
            ExprKind::Element(_, index) => {
                through([value, &self.value(index)?], |[value, index]| {
                    access::element(value, index, self.base(base))
                })
            }
            _ => return self.value(expr),
        };
        read.at(expr.span)
    }

    fn local(&self, name: &LocalName, expr: &Expr) -> Result<Value, Stop> {
        let bound = self.locals.iter().find(|(own, _)| own == name);
        bound.map(|(_, value)| value.clone()).ok_or_else(|| {
            let failure = Failure::new(format!("`{name}` has no value here"));
            Stop::failed(
                failure.help("a name set inside a loop or a branch not taken is not set outside"),
                expr.span,
            )
        })
    }

    fn slice(
        &self,
        base: &Expr,
        bounds: &[Option<Box<Expr>>; 3],
        expr: &Expr,
    ) -> Result<Value, Stop> {
        let value = self.value(base)?;
        let [start, stop, step] = bounds.each_ref().map(|bound| match bound {
            Some(bound) => self.value(bound),
            None => Ok(Value::Null),
        });
        let operands = [value, start?, stop?, step?];
        through(operands.each_ref(), |[value, start, stop, step]| {
            slice::slice(value, [start, stop, step], self.base(base))
        })
        .at(expr.span)
    }

    fn record(&self, entries: &[(Expr, Expr)]) -> Result<Value, Stop> {
        let mut fields = Fields::with_capacity(entries.len());
        for (key, value) in entries {
            let name = match self.value(key)? {
                Value::Text(name) => name,
                other => {
                    let message =
                        format!("a record's keys are text, found {}", text::found(&other));
                    return Err(Stop::failed(Failure::new(message), key.span));
                }
            };
            fields.insert(name, self.value(value)?);
        }
        Ok(Value::from(fields))
    }

    /// Joins parts end to end; a part that has no text is what failed.
    fn text(&self, parts: &[Expr], span: Span) -> Result<Value, Stop> {
        let values = self.values(parts)?;
        let most = self.runtime.limits.text;
        text::join(&values, most).map_err(|failure| {
            let culprit = parts
                .iter()
                .zip(&values)
                .find(|(_, value)| text::join([*value], most).is_err());
            Stop::failed(failure, culprit.map_or(span, |(part, _)| part.span))
        })
    }

    fn base<'b>(&'b self, expr: &'b Expr) -> access::Base<'b> {
        access::Base {
            expr,
            names: self.scope.names(),
        }
    }
}
