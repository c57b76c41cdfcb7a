use serde_json::{Map, Value as Json, json};

use super::{
    View,
    settings::settings,
    shown::Shown,
    words::{after, returns},
};
use crate::{
    ir::{Request, show},
    job::{Retry, Transaction},
    plan::{Connection, Fresh, Operation, Outgoing, Statement, Step},
    render::sample::{Aliases, ItemSample, Part, Role},
};

/// The plan as one JSON object, indented. What is known only after a step has run is a text like `‹steps.ID.field›`.
#[must_use]
pub fn json(view: View<'_>) -> String {
    let connections = view.plan.connections.iter().map(|connection| {
        json!({
            "name": connection.name,
            "type": connection.declaration.name,
            "config": config(connection),
        })
    });
    let plan = json!({
        "job": view.plan.job,
        "connections": connections.collect::<Vec<_>>(),
        "transaction": match view.plan.transaction {
            Transaction::Job => "db",
            Transaction::Step => "none",
        },
        "steps": steps(view, &view.plan.steps),
    });
    format!("{plan:#}\n")
}

/// The settings as written, headers in an object of their own.
fn config(connection: &Connection) -> Json {
    let mut config = json!({});
    for (name, value) in settings(connection) {
        match name.split_once('.') {
            Some((map, name)) => config[map][name] = value.into(),
            None => config[name] = value.into(),
        }
    }
    config
}

fn steps(view: View<'_>, list: &[Step]) -> Json {
    list.iter().map(|one| step(view, one)).collect()
}

fn step(view: View<'_>, step: &Step) -> Json {
    let names = Aliases(view.plan);
    let samples = view.samples.get(&step.id);
    let connection = step
        .connection
        .map(|connection| view.plan.connections[connection.0].name.as_str());
    let mut object = json!({
        "id": step.name,
        "type": step.step_type,
        "connection": connection,
        "strategy": step.strategy.name,
        "reason": step.strategy.reason,
        "after": after(view.plan, step),
    });
    if let Some(statement) = statement(&step.operation) {
        object["sql"] = statement.text.as_str().into();
    }
    if let Some(many) = step.operation.many() {
        object["bulk"] = json!({
            "sql": many.text,
            "all_new": many.fresh.as_ref().map(Fresh::text),
        });
    }
    if let Some(any) = samples.map(|samples| &samples.any) {
        put(&mut object, values(&step.operation, any));
    }
    object["returns"] = returns(step).into();
    object["batch"] = step.batch.as_ref().map_or(Json::Null, |batch| {
        json!({
            "from": show(&batch.from, &names),
            "as": batch.alias,
            "concurrency": batch.concurrency,
            "items": samples.and_then(|samples| samples.total),
        })
    });
    object["when"] = step.when.as_ref().map(|when| show(when, &names)).into();
    object["retry"] = step.retry.as_ref().map_or(Json::Null, retry);
    if let Some(file) = &step.rejects {
        object["rejects"] = file.as_str().into();
    }
    let items = samples.map_or(&[][..], |samples| &samples.items);
    object["samples"] = items
        .iter()
        .map(|item| sample(&step.operation, item))
        .collect();
    let children = step
        .children()
        .map(|(key, inside)| (key.to_owned(), steps(view, inside)));
    let children: Map<_, _> = children.collect();
    if !children.is_empty() {
        object["children"] = children.into();
    }
    object
}

const fn statement(operation: &Operation) -> Option<&Statement> {
    match operation {
        Operation::StoreRow(row) => Some(&row.statement),
        Operation::ChangeRows { statement, .. }
        | Operation::Query { statement, .. }
        | Operation::Execute { statement, .. } => Some(statement),
        _ => None,
    }
}

fn retry(retry: &Retry) -> Json {
    let classes = retry.retry_on.as_ref();
    json!({
        "max_attempts": retry.max_attempts,
        "backoff_ms": millis(retry.backoff),
        "max_backoff_ms": millis(retry.max_backoff),
        "retry_on": classes.map(|classes| classes.iter().map(|class| class.value.word()).collect::<Vec<_>>()),
    })
}

fn millis(length: std::time::Duration) -> u64 {
    u64::try_from(length.as_millis()).unwrap_or(u64::MAX)
}

fn sample(operation: &Operation, item: &ItemSample) -> Json {
    let index = match item.index.as_slice() {
        [] => Json::Null,
        [index] => Json::from(*index),
        nested => nested.into(),
    };
    let mut object = json!({"index": index});
    if let Some(when) = &item.when {
        object["when"] = Shown::of(when).json();
    }
    put(&mut object, values(operation, item));
    object
}

fn put(object: &mut Json, entries: Vec<(&'static str, Json)>) {
    for (key, value) in entries {
        object[key] = value;
    }
}

/// The values of an operation's expressions, under the keys of a plan.
fn values(operation: &Operation, item: &ItemSample) -> Vec<(&'static str, Json)> {
    let one = |key: &'static str, role: Role| item.part(role).map(|part| (key, value(part)));
    match operation {
        Operation::Send { request, .. } => vec![("request", sent(request, item))],
        Operation::Enqueue {
            call: Outgoing::Request(request),
            ..
        } => vec![("request", sent(request, item))],
        Operation::Invoke { .. } | Operation::Enqueue { .. } => {
            let entries = [
                one("payload", Role::Payload),
                one("function", Role::Function),
                one("idempotency_key", Role::Key),
                one("order_by", Role::Order),
            ];
            entries.into_iter().flatten().collect()
        }
        Operation::Branch { .. } => one("condition", Role::Condition).into_iter().collect(),
        Operation::ReadCsv { .. } | Operation::WriteCsv(_) => {
            let parameters = [("path", Role::File), ("rows", Role::Rows)]
                .into_iter()
                .filter_map(|(name, role)| {
                    Some(json!({"name": name, "value": value(item.part(role)?)}))
                });
            vec![("parameters", parameters.collect())]
        }
        Operation::Sequence { .. } => Vec::new(),
        _ => {
            let parameters = item
                .parts
                .iter()
                .map(|part| json!({"name": part.name, "value": value(part)}));
            vec![("parameters", parameters.collect())]
        }
    }
}

fn sent(request: &Request, item: &ItemSample) -> Json {
    let target = if request.is_absolute { "url" } else { "path" };
    let named = |role: Role| -> Map<String, Json> {
        let parts = item.parts.iter().filter(|part| part.role == role);
        parts.map(|part| (part.name.clone(), value(part))).collect()
    };
    let mut object = json!({"method": request.method});
    object[target] = item.part(Role::Target).map_or(Json::Null, value);
    for (key, entries) in [
        ("query", named(Role::Query)),
        ("headers", named(Role::Header)),
    ] {
        if !entries.is_empty() {
            object[key] = entries.into();
        }
    }
    let rest = [
        ("idempotency_key", Role::Key),
        ("body", Role::Body),
        ("order_by", Role::Order),
    ];
    for (key, role) in rest {
        if let Some(part) = item.part(role) {
            object[key] = value(part);
        }
    }
    object
}

fn value(part: &Part) -> Json {
    Shown::of(&part.value).json()
}
