use std::{collections::HashMap, sync::Arc};

use super::{path::Path, same::same, shown::Shown};
use crate::{ir::Expr, job::StepId};

/// What conditions have shown to be there.
#[derive(Debug, Clone, Default)]
pub(super) struct Facts {
    /// None where a name of the template has been bound anew.
    known: Vec<Option<Path>>,
    /// What holds here, taken apart at its `and`s, each with the truth it has.
    conditions: Vec<(Expr, bool)>,
    /// The list that each batch goes through: its item and the element at `idx` are the same.
    lists: HashMap<StepId, Path>,
    /// The names that templates bind, each with the place it stands for where it does.
    aliases: Vec<(Arc<str>, Option<Path>)>,
}

/// A point in what is known, to go back to.
#[derive(Clone, Copy)]
pub(super) struct Mark {
    known: usize,
    conditions: usize,
}

impl Facts {
    pub(super) fn holds(&self, path: &Path) -> bool {
        let path = self.canonical(path.clone());
        let mut known = self.known.iter().flatten();
        known.any(|known| known.lies_in(&path))
    }

    /// Whether a list, or what has a length, is known to be not empty.
    pub(super) fn is_filled(&self, list: &Expr) -> bool {
        Path::of(list).is_some_and(|list| self.holds(&Path::Filled(Box::new(list))))
    }

    /// The list that a batch goes through, where it is a place.
    pub(super) fn list_of(&self, batch: StepId) -> Option<&Path> {
        self.lists.get(&batch)
    }

    /// Whether `condition` is known to be as true as `truth` says.
    pub(super) fn implies(&self, condition: &Expr, truth: bool) -> bool {
        let mut parts = Vec::new();
        Shown::parts(condition, truth, &mut parts);
        let is_known = |part: &Expr, truth: bool| {
            let mut conditions = self.conditions.iter();
            conditions.any(|(known, is)| *is == truth && same(part, known, &self.lists))
        };
        parts.iter().all(|(part, truth)| is_known(part, *truth))
    }

    pub(super) const fn mark(&self) -> Mark {
        Mark {
            known: self.known.len(),
            conditions: self.conditions.len(),
        }
    }

    pub(super) fn forget_since(&mut self, mark: Mark) {
        self.known.truncate(mark.known);
        self.conditions.truncate(mark.conditions);
    }

    /// Learns which list a batch goes through.
    pub(super) fn goes_through(&mut self, batch: StepId, list: &Expr) {
        self.lists.extend(Path::of(list).map(|list| (batch, list)));
    }

    /// The same place by one name only.
    fn canonical(&self, path: Path) -> Path {
        let inner = |path: Box<Path>| Box::new(self.canonical(*path));
        match path {
            Path::Field(base, name) => Path::Field(inner(base), name),
            Path::At(base, index) => Path::At(inner(base), index),
            Path::Of(function, base) => Path::Of(function, inner(base)),
            Path::Filled(base) => Path::Filled(inner(base)),
            Path::AtIndexOf(base, batch) => {
                if self.lists.get(&batch) == Some(&*base) {
                    Path::Item(batch)
                } else {
                    Path::AtIndexOf(inner(base), batch)
                }
            }
            Path::Local(name) => {
                let bound = self.aliases.iter().rev().find(|(own, _)| *own == name);
                match bound {
                    Some((_, Some(path))) => path.clone(),
                    _ => Path::Local(name),
                }
            }
            other => other,
        }
    }

    /// Takes the place that `expr` reads for there.
    pub(super) fn assume(&mut self, expr: &Expr) {
        let path = Path::of(expr).map(|path| self.canonical(path));
        self.known.extend(path.map(Some));
    }

    /// Binds a name of the template, to what lies at the place that `value` reads if it does nothing else. What was known
    /// of another thing of this name is forgotten.
    pub(super) fn bind(&mut self, name: &Arc<str>, value: Option<&Expr>) {
        let path = value
            .and_then(Path::of)
            .map(|path| self.canonical(path))
            .filter(|path| !path.begins_at_local(name));
        let is_of_other =
            |path: &Option<Path>| path.as_ref().is_some_and(|path| path.begins_at_local(name));
        let bound = self.aliases.iter_mut().map(|(_, path)| path);
        for stale in self
            .known
            .iter_mut()
            .chain(bound)
            .filter(|path| is_of_other(path))
        {
            *stale = None;
        }
        self.aliases.push((Arc::clone(name), path));
    }

    /// Takes back all names but the first `count`.
    pub(super) fn unbind(&mut self, count: usize) {
        self.aliases.truncate(count);
    }

    /// Learns what follows from `condition` having turned out `truth`.
    pub(super) fn learn(&mut self, condition: &Expr, truth: bool, shown: &Shown<'_>) {
        let found = shown.by(condition, truth).into_iter();
        let canonical: Vec<_> = found.map(|path| Some(self.canonical(path))).collect();
        self.known.extend(canonical);
        Shown::parts(condition, truth, &mut self.conditions);
    }
}
