use super::{Checker, habits};
use crate::{
    diagnostic::{Diagnostic, messages::types as messages, nearest},
    ir::{Expr, ExprKind},
    spec::Function,
    types::Type,
    value::Value,
};

impl Checker<'_> {
    /// What is wrong with the names that a refused call gives as texts: of a field of the items, a helper or a test.
    pub(super) fn misnamed(
        &self,
        function: &Function,
        arguments: &[Option<Expr>],
    ) -> Option<Diagnostic> {
        let items = arguments.first()?.as_ref()?;
        arguments
            .iter()
            .enumerate()
            .skip(1)
            .find_map(|(position, argument)| {
                let argument = argument.as_ref()?;
                let ExprKind::Constant(Value::Text(name)) = &argument.kind else {
                    return None;
                };
                match function.param(position).name {
                    "attribute" => attribute(&items.ty, argument, name),
                    "filter" => self.misnamed_filter(argument, name),
                    "test" => self.misnamed_test(argument, name),
                    _ => None,
                }
            })
    }

    fn misnamed_filter(&self, argument: &Expr, name: &str) -> Option<Diagnostic> {
        if self.registry.function(name).is_some() {
            return None;
        }
        let known = self.registry.functions.iter();
        let near =
            habits::helper(name).or_else(|| nearest(name, known.map(|function| function.name)));
        let fix = near.map(|near| format!("'{near}'"));
        Some(messages::unknown_function(argument.span, name, fix))
    }

    fn misnamed_test(&self, argument: &Expr, name: &str) -> Option<Diagnostic> {
        if self.registry.predicate(name).is_some() {
            return None;
        }
        let known = self.registry.predicates.iter();
        let near =
            habits::test(name).or_else(|| nearest(name, known.map(|predicate| predicate.name)));
        let fix = near.map(|near| format!("'{near}'"));
        Some(messages::unknown_test(argument.span, name, fix))
    }
}

/// The first field on a path, or on one of several with commas between, that the items don't have.
fn attribute(items: &Type, argument: &Expr, paths: &str) -> Option<Diagnostic> {
    let Type::List(item, _) = items.required() else {
        return None;
    };
    paths.split(',').find_map(|path| {
        let mut ty = (**item).clone();
        for part in path.trim().split('.') {
            let Type::Record(record) = ty.required() else {
                return None;
            };
            let Some(field) = record.field(part) else {
                let known: Vec<&str> = record.fields().map(|(name, _)| &**name).collect();
                let near = nearest(part, known.iter().copied());
                return Some(messages::unknown_item_field(
                    argument.span,
                    part,
                    near,
                    &known,
                ));
            };
            ty = field;
        }
        None
    })
}
