use super::{
    Lint,
    secret_shape::{holds_secret, in_header, issued},
};
use crate::{
    diagnostic::{Diagnostic, messages::secret as messages},
    ir::{Enqueued, Expr, ExprKind, Operation, Request},
    value::Value,
};

/// A secret in the headers, the query or the body of a call, and anywhere else if it is known by its shape.
pub(super) fn check(lint: &Lint<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for site in &lint.sites {
        let operation = &site.step.operation;
        match operation {
            Operation::Request { request, .. } => in_request(request, &mut found),
            Operation::Invoke { payload, .. } => in_fields(payload, &mut found),
            Operation::Enqueue { call, .. } => match call {
                Enqueued::Request(request) => in_request(request, &mut found),
                Enqueued::Invocation { payload, .. } => in_fields(payload, &mut found),
            },
            _ => {}
        }
        operation.for_each_expr(&mut |expr| by_shape(expr, &mut found));
    }
    found
}

fn in_request(request: &Request, found: &mut Vec<Diagnostic>) {
    for (name, value) in &request.headers {
        if text(value).is_some_and(|text| issued(text).is_none() && in_header(name, text).is_some())
        {
            let what = format!("the credential of `{name}`");
            let input = input(name.trim_start_matches("X-").trim_start_matches("x-"));
            found.push(messages::literal_in_step(value.span, &what, &input));
        }
    }
    for (name, value) in &request.query {
        if let Some(what) = of_field(name, value) {
            found.push(messages::literal_in_query(value.span, &what));
        }
    }
    request.body.iter().for_each(|body| in_fields(body, found));
}

fn in_fields(expr: &Expr, found: &mut Vec<Diagnostic>) {
    if let ExprKind::Record(fields) = &expr.kind {
        for (name, value) in fields {
            let Some(name) = text(name) else { continue };
            if let Some(what) = of_field(name, value) {
                found.push(messages::literal_in_step(value.span, &what, &input(name)));
            }
        }
    }
    expr.for_each_child(&mut |child| in_fields(child, found));
}

/// What a field holds, if it is a secret. One that is known by its shape is found as that.
fn of_field(name: &str, value: &Expr) -> Option<String> {
    let text = text(value)?;
    let is_secret = !text.trim().is_empty() && holds_secret(name, text) && issued(text).is_none();
    is_secret.then(|| format!("the value of `{name}`"))
}

fn by_shape(expr: &Expr, found: &mut Vec<Diagnostic>) {
    if let Some((_, what)) = text(expr).and_then(issued) {
        found.push(messages::literal_in_step(expr.span, what, "api_key"));
    }
    expr.for_each_child(&mut |child| by_shape(child, found));
}

fn text(expr: &Expr) -> Option<&str> {
    match expr.constant() {
        Some(Value::Text(text)) => Some(text),
        _ => None,
    }
}

/// A name for the input that takes the place of a secret.
fn input(name: &str) -> String {
    let name = if name.eq_ignore_ascii_case("authorization") {
        "api_token"
    } else {
        name
    };
    name.to_lowercase()
        .replace(|c: char| !c.is_ascii_alphanumeric(), "_")
}
