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
    text::Span,
    value::{Failure, Value, show::join},
};

/// How many instructions of control flow a template may take.
const FUEL: u64 = 2_000_000;

/// The text that `blocks` give.
pub(super) fn render(
    evaluator: &Evaluator<'_>,
    blocks: &Arc<[Block]>,
    span: Span,
) -> Result<Value, Stop> {
    let program = Program::of(blocks).map_err(|error| engine_failure(&error, span))?;
    let session = Arc::new(Session::new(Arc::clone(&program), evaluator, span));
    let rendered = program.run(&session);
    let pieces = session.finish()?;
    rendered.map_err(|error| engine_failure(&error, span))?;
    join(&pieces).map_err(|failure| Stop::failed(failure, span))
}

fn engine_failure(error: &minijinja::Error, span: Span) -> Stop {
    let failure = match error.kind() {
        minijinja::ErrorKind::OutOfFuel => {
            Failure::new(format!("the template takes more than {FUEL} steps"))
        }
        _ => Failure::new(format!("the template can't be rendered: {error}")),
    };
    Stop::failed(failure, span)
}
