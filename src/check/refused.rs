//! Calls whose arguments fit, but can't be worked on.

use super::{Checker, Form, Member, habits};
use crate::{
    diagnostic::{messages::types as messages, nearest},
    spec::{Reason, Refusal},
    template,
    text::Span,
};

impl Checker<'_> {
    /// Reports why a helper does not take its arguments, at the one that is wrong.
    pub(super) fn refused(
        &mut self,
        refusal: &Refusal,
        placed: &[Option<&template::Expr>],
        span: Span,
    ) {
        let argument = |position: usize| placed.get(position).copied().flatten();
        let wrong = refusal.position.and_then(argument);
        let span = wrong.map_or(span, |wrong| wrong.span);
        let known = |names: &mut dyn Iterator<Item = &'static str>, name: &str| {
            nearest(name, names.collect::<Vec<_>>()).map(|near| format!("'{near}'"))
        };
        match &refusal.reason {
            Reason::Failure(failure) => {
                let (message, help) = (failure.message.clone(), failure.help.clone());
                self.report(messages::bad_call(span, message, help));
            }
            Reason::UnknownFunction(name) => {
                let near = match habits::helper(name) {
                    Some(meant) => Some(format!("'{meant}'")),
                    None => known(
                        &mut self.registry.functions.iter().map(|one| one.name),
                        name,
                    ),
                };
                let help = near.as_ref().map(|near| format!("write `{near}`"));
                let found = messages::unknown_function(span, name, help);
                self.report(found.replace_if(span, near));
            }
            Reason::UnknownTest(name) => {
                let near = match habits::test(name) {
                    Some(meant) => Some(format!("'{meant}'")),
                    None => known(
                        &mut self.registry.predicates.iter().map(|one| one.name),
                        name,
                    ),
                };
                let found = messages::unknown_test(span, name, near.clone());
                self.report(found.replace_if(span, near));
            }
            Reason::UnknownField(record, name) => {
                let is_whole = matches!(
                    wrong.map(|wrong| &wrong.kind),
                    Some(template::ExprKind::Text(text)) if text == name
                );
                let member = Member {
                    base: argument(0).map_or_else(|| "the list".to_owned(), ToString::to_string),
                    name,
                    span,
                    form: if is_whole { Form::Quoted } else { Form::Part },
                };
                self.unknown_member(record, &member);
            }
        }
    }
}
