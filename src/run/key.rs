//! The key of a message: the job's own, or one that the same item with the same bytes always gets.

use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::{
    engine::Engine,
    failure::{Cause, Failed},
    frame::At,
};
use crate::{
    message::Call,
    plan::{Operation, Step},
    value::{
        Fields, Value,
        json::{self, Layout, Secrets},
    },
};

impl Engine<'_> {
    /// The job's own key, or one that the same item with the same bytes always gets.
    pub(super) fn key(
        &self,
        step: &Step,
        at: Option<&At>,
        call: &Call,
        connection: &str,
        own: Option<String>,
    ) -> Result<String, Failed> {
        match own {
            Some(key) if key.trim().is_empty() => {
                let mut cause = Cause::new("the key of this item is empty");
                cause.help = Some("make it of what identifies the item".to_owned());
                Err(cause.into())
            }
            Some(key) => Ok(key),
            None => {
                let item = self.identity(step, at)?;
                let pieces = [
                    self.plan.job.as_str(),
                    step.name.as_str(),
                    item.as_str(),
                    &call.digest(connection),
                ];
                Ok(derived(&step.name, &pieces))
            }
        }
    }

    /// What identifies the item: the key of the row that its batch upserts, else the plain fields of the item. Never its
    /// position, which another item has in the next run.
    fn identity(&self, step: &Step, at: Option<&At>) -> Result<String, Failed> {
        let view = self.view(at);
        let Some(at) = view.innermost() else {
            return Ok(String::new());
        };
        let fields: Fields = self
            .upserted(step, at)
            .unwrap_or_else(|| plain_fields(&at.item));
        let text = json::write(&Value::from(fields), Layout::Canonical, Secrets::Shown);
        Ok(text.map_err(Cause::from)?)
    }

    /// The key columns of the row that the same batch upserts before the step.
    fn upserted(&self, step: &Step, at: &At) -> Option<Fields> {
        let steps = self.plan.all_steps();
        let batch = steps.iter().find(|other| other.id == at.batch)?;
        let mut inside = Vec::new();
        for (_, children) in batch.children() {
            inside.extend(children);
        }
        let before = inside.into_iter().take_while(|other| other.id != step.id);
        let row = before
            .filter_map(|other| match &other.operation {
                Operation::StoreRow(row) if row.is_upsert && other.batch.is_none() => Some(row),
                _ => None,
            })
            .last()?;
        let view = self.view(None);
        let value = |column: &Arc<str>| {
            let mut parameters = row.statement.parameters.iter();
            let parameter = parameters.find(|parameter| parameter.name == **column)?;
            let value = view.evaluate(&parameter.value).ok()?;
            Some((Arc::clone(column), value))
        };
        row.key.iter().map(value).collect()
    }
}

/// The fields of an item that hold a plain value, or the item itself.
fn plain_fields(item: &Value) -> Fields {
    let is_plain = |value: &Value| {
        !matches!(
            value,
            Value::Null | Value::List(_) | Value::Record(_) | Value::Secret(_)
        )
    };
    match item {
        Value::Record(record) => record.iter().filter(|(_, value)| is_plain(value)).collect(),
        plain if is_plain(plain) => Fields::from_iter([(Arc::from("item"), plain.clone())]),
        _ => Fields::new(),
    }
}

/// A key that says which step it is of, and of nothing else what it is.
fn derived(step: &str, pieces: &[&str]) -> String {
    let mut hash = Sha256::new();
    for piece in pieces {
        hash.update((piece.len() as u64).to_be_bytes());
        hash.update(piece);
    }
    let digits: String = hash
        .finalize()
        .iter()
        .take(20)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("{step}-{digits}")
}
