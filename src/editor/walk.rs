use crate::{
    job::{Field, Job, Step, Tree, TreeKind},
    template::{Expr, Ident, Node},
};

/// Where an expression stands: what decides which names it can say.
#[derive(Clone)]
pub(super) struct Around<'a> {
    /// The step it belongs to.
    pub(super) step: &'a Step,
    /// Whether it is the list of the step's own batch, where there is no item yet.
    pub(super) in_from: bool,
    /// The names that the template has bound so far, innermost last.
    pub(super) locals: Vec<&'a Ident>,
    /// Whether it stands in a `{% for %}`.
    pub(super) in_loop: bool,
}

/// Visits every whole expression of a job, in the order of the file; those inside others are left to the visitor.
pub(super) fn expressions<'a>(job: &'a Job, visit: &mut dyn FnMut(&Around<'a>, &'a Expr)) {
    steps(&job.steps, visit);
}

type Visit<'a, 'v> = &'v mut dyn FnMut(&Around<'a>, &'a Expr);

fn steps<'a>(all: &'a [Step], visit: Visit<'a, '_>) {
    for step in all {
        let mut around = Around {
            step,
            in_from: true,
            locals: Vec::new(),
            in_loop: false,
        };
        if let Some(batch) = &step.batch {
            visit(&around, &batch.from);
        }
        around.in_from = false;
        if let Some(when) = &step.when {
            visit(&around, when);
        }
        for field in step.fields.0.values() {
            match field {
                Field::Template(text) => template(&text.template.nodes, &around, visit),
                Field::Expression(expr) => visit(&around, expr),
                Field::Tree(value) => tree(value, &around, visit),
                Field::TreeMap(entries, _) => {
                    entries
                        .iter()
                        .for_each(|(_, value)| tree(value, &around, visit));
                }
                Field::Steps(children) => steps(children, visit),
                _ => {}
            }
        }
    }
}

fn tree<'a>(value: &'a Tree, around: &Around<'a>, visit: Visit<'a, '_>) {
    match &value.kind {
        TreeKind::Literal(_) => {}
        TreeKind::Template(text) => template(&text.nodes, around, visit),
        TreeKind::List(items) => items.iter().for_each(|item| tree(item, around, visit)),
        TreeKind::Map(entries) => entries
            .iter()
            .for_each(|(_, value)| tree(value, around, visit)),
    }
}

/// A template or a part of one: what it binds ends with it.
fn template<'a>(nodes: &'a [Node], around: &Around<'a>, visit: Visit<'a, '_>) {
    body(nodes, &mut around.clone(), visit);
}

fn body<'a>(nodes: &'a [Node], around: &mut Around<'a>, visit: Visit<'a, '_>) {
    for node in nodes {
        match node {
            Node::Text(_) => {}
            Node::Output(expr) => visit(around, expr),
            Node::Set { target, value, .. } => {
                visit(around, value);
                around.locals.push(target);
            }
            Node::If {
                branches,
                otherwise,
                ..
            } => {
                for (condition, nodes) in branches {
                    visit(around, condition);
                    template(nodes, around, visit);
                }
                template(otherwise, around, visit);
            }
            Node::For {
                targets,
                iterable,
                filter,
                body: nodes,
                otherwise,
                ..
            } => {
                visit(around, iterable);
                let mut inside = around.clone();
                inside.locals.extend(targets);
                inside.in_loop = true;
                filter.iter().for_each(|filter| visit(&inside, filter));
                body(nodes, &mut inside, visit);
                template(otherwise, around, visit);
            }
        }
    }
}
