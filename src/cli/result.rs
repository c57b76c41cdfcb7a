use std::{collections::BTreeMap, path::Path};

use serde_json::{Map, Value as Json, json};

use super::{files, mask::Mask, terminal};
use crate::{
    job::StepId,
    plan::Plan,
    value::{
        Value,
        json::{Secrets, to_json},
    },
};

/// Writes the results of a run: `{"run_id","status","steps":{ID: result}}`; a file has all of them or is as it was.
///
/// # Errors
/// Why they can't be written.
pub(super) fn write(
    path: &Path,
    run_id: &str,
    status: &str,
    plan: &Plan,
    results: &BTreeMap<StepId, Value>,
    mask: &Mask,
) -> Result<(), String> {
    let mut steps = Map::new();
    for step in plan.all_steps() {
        if let Some(result) = results.get(&step.id) {
            let shown = to_json(result, Secrets::Shown).map_err(|failure| failure.message)?;
            steps.insert(step.name.clone(), shown);
        }
    }
    let mut whole: Json = json!({ "run_id": run_id, "status": status, "steps": steps });
    mask.apply_json(&mut whole);
    let text = format!("{whole:#}\n");
    if path == Path::new("-") {
        return terminal::write(&text);
    }
    files::put(path, &text).map_err(|why| format!("`{}` can't be written: {why}", path.display()))
}
