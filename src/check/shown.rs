use super::{Evaluate, path::Path};
use crate::{
    ir::{Binary, Expr, ExprKind},
    limits::Limits,
    spec::Registry,
    types::Type,
    value::{List, Value, is_true},
};

/// How many places of one condition are looked into.
const MOST_PLACES: usize = 16;

/// Finds what can't be null, or empty, where a condition turned out as it did.
pub(super) struct Shown<'a> {
    pub(super) evaluate: Evaluate,
    pub(super) limits: Limits,
    pub(super) registry: &'a Registry,
}

impl Shown<'_> {
    /// Takes a condition apart into those that all have to be as they are for it to have turned out `truth`.
    pub(super) fn parts(condition: &Expr, truth: bool, parts: &mut Vec<(Expr, bool)>) {
        match &condition.kind {
            ExprKind::Not(inner) => Self::parts(inner, !truth, parts),
            ExprKind::Binary(Binary::And, left, right) if truth => {
                Self::parts(left, truth, parts);
                Self::parts(right, truth, parts);
            }
            ExprKind::Binary(Binary::Or, left, right) if !truth => {
                Self::parts(left, truth, parts);
                Self::parts(right, truth, parts);
            }
            _ => parts.push((condition.clone(), truth)),
        }
    }

    /// The places that are there, and the lists that have items, where `condition` is as true as `truth` says.
    pub(super) fn by(&self, condition: &Expr, truth: bool) -> Vec<Path> {
        match &condition.kind {
            ExprKind::Not(inner) => self.by(inner, !truth),
            ExprKind::Binary(Binary::And, left, right) if truth => self.both(left, right, truth),
            ExprKind::Binary(Binary::Or, left, right) if !truth => self.both(left, right, truth),
            ExprKind::Binary(Binary::And | Binary::Or, left, right) => {
                let other = self.by(right, truth);
                let mut paths = self.by(left, truth);
                paths.retain(|path| other.contains(path));
                paths
            }
            _ => {
                let mut paths = self.by_trial(condition, truth);
                paths.extend(by_form(condition, truth));
                paths
            }
        }
    }

    fn both(&self, left: &Expr, right: &Expr, truth: bool) -> Vec<Path> {
        let mut paths = self.by(left, truth);
        paths.extend(self.by(right, truth));
        paths
    }

    /// The places that, if they were null or empty, would have made the condition turn out otherwise, or fail.
    fn by_trial(&self, condition: &Expr, truth: bool) -> Vec<Path> {
        let mut trials = Vec::new();
        collect(condition, &mut trials);
        trials.truncate(MOST_PLACES);
        let excluded = |trial: &Trial| {
            let mut tried = condition.clone();
            put(&mut tried, trial);
            match (self.evaluate)(&tried, self.registry, self.limits) {
                Some(Ok(value)) => is_true(&value) != truth,
                Some(Err(_)) => true,
                None => false,
            }
        };
        let excluded = trials.into_iter().filter(|trial| excluded(trial));
        excluded.map(|trial| trial.shows).collect()
    }
}

/// A value put into a place, and what is shown if it can't have been there.
struct Trial {
    place: Path,
    value: Value,
    shows: Path,
}

fn collect(expr: &Expr, trials: &mut Vec<Trial>) {
    if let Some(place) = Path::of(expr) {
        let filled = |list: &Path| Path::Filled(Box::new(list.clone()));
        trials.push(Trial {
            shows: place.clone(),
            value: Value::Null,
            place: place.clone(),
        });
        if matches!(expr.ty.required(), Type::List(..)) {
            trials.push(Trial {
                shows: filled(&place),
                value: Value::List(List::from(Vec::new())),
                place: place.clone(),
            });
        }
        if let Some(rows) = counted(expr) {
            trials.push(Trial {
                shows: filled(&rows),
                value: Value::Int(0),
                place,
            });
        }
    }
    expr.for_each_child(&mut |child| collect(child, trials));
}

/// The rows that a `count` beside them counts.
fn counted(expr: &Expr) -> Option<Path> {
    let ExprKind::Field(base, name) = &expr.kind else {
        return None;
    };
    let Type::Record(record) = base.ty.required() else {
        return None;
    };
    let counts = &**name == "count" && matches!(record.field("rows"), Some(Type::List(..)));
    let rows = |base| Path::Field(Box::new(base), "rows".into());
    counts.then(|| Path::of(base).map(rows)).flatten()
}

fn put(expr: &mut Expr, trial: &Trial) {
    if Path::of(expr).as_ref() == Some(&trial.place) {
        expr.kind = ExprKind::Constant(trial.value.clone());
    } else {
        expr.for_each_child_mut(&mut |child| put(child, trial));
    }
}

/// The places that can't be null by the form of the condition, whatever else it reads.
fn by_form(condition: &Expr, truth: bool) -> Vec<Path> {
    match &condition.kind {
        ExprKind::Binary(Binary::Equal, left, right) if truth => equal(left, right),
        ExprKind::Binary(Binary::NotEqual, left, right) if !truth => equal(left, right),
        // Null has no order: it would have stopped the run.
        ExprKind::Binary(op, left, right) if is_order(*op) => {
            Path::of(left).into_iter().chain(Path::of(right)).collect()
        }
        ExprKind::Binary(Binary::In, item, list) if truth => match &list.ty {
            Type::List(own, _) if !own.may_be_null() && !own.is_dynamic() => {
                Path::of(item).into_iter().collect()
            }
            _ => Vec::new(),
        },
        ExprKind::Test(test, arguments) => {
            let argument = arguments.get(1).map(|argument| &argument.ty);
            let subject = arguments
                .first()
                .filter(|_| test.rules_out_null(argument, truth));
            subject.and_then(Path::of).into_iter().collect()
        }
        _ if truth => Path::of(condition).into_iter().collect(),
        _ => Vec::new(),
    }
}

/// Two equal values, one of them known not to be null.
fn equal(left: &Expr, right: &Expr) -> Vec<Path> {
    let is_there = |ty: &Type| !ty.may_be_null() && !ty.is_dynamic();
    let path = match (is_there(&left.ty), is_there(&right.ty)) {
        (false, true) => Path::of(left),
        (true, false) => Path::of(right),
        _ => None,
    };
    path.into_iter().collect()
}

const fn is_order(op: Binary) -> bool {
    matches!(
        op,
        Binary::Less | Binary::LessEqual | Binary::Greater | Binary::GreaterEqual
    )
}
