use super::Lint;
use crate::{
    diagnostic::{Diagnostic, messages::effect as messages},
    ir::Operation,
};

/// A body that servers are free to ignore.
pub(super) fn check(lint: &Lint<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for site in &lint.sites {
        let Operation::Request { request, .. } = &site.step.operation else {
            continue;
        };
        if let Some(body) = &request.body
            && ["GET", "HEAD"].contains(&request.method)
            && let Some(method) = site.written.fields.span("method")
        {
            found.push(messages::body_on_get(body.span, request.method, method));
        }
    }
    found
}
