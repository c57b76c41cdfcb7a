use super::{failure::Failed, frame::View};
use crate::{ir::Expr, value::is_true};

/// Whether a condition holds; one that is not there does.
pub(super) fn holds(condition: Option<&Expr>, view: &View<'_>) -> Result<bool, Failed> {
    let Some(condition) = condition else {
        return Ok(true);
    };
    let value = view.evaluate(condition)?;
    Ok(is_true(&value))
}
