//! What the steps that call the outside share.

use std::time::Duration;

use crate::{
    check::Checker,
    diagnostic::messages::step as messages,
    ir::{Call, ConnectionId, Delivery},
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
        let message = "a timeout of 0 ends the call before it is sent";
        checker.report(messages::bad_value(span, message, "write `timeout: 30`"));
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
            let message = format!(
                "`delivery: outbox` needs one database connection, found {}",
                found.len()
            );
            let help = "use an `outbox.enqueue` step, whose `connection` names the database";
            let span = step.fields.span("delivery").unwrap_or(step.name.span);
            checker.report(messages::conflict(span, message, help));
            None
        }
    }
}

/// What a call through the outbox gives.
pub(super) fn enqueued() -> Type {
    Type::record([("id", Type::Text), ("was_enqueued", Type::Bool)])
}
