use super::{
    Names, Target, index::Index, reserved, roots::Root, visible::Blocked, visible::blocked,
};
use crate::{
    diagnostic::{Diagnostics, messages::reference as messages},
    job::{Field, Job, Step, StepId, Tree, TreeKind},
    template::{Expr, ExprKind, Ident, NameId, Node},
    text::Span,
};

/// Says what every name in the job's expressions stands for, and reports those that stand for nothing.
pub fn resolve(job: &Job, diagnostics: &mut Diagnostics) -> Names {
    let index = Index::of(job);
    reserved::check_declared(&index, diagnostics);
    let mut resolver = Resolver {
        reader: StepId(0),
        in_from: false,
        locals: Vec::new(),
        names: Names::default(),
        job,
        index,
        diagnostics,
    };
    resolver.steps(&job.steps);
    Names {
        scopes: resolver.index.scopes,
        ..resolver.names
    }
}

/// Goes through the expressions of a job, one step after the other.
pub(super) struct Resolver<'a> {
    /// The step whose expressions these are.
    pub(super) reader: StepId,
    /// Whether this is the list of the step's own batch, where there is no item yet.
    pub(super) in_from: bool,
    /// The names that the template has bound so far, innermost last.
    pub(super) locals: Vec<&'a str>,
    pub(super) names: Names,
    pub(super) job: &'a Job,
    pub(super) index: Index<'a>,
    pub(super) diagnostics: &'a mut Diagnostics,
}

impl<'a> Resolver<'a> {
    fn steps(&mut self, steps: &'a [Step]) {
        for step in steps {
            self.step(step);
        }
    }

    fn step(&mut self, step: &'a Step) {
        self.reader = step.id;
        if let Some(batch) = &step.batch {
            self.in_from = true;
            self.expr(&batch.from);
            self.in_from = false;
        }
        if let Some(when) = &step.when {
            self.expr(when);
        }
        for field in step.fields.0.values() {
            // The steps of a field before this one have moved the reader.
            self.reader = step.id;
            self.field(field);
        }
    }

    fn field(&mut self, field: &'a Field) {
        match field {
            Field::Template(text) => self.template(&text.template.nodes),
            Field::Expression(expr) => self.expr(expr),
            Field::Tree(tree) => self.tree(tree),
            Field::TreeMap(entries, _) => entries.iter().for_each(|(_, tree)| self.tree(tree)),
            Field::Steps(steps) => self.steps(steps),
            Field::Text(_)
            | Field::Names(..)
            | Field::Ints(_)
            | Field::Count(_)
            | Field::Bool(_)
            | Field::Duration(_)
            | Field::Choice(_)
            | Field::Returns(_)
            | Field::Columns(_) => {}
        }
    }

    fn tree(&mut self, tree: &'a Tree) {
        match &tree.kind {
            TreeKind::Literal(_) => {}
            TreeKind::Template(template) => self.template(&template.nodes),
            TreeKind::List(items) => items.iter().for_each(|item| self.tree(item)),
            TreeKind::Map(entries) => entries.iter().for_each(|(_, tree)| self.tree(tree)),
        }
    }

    /// A whole template: what it binds ends with it.
    fn template(&mut self, nodes: &'a [Node]) {
        self.nodes(nodes);
        self.locals.clear();
    }

    fn nodes(&mut self, nodes: &'a [Node]) {
        for node in nodes {
            match node {
                Node::Text(_) => {}
                Node::Output(expr) => self.expr(expr),
                Node::Set { target, value, .. } => {
                    self.expr(value);
                    self.bind(target);
                }
                Node::If {
                    branches,
                    otherwise,
                    ..
                } => {
                    for (condition, body) in branches {
                        self.expr(condition);
                        self.nodes(body);
                    }
                    self.nodes(otherwise);
                }
                Node::For {
                    targets,
                    iterable,
                    filter,
                    body,
                    otherwise,
                    ..
                } => {
                    self.expr(iterable);
                    let outside = self.locals.len();
                    targets.iter().for_each(|target| self.bind(target));
                    filter.iter().for_each(|filter| self.expr(filter));
                    self.locals.push("loop");
                    self.nodes(body);
                    self.locals.truncate(outside);
                    self.nodes(otherwise);
                }
            }
        }
    }

    fn bind(&mut self, target: &'a Ident) {
        self.diagnostics.extend(reserved::reserved(target));
        self.locals.push(&target.value);
    }

    fn expr(&mut self, expr: &'a Expr) {
        match &expr.kind {
            ExprKind::Name { id, name } => {
                let target = self.name(name, expr.span);
                self.names.targets.insert(*id, target);
            }
            ExprKind::Attribute { base, name } => match self.root(base) {
                Some((id, root)) => self.read_root(id, root, &name.value, name.span),
                None => self.expr(base),
            },
            ExprKind::Item { base, index } => match (self.root(base), &index.kind) {
                (Some((id, root)), ExprKind::Text(name)) => {
                    self.read_root(id, root, name, index.span);
                }
                (Some((id, root)), _) => {
                    let found = messages::computed_name(root.name(), index.span, root.example());
                    self.diagnostics.push(found);
                    self.names.targets.insert(id, Target::Unknown);
                    self.expr(index);
                }
                (None, _) => {
                    self.expr(base);
                    self.expr(index);
                }
            },
            _ => expr
                .children()
                .into_iter()
                .for_each(|child| self.expr(child)),
        }
    }

    /// The root that an expression is, unless the template has bound the name itself.
    fn root(&self, base: &Expr) -> Option<(NameId, Root)> {
        match &base.kind {
            ExprKind::Name { id, name } if !self.locals.contains(&name.as_str()) => {
                Some((*id, Root::of(name)?))
            }
            _ => None,
        }
    }

    fn name(&mut self, name: &str, span: Span) -> Target {
        if self.locals.contains(&name) {
            return Target::Local;
        }
        if let Some(target) = self.item(name) {
            return target;
        }
        if let Some(step) = self.index.results.get(name) {
            return self.read(*step, name, span, Target::Result);
        }
        self.unknown(name, span);
        Target::Unknown
    }

    /// The steps whose batches the expression is in, the innermost last.
    pub(super) fn frames(&self) -> &[StepId] {
        let frames = &self.index.scope(self.reader).frames;
        let hidden = usize::from(self.in_from);
        &frames[..frames.len() - hidden]
    }

    /// What a name stands for inside the batches around.
    fn item(&self, name: &str) -> Option<Target> {
        if name == "idx" {
            return self.frames().last().copied().map(Target::Index);
        }
        let is_named = |step: &&StepId| {
            let batch = self.index.step(**step).batch.as_ref();
            batch.is_some_and(|batch| batch.alias.value == name)
        };
        self.frames()
            .iter()
            .rev()
            .find(is_named)
            .copied()
            .map(Target::Item)
    }

    /// What reading the result of a step gives: `target`, or a report of why it can't be read here.
    pub(super) fn read(
        &mut self,
        step: StepId,
        written: &str,
        span: Span,
        target: fn(StepId) -> Target,
    ) -> Target {
        let Some(reason) = blocked(&self.index.scopes, self.reader, step) else {
            self.names.reads.add_edge(step, self.reader, ());
            return target(step);
        };
        let reader = &self.index.step(self.reader).name.value;
        let declared = self.index.place(step);
        self.diagnostics.push(match reason {
            Blocked::Own => messages::own_result(written, span, declared),
            Blocked::Enclosing => messages::enclosing_step(written, reader, span, declared),
            Blocked::Later => messages::later_step(written, reader, span, declared, false),
            Blocked::Inside => messages::later_step(written, reader, span, declared, true),
            Blocked::OtherBranch { theirs, own } => {
                messages::other_branch(written, theirs, own, span, declared)
            }
        });
        Target::Unknown
    }
}
