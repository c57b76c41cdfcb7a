use std::{path::Path, time::UNIX_EPOCH};

use sha2::{Digest, Sha256};

use crate::{
    plan::{Operation, Plan},
    text::Sources,
    value::{
        Value,
        json::{self, Layout, Secrets},
    },
};

/// Tells one job and its inputs from another's: its texts, and the inputs but for secrets.
pub(in crate::cli) fn digest(sources: &Sources, inputs: &[Value]) -> String {
    let mut hash = Sha256::new();
    let mut add = |part: &[u8]| {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    };
    for id in sources.ids() {
        add(sources.file(id).text().as_bytes());
    }
    for input in inputs {
        // What a secret hides can't be guessed at from a hash of it either.
        let shown = json::write(input, Layout::Compact, Secrets::Shown);
        add(shown.unwrap_or_default().as_bytes());
    }
    let bytes = hash.finalize();
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Size and time of the CSV files that a job reads, as far as it says their names.
pub(in crate::cli) fn files(plan: &Plan, folder: &Path) -> Vec<String> {
    let steps = plan.all_steps().into_iter();
    let named = steps.filter_map(|step| match &step.operation {
        Operation::ReadCsv { path, .. } => match path.constant() {
            Some(Value::Text(path)) => Some(format!("{path} {}", state_of(&folder.join(&**path)))),
            _ => None,
        },
        _ => None,
    });
    named.collect()
}

fn state_of(path: &Path) -> String {
    let Ok(data) = path.metadata() else {
        return String::new();
    };
    let changed = data.modified().ok();
    let changed = changed.and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    format!("{} {:?}", data.len(), changed)
}
