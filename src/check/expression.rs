use std::sync::Arc;

use super::{
    Checker,
    literal::{constant, error},
    path::Path,
    place::operand,
    shown::Shown,
};
use crate::{
    diagnostic::messages::types as messages,
    ir::{Expr, ExprKind},
    names::Target,
    template::{self, NameId},
    text::Span,
    types::{Domain, RecordType, Type},
    value::Value,
};

impl Checker<'_> {
    /// Types an expression. What is wrong with it is reported, and leaves the type that fits everywhere.
    pub fn expression(&mut self, expr: &template::Expr) -> Expr {
        let typed = self.typed(expr);
        self.note(expr.span, &typed.ty);
        self.certain(typed)
    }

    fn typed(&mut self, expr: &template::Expr) -> Expr {
        use template::ExprKind as Kind;
        let span = expr.span;
        match &expr.kind {
            Kind::Null => constant(Value::Null, span),
            Kind::Bool(truth) => constant(Value::Bool(*truth), span),
            Kind::Int(number) => constant(Value::Int(*number), span),
            Kind::Float(digits) => number(digits, span),
            Kind::Text(text) => constant(Value::text(text.as_str()), span),
            Kind::Name { id, name } => self.name(*id, name, span),
            Kind::Attribute { base, name } => self.attribute(base, name, span),
            Kind::Item { base, index } => self.item(base, index, span),
            Kind::Slice {
                base,
                start,
                stop,
                step,
            } => self.slice(base, [start, stop, step], span),
            Kind::Call {
                function,
                arguments,
            } => self.function_call(function, arguments, span),
            Kind::Filter {
                base,
                filter,
                arguments,
            } => self.filter(base, filter, arguments, span),
            Kind::MethodCall {
                base,
                method,
                arguments,
            } => self.method_call(base, method, arguments, span),
            Kind::Test {
                base,
                test,
                arguments,
                negated,
            } => self.test(base, test, arguments, *negated, span),
            Kind::Not(operand) => {
                let operand = self.expression(operand);
                Expr::new(ExprKind::Not(Box::new(operand)), Type::Bool, span)
            }
            Kind::Negate(operand) => self.negate(operand, span),
            Kind::Binary {
                op, left, right, ..
            } => self.binary(*op, left, right, span),
            Kind::Ternary {
                then,
                condition,
                otherwise,
            } => self.ternary(then, condition, otherwise.as_deref(), span),
            Kind::List(items) => self.list(items, span),
            Kind::Map(entries) => self.map(entries, span),
            Kind::Error => error(span),
        }
    }

    /// Types an expression whose value is needed: where it may be null, that is reported.
    pub(super) fn needed(&mut self, expr: &template::Expr) -> Expr {
        let typed = self.expression(expr);
        self.require(typed, expr)
    }

    /// Reports where a value that is needed may be null, and takes it as there from then on.
    pub(super) fn require(&mut self, typed: Expr, written: &template::Expr) -> Expr {
        self.require_for(typed, written, &|| operand(written))
    }

    /// The same for a value that is needed for `whole`, as written.
    pub(super) fn require_for(
        &mut self,
        mut typed: Expr,
        written: &template::Expr,
        whole: &dyn Fn() -> String,
    ) -> Expr {
        if typed.ty.may_be_null() && typed.ty != Type::Null {
            // A condition that failed might have shown that it is there.
            if self.unsure == 0 {
                self.report_null(&typed, written, whole);
            }
            typed.ty = typed.ty.required().clone();
            // Said once a step: the same guard mends every use.
            self.facts.assume(&typed);
        }
        typed
    }

    fn report_null(&mut self, typed: &Expr, written: &template::Expr, whole: &dyn Fn() -> String) {
        if let template::ExprKind::Ternary {
            otherwise: None, ..
        } = written.kind
        {
            let otherwise = if typed.ty.required().is_number() {
                "0"
            } else {
                "…"
            };
            self.report(messages::no_else(written.span, otherwise));
            return;
        }
        let found = match self.null_part(typed, written) {
            Some((part, written)) => {
                let cause = self.cause_of_null(part);
                let cause = cause.as_ref().map(|(span, why)| (*span, why.as_str()));
                let guard = format!("write `{} | default(…)`", operand(written));
                messages::maybe_null(written.span, &written.to_string(), &guard, cause)
            }
            None => {
                let cause = self.cause_of_null(typed);
                let cause = cause.as_ref().map(|(span, why)| (*span, why.as_str()));
                let guard = self.place.guard(&operand(written), &whole());
                messages::maybe_null(written.span, &written.to_string(), &guard, cause)
            }
        };
        self.report(found);
    }

    /// Types what is checked under a condition that turned out `truth`.
    pub(super) fn given<T>(
        &mut self,
        condition: &Expr,
        truth: bool,
        check: impl FnOnce(&mut Self) -> T,
    ) -> T {
        let mark = self.facts.mark();
        self.learn(condition, truth);
        let checked = self.given_that(!has_failed(condition), check);
        self.facts.forget_since(mark);
        checked
    }

    /// Checks something, silent about null where the condition around it is not known.
    pub(super) fn given_that<T>(
        &mut self,
        is_known: bool,
        check: impl FnOnce(&mut Self) -> T,
    ) -> T {
        let depth = usize::from(!is_known);
        self.unsure += depth;
        let checked = check(self);
        self.unsure -= depth;
        checked
    }

    /// Learns what follows from a condition that turned out `truth`.
    pub(super) fn learn(&mut self, condition: &Expr, truth: bool) {
        let shown = Shown {
            evaluate: self.evaluate,
            limits: self.job.limits,
            registry: self.registry,
        };
        self.facts.learn(condition, truth, &shown);
    }

    /// Takes the null out of a type where conditions have shown that the value is there.
    pub(super) fn narrowed(&self, mut expr: Expr) -> Expr {
        let is_there = |path: Path| self.facts.holds(&path) || self.has_run(&path);
        if expr.ty.may_be_null() && Path::of(&expr).is_some_and(is_there) {
            expr.ty = expr.ty.required().clone();
        }
        expr
    }

    fn name(&self, id: NameId, name: &str, span: Span) -> Expr {
        match self.names.target(id) {
            Target::Result(step) => self.result(step, span),
            Target::Item(batch) => {
                let ty = self
                    .batches
                    .get(&batch)
                    .map_or(Type::Error, |batch| batch.item.clone());
                self.narrowed(Expr::new(ExprKind::Item(batch), ty, span))
            }
            Target::Index(batch) => Expr::new(ExprKind::Index(batch), Type::Int, span),
            Target::Local => {
                let ty = self
                    .locals
                    .iter()
                    .rev()
                    .find(|(own, _)| &**own == name)
                    .map_or(Type::Json, |(_, ty)| ty.clone());
                self.narrowed(Expr::new(ExprKind::Local(Arc::from(name)), ty, span))
            }
            // These stand for something only together with the attribute behind them, and have been reported without.
            Target::Steps(_) | Target::Inputs(_) | Target::Job | Target::Run | Target::Unknown => {
                error(span)
            }
        }
    }

    fn ternary(
        &mut self,
        then: &template::Expr,
        condition: &template::Expr,
        otherwise: Option<&template::Expr>,
        span: Span,
    ) -> Expr {
        let written = condition;
        let condition = self.expression(written);
        self.report_flags(&condition, written);
        let then = self.given(&condition, true, |checker| checker.expression(then));
        let otherwise = match otherwise {
            Some(otherwise) => {
                self.given(&condition, false, |checker| checker.expression(otherwise))
            }
            None => constant(Value::Null, span),
        };
        let ty = then.ty.join(&otherwise.ty);
        Expr::new(
            ExprKind::Ternary(Box::new(condition), Box::new(then), Box::new(otherwise)),
            ty,
            span,
        )
    }

    fn list(&mut self, items: &[template::Expr], span: Span) -> Expr {
        let items: Vec<_> = items.iter().map(|item| self.expression(item)).collect();
        let item = items
            .iter()
            .map(|item| item.ty.clone())
            .reduce(|joined, ty| joined.join(&ty));
        let ty = Type::list(item.unwrap_or(Type::Json), Domain::UNKNOWN);
        Expr::new(ExprKind::List(items), ty, span)
    }

    fn map(&mut self, entries: &[(template::Expr, template::Expr)], span: Span) -> Expr {
        let entries: Vec<_> = entries
            .iter()
            .map(|(key, value)| (self.needed(key), self.expression(value)))
            .collect();
        let ty = record_type(&entries);
        Expr::new(ExprKind::Record(entries), ty, span)
    }
}

/// The type of a record of these entries; open where a key is not a text known now.
pub(super) fn record_type(entries: &[(Expr, Expr)]) -> Type {
    let known: Option<Vec<_>> = entries
        .iter()
        .map(|(key, value)| match key.constant() {
            Some(Value::Text(name)) => Some((Arc::clone(name), value.ty.clone())),
            _ => None,
        })
        .collect();
    known.map_or_else(Type::open_record, |fields| {
        Type::Record(Arc::new(RecordType::closed(fields)))
    })
}

/// A number with a fraction or an exponent; it is a float, as in Jinja.
fn number(digits: &str, span: Span) -> Expr {
    digits.parse().map_or_else(
        |_| error(span),
        |number| constant(Value::Float(number), span),
    )
}

/// Whether anything in an expression has been reported.
pub(super) fn has_failed(expr: &Expr) -> bool {
    let mut found = expr.ty == Type::Error;
    expr.for_each_child(&mut |child| found = found || has_failed(child));
    found
}
