use super::{
    ItemSample, Part, Samples, StepSamples,
    parts::slots,
    scope::{Frame, Known, Place},
};
use crate::{
    eval::{self, evaluate},
    ir::{Batch, Expr, ExprKind},
    job::StepId,
    plan::{Plan, Step},
    spec::Runtime,
    value::Value,
};

/// Samples the first `items` items of every batch of a plan. Of nested batches, the first item is followed inwards.
///
/// Where a list is not known but how long it is, its items are shown by what is known of their position; where neither
/// is, one item stands for all.
#[must_use]
pub fn sample(plan: &Plan, known: &dyn Known, runtime: &Runtime<'_>, items: usize) -> Samples {
    let mut sampler = Sampler {
        plan,
        known,
        runtime,
        items,
        samples: Samples::new(),
    };
    sampler.steps(&plan.steps, &[vec![]]);
    sampler.samples
}

struct Sampler<'a> {
    plan: &'a Plan,
    known: &'a dyn Known,
    runtime: &'a Runtime<'a>,
    items: usize,
    samples: Samples,
}

/// The batches around a step, each at one of its items.
type Frames<'a> = Vec<Frame<'a>>;

impl<'a> Sampler<'a> {
    /// Samples steps at each of the places that are sampled of the batches around them.
    fn steps(&mut self, steps: &'a [Step], places: &[Frames<'a>]) {
        for step in steps {
            let (places, total) = match &step.batch {
                Some(batch) => self.unfold(step, batch, places),
                None => (places.to_vec(), None),
            };
            let items = places
                .iter()
                .map(|frames| self.item(step, frames, false))
                .collect();
            let any = self.item(step, &self.any(step, &places), true);
            self.samples
                .insert(step.id, StepSamples { any, items, total });
            for (_, children) in step.children() {
                self.steps(children, &places);
            }
        }
    }

    /// The items of a batch that are sampled, and how many it has, where the items around it leave no doubt.
    fn unfold(
        &self,
        step: &Step,
        batch: &'a Batch,
        places: &[Frames<'a>],
    ) -> (Vec<Frames<'a>>, Option<usize>) {
        let mut unfolded = Vec::new();
        let mut totals = Vec::new();
        for around in places {
            let (frames, total) = self.frames(step, batch, around);
            totals.push(total);
            unfolded.extend(frames.into_iter().map(|frame| {
                let mut place = around.clone();
                place.push(frame);
                place
            }));
        }
        unfolded.truncate(self.items.max(1));
        let total = match totals.as_slice() {
            [total] => *total,
            _ => None,
        };
        (unfolded, total)
    }

    fn frames(
        &self,
        step: &Step,
        batch: &'a Batch,
        around: &[Frame<'a>],
    ) -> (Vec<Frame<'a>>, Option<usize>) {
        let at = |index: usize, item: Option<Value>| Frame {
            item,
            index: Some(index),
            ..Frame::unknown(step, batch)
        };
        if let Ok(Value::List(list)) =
            evaluate(&batch.from, &self.place(around, false), self.runtime)
        {
            let items = list.iter().take(self.items).enumerate();
            let frames = items.map(|(index, item)| at(index, item.ok())).collect();
            return (frames, Some(list.len()));
        }
        match self.length(&batch.from) {
            Some(total) => (
                (0..total.min(self.items))
                    .map(|index| at(index, None))
                    .collect(),
                Some(total),
            ),
            None => (vec![Frame::unknown(step, batch)], None),
        }
    }

    /// How long the list of results of a batch is, where how many items the batch has is known.
    fn length(&self, list: &Expr) -> Option<usize> {
        let ExprKind::Result(step) = list.kind else {
            return None;
        };
        let is_outermost = self.plan.names.scope(step).frames == [step];
        self.samples.get(&step).filter(|_| is_outermost)?.total
    }

    fn any(&self, step: &Step, places: &[Frames<'a>]) -> Frames<'a> {
        let forget = |frame: &Frame<'a>| Frame {
            item: None,
            index: None,
            ..frame.clone()
        };
        if let Some(place) = places.first() {
            return place.iter().map(forget).collect();
        }
        let around = &self.plan.names.scope(step.id).frames;
        around
            .iter()
            .filter_map(|frame| self.unknown_frame(*frame))
            .collect()
    }

    fn unknown_frame(&self, step: StepId) -> Option<Frame<'a>> {
        let steps = self.plan.all_steps();
        let step = steps.into_iter().find(|other| other.id == step)?;
        Some(Frame::unknown(step, step.batch.as_ref()?))
    }

    fn item(&self, step: &Step, frames: &[Frame<'a>], by_alias: bool) -> ItemSample {
        let place = self.place(frames, by_alias);
        let value = |expr: &Expr| eval::sample(expr, &place, self.runtime);
        let parts = slots(&step.operation)
            .into_iter()
            .map(|(role, name, expr)| Part {
                role,
                name: name.to_owned(),
                value: value(expr),
            });
        ItemSample {
            index: frames.iter().filter_map(|frame| frame.index).collect(),
            when: step.when.as_ref().map(value),
            parts: parts.collect(),
        }
    }

    fn place<'p>(&'p self, frames: &'p [Frame<'p>], by_alias: bool) -> Place<'p> {
        Place {
            plan: self.plan,
            known: self.known,
            frames,
            by_alias,
        }
    }
}
