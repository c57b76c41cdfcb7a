use std::sync::Arc;

use super::{Checker, expression::record_type, literal::constant};
use crate::{
    ir::{Expr, ExprKind, Mapping},
    job::{Tree, TreeKind},
    text::Spanned,
    types::{Domain, Type},
    value::Value,
};

impl Checker<'_> {
    /// Types any YAML whose texts are templates.
    pub fn tree(&mut self, tree: &Tree) -> Expr {
        match &tree.kind {
            TreeKind::Literal(value) => constant(value.clone(), tree.span),
            TreeKind::Template(template) => self.template(template, tree.span),
            TreeKind::List(items) => {
                let items: Vec<_> = items.iter().map(|item| self.tree(item)).collect();
                let item = items
                    .iter()
                    .map(|item| item.ty.clone())
                    .reduce(|joined, ty| joined.join(&ty));
                let ty = Type::list(item.unwrap_or(Type::Json), Domain::UNKNOWN);
                Expr::new(ExprKind::List(items), ty, tree.span)
            }
            TreeKind::Map(entries) => {
                let entries: Vec<_> = entries
                    .iter()
                    .map(|(key, value)| {
                        (
                            constant(Value::text(key.value.as_str()), key.span),
                            self.tree(value),
                        )
                    })
                    .collect();
                let ty = record_type(&entries);
                Expr::new(ExprKind::Record(entries), ty, tree.span)
            }
        }
    }

    /// Types values by name.
    pub fn mapping(&mut self, entries: &[(Spanned<String>, Tree)]) -> Mapping {
        entries
            .iter()
            .map(|(name, tree)| (Arc::from(name.value.as_str()), self.tree(tree)))
            .collect()
    }

    /// Types values by name, for where a name is no column.
    pub fn named(&mut self, entries: &[(Spanned<String>, Tree)]) -> Vec<(String, Expr)> {
        entries
            .iter()
            .map(|(name, tree)| (name.value.clone(), self.tree(tree)))
            .collect()
    }
}
