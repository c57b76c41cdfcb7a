//! The limits that variables of the process set.

use crate::limits::{FileLimits, Limit, Most, YAML_DEPTH, YAML_SIZE, YAML_VALUES};

/// How much of a file of YAML is read.
///
/// # Errors
/// Which variable holds something else than a limit.
pub(super) fn of_process() -> Result<FileLimits, String> {
    Ok(FileLimits {
        size: limit(&YAML_SIZE)?,
        depth: limit(&YAML_DEPTH)?,
        values: limit(&YAML_VALUES)?,
    })
}

fn limit(limit: &'static Limit) -> Result<Most, String> {
    let Some(set) = std::env::var_os(limit.name) else {
        return Ok(Most::of(limit));
    };
    let set = set.to_string_lossy();
    let number = set.trim().parse().ok();
    number
        .and_then(|number| Most::set(limit, number))
        .ok_or_else(|| {
            let (name, expected) = (limit.name, limit.expected());
            format!(
                "the variable `{name}` is `{}`: expected {expected}",
                set.escape_debug()
            )
        })
}
