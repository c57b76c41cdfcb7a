//! What the steps that call the outside share.

use std::time::Duration;

use crate::{
    check::Checker,
    diagnostic::messages::{connection as messages, job as job_messages},
    ir::{Call, ConnectionId, Delivery, Expr, Request},
    job::Step,
    spec::{ConnectionKind, Key, Shape},
    types::Type,
};

/// Whether a call is made now or through the outbox.
pub(super) const DELIVERY: Key = Key::optional(
    "delivery",
    Shape::Choice(&["direct", "outbox"]),
    "`outbox` writes the call in the transaction and delivers it after the commit (`direct`)",
);
/// How long a call may take.
pub(super) const TIMEOUT: Key = Key::optional(
    "timeout",
    Shape::Duration,
    "how long to wait for the answer",
);
/// The shape of the answer.
pub(super) const RETURNS: Key = Key::optional(
    "returns",
    Shape::Returns,
    "the shape of the answer: `{md5: text, tags: [text], note: text?}`",
);

/// What is common to calls; reported, and none, where there is no outbox to deliver from.
pub(super) fn call(checker: &mut Checker<'_>, step: &Step) -> Option<Call> {
    let delivery = match step.fields.choice("delivery") {
        Some("outbox") => Delivery::Outbox(outbox(checker, step)?),
        _ => Delivery::Direct,
    };
    let timeout = step.fields.duration("timeout");
    if timeout == Some(Duration::ZERO) {
        let span = step.fields.span("timeout").unwrap_or(step.name.span);
        let expected = "more than 0: with 0 the call ends before it is sent";
        checker.report(job_messages::wrong_value(
            "timeout",
            "0",
            span,
            expected,
            "timeout: 30",
        ));
    }
    let returns = step.fields.returns("returns");
    Some(Call {
        delivery,
        timeout,
        returns: returns.map(|declared| checker.own_positions(declared)),
    })
}

/// The database whose outbox a call goes through: the only one there is.
fn outbox(checker: &mut Checker<'_>, step: &Step) -> Option<ConnectionId> {
    match checker.connections_of(ConnectionKind::Database).as_slice() {
        [only] => Some(*only),
        found => {
            let span = step.fields.span("delivery").unwrap_or(step.name.span);
            checker.report(messages::outbox(span, found.len()));
            None
        }
    }
}

/// Refuses secrets in what the outbox keeps: who may read its tables may read them.
pub(super) fn refuse_secrets<'a>(
    checker: &mut Checker<'_>,
    kept: impl IntoIterator<Item = &'a Expr>,
) {
    for expr in kept {
        checker.refuse_secret(expr, "the outbox");
    }
}

/// What the outbox keeps of a request beside its target.
pub(super) fn kept(request: &Request) -> impl Iterator<Item = &Expr> {
    let headers = request.headers.iter().map(|(_, value)| value);
    headers.chain(&request.body).chain(&request.idempotency_key)
}

/// What a call through the outbox gives.
pub(super) fn enqueued() -> Type {
    Type::record([("id", Type::Text), ("was_enqueued", Type::Bool)])
}
