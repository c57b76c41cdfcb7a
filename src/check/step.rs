use super::{Checker, checker::BatchType, expression::has_failed, path::Path, place::Place};
use crate::{
    diagnostic::messages::types as messages,
    ir::{self, Expr},
    job::{self, OnError, Step, StepId},
    template::{self, ExprKind},
    types::{Domain, Type},
};

impl Checker<'_> {
    /// Checks steps in order; those with errors are left out.
    pub fn steps(&mut self, steps: &[Step]) -> Vec<ir::Step> {
        steps.iter().filter_map(|step| self.step(step)).collect()
    }

    /// Checks the steps of a branch, which run where `condition` turned out `truth`.
    pub fn branch(&mut self, condition: &Expr, truth: bool, steps: &[Step]) -> Vec<ir::Step> {
        self.branches.insert(self.current, condition.clone());
        self.given(condition, truth, |checker| checker.steps(steps))
    }

    fn step(&mut self, step: &Step) -> Option<ir::Step> {
        let outer = std::mem::replace(&mut self.current, step.id);
        let (facts, place) = (self.facts.mark(), self.place);
        let checked = self.step_alone(step);
        self.place = place;
        self.facts.forget_since(facts);
        self.current = outer;
        let result = checked
            .as_ref()
            .map_or(Type::Error, |step| step.result.clone());
        self.results.insert(step.id, result);
        checked
    }

    fn step_alone(&mut self, step: &Step) -> Option<ir::Step> {
        if step.is_broken {
            self.given_that(false, |checker| checker.what_is_left_of(step));
            return None;
        }
        self.check_connection(step);
        let batch = step.batch.as_ref().map(|batch| self.batch(step.id, batch));
        let when = step.when.as_ref().map(|when| self.condition(when));
        self.place = Place::Value {
            has_when: when.is_some(),
        };
        if let Some(when) = &when {
            self.learn(when, true);
        }
        let step_type = self
            .step_types
            .iter()
            .find(|known| known.declaration.name == step.declaration.name)?;
        let is_known = when.as_ref().is_none_or(|when| !has_failed(when));
        let (operation, result) =
            self.given_that(is_known, |checker| (step_type.check)(checker, step))?;
        let result = match &when {
            _ if step.on_error == OnError::Continue => result.optional(),
            Some(when) => {
                if !result.may_be_null() {
                    self.skips.insert(step.id, when.clone());
                }
                result.optional()
            }
            None => result,
        };
        Some(ir::Step {
            id: step.id,
            name: step.name.value.clone(),
            declaration: step.declaration,
            when,
            batch,
            retry: step.retry.as_ref().map(|retry| retry.value.clone()),
            on_error: step.on_error,
            rejects: step.rejects.as_ref().map(|file| file.value.clone()),
            operation,
            result,
            span: step.span,
        })
    }

    /// A step that was reported as a whole is looked at for what stands in it on its own.
    fn what_is_left_of(&mut self, step: &Step) {
        if let Some(batch) = &step.batch {
            self.batch(step.id, batch);
        }
        if let Some(when) = &step.when {
            self.expression(when);
        }
        for field in step.fields.0.values() {
            self.field_alone(field);
        }
    }

    fn field_alone(&mut self, field: &job::Field) {
        match field {
            job::Field::Template(text) => drop(self.text(text)),
            job::Field::Expression(expr) => drop(self.expression(expr)),
            job::Field::Tree(tree) => drop(self.tree(tree)),
            job::Field::TreeMap(entries, _) => drop(self.named(entries)),
            job::Field::Steps(steps) => drop(self.steps(steps)),
            _ => {}
        }
    }

    fn batch(&mut self, step: StepId, batch: &job::Batch) -> ir::Batch {
        let from = self.at(Place::Batch, |checker| checker.batched(&batch.from));
        let (item, domain) = match &from.ty {
            Type::List(item, domain) => (Type::clone(item), *domain),
            Type::Json | Type::Error => (from.ty.clone(), Domain::UNKNOWN),
            other => {
                let found = messages::not_a_list(
                    batch.from.span,
                    other.required(),
                    list_inside(&batch.from, other),
                );
                let found = found.help_if(self.rows_instead(&from));
                self.report(found.help_if(self.inside_of_group(&from)));
                (Type::Error, Domain::UNKNOWN)
            }
        };
        self.facts.goes_through(step, &from);
        // A list that is made on the spot is aligned with no other. What json counts is not known, nor what a result
        // counts that goes back to json, or to a mistake.
        let is_own = Path::of(&from).is_none() && !from.ty.is_dynamic();
        let domain = if domain == Domain::UNKNOWN && is_own {
            self.new_domain()
        } else {
            domain
        };
        self.batches.insert(
            step,
            BatchType {
                item,
                domain,
                from: batch.from.span,
            },
        );
        ir::Batch {
            from,
            alias: batch.alias.value.clone(),
            concurrency: batch.concurrency.value,
        }
    }

    /// Types what a batch goes through; that it may be null does not matter where it is no list at all.
    fn batched(&mut self, from: &template::Expr) -> Expr {
        let typed = self.expression(from);
        match typed.ty.required() {
            Type::List(..) => self.require(typed, from),
            _ => typed,
        }
    }

    /// How to get rows where a step reads only one.
    fn rows_instead(&self, from: &Expr) -> Option<String> {
        let ir::ExprKind::Result(step) = from.kind else {
            return None;
        };
        let written = find(self.job.steps.iter(), step)?;
        let (id, ty) = (&written.name.value, written.declaration.name);
        (ty == "db.query_one").then(|| {
            format!("remove `batch`, or read all rows: `type: db.query_many` and `steps.{id}.rows`")
        })
    }

    /// The innermost batch that the step being checked runs in.
    pub(super) fn open_batch(&self) -> Option<StepId> {
        self.names.scope(self.current).frames.last().copied()
    }
}

/// The step of that number, among these and those inside of them.
pub(super) fn find<'s>(mut steps: impl Iterator<Item = &'s Step>, id: StepId) -> Option<&'s Step> {
    steps.find_map(|step| {
        if step.id == id {
            Some(step)
        } else {
            find_inside(step, id)
        }
    })
}

fn find_inside(step: &Step, id: StepId) -> Option<&Step> {
    step.children().find_map(|child| {
        if child.id == id {
            Some(child)
        } else {
            find_inside(child, id)
        }
    })
}

/// The list that was probably meant where `written` is none: the `rows` of what has rows.
#[must_use]
pub fn list_inside(written: &template::Expr, ty: &Type) -> Option<String> {
    let is_path = matches!(
        written.kind,
        ExprKind::Name { .. } | ExprKind::Attribute { .. } | ExprKind::Item { .. }
    );
    let Type::Record(record) = ty.required() else {
        return None;
    };
    let mut lists = record
        .fields()
        .filter(|(_, ty)| matches!(ty, Type::List(..)));
    let (first, _) = lists.next()?;
    // Where there are several, only `rows` are what a step gives in the first place.
    let is_clear = **first == *"rows" || lists.next().is_none();
    (is_path && is_clear).then(|| format!("{written}.{first}"))
}
