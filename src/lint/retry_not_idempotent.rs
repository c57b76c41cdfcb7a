use super::Lint;
use crate::{
    diagnostic::{Diagnostic, messages::effect as messages},
    ir::{Effect, Operation},
    job::{Retry, RetryClass},
    spec::http,
};

/// A retry of a call that must not be made twice.
pub(super) fn check(lint: &Lint<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for site in &lint.sites {
        let (Operation::Request { request, .. }, Some(retry)) =
            (&site.step.operation, &site.step.retry)
        else {
            continue;
        };
        let is_exposed = !http::is_idempotent(request.method)
            && site.step.operation.effect(&lint.job.connections) == Effect::External;
        let (Some(written), Some(method)) =
            (&site.written.retry, site.written.fields.span("method"))
        else {
            continue;
        };
        if is_exposed && retry.max_attempts > 1 && !only_refusals(retry) {
            found.push(messages::retry_not_idempotent(
                written.span,
                method,
                request.method,
                repeats_failures(retry),
                &lint.key_for(site),
            ));
        }
    }
    found
}

/// Whether the retry is only for answers that say that nothing was done.
fn only_refusals(retry: &Retry) -> bool {
    let named = retry.retry_on.as_ref();
    named.is_some_and(|classes| {
        let mut classes = classes.iter();
        classes.all(|class| class.value == RetryClass::Status(429))
    })
}

/// Whether `retry_on` names answers after which the server may have done what was asked.
fn repeats_failures(retry: &Retry) -> bool {
    let named = retry.retry_on.iter().flatten();
    named.into_iter().any(|class| match class.value {
        RetryClass::Status(status) => status != 429,
        RetryClass::ServerErrors | RetryClass::AnyHttp => true,
        _ => false,
    })
}
