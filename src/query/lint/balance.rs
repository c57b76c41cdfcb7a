use crate::{
    diagnostic::{Diagnostic, messages::sql as messages},
    query::outline::Outline,
};

/// A parenthesis without its partner.
pub(super) fn check(outline: &Outline<'_>, found: &mut Vec<Diagnostic>) {
    let mut open = Vec::new();
    for at in 0..outline.len() {
        match outline.symbol(at) {
            "(" => open.push(at),
            ")" if open.pop().is_none() => {
                found.push(messages::unopened(outline.span(at)));
                return;
            }
            _ => {}
        }
    }
    if let Some(at) = open.pop() {
        found.push(messages::unclosed(outline.span(at)));
    }
}
