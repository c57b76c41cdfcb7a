//! What stands at a position of a list.

use super::{Checker, list_inside, literal::error};
use crate::{
    diagnostic::messages::types as messages,
    ir::{Expr, ExprKind},
    job::StepId,
    template,
    text::Span,
    types::{Domain, Type},
};

impl Checker<'_> {
    /// What to write between the brackets to get this item's own element of a list.
    pub(super) fn index_into(&self, list: &Type) -> &'static str {
        let Type::List(_, domain) = list else {
            return "0";
        };
        let innermost = self.open_batch();
        match innermost.and_then(|batch| self.batches.get(&batch)) {
            Some(batch) if batch.domain == *domain => "idx",
            _ => "0",
        }
    }

    pub(super) fn element(
        &mut self,
        base: Expr,
        written: &template::Expr,
        index: Expr,
        written_index: &template::Expr,
        span: Span,
    ) -> Expr {
        let integral = matches!(
            index.ty,
            Type::Int | Type::Json | Type::Error | Type::Secret
        );
        let is_secret = index.ty == Type::Secret;
        let ty = match &base.ty {
            Type::List(item, domain) if integral => {
                let item = Type::clone(item);
                if self.counts_other_list(&index, *domain, written, written_index.span) {
                    Type::Error
                } else {
                    item
                }
            }
            Type::Secret => Type::Secret,
            // Which field it is, only the run knows.
            Type::Record(_)
                if matches!(
                    index.ty,
                    Type::Text | Type::Json | Type::Error | Type::Secret
                ) =>
            {
                if base.ty.holds_secret() {
                    Type::Secret
                } else {
                    Type::Json
                }
            }
            Type::Text if integral => Type::Text,
            Type::Json | Type::Error => base.ty.clone(),
            other => {
                if index.ty == Type::Error {
                    return error(span);
                }
                let is_own = match index.kind {
                    ExprKind::Index(batch) => !self.counts_inside(batch, other),
                    _ => false,
                };
                let fix = match list_inside(written, other) {
                    _ if is_own => Some(written.to_string()),
                    list => list.map(|list| format!("{list}[{written_index}]")),
                };
                let behind = Span::new(span.file, written.span.range().end, span.range().end);
                let is_next = written.span.end + 1 == written_index.span.start;
                let removed = Some("").filter(|_| is_own && is_next);
                let found = messages::index(written_index.span, other, &index.ty);
                let found = found.help_if(fix.map(|fix| format!("write `{fix}`")));
                let found = match index.kind {
                    _ if !matches!(other, Type::List(..)) => {
                        found.help_if(Some(format!("remove `[{written_index}]`: this is no list")))
                    }
                    // The item of a batch stands for its position.
                    ExprKind::Item(batch) if self.open_batch() == Some(batch) => {
                        found.write(written_index.span, "idx")
                    }
                    _ => {
                        let position = self.index_into(other);
                        let whole = format!("{written}[{position}]");
                        found.help(format!("an index is a whole number: write `{whole}`"))
                    }
                };
                self.report(found.replace_if(behind, removed));
                Type::Error
            }
        };
        let ty = if is_secret && ty != Type::Error {
            Type::Secret
        } else {
            ty
        };
        self.narrowed(Expr::new(
            ExprKind::Element(Box::new(base), Box::new(index)),
            ty,
            span,
        ))
    }

    /// Whether the position in a batch may be one in the list that a record holds.
    fn counts_inside(&self, batch: StepId, record: &Type) -> bool {
        let Type::Record(record) = record else {
            return false;
        };
        let Some(batch) = self.batches.get(&batch) else {
            return false;
        };
        let mut fields = record.fields();
        fields.any(|(_, ty)| matches!(ty, Type::List(_, domain) if batch.domain.fits(*domain)))
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
