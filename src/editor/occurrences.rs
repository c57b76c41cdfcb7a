use super::{Snapshot, place::field_of, touches, walk};
use crate::{
    job::{Job, Step, StepId},
    names::Target,
    template::{Expr, ExprKind},
    text::{Span, Spanned},
};

/// Something of a job that has a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Symbol {
    /// A step, by its `id`.
    Step(StepId),
    /// The result of a step, by its `save_as`.
    Result(StepId),
    /// The item of the batch of a step, by its `as`.
    Item(StepId),
    /// An input, by its position.
    Input(usize),
    /// A connection, by its position.
    Connection(usize),
}

/// A place where a name is written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Occurrence {
    pub(super) symbol: Symbol,
    /// The name alone, without quotes around it.
    pub(super) span: Span,
    pub(super) is_declaration: bool,
}

impl Symbol {
    /// Whether both stand for the same thing: a step and its result do.
    pub(super) fn means(self, other: Self) -> bool {
        match (self, other) {
            (Self::Step(a) | Self::Result(a), Self::Step(b) | Self::Result(b)) => a == b,
            _ => self == other,
        }
    }

    /// Its name, and where it was given.
    pub(super) fn name(self, job: &Job) -> Option<&Spanned<String>> {
        match self {
            Self::Step(id) => Some(&step(job, id)?.name),
            Self::Result(id) => step(job, id)?.save_as.as_ref(),
            Self::Item(id) => Some(&step(job, id)?.batch.as_ref()?.alias),
            Self::Input(position) => Some(&job.inputs.get(position)?.name),
            Self::Connection(position) => Some(&job.connections.get(position)?.name),
        }
    }

    /// Where it got its name; of an item whose batch does not name it, where the batch stands.
    pub(super) fn declaration(self, snapshot: &Snapshot<'_>, job: &Job) -> Option<Span> {
        let name = self.name(job)?;
        Some(bare(snapshot, name).unwrap_or(name.span))
    }
}

/// The step of that position.
pub(super) fn step(job: &Job, id: StepId) -> Option<&Step> {
    steps(job).into_iter().find(|step| step.id == id)
}

/// Every step of a job, in the order of the file.
pub(super) fn steps(job: &Job) -> Vec<&Step> {
    fn add<'a>(all: impl Iterator<Item = &'a Step>, found: &mut Vec<&'a Step>) {
        for step in all {
            found.push(step);
            add(step.children(), found);
        }
    }
    let mut found = Vec::with_capacity(job.step_count);
    add(job.steps.iter(), &mut found);
    found
}

/// What has this name, in a sentence.
pub(super) fn describe(job: &Job, symbol: Symbol) -> String {
    let of_step = |id| step(job, id);
    let said = match symbol {
        Symbol::Step(id) | Symbol::Result(id) => of_step(id).map(|step| {
            let each = match &step.batch {
                Some(batch) => format!(", once per item of `{}`", batch.from),
                None => String::new(),
            };
            let (id, kind) = (&step.name.value, step.declaration.name);
            format!("the result of step `{id}` (`{kind}`{each})")
        }),
        Symbol::Item(id) => of_step(id).and_then(|step| {
            let from = &step.batch.as_ref()?.from;
            let id = &step.name.value;
            Some(format!("an item of `{from}`, in the batch of step `{id}`"))
        }),
        Symbol::Input(position) => job.inputs.get(position).map(|input| {
            let default = match &input.default {
                Some(_) => "it has a default",
                None => "every run must set it",
            };
            format!("an input of type {}; {default}", input.ty)
        }),
        Symbol::Connection(position) => job.connections.get(position).map(|connection| {
            let known = connection.declaration;
            format!("a connection of type `{}`: {}", known.name, known.doc)
        }),
    };
    said.unwrap_or_default()
}

/// The name written at `offset` of the job.
pub(super) fn at(snapshot: &Snapshot<'_>, job: &Job, offset: usize) -> Option<Occurrence> {
    let mut all = all(snapshot, job).into_iter();
    all.find(|found| touches(found.span, offset))
}

/// Every place where a name of the job is written, what is written twice (by an anchor) twice.
pub(super) fn all(snapshot: &Snapshot<'_>, job: &Job) -> Vec<Occurrence> {
    let mut found = Vec::new();
    let mut add = |symbol, name: &Spanned<String>, is_declaration| {
        found.extend(bare(snapshot, name).map(|span| Occurrence {
            symbol,
            span,
            is_declaration,
        }));
    };
    for (position, input) in job.inputs.iter().enumerate() {
        add(Symbol::Input(position), &input.name, true);
    }
    for (position, connection) in job.connections.iter().enumerate() {
        add(Symbol::Connection(position), &connection.name, true);
    }
    for step in steps(job) {
        add(Symbol::Step(step.id), &step.name, true);
        if let Some(name) = &step.save_as {
            add(Symbol::Result(step.id), name, true);
        }
        if let Some(batch) = &step.batch {
            add(Symbol::Item(step.id), &batch.alias, true);
        }
        if let Some(name) = &step.connection
            && let Some(position) = connection(job, &name.value)
        {
            add(Symbol::Connection(position), name, false);
        }
    }
    walk::expressions(job, &mut |_, whole| {
        whole.walk(&mut |expr| {
            if let Some((symbol, name)) = named(snapshot, expr) {
                add(symbol, &name, false);
            }
        });
    });
    found
}

/// The connection of that name.
pub(super) fn connection(job: &Job, name: &str) -> Option<usize> {
    let mut all = job.connections.iter();
    all.position(|known| known.name.value == name)
}

/// What an expression names, and the name in it.
pub(super) fn named(snapshot: &Snapshot<'_>, expr: &Expr) -> Option<(Symbol, Spanned<String>)> {
    let names = &snapshot.insight.names;
    if let ExprKind::Name { id, name } = &expr.kind {
        let symbol = match names.target(*id) {
            Target::Result(step) => Symbol::Result(step),
            Target::Item(step) => Symbol::Item(step),
            _ => return None,
        };
        return Some((symbol, Spanned::new(name.clone(), expr.span)));
    }
    let (base, name) = field_of(expr)?;
    let ExprKind::Name { id, .. } = &base.kind else {
        return None;
    };
    match names.target(*id) {
        Target::Steps(step) => Some((Symbol::Step(step), name)),
        Target::Inputs(position) => Some((Symbol::Input(position), name)),
        _ => None,
    }
}

/// The place of a name without the quotes around it; none where it does not stand in the file as it reads.
fn bare(snapshot: &Snapshot<'_>, name: &Spanned<String>) -> Option<Span> {
    let start = snapshot.slice(name.span).find(&name.value)?;
    let start = name.span.start as usize + start;
    (!name.value.is_empty()).then(|| Span::new(name.span.file, start, start + name.value.len()))
}
