//! The bytes of an HTTP request.

use std::{sync::Arc, time::Duration};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::{
    call::{Call, What, text},
    failure::{Cause, Failed},
    frame::View,
    keys::KeyUse,
    retry::Repeatable,
};
use crate::{
    connect::{Settings, http},
    ir::{self, Expr},
    plan::Step,
    spec::http::{carries_key, is_idempotent, only_reads},
    value::{Fields, Value},
};

/// The values of a request, its key in their place.
pub(super) struct Draft {
    pub(super) target: String,
    pub(super) query: Vec<(String, Value)>,
    pub(super) headers: Vec<(String, Value)>,
    pub(super) body: Option<Value>,
}

/// Evaluates what the request of an item is made of.
pub(super) fn draft(
    request: &ir::Request,
    key_header: &str,
    view: &View<'_>,
) -> Result<Draft, Failed> {
    let target = target(request, view)?;
    let mut headers = named(&request.headers, view)?;
    let mut body = request
        .body
        .as_ref()
        .map(|body| view.evaluate(body))
        .transpose()?;
    let key = request
        .idempotency_key
        .as_ref()
        .map(|key| view.evaluate(key))
        .transpose()?;
    if let Some(key) = &key {
        refuse_empty_key(key)?;
        headers.push((key_header.to_owned(), key.clone()));
        if let Some(field) = &request.idempotency_field {
            body = Some(with_field(body, field, key)?);
        }
    }
    Ok(Draft {
        target,
        query: named(&request.query, view)?,
        headers,
        body,
    })
}

/// Puts the request of an item together.
pub(super) fn http_call(
    step: &Step,
    request: &ir::Request,
    timeout: Option<Duration>,
    key_header: &str,
    view: &View<'_>,
) -> Result<Call, Failed> {
    let Draft {
        target,
        query,
        headers,
        body,
    } = draft(request, key_header, view)?;
    let method = request
        .method
        .parse()
        .expect("the methods of steps are methods of HTTP");
    let sent_key = headers
        .iter()
        .rev()
        .find(|(name, value)| !value.is_null() && carries_key(name, key_header))
        .map(|(_, key)| key.clone());
    let changes = !only_reads(request.method);
    let repeats = sent_key.is_some() || is_idempotent(request.method);
    let message = http::Request {
        method,
        target: if request.is_absolute {
            http::Target::Url(target)
        } else {
            http::Target::Path(target)
        },
        query,
        headers,
        body: body.as_ref().map(as_body).transpose()?,
        timeout,
        expect_status: request.expect_status.clone(),
    };
    let key = sent_key.filter(|_| changes).map(|key| {
        let span = request.idempotency_key.as_ref().map(|key| key.span);
        KeyUse::new(step.connection, &key, &message, span.unwrap_or(step.span))
    });
    Ok(Call {
        what: What::Http(message),
        body,
        key,
        repeatable: if repeats {
            Repeatable::Yes
        } else {
            Repeatable::No
        },
    })
}

/// The path or URL. Data in it can't become anything but the piece of a path or query that it stands for: what is special
/// there is percent-encoded. A path that is one hole alone, or a URL up to its host, is taken as it is.
fn target(request: &ir::Request, view: &View<'_>) -> Result<String, Failed> {
    let ir::ExprKind::Text(parts) = &request.target.kind else {
        return text(&request.target, view);
    };
    let mut target = String::new();
    for part in parts {
        let piece = text(part, view)?;
        if part.constant().is_some() || !is_behind_host(&target, request.is_absolute) {
            target.push_str(&piece);
        } else {
            target.extend(utf8_percent_encode(&piece, SEGMENT));
        }
    }
    Ok(target)
}

/// Where a request goes, as people look for it: the whole URL, without the query, which may hold anything.
pub(super) fn shown_target(target: &http::Target, settings: Option<&Settings>) -> String {
    let (http::Target::Path(text) | http::Target::Url(text)) = target;
    let text = text.split('?').next().unwrap_or_default();
    let base = settings
        .and_then(|settings| settings.text("base_url"))
        .filter(|_| matches!(target, http::Target::Path(_)));
    base.map_or_else(
        || text.to_owned(),
        |base| format!("{}{text}", base.trim_end_matches('/')),
    )
}

/// What stands for itself in a piece of a path or query.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

fn is_behind_host(so_far: &str, is_absolute: bool) -> bool {
    if is_absolute {
        so_far
            .split_once("://")
            .is_some_and(|(_, rest)| rest.contains('/'))
    } else {
        !so_far.is_empty()
    }
}

/// Text goes out as it stands, anything else as JSON.
fn as_body(body: &Value) -> Result<http::Body, Failed> {
    match body {
        Value::Text(text) => Ok(http::Body::text(text.to_string())),
        Value::Secret(secret) => as_body(secret.expose()),
        other => Ok(http::Body::json(other)?),
    }
}

/// Every call of a batch would carry the same empty key, and all but one be taken for repetitions.
pub(super) fn refuse_empty_key(key: &Value) -> Result<(), Failed> {
    let value = if let Value::Secret(secret) = key {
        secret.expose()
    } else {
        key
    };
    match value {
        Value::Text(text) if text.trim().is_empty() => {
            let mut cause = Cause::new("the idempotency key of this item is empty");
            cause.help = Some("make it of what identifies the item: `idempotency_key: \"{{ job.name }}-{{ … }}\"`".to_owned());
            Err(cause.into())
        }
        _ => Ok(()),
    }
}

fn with_field(body: Option<Value>, field: &str, key: &Value) -> Result<Value, Failed> {
    let mut fields = match body {
        None => Fields::new(),
        Some(Value::Record(record)) => record.iter().collect(),
        Some(other) => {
            let message = format!(
                "`idempotency_field` needs a body that is a map, found {}",
                other.kind()
            );
            return Err(Cause::new(message).into());
        }
    };
    fields.insert(Arc::from(field), key.clone());
    Ok(Value::from(fields))
}

fn named(entries: &[(String, Expr)], view: &View<'_>) -> Result<Vec<(String, Value)>, Failed> {
    entries
        .iter()
        .map(|(name, value)| Ok((name.clone(), view.evaluate(value)?)))
        .collect()
}
