use super::Lint;
use crate::{
    diagnostic::{
        Diagnostic,
        messages::{effect as messages, step as step_messages},
    },
    ir::Operation,
    job::RetryClass,
    spec::http::is_redirect,
};

/// A retry for failures that a step can't have.
pub(super) fn check(lint: &Lint<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for site in &lint.sites {
        let Some(retry) = &site.written.retry else {
            continue;
        };
        if let Some(what) = never_passing(&site.step.operation) {
            found.push(step_messages::useless_retry(retry.span, what));
            continue;
        }
        let Some(kind) = kind(&site.step.operation, lint) else {
            continue;
        };
        let named = retry.value.retry_on.as_deref().unwrap_or_default();
        if retry.value.max_attempts == 1 {
            found.extend(named.first().map(|class| messages::retry_once(class.span)));
            continue;
        }
        let expected = expected(&site.step.operation);
        for class in named {
            if !kind.may_fail_by(class.value) {
                let what = site.step.declaration.name;
                found.push(messages::impossible_retry(class.span, what, kind.classes()));
            } else if let RetryClass::Status(status) = class.value {
                if expected.contains(&status) {
                    found.push(messages::expected_retry(class.span, status));
                } else if is_redirect(status) {
                    found.push(messages::redirected(class.span, status));
                }
            }
        }
    }
    found
}

/// What can fail.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Http,
    Lambda,
    Database,
}

impl Kind {
    const fn may_fail_by(self, class: RetryClass) -> bool {
        match class {
            RetryClass::Timeout | RetryClass::Connection => true,
            // Lambda answers with statuses, too.
            RetryClass::Status(_) | RetryClass::ServerErrors | RetryClass::AnyHttp => {
                !matches!(self, Self::Database)
            }
            RetryClass::LambdaThrottled | RetryClass::LambdaError => matches!(self, Self::Lambda),
            RetryClass::Serialization | RetryClass::Deadlock => matches!(self, Self::Database),
        }
    }

    const fn classes(self) -> &'static str {
        match self {
            Self::Http => "`connection`, `timeout`, `http_429`, `http_5xx` and single statuses",
            Self::Lambda => {
                "`connection`, `timeout`, `http_5xx`, `lambda_throttled` and `lambda_error`"
            }
            Self::Database => "`connection`, `timeout`, `db_serialization` and `db_deadlock`",
        }
    }
}

/// What an operation works on, where no failure of it passes by itself.
const fn never_passing(operation: &Operation) -> Option<&'static str> {
    match operation {
        Operation::ReadCsv { .. } | Operation::WriteCsv { .. } => Some("a file"),
        Operation::Conditional { .. } | Operation::Group { .. } => Some("the steps inside it"),
        _ => None,
    }
}

/// What can fail of an operation. A call through the outbox is none: it may fail as a statement and, later, as a call.
fn kind(operation: &Operation, lint: &Lint<'_>) -> Option<Kind> {
    match operation {
        Operation::Request { .. } if operation.is_direct_call() => Some(Kind::Http),
        Operation::Invoke { .. } if operation.is_direct_call() => Some(Kind::Lambda),
        Operation::Request { .. } | Operation::Invoke { .. } | Operation::Enqueue { .. } => None,
        _ if operation.is_statement(&lint.job.connections) => Some(Kind::Database),
        _ => None,
    }
}

fn expected(operation: &Operation) -> &[u16] {
    match operation {
        Operation::Request { request, .. } => &request.expect_status,
        _ => &[],
    }
}
