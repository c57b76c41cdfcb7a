use super::delivery::{DELIVERY, RETURNS, TIMEOUT, call, enqueued, kept, refuse_secrets};
use crate::{
    check::{Checker, StepType},
    diagnostic::messages::job as messages,
    ir::{Delivery, Operation, Request},
    job::Step,
    spec::{self, ConnectionKind, ConnectionNeed, Key, Shape},
    types::Type,
};

/// The methods of HTTP that a step may use.
pub(super) const METHODS: &[&str] = &["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/// `api.call`
pub(super) static STEP: StepType = StepType {
    declaration: spec::Step {
        name: "api.call",
        doc: "sends an HTTP request and gives the answer",
        result: "`{status_code: int, headers: {…}, body: json}`, `body` as `returns` declares it; with `delivery: outbox` `{id, was_enqueued}`",
        connection: ConnectionNeed::Kind(ConnectionKind::Http),
        keys: &[
            Key::required("method", Shape::Choice(METHODS), "the method"),
            Key::optional(
                "path",
                Shape::Template,
                "what is appended to the connection's `base_url`",
            ),
            Key::optional("url", Shape::Template, "the whole URL instead"),
            Key::optional(
                "query",
                Shape::TreeMap,
                "parameters of the query; a null leaves one out",
            ),
            Key::optional(
                "headers",
                Shape::TreeMap,
                "headers beside the connection's; a null leaves one out",
            ),
            Key::optional(
                "body",
                Shape::Tree,
                "the body; text as it stands, anything else as JSON",
            ),
            TIMEOUT,
            Key::optional(
                "expect_status",
                Shape::Ints,
                "the statuses that count as success (200 to 299)",
            ),
            Key::optional(
                "idempotency_key",
                Shape::Template,
                "the key by which the server knows a repeated request",
            ),
            Key::optional(
                "idempotency_field",
                Shape::Text,
                "a field of the body that carries the key as well",
            ),
            DELIVERY,
            RETURNS,
        ],
    },
    check,
};

fn check(checker: &mut Checker<'_>, step: &Step) -> Option<(Operation, Type)> {
    let request = request(checker, step)?;
    let connection = checker.connection(step);
    if let (Some(id), false) = (connection, request.is_absolute) {
        checker.need_setting(id, "base_url", "what `path` is appended to");
    }
    let call = call(checker, step)?;
    if matches!(call.delivery, Delivery::Outbox(_)) {
        refuse_secrets(checker, kept(&request));
        if connection.is_none() && request.is_absolute && step.connection.is_none() {
            let span = step.fields.span("delivery").unwrap_or(step.name.span);
            let example = "`connection: …`, the http connection that delivers it";
            checker.report(messages::needs_key(
                "`delivery: outbox`",
                "`connection`",
                span,
                example,
            ));
        }
    }
    let result = match call.delivery {
        Delivery::Outbox(_) => enqueued(),
        Delivery::Direct => Type::record([
            ("status_code", Type::Int),
            ("headers", Type::Json),
            ("body", call.returns.clone().unwrap_or(Type::Json)),
        ]),
    };
    Some((
        Operation::Request {
            connection,
            request: Box::new(request),
            call,
        },
        result,
    ))
}

/// The request that a step's keys describe.
pub(super) fn request(checker: &mut Checker<'_>, step: &Step) -> Option<Request> {
    let fields = &step.fields;
    let (target, is_absolute) = match (fields.template("path"), fields.template("url")) {
        (Some(path), None) => (checker.needed_text(path), false),
        (None, Some(url)) => (checker.needed_text(url), true),
        (Some(_), Some(url)) => {
            let path = fields.span("path");
            checker.report(messages::exclusive_keys(["path", "url"], url.span, path));
            return None;
        }
        (None, None) => {
            checker.report(messages::needs_key(
                "`api.call`",
                "`path` or `url`",
                step.name.span,
                "`path: /…`, which is appended to the connection's `base_url`",
            ));
            return None;
        }
    };
    checker.refuse_secret(&target, "a URL");
    let body = fields.tree("body").map(|body| checker.tree(body));
    let idempotency_field = fields.text("idempotency_field");
    if let (Some(field), None) = (idempotency_field, fields.template("idempotency_key")) {
        checker.report(messages::needs_key(
            "`idempotency_field`",
            "`idempotency_key`",
            field.span,
            "`idempotency_key: …`",
        ));
    }
    if let (Some(field), Some(body)) = (idempotency_field, &body)
        && !may_take_field(&body.ty)
    {
        checker.report(messages::wrong_shape(
            "body",
            body.span,
            &format!("a map, which takes the key as its field `{}`", field.value),
            &body.ty.brief().to_string(),
            "body: {…}",
        ));
    }
    let query = checker.named(fields.tree_map("query"));
    for (_, value) in &query {
        checker.refuse_secret(value, "a URL");
    }
    Some(Request {
        method: fields.choice("method")?,
        target,
        is_absolute,
        query,
        headers: checker.named(fields.tree_map("headers")),
        body,
        expect_status: statuses(checker, step)?,
        idempotency_key: fields
            .template("idempotency_key")
            .map(|key| checker.needed_text(key)),
        idempotency_field: idempotency_field.map(|field| field.value.clone()),
    })
}

/// Whether a value of this type may be a map, to which a field can be added.
fn may_take_field(body: &Type) -> bool {
    matches!(
        body.required(),
        Type::Record(_) | Type::Json | Type::Secret | Type::Null | Type::Error
    )
}

fn statuses(checker: &mut Checker<'_>, step: &Step) -> Option<Vec<u16>> {
    let written = step.fields.ints("expect_status").unwrap_or_default();
    let statuses: Vec<_> = written
        .iter()
        .filter_map(|status| match u16::try_from(status.value) {
            Ok(known @ 200..=599) => Some(known),
            _ => {
                checker.report(messages::wrong_value(
                    "expect_status",
                    &status.value.to_string(),
                    status.span,
                    "the status of an answer, from 200 to 599",
                    "expect_status: [200, 404]",
                ));
                None
            }
        })
        .collect();
    (statuses.len() == written.len()).then_some(statuses)
}
