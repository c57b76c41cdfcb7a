use super::{headline::headline, page::Page, samples::samples};
use crate::{
    ir::show,
    job::OnError,
    plan::{Operation, Step},
    render::{
        plan::{
            View,
            words::{after, counted, retry, returns},
        },
        sample::Aliases,
        style::Tone,
    },
};

/// How far what belongs to a step stands to the right of its number.
const INDENT: usize = 4;

/// The steps, one after another, those inside of others further to the right.
pub(super) fn steps(page: &mut Page, view: View<'_>, steps: &[Step]) {
    for step in steps {
        page.blank();
        title(page, view, step);
        page.indented(INDENT, |page| {
            page.text(&headline(view, step));
            fields(page, view, step);
            sql(page, step);
            if let Some(found) = view.samples.get(&step.id) {
                samples(page, view, step, found);
            }
            for (key, children) in step.children() {
                page.blank();
                let key = page.style.paint(Tone::Label, key);
                page.line(&key);
                page.indented(2, |page| self::steps(page, view, children));
            }
        });
    }
}

fn title(page: &mut Page, view: View<'_>, step: &Step) {
    let style = page.style;
    let number = style.paint(Tone::Faint, &format!("{:>2}.", step.id.0 + 1));
    let name = style.paint(Tone::Strong, &step.name);
    let connection = step
        .connection
        .map(|connection| view.plan.connections[connection.0].name.as_str());
    let connection = connection.map(|name| format!(" on {}", style.paint(Tone::Aside, name)));
    let rule = style.mark("·", "-");
    page.line(&format!(
        "{number} {name} {rule} {}{}",
        step.step_type,
        connection.unwrap_or_default()
    ));
}

fn fields(page: &mut Page, view: View<'_>, step: &Step) {
    let names = Aliases(view.plan);
    if let Some(batch) = &step.batch {
        let total = view.samples.get(&step.id).and_then(|samples| samples.total);
        let total = total.map(|total| format!(" ({})", counted(total, "item", "items")));
        let from = show(&batch.from, &names);
        page.field(
            "for each",
            &format!("{} of {from}{}", batch.alias, total.unwrap_or_default()),
        );
    }
    if let Some(when) = &step.when {
        page.field("when", &show(when, &names));
    }
    let read = after(view.plan, step);
    if !read.is_empty() {
        page.field("after", &read.join(", "));
    }
    page.field(
        "strategy",
        &format!("{}: {}", step.strategy.name, step.strategy.reason),
    );
    if let Some(again) = &step.retry {
        page.field("retry", &retry(again));
    }
    if step.on_error == OnError::Continue {
        page.field("on error", "continue: the item's result is null");
    }
    if let Some(file) = &step.rejects {
        let file = crate::render::wrap::tame(file);
        page.field("rejects", &format!("failed items go to `{file}`"));
    }
    if let Some(returned) = returns(step) {
        page.field("returns", &returned);
    }
}

fn sql(page: &mut Page, step: &Step) {
    let mut write = |lead: &str, text: &str| {
        page.blank();
        page.indented(2, |page| {
            if !lead.is_empty() {
                let lead = page.style.paint(Tone::Faint, lead);
                page.line(&lead);
            }
            for line in text.lines() {
                page.line(&crate::render::wrap::tame(line));
            }
        });
    };
    match &step.operation {
        Operation::StoreRow(row) => {
            row.existed
                .iter()
                .for_each(|statement| write("-- before it: is the key there?", &statement.text));
            write("", &row.statement.text);
            row.stored.iter().for_each(|statement| {
                write(
                    "-- where it gives no row: the one that is there",
                    &statement.text,
                );
            });
            if let Some(many) = &row.many {
                write("-- many items at once", &many.text);
                many.fresh
                    .iter()
                    .for_each(|fresh| write("-- the same while all keys are new", fresh.text()));
            }
        }
        Operation::ChangeRows {
            statement, many, ..
        }
        | Operation::Query {
            statement, many, ..
        } => {
            write("", &statement.text);
            many.iter()
                .for_each(|many| write("-- many items at once", &many.text));
        }
        Operation::Execute { statement, .. } => write("", &statement.text),
        _ => {}
    }
}
