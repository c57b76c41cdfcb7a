//! Lists that are read as if they were something else.

use super::{Checker, habits};
use crate::{
    diagnostic::messages::types as messages,
    ir::{Expr, ExprKind},
    template,
    text::Span,
    types::Type,
};

impl Checker<'_> {
    /// Reports a field that is read of a list.
    pub(super) fn list_as_record(
        &mut self,
        base: &Expr,
        written: &template::Expr,
        name: &str,
        span: Span,
    ) {
        let filter = self
            .filter_meant(name)
            .filter(|_| !items_have(&base.ty, name));
        let fix = match filter {
            Some(filter) => format!("{written} | {filter}"),
            None => format!("{written}[{}].{name}", self.index_into(&base.ty)),
        };
        let cause = self.cause_of_list(base);
        let cause = cause.as_ref().map(|(span, why)| (*span, why.as_str()));
        let found = messages::list_as_record(span, &written.to_string(), name, cause, &fix);
        let behind = written.span.range().end;
        // With a bracket between the two, or a name in quotes, there is more behind the list than its field.
        let is_next = behind + 1 + name.len() == span.range().end;
        let found = match filter {
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

    /// Why a result is a list: the batch of its step, or the one of a group or a conditional around it.
    fn cause_of_list(&self, list: &Expr) -> Option<(Span, String)> {
        let (step, mut inner) = match &list.kind {
            ExprKind::Result(step) => (*step, 0),
            ExprKind::Element(base, _) => match &base.kind {
                ExprKind::Result(step) => (*step, 1),
                _ => return None,
            },
            _ => return None,
        };
        let around = std::iter::successors(Some(step), |at| {
            self.names.scope(*at).parent.map(|parent| parent.step)
        });
        let around: Vec<_> = around.collect();
        // The outermost batch is the outermost list.
        for at in around.into_iter().rev() {
            let is_shared = self.names.scope(self.current).frames.contains(&at);
            let Some(batch) = self.batches.get(&at).filter(|_| !is_shared) else {
                continue;
            };
            if inner > 0 {
                inner -= 1;
                continue;
            }
            let why = if at == step {
                "a list, because this step runs once per item"
            } else {
                "a list, because the step stands in this batch and runs once per item"
            };
            return Some((batch.from, why.to_owned()));
        }
        None
    }

    /// The helper that was probably meant by a field: `rows.length`, `rows.first`.
    pub(super) fn filter_meant(&self, name: &str) -> Option<&'static str> {
        let meant = habits::helper(name).unwrap_or(name);
        let of_lists = [
            "length", "first", "last", "sum", "min", "max", "sort", "unique",
        ];
        let of_texts = ["lower", "upper", "trim", "string"];
        let mut known = of_lists.into_iter().chain(of_texts);
        known.find(|known| *known == meant)
    }
}

/// Whether the items of a list, or of the lists in it, are known to have a field.
fn items_have(list: &Type, name: &str) -> bool {
    match list.required() {
        Type::List(item, _) => items_have(item, name),
        Type::Record(record) => record.fields().any(|(own, _)| **own == *name),
        _ => false,
    }
}
