//! Templates with blocks: minijinja drives the control flow, every expression in it is a call back into the evaluator.

mod capture;
mod items;
mod program;
mod session;
mod writer;

use std::sync::Arc;

use program::Program;
use session::Session;

use super::{Stop, evaluate::Evaluator};
use crate::{
    ir::Block,
    limits::Limits,
    text::Span,
    value::{Failure, Value, show::join},
};

/// How a template takes less.
const SHORTER: &str = "leave loops over long lists to `batch`";

/// The text that `blocks` give.
pub(super) fn render(
    evaluator: &Evaluator<'_>,
    blocks: &Arc<[Block]>,
    span: Span,
) -> Result<Value, Stop> {
    let limits = &evaluator.runtime.limits;
    let program = Program::of(blocks, limits.template_steps)
        .map_err(|error| engine_failure(&error, limits, span))?;
    let session = Arc::new(Session::new(Arc::clone(&program), evaluator, span));
    let rendered = program.run(&session);
    let pieces = session.finish()?;
    rendered.map_err(|error| engine_failure(&error, limits, span))?;
    join(&pieces, limits.text).map_err(|failure| Stop::failed(failure, span))
}

fn engine_failure(error: &minijinja::Error, limits: &Limits, span: Span) -> Stop {
    let failure = match error.kind() {
        minijinja::ErrorKind::OutOfFuel => {
            let most = limits.template_steps;
            Failure::new(format!("the template takes more than {most} steps"))
                .help(format!("{SHORTER}; or {}", most.raise()))
        }
        _ => Failure::new(format!("the template can't be rendered: {error}")),
    };
    Stop::failed(failure, span)
}
