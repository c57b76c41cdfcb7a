use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use crate::{
    ir::{Expr, ExprKind, Job, Operation},
    job::StepId,
    plan::Kept,
    types::Type,
};

/// What later steps read of each result.
#[derive(Debug, Default)]
pub(super) struct Live {
    keep_all: bool,
    reads: HashMap<StepId, Vec<Read>>,
    /// What each batch goes through, where that is a place in a result.
    sources: HashMap<StepId, Place>,
}

/// A place inside of a result: positions are left out, fields count.
#[derive(Debug, Clone)]
struct Place {
    step: StepId,
    fields: Vec<Arc<str>>,
}

#[derive(Debug, Clone)]
struct Read {
    fields: Vec<Arc<str>>,
    whole: bool,
}

/// What is needed of the value of an expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Need {
    /// All of it.
    Whole,
    /// Only whether it is null, true, or how many items it has.
    Presence,
}

impl Live {
    pub(super) fn of(job: &Job, keep_all: bool) -> Self {
        let mut live = Self {
            keep_all,
            ..Self::default()
        };
        job.for_each_step(&mut |step| {
            if let Some(batch) = &step.batch
                && let Some(place) = live.place(&batch.from)
            {
                live.sources.insert(step.id, place);
            }
        });
        job.for_each_step(&mut |step| {
            if let Some(batch) = &step.batch {
                // What is read of the items is noted where it is read, as long as it is known where they come from.
                let need = if live.sources.contains_key(&step.id) {
                    Need::Presence
                } else {
                    Need::Whole
                };
                live.note(&batch.from, need);
            }
            if let Some(when) = &step.when {
                live.note(when, Need::Presence);
            }
            match &step.operation {
                Operation::Conditional { condition, .. } => live.note(condition, Need::Presence),
                operation => operation.for_each_expr(&mut |expr| live.note(expr, Need::Whole)),
            }
        });
        live
    }

    /// What is read of the value that stands in the result of `step` under `fields`.
    pub(super) fn kept(&self, step: StepId, under: &[&str]) -> Kept {
        if self.keep_all {
            return Kept::Whole;
        }
        let mut kept = Kept::Nothing;
        for read in self.reads.get(&step).into_iter().flatten() {
            kept = add(kept, read, under);
        }
        kept
    }

    fn note(&mut self, expr: &Expr, need: Need) {
        if let Some(place) = self.place(expr) {
            let read = Read {
                fields: place.fields,
                whole: need == Need::Whole,
            };
            self.reads.entry(place.step).or_default().push(read);
            self.note_indexes(expr);
            return;
        }
        let inner = match &expr.kind {
            ExprKind::Not(_) => Need::Presence,
            ExprKind::Test(test, _) if ["none", "defined", "undefined"].contains(&test.name) => {
                Need::Presence
            }
            ExprKind::Call(function, _) if function.name == "length" => Need::Presence,
            _ => Need::Whole,
        };
        match &expr.kind {
            ExprKind::Ternary(condition, then, otherwise) => {
                self.note(condition, Need::Presence);
                self.note(then, need);
                self.note(otherwise, need);
            }
            ExprKind::Binary(crate::ir::Binary::And | crate::ir::Binary::Or, left, right) => {
                self.note(left, need);
                self.note(right, need);
            }
            // A field of what is no place needs all of it: which part is taken is not looked into.
            _ => expr.for_each_child(&mut |child| self.note(child, inner)),
        }
    }

    /// The indexes between the brackets of a place are expressions of their own.
    fn note_indexes(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Field(base, _) => self.note_indexes(base),
            ExprKind::Element(base, index) => {
                self.note(index, Need::Whole);
                self.note_indexes(base);
            }
            _ => {}
        }
    }

    fn place(&self, expr: &Expr) -> Option<Place> {
        match &expr.kind {
            ExprKind::Result(step) => Some(Place {
                step: *step,
                fields: Vec::new(),
            }),
            ExprKind::Item(batch) => self.sources.get(batch).cloned(),
            ExprKind::Element(base, index) if is_position(base, index) => self.place(base),
            ExprKind::Field(base, name) => {
                let mut place = self.place(base)?;
                place.fields.push(Arc::clone(name));
                Some(place)
            }
            _ => None,
        }
    }
}

/// Whether an index picks an item of a list, and not a field by a name that only the run knows.
fn is_position(base: &Expr, index: &Expr) -> bool {
    matches!(base.ty.required(), Type::List(..)) || index.ty == Type::Int
}

fn add(kept: Kept, read: &Read, under: &[&str]) -> Kept {
    let shared = read
        .fields
        .iter()
        .zip(under)
        .all(|(field, name)| **field == **name);
    if !shared {
        return kept;
    }
    let more = match read.fields.get(under.len()) {
        Some(field) => Kept::Fields(BTreeSet::from([Arc::clone(field)])),
        None if read.whole => Kept::Whole,
        None => Kept::Presence,
    };
    match (kept, more) {
        (Kept::Whole, _) | (_, Kept::Whole) => Kept::Whole,
        (Kept::Fields(mut fields), Kept::Fields(more)) => {
            fields.extend(more);
            Kept::Fields(fields)
        }
        (Kept::Fields(fields), _) | (_, Kept::Fields(fields)) => Kept::Fields(fields),
        (Kept::Presence, _) | (_, Kept::Presence) => Kept::Presence,
        (Kept::Nothing, Kept::Nothing) => Kept::Nothing,
    }
}
