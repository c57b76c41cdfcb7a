use super::{
    api_call::METHODS,
    delivery::{enqueued, kept, refuse_secrets},
};
use crate::{
    check::{Checker, StepType},
    diagnostic::messages::{connection as connection_messages, job as messages},
    ir::{ConnectionId, Enqueued, Operation, Request},
    job::Step,
    spec::{self, ConnectionKind, ConnectionNeed, Key, Shape},
    text::Spanned,
    types::Type,
};

/// `outbox.enqueue`
pub(super) static STEP: StepType = StepType {
    declaration: spec::Step {
        name: "outbox.enqueue",
        doc: "writes a call into the outbox of a database, to be delivered after the commit",
        result: "`{id, was_enqueued: bool}`",
        connection: ConnectionNeed::Kind(ConnectionKind::Database),
        keys: &[
            Key::required(
                "to",
                Shape::Text,
                "the http or lambda connection that delivers it",
            ),
            Key::optional(
                "method",
                Shape::Choice(METHODS),
                "the method of a request (`POST`)",
            ),
            Key::optional(
                "path",
                Shape::Template,
                "what is appended to the connection's `base_url`",
            ),
            Key::optional("headers", Shape::TreeMap, "headers beside the connection's"),
            Key::optional("body", Shape::Tree, "the body of a request"),
            Key::optional("payload", Shape::Tree, "what a function is given"),
            Key::optional(
                "key",
                Shape::Template,
                "the key by which the receiver knows a repeated delivery",
            ),
            Key::optional(
                "order_by",
                Shape::Template,
                "messages of equal value are delivered in order",
            ),
        ],
    },
    check,
};

fn check(checker: &mut Checker<'_>, step: &Step) -> Option<(Operation, Type)> {
    let to = target(checker, step.fields.text("to")?)?;
    let key = step
        .fields
        .template("key")
        .map(|key| checker.needed_text(key));
    let order_by = step
        .fields
        .template("order_by")
        .map(|order| checker.needed_text(order));
    if !fits(checker, step, to) {
        return None;
    }
    let call = match (step.fields.template("path"), step.fields.tree("payload")) {
        (Some(path), None) => {
            let target = checker.needed_text(path);
            checker.refuse_secret(&target, "a URL");
            Enqueued::Request(Box::new(Request {
                method: step.fields.choice("method").unwrap_or("POST"),
                target,
                is_absolute: false,
                query: Vec::new(),
                headers: checker.named(step.fields.tree_map("headers")),
                body: step.fields.tree("body").map(|body| checker.tree(body)),
                expect_status: Vec::new(),
                idempotency_key: key,
                idempotency_field: None,
            }))
        }
        (None, Some(payload)) => Enqueued::Invocation {
            payload: checker.tree(payload),
            key,
        },
        // The two belong to different kinds of connections, so that one of them has been refused.
        (Some(_), Some(_)) => return None,
        (None, None) => {
            checker.report(messages::needs_key(
                "`outbox.enqueue`",
                "`path` or `payload`",
                step.name.span,
                "`path: /…` for an http connection, `payload: {…}` for a lambda",
            ));
            return None;
        }
    };
    match &call {
        Enqueued::Request(request) => refuse_secrets(checker, kept(request)),
        Enqueued::Invocation { payload, key } => {
            refuse_secrets(checker, [payload].into_iter().chain(key));
        }
    }
    refuse_secrets(checker, &order_by);
    let connection = checker.connection(step)?;
    Some((
        Operation::Enqueue {
            connection,
            to,
            call,
            order_by,
        },
        enqueued(),
    ))
}

/// What a function is not given: it has no address.
const REQUEST: [&str; 4] = ["path", "method", "headers", "body"];

/// Whether what is to be sent is what the connection delivers; reported if it is not, once.
fn fits(checker: &mut Checker<'_>, step: &Step, to: ConnectionId) -> bool {
    let connection = &checker.job.connections[to.0];
    let (ty, declared) = (connection.declaration.name, connection.name.span);
    let is_function = connection.declaration.kind == ConnectionKind::Lambda;
    let foreign: &[&str] = if is_function { &REQUEST } else { &["payload"] };
    let fields = &step.fields;
    let Some(key) = foreign.iter().find(|key| fields.0.contains_key(**key)) else {
        return true;
    };
    let has = |key: &str| fields.0.contains_key(key);
    let help = match *key {
        "body" if !has("payload") => "write `payload`, which is what the function is given",
        "payload" if !has("path") => "write `path: /…`, and `body` for what is sent",
        "payload" if !has("body") => "write `body`",
        _ => "remove it",
    };
    let span = fields.span(key).unwrap_or(step.name.span);
    let name = connection.name.value.clone();
    checker.report(messages::key_of_other_kind(
        key,
        span,
        (&name, ty, declared),
        help,
    ));
    false
}

/// The connection that delivers: anything but a database.
fn target(checker: &mut Checker<'_>, name: &Spanned<String>) -> Option<ConnectionId> {
    let position = checker
        .job
        .connections
        .iter()
        .position(|connection| connection.name.value == name.value);
    match position.map(|position| (position, &checker.job.connections[position])) {
        Some((position, found)) if found.declaration.kind != ConnectionKind::Database => {
            Some(ConnectionId(position))
        }
        Some((_, found)) => {
            let (ty, declared) = (found.declaration.name, found.name.span);
            let expected = "an http or a lambda";
            let mut targets = checker.job.connections.iter();
            let fitting = targets.find(|own| own.declaration.kind != ConnectionKind::Database);
            let fitting = fitting.map(|own| format!("to: {}", own.name.value));
            checker.report(connection_messages::wrong_kind(
                name.span,
                &name.value,
                ty,
                "outbox.enqueue",
                expected,
                declared,
                fitting.as_deref(),
            ));
            None
        }
        None => {
            checker.report(connection_messages::unknown(name.span, &name.value, None));
            None
        }
    }
}
