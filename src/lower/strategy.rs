use crate::{
    ir::Batch,
    plan::{Operation, Strategy},
};

/// How an operation is carried out, and why.
pub(super) fn strategy(operation: &Operation, batch: Option<&Batch>) -> Strategy {
    let Some(batch) = batch else {
        return alone(operation);
    };
    match operation {
        Operation::Invoke { .. } | Operation::Send { .. } if batch.concurrency > 1 => Strategy {
            name: format!("up to {} in flight", batch.concurrency),
            reason:
                "`concurrency` says that the calls don't wait for each other; they start in order"
                    .to_owned(),
        },
        Operation::Invoke { .. } | Operation::Send { .. } => one_at_a_time(
            "the order of the calls may matter; `concurrency: 16` would allow 16 in flight",
        ),
        Operation::StoreRow(_) | Operation::ChangeRows { .. } | Operation::Execute { .. } => {
            one_at_a_time("each item is a statement of its own, prepared once")
        }
        Operation::Query { .. } => one_at_a_time("each item is a query of its own, prepared once"),
        Operation::Branch { .. } | Operation::Sequence { .. } => {
            one_at_a_time("all steps inside are done for an item before the next item begins")
        }
        Operation::ReadCsv { .. } | Operation::WriteCsv { .. } | Operation::Enqueue { .. } => {
            one_at_a_time("the items are independent, but share one resource")
        }
    }
}

fn alone(operation: &Operation) -> Strategy {
    let (name, reason) = match operation {
        Operation::ReadCsv { .. } => (
            "streamed",
            "the file is checked through once, then read again by whoever needs its rows, 1,024 at a time",
        ),
        Operation::WriteCsv { .. } => (
            "streamed",
            "rows are written as they are read, into a file that appears when it is whole",
        ),
        Operation::StoreRow(_) | Operation::ChangeRows { .. } | Operation::Execute { .. } => {
            ("once", "one statement")
        }
        Operation::Query { .. } => ("once", "one query"),
        Operation::Invoke { .. } | Operation::Send { .. } => ("once", "one call"),
        Operation::Enqueue { .. } => ("once", "one message, sent after the commit"),
        Operation::Branch { .. } => ("once", "one of the branches"),
        Operation::Sequence { .. } => ("once", "one step after another"),
    };
    Strategy {
        name: name.to_owned(),
        reason: reason.to_owned(),
    }
}

fn one_at_a_time(reason: &str) -> Strategy {
    Strategy {
        name: "one at a time".to_owned(),
        reason: reason.to_owned(),
    }
}
