//! Parts of a plan in a few words.

use std::{sync::Arc, time::Duration};

use crate::{
    job::Retry,
    plan::{Fetched, Kept, Operation, Plan, Rows, Step},
};

/// `1 step`, `2 steps`
pub(super) fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// The names of the steps that a step reads.
pub(super) fn after(plan: &Plan, step: &Step) -> Vec<String> {
    step.after
        .iter()
        .map(|step| plan.step_name(*step).to_owned())
        .collect()
}

/// How often, how long, and after which failures.
pub(super) fn retry(retry: &Retry) -> String {
    let classes = match &retry.retry_on {
        None => "whatever is safe to repeat".to_owned(),
        Some(classes) => classes
            .iter()
            .map(|class| class.value.word())
            .collect::<Vec<_>>()
            .join(", "),
    };
    let attempts = counted(retry.max_attempts as usize, "attempt", "attempts");
    let (first, longest) = (duration(retry.backoff), duration(retry.max_backoff));
    format!("up to {attempts}, {first} to {longest} apart, after {classes}")
}

/// A length of time, in the largest unit that gives a whole number.
pub(super) fn duration(length: Duration) -> String {
    match length.as_millis() {
        millis if millis > 0 && millis % 60_000 == 0 => format!("{} min", millis / 60_000),
        millis if millis % 1_000 == 0 => format!("{} s", millis / 1_000),
        millis => format!("{millis} ms"),
    }
}

/// What a step gives to later ones, where that says something.
pub(super) fn returns(step: &Step) -> Option<String> {
    const NOTHING: &str = "nothing that a later step would read";
    match &step.operation {
        Operation::StoreRow(row) => Some(match &row.fetched {
            Fetched::All => "every column of the stored row".to_owned(),
            Fetched::Columns(names) if !names.is_empty() => names.join(", "),
            Fetched::Columns(_) => NOTHING.to_owned(),
        }),
        Operation::ChangeRows { .. } if step.kept == Kept::Nothing => Some(NOTHING.to_owned()),
        Operation::ChangeRows { deletes: true, .. } => Some("count".to_owned()),
        Operation::ChangeRows { fetched, .. } => Some(changed(fetched)),
        Operation::Query { rows, .. } => Some(match (&step.kept, rows) {
            (Kept::Nothing, _) => NOTHING.to_owned(),
            (_, Rows::One) => "the first row, or null".to_owned(),
            (_, Rows::Many(None)) => "every row".to_owned(),
            (_, Rows::Many(Some(most))) => format!("at most {most} rows"),
        }),
        Operation::Invoke { returns, .. } | Operation::Send { returns, .. } => {
            returns.as_ref().map(ToString::to_string)
        }
        _ => None,
    }
}

fn changed(fetched: &Fetched) -> String {
    let rows =
        |columns: &[Arc<str>]| format!("count, and of the changed rows {}", columns.join(", "));
    match fetched {
        Fetched::All => "count, and every column of the changed rows".to_owned(),
        Fetched::Columns(names) if names.is_empty() => "count".to_owned(),
        Fetched::Columns(names) => rows(names),
    }
}
