//! What a step does, in a line.

use crate::{
    csv::ReadOptions,
    ir::{ConnectionId, Request, show},
    plan::{Operation, Outgoing, Role as ParameterRole, Rows, Statement, Step},
    render::{
        plan::{
            View,
            settings::settings,
            shown::Shown,
            words::{counted, duration},
        },
        sample::{Aliases, ItemSample, Role},
    },
};

/// What a step does for any of its items.
pub(super) fn headline(view: View<'_>, step: &Step) -> String {
    let any = view.samples.get(&step.id).map(|samples| &samples.any);
    let value = |role: Role| value_of(any, role);
    match &step.operation {
        Operation::ReadCsv { options, .. } => {
            format!("read {}{}", value(Role::File), read_options(options))
        }
        Operation::WriteCsv(write) => {
            let verb = if write.append { "append" } else { "write" };
            let columns = write
                .columns
                .as_ref()
                .map(|columns| format!(", columns {}", columns.join(", ")));
            format!(
                "{verb} rows to {}{}",
                value(Role::File),
                columns.unwrap_or_default()
            )
        }
        Operation::StoreRow(row) if row.is_upsert => {
            format!("upsert a row of {} by {}", row.table, row.key.join(", "))
        }
        Operation::StoreRow(row) => {
            let skips = if row.may_skip {
                ", or leave the one that is there"
            } else {
                ""
            };
            format!("insert a row into {}{skips}", row.table)
        }
        Operation::ChangeRows {
            table,
            statement,
            deletes,
            ..
        } => {
            let verb = if *deletes { "delete" } else { "update" };
            format!("{verb} rows of {table}{}", matching(statement))
        }
        Operation::Query {
            rows: Rows::One, ..
        } => "query one row".to_owned(),
        Operation::Query {
            rows: Rows::Many(None),
            ..
        } => "query rows".to_owned(),
        Operation::Query {
            rows: Rows::Many(Some(most)),
            ..
        } => format!("query at most {most} rows"),
        Operation::Execute {
            is_definition: true,
            ..
        } => "execute a definition".to_owned(),
        Operation::Execute { .. } => "execute a statement".to_owned(),
        Operation::Invoke { timeout, .. } => {
            let wait = timeout.map(|timeout| format!(", for at most {}", duration(timeout)));
            format!(
                "invoke {}{}",
                function(view, step.connection, any),
                wait.unwrap_or_default()
            )
        }
        Operation::Send {
            request, timeout, ..
        } => {
            let wait = timeout.map(|timeout| format!(", for at most {}", duration(timeout)));
            format!(
                "{}{}{}",
                call(request, any),
                expected(request),
                wait.unwrap_or_default()
            )
        }
        Operation::Enqueue {
            to, call: outgoing, ..
        } => {
            let what = match outgoing {
                Outgoing::Request(request) => call(request, any),
                Outgoing::Invocation(_) => {
                    format!("the invocation of {}", function(view, Some(*to), any))
                }
            };
            format!(
                "put {what} into the outbox, for {}",
                view.plan.connections[to.0].name
            )
        }
        Operation::Branch { condition, .. } => {
            format!("if {}", show(condition, &Aliases(view.plan)))
        }
        Operation::Sequence { steps } => {
            format!("{} as one", counted(steps.len(), "step", "steps"))
        }
    }
}

/// The method and the path or URL.
pub(super) fn call(request: &Request, item: Option<&ItemSample>) -> String {
    format!("{} {}", request.method, value_of(item, Role::Target))
}

fn value_of(item: Option<&ItemSample>, role: Role) -> String {
    let part = item.and_then(|item| item.part(role));
    part.map_or_else(|| "…".to_owned(), |part| Shown::of(&part.value).bare())
}

/// The function that the step names, or else the connection.
fn function(view: View<'_>, connection: Option<ConnectionId>, any: Option<&ItemSample>) -> String {
    if any.is_some_and(|any| any.part(Role::Function).is_some()) {
        return value_of(any, Role::Function);
    }
    let connection = connection.and_then(|connection| view.plan.connections.get(connection.0));
    let mut settings = connection.map(settings).unwrap_or_default().into_iter();
    let named = settings.find(|(name, _)| name == "function_name");
    named.map_or_else(|| "a function".to_owned(), |(_, function)| function)
}

fn expected(request: &Request) -> String {
    let statuses: Vec<_> = request.expect_status.iter().map(u16::to_string).collect();
    match statuses.as_slice() {
        [] => String::new(),
        statuses => format!(", expecting {}", statuses.join(" or ")),
    }
}

fn matching(statement: &Statement) -> String {
    let compared = statement
        .parameters
        .iter()
        .filter(|parameter| parameter.role == ParameterRole::Compared);
    let mut columns: Vec<_> = compared.map(|parameter| parameter.name.as_str()).collect();
    columns.dedup();
    match columns.as_slice() {
        [] => String::new(),
        columns => format!(" by {}", columns.join(", ")),
    }
}

/// How a file is read, as far as that is not the usual way.
fn read_options(options: &ReadOptions) -> String {
    let usual = ReadOptions::default();
    let mut words = Vec::new();
    if options.delimiter != usual.delimiter {
        words.push(format!("split at {:?}", char::from(options.delimiter)));
    }
    if !options.has_header {
        words.push("without a header".to_owned());
    }
    words.extend(
        options
            .encoding
            .iter()
            .map(|encoding| format!("in {encoding}")),
    );
    words.extend(
        options
            .null_values
            .iter()
            .map(|null| format!("{null:?} is null")),
    );
    words.extend(
        options
            .columns
            .iter()
            .map(|column| format!("{} as {}", column.name, column.ty)),
    );
    words.extend(options.limit.map(|limit| format!("at most {limit} rows")));
    words.iter().map(|word| format!(", {word}")).collect()
}
