use crate::diagnostic::{Edit, Fix, Replacement};

/// The edits of a fix and the text that each puts into the file.
///
/// None where one puts a value into a scalar: how that is written depends on the quotes around it.
pub(super) fn edits(fix: &Fix) -> Option<Vec<(&Edit, &str)>> {
    let written = fix.edits.iter().map(|edit| match &edit.text {
        Replacement::Source(text) => Some((edit, text.as_str())),
        Replacement::Value(_) => None,
    });
    written.collect()
}
