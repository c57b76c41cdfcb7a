use std::sync::Arc;

use super::{
    Checker, habits,
    literal::{constant, error},
};
use crate::{
    diagnostic::{messages::types as messages, nearest},
    ir::{Expr, ExprKind},
    names::Target,
    template::{self, Ident},
    text::Span,
    types::{Domain, RecordType, Type},
    value::Value,
};

impl Checker<'_> {
    pub(super) fn attribute(&mut self, base: &template::Expr, name: &Ident, span: Span) -> Expr {
        self.attribute_of(base, name, span, Self::needed)
    }

    pub(super) fn item(
        &mut self,
        base: &template::Expr,
        index: &template::Expr,
        span: Span,
    ) -> Expr {
        self.item_of(base, index, span, Self::needed)
    }

    /// Types what a guard like `default` is asked for: an access reads through null, and gives null then.
    pub(super) fn through_null(&mut self, expr: &template::Expr) -> Expr {
        let span = expr.span;
        match &expr.kind {
            template::ExprKind::Attribute { base, name } => {
                self.attribute_of(base, name, span, Self::through_null)
            }
            template::ExprKind::Item { base, index } => {
                self.item_of(base, index, span, Self::through_null)
            }
            _ => self.expression(expr),
        }
    }

    fn attribute_of(
        &mut self,
        base: &template::Expr,
        name: &Ident,
        span: Span,
        read: fn(&mut Self, &template::Expr) -> Expr,
    ) -> Expr {
        if let Some(expr) = self.root(base, &name.value, span) {
            return expr;
        }
        let (typed, was_null) = present(read(self, base));
        let field = self.field(typed, base, &name.value, name.span, span);
        or_null(field, was_null)
    }

    fn item_of(
        &mut self,
        base: &template::Expr,
        index: &template::Expr,
        span: Span,
        read: fn(&mut Self, &template::Expr) -> Expr,
    ) -> Expr {
        if let template::ExprKind::Text(name) = &index.kind {
            let name = Ident {
                value: name.clone(),
                span: index.span,
            };
            return self.attribute_of(base, &name, span, read);
        }
        let (typed, was_null) = present(read(self, base));
        let typed_index = self.needed(index);
        let element = self.element(typed, base, typed_index, index, span);
        or_null(element, was_null)
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
                self.report(messages::index(span, other, &Type::Int));
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
                Some(constant(Value::text(self.job.name.as_str()), span))
            }
            Target::Run if name == "id" => Some(Expr::new(ExprKind::RunId, Type::Text, span)),
            _ => None,
        }
    }

    fn field(
        &mut self,
        base: Expr,
        written: &template::Expr,
        name: &str,
        name_span: Span,
        span: Span,
    ) -> Expr {
        let ty = match &base.ty {
            Type::Error => Type::Error,
            Type::Json => Type::Json,
            Type::Record(record) => match record.field(name) {
                Some(ty) => ty,
                None => self.unknown_field(&Arc::clone(record), written, name, name_span),
            },
            Type::List(..) => {
                self.list_as_record(&base, written, name, span);
                Type::Error
            }
            other => {
                let fix = self
                    .filter_meant(name)
                    .map(|filter| format!("{written} | {filter}"));
                let behind = Span::new(span.file, written.span.range().end, span.range().end);
                let is_next = written.span.end + 1 == name_span.start;
                let filter = self.filter_meant(name).filter(|_| is_next);
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

    fn unknown_field(
        &mut self,
        record: &RecordType,
        written: &template::Expr,
        name: &str,
        span: Span,
    ) -> Type {
        let known: Vec<&str> = record.fields().map(|(name, _)| &**name).collect();
        let near = nearest(name, known.iter().copied());
        self.report(messages::unknown_field(
            span,
            &written.to_string(),
            name,
            near,
            &known,
        ));
        Type::Error
    }

    fn list_as_record(&mut self, base: &Expr, written: &template::Expr, name: &str, span: Span) {
        let fix = match self.filter_meant(name) {
            Some(filter) => format!("{written} | {filter}"),
            None => format!("{written}[{}].{name}", self.index_into(&base.ty)),
        };
        let cause = match &base.kind {
            ExprKind::Result(step) => self.batches.get(step).map(|batch| batch.from),
            _ => None,
        };
        let found = messages::list_as_record(span, &written.to_string(), name, cause, &fix);
        let behind = written.span.range().end;
        // With a bracket between the two, or a name in quotes, there is more behind the list than its field.
        let is_next = behind + 1 + name.len() == span.range().end;
        let found = match self.filter_meant(name) {
            _ if !is_next => found,
            Some(filter) => found.replace(
                Span::new(span.file, behind, span.range().end),
                format!(" | {filter}"),
            ),
            // The first element is only an example of an index.
            None if self.index_into(&base.ty) == "idx" => {
                found.replace(Span::new(span.file, behind, behind), "[idx]")
            }
            None => found,
        };
        self.report(found);
    }

    /// The helper that was probably meant by a field: `rows.length`, `rows.first`.
    fn filter_meant(&self, name: &str) -> Option<&'static str> {
        let meant = habits::helper(name).unwrap_or(name);
        let of_lists = [
            "length", "first", "last", "sum", "min", "max", "sort", "unique",
        ];
        let of_texts = ["lower", "upper", "trim", "string"];
        let mut known = of_lists.into_iter().chain(of_texts);
        known.find(|known| *known == meant)
    }

    /// What to write between the brackets to get this item's own element of a list.
    fn index_into(&self, list: &Type) -> &'static str {
        let Type::List(_, domain) = list else {
            return "0";
        };
        let innermost = self.open_batch();
        match innermost.and_then(|batch| self.batches.get(&batch)) {
            Some(batch) if batch.domain == *domain => "idx",
            _ => "0",
        }
    }

    fn element(
        &mut self,
        base: Expr,
        written: &template::Expr,
        index: Expr,
        written_index: &template::Expr,
        span: Span,
    ) -> Expr {
        let integral = matches!(index.ty, Type::Int | Type::Json | Type::Error);
        let ty = match &base.ty {
            Type::List(item, domain) if integral => {
                let item = Type::clone(item);
                if self.counts_other_list(&index, *domain, written, written_index.span) {
                    Type::Error
                } else {
                    item
                }
            }
            Type::Record(_) if matches!(index.ty, Type::Text | Type::Json | Type::Error) => {
                Type::Json
            }
            Type::Text if integral => Type::Text,
            Type::Json | Type::Error => base.ty.clone(),
            other => {
                if index.ty == Type::Error {
                    return error(span);
                }
                let found = messages::index(written_index.span, other, &index.ty);
                self.report(found);
                Type::Error
            }
        };
        self.narrowed(Expr::new(
            ExprKind::Element(Box::new(base), Box::new(index)),
            ty,
            span,
        ))
    }

    fn counts_other_list(
        &mut self,
        index: &Expr,
        domain: Domain,
        list: &template::Expr,
        span: Span,
    ) -> bool {
        let ExprKind::Index(batch) = &index.kind else {
            return false;
        };
        let Some(batch) = self.batches.get(batch) else {
            return false;
        };
        if batch.domain.fits(domain) {
            return false;
        }
        let from = batch.from;
        self.report(messages::other_domain(span, &list.to_string(), from));
        true
    }
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
