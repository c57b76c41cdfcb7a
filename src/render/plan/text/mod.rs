//! The plan as people read it: what the job needs, then step by step what will be done, and with which values.

mod columns;
mod headline;
mod page;
mod preamble;
mod request;
mod samples;
mod step;

use page::Page;

use super::{View, words::counted};
use crate::{
    job::Transaction,
    render::{
        style::{Style, Tone},
        wrap::tame,
    },
};

/// The plan as people read it: the job, its connections and inputs, and step by step what will be done, with samples.
#[must_use]
pub fn text(view: View<'_>, style: Style) -> String {
    let mut page = Page::new(style);
    let plan = view.plan;
    let transaction = match plan.transaction {
        Transaction::Job => "one transaction for all database steps",
        Transaction::Step => "each step commits by itself",
    };
    let name = style.paint(Tone::Strong, &tame(&plan.job));
    let size = counted(plan.step_names.len(), "step", "steps");
    let dot = style.mark("·", "-");
    page.line(&format!("{name} {dot} {size} {dot} {transaction}"));
    preamble::connections(&mut page, plan);
    preamble::inputs(&mut page, plan);
    step::steps(&mut page, view, &plan.steps);
    page.finish()
}
