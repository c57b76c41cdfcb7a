use super::{Completion, CompletionKind as Kind, each_once, holds};
use crate::{
    analysis::REGISTRY,
    editor::{
        Snapshot, occurrences,
        occurrences::Symbol,
        origin::Origin,
        place::field_of,
        walk::{self, Around},
    },
    job::Job,
    names::RESERVED,
    reference,
    spec::{Callable, Function, Param},
    template::{Argument, Expr, ExprKind},
    types::Type,
};

/// What may stand at the word that was put in, if that is in an expression.
pub(super) fn at(snapshot: &Snapshot<'_>) -> Option<Vec<Completion>> {
    let job = snapshot.job()?;
    let mut found = None;
    walk::expressions(job, &mut |around, whole| {
        let mut parameters = Vec::new();
        whole.walk(&mut |expr| {
            let here = Here {
                snapshot,
                job,
                around,
            };
            parameters.extend(here.parameters(expr));
            if found.is_none() {
                found = here.offered(expr, &parameters);
            }
        });
    });
    found.map(each_once)
}

struct Here<'a, 'j> {
    snapshot: &'a Snapshot<'a>,
    job: &'j Job,
    around: &'a Around<'j>,
}

impl Here<'_, '_> {
    /// What may stand at the word, if the expression itself holds it.
    fn offered(&self, expr: &Expr, parameters: &[Completion]) -> Option<Vec<Completion>> {
        match &expr.kind {
            ExprKind::Name { name, .. } if holds(name) => {
                Some([parameters.to_vec(), self.names(), functions()].concat())
            }
            ExprKind::Call { function, .. } if holds(&function.value) => Some(functions()),
            ExprKind::Filter { base, filter, .. } if holds(&filter.value) => {
                Some(filters(self.ty(base)))
            }
            ExprKind::Test { test, .. } if holds(&test.value) => Some(tests()),
            _ => {
                let (base, _) = field_of(expr).filter(|(_, name)| holds(&name.value))?;
                Some(self.fields(base))
            }
        }
    }

    fn ty(&self, expr: &Expr) -> Option<&Type> {
        self.snapshot.insight.types.at(expr.span)
    }

    /// The names in scope, the innermost first.
    fn names(&self) -> Vec<Completion> {
        let names = &self.snapshot.insight.names;
        let mut found = Vec::new();
        if self.around.in_loop {
            found.push(Completion::new("loop", Kind::Name).doc(meaning("loop")));
        }
        for local in self.around.locals.iter().rev() {
            found.push(Completion::new(&local.value, Kind::Name).doc("a name of this template"));
        }
        let frames = self.frames();
        for step in frames.iter().rev() {
            let symbol = Symbol::Item(*step);
            if let Some(name) = symbol.name(self.job) {
                let doc = occurrences::describe(self.job, symbol);
                found.push(Completion::new(&name.value, Kind::Name).doc(doc));
            }
        }
        if !frames.is_empty() {
            let index = Completion::new("idx", Kind::Name).detail("int");
            found.push(index.doc(meaning("idx")));
        }
        for step in occurrences::steps(self.job) {
            let Some(name) = &step.save_as else { continue };
            if names.can_read(self.around.step.id, step.id) {
                let doc = occurrences::describe(self.job, Symbol::Result(step.id));
                found.push(Completion::new(&name.value, Kind::Name).doc(doc));
            }
        }
        for root in ["steps", "inputs", "job", "run"] {
            found.push(Completion::new(root, Kind::Name).doc(meaning(root)));
        }
        found
    }

    fn frames(&self) -> Vec<crate::job::StepId> {
        let frames = &self
            .snapshot
            .insight
            .names
            .scope(self.around.step.id)
            .frames;
        let hidden = usize::from(self.around.in_from);
        frames[..frames.len().saturating_sub(hidden)].to_vec()
    }

    /// What can be read of `base`.
    fn fields(&self, base: &Expr) -> Vec<Completion> {
        if let ExprKind::Name { name, .. } = &base.kind
            && !self.around.locals.iter().any(|local| local.value == *name)
        {
            match name.as_str() {
                "steps" => return self.steps(),
                "inputs" => return self.inputs(),
                "job" => return vec![Completion::new("name", Kind::Field).detail("text")],
                "run" => return vec![Completion::new("id", Kind::Field).detail("text")],
                _ => {}
            }
        }
        let origin = Origin::of_fields(self.snapshot, self.job, base);
        let doc = origin.map(|origin| origin.describe()).unwrap_or_default();
        let Some(Type::Record(record)) = self.ty(base).map(Type::required) else {
            return Vec::new();
        };
        let fields = record.fields();
        fields
            .map(|(name, ty)| {
                let field = Completion::new(&**name, Kind::Field);
                field.detail(ty.brief()).doc(doc.as_str())
            })
            .collect()
    }

    fn steps(&self) -> Vec<Completion> {
        let names = &self.snapshot.insight.names;
        let reader = self.around.step.id;
        let steps = occurrences::steps(self.job).into_iter().rev();
        steps
            .filter(|step| !step.name.value.is_empty() && names.can_read(reader, step.id))
            .map(|step| {
                let doc = occurrences::describe(self.job, Symbol::Step(step.id));
                let name = Completion::new(&step.name.value, Kind::Step);
                name.detail(step.declaration.name).doc(doc)
            })
            .collect()
    }

    fn inputs(&self) -> Vec<Completion> {
        let inputs = self.job.inputs.iter().enumerate();
        inputs
            .map(|(position, input)| {
                let doc = occurrences::describe(self.job, Symbol::Input(position));
                let name = Completion::new(&input.name.value, Kind::Field);
                name.detail(input.ty.to_string()).doc(doc)
            })
            .collect()
    }

    /// The parameters of a helper, where the word is an argument of it.
    fn parameters(&self, expr: &Expr) -> Vec<Completion> {
        let (name, arguments, piped) = match &expr.kind {
            ExprKind::Call {
                function,
                arguments,
            } => (function, arguments, 0),
            ExprKind::Filter {
                filter, arguments, ..
            } => (filter, arguments, 1),
            _ => return Vec::new(),
        };
        if !arguments.iter().any(is_word) {
            return Vec::new();
        }
        let Some(function) = REGISTRY.function(&name.value) else {
            return Vec::new();
        };
        let given = |param: &&Param| {
            let mut names = arguments.iter().filter_map(|given| given.name.as_ref());
            names.any(|name| name.value == param.name)
        };
        let params = function.params.iter().skip(piped);
        params
            .filter(|param| !given(param))
            .map(|param| {
                let name = format!("{}=", param.name);
                Completion::new(name, Kind::Name).detail(param.accepts.describe())
            })
            .collect()
    }
}

fn is_word(argument: &Argument) -> bool {
    let is_word = matches!(&argument.value.kind, ExprKind::Name { name, .. } if holds(name));
    argument.name.is_none() && is_word
}

fn meaning(name: &str) -> &'static str {
    let known = RESERVED.iter().find(|(word, _)| *word == name);
    known.map_or("", |(_, means)| *means)
}

fn functions() -> Vec<Completion> {
    let all = REGISTRY.functions.iter();
    all.filter(|function| function.callable != Callable::Filter)
        .map(|function| helper(function, function.params))
        .collect()
}

/// The helpers that take a value of this type through a `|`.
fn filters(ty: Option<&Type>) -> Vec<Completion> {
    let fits = |function: &Function| match (ty, function.params.first()) {
        (_, None) => false,
        (Some(ty), Some(first)) => first.accepts.allows(ty),
        (None, _) => true,
    };
    let all = REGISTRY.functions.iter();
    all.filter(|function| function.callable != Callable::Function && fits(function))
        .map(|function| helper(function, function.params.get(1..).unwrap_or_default()))
        .collect()
}

fn helper(function: &Function, params: &[Param]) -> Completion {
    let names: Vec<_> = params.iter().map(|param| param.name).collect();
    let detail = match names.is_empty() {
        true => function.name.to_owned(),
        false => format!("{}({})", function.name, names.join(", ")),
    };
    let found = Completion::new(function.name, Kind::Helper).detail(detail);
    found.doc(reference::of_function(function))
}

fn tests() -> Vec<Completion> {
    let all = REGISTRY.predicates.iter();
    all.map(|test| {
        let found = Completion::new(test.name, Kind::Test);
        found.doc(reference::of_predicate(test))
    })
    .collect()
}
