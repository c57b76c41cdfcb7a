use std::sync::Arc;

use super::{Checker, Form, Member, habits, literal::constant, place::operand};
use crate::{
    diagnostic::messages::types as messages,
    ir::{Expr, ExprKind},
    names::Target,
    template::{self, Ident},
    text::Span,
    types::{Domain, Type},
    value::Value,
};

impl Checker<'_> {
    pub(super) fn attribute(&mut self, base: &template::Expr, name: &Ident, span: Span) -> Expr {
        self.attribute_of(base, name, Form::Dot(span), span, Reads::Value)
    }

    pub(super) fn item(
        &mut self,
        base: &template::Expr,
        index: &template::Expr,
        span: Span,
    ) -> Expr {
        self.item_of(base, index, span, Reads::Value)
    }

    /// Types what a guard like `default` is asked for: an access reads through null, and gives null then.
    pub(super) fn through_null(&mut self, expr: &template::Expr) -> Expr {
        let span = expr.span;
        let typed = match &expr.kind {
            template::ExprKind::Attribute { base, name } => {
                self.attribute_of(base, name, Form::Dot(span), span, Reads::ThroughNull)
            }
            template::ExprKind::Item { base, index } => {
                self.item_of(base, index, span, Reads::ThroughNull)
            }
            _ => return self.expression(expr),
        };
        self.note(span, &typed.ty);
        typed
    }

    fn attribute_of(
        &mut self,
        base: &template::Expr,
        name: &Ident,
        form: Form,
        span: Span,
        reads: Reads,
    ) -> Expr {
        if let Some(expr) = self.root(base, &name.value, span) {
            return expr;
        }
        let whole = || match form {
            Form::Quoted => format!("{}['{}']", operand(base), name.value),
            _ => format!("{}.{}", operand(base), name.value),
        };
        let (typed, was_null) = self.base(base, reads, &whole);
        let field = self.field(typed, base, name, &form, span);
        or_null(field, was_null)
    }

    fn item_of(
        &mut self,
        base: &template::Expr,
        index: &template::Expr,
        span: Span,
        reads: Reads,
    ) -> Expr {
        if let template::ExprKind::Text(name) = &index.kind {
            let name = Ident {
                value: name.clone(),
                span: index.span,
            };
            return self.attribute_of(base, &name, Form::Quoted, span, reads);
        }
        let whole = || format!("{}[{index}]", operand(base));
        let (typed, was_null) = self.base(base, reads, &whole);
        let typed_index = self.needed(index);
        let element = self.element(typed, base, typed_index, index, span);
        or_null(element, was_null)
    }

    /// Types what is read from; `whole` is what is read, as written. Where null is no answer, that it may be is reported,
    /// unless nothing could be read from the value either.
    fn base(
        &mut self,
        base: &template::Expr,
        reads: Reads,
        whole: &dyn Fn() -> String,
    ) -> (Expr, bool) {
        if let Reads::ThroughNull = reads {
            return present(self.through_null(base));
        }
        let typed = self.expression(base);
        if matches!(
            typed.ty.required(),
            Type::Record(_) | Type::List(..) | Type::Json
        ) {
            (self.require_for(typed, base, whole), false)
        } else {
            (present(typed).0, false)
        }
    }

    pub(super) fn slice(
        &mut self,
        base: &template::Expr,
        bounds: [&Option<Box<template::Expr>>; 3],
        span: Span,
    ) -> Expr {
        let base = self.needed(base);
        let ty = match &base.ty {
            Type::List(item, _) => Type::List(Arc::clone(item), Domain::UNKNOWN),
            Type::Text | Type::Json | Type::Error | Type::Secret => base.ty.clone(),
            other => {
                let found = messages::index(span, other, &Type::Int);
                self.report(found.help("a slice is a part of a list or of a text"));
                Type::Error
            }
        };
        let bounds = bounds.map(|bound| bound.as_ref().map(|bound| Box::new(self.needed(bound))));
        Expr::new(
            ExprKind::Slice {
                base: Box::new(base),
                bounds,
            },
            ty,
            span,
        )
    }

    /// `steps.x`, `inputs.x`, `job.name` and `run.id`: two words that are one thing.
    fn root(&mut self, base: &template::Expr, name: &str, span: Span) -> Option<Expr> {
        let template::ExprKind::Name { id, .. } = &base.kind else {
            return None;
        };
        match self.names.target(*id) {
            Target::Steps(step) => Some(self.result(step, span)),
            Target::Inputs(position) => {
                let ty = self
                    .job
                    .inputs
                    .get(position)
                    .map_or(Type::Error, |input| input.ty.clone());
                Some(self.narrowed(Expr::new(ExprKind::Input(position), ty, span)))
            }
            Target::Job if name == "name" => {
                // Text of one part: known now, and still no literal that a condition could be blamed for.
                let name = constant(Value::text(self.job.name.as_str()), span);
                Some(Expr::new(ExprKind::Text(vec![name]), Type::Text, span))
            }
            Target::Run if name == "id" => Some(Expr::new(ExprKind::RunId, Type::Text, span)),
            _ => None,
        }
    }

    fn field(
        &mut self,
        base: Expr,
        written: &template::Expr,
        name: &Ident,
        form: &Form,
        span: Span,
    ) -> Expr {
        let (name, name_span) = (name.value.as_str(), name.span);
        let ty = match &base.ty {
            Type::Error => Type::Error,
            Type::Json => Type::Json,
            // The secret of an input is text; another one may be a record.
            Type::Secret if !matches!(base.kind, ExprKind::Input(_)) => Type::Secret,
            Type::Record(record) => match record.field(name) {
                Some(ty) => ty,
                None if self.rows_of_another_type(&base, written, name, name_span) => Type::Error,
                None if self.group_read(&base).is_some() => {
                    self.field_of_group(&base, name, name_span);
                    Type::Error
                }
                None => {
                    let member = Member {
                        base: written.to_string(),
                        name,
                        span: name_span,
                        form: *form,
                    };
                    self.unknown_member(&Arc::clone(record), &member);
                    Type::Error
                }
            },
            Type::List(..) => {
                self.list_as_record(&base, written, name, span);
                Type::Error
            }
            other => {
                let filter = self.filter_meant(name).map(str::to_owned);
                let filter = filter.or_else(|| habits::part_of_moment(other, name));
                let fix = filter
                    .as_ref()
                    .map(|filter| format!("{written} | {filter}"));
                let behind = Span::new(span.file, written.span.range().end, span.range().end);
                let is_next = written.span.end + 1 == name_span.start;
                let filter = filter.filter(|_| is_next);
                let filter = filter.map(|filter| format!(" | {filter}"));
                let found = messages::no_fields(name_span, other, name, fix);
                self.report(found.replace_if(behind, filter));
                Type::Error
            }
        };
        self.narrowed(Expr::new(
            ExprKind::Field(Box::new(base), Arc::from(name)),
            ty,
            span,
        ))
    }
}

/// What an access does with a null before it.
#[derive(Clone, Copy)]
enum Reads {
    /// It fails.
    Value,
    /// It gives null, for a guard to see.
    ThroughNull,
}

/// The value once it is there, and whether it may not be.
fn present(mut expr: Expr) -> (Expr, bool) {
    let is_optional = matches!(expr.ty, Type::Optional(_));
    if is_optional {
        expr.ty = expr.ty.required().clone();
    }
    (expr, is_optional)
}

fn or_null(mut expr: Expr, was_null: bool) -> Expr {
    if was_null {
        expr.ty = expr.ty.optional();
    }
    expr
}
