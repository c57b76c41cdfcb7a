use super::{Argument, Expr, ExprKind, Node, Template};

impl Expr {
    /// The expressions directly inside this one, in the order they are written.
    #[must_use]
    pub fn children(&self) -> Vec<&Self> {
        match &self.kind {
            ExprKind::Null
            | ExprKind::Bool(_)
            | ExprKind::Int(_)
            | ExprKind::Float(_)
            | ExprKind::Text(_)
            | ExprKind::Name { .. }
            | ExprKind::Error => Vec::new(),
            ExprKind::Attribute { base, .. } | ExprKind::Not(base) | ExprKind::Negate(base) => {
                vec![base]
            }
            ExprKind::Item { base, index } => vec![base, index],
            ExprKind::Slice {
                base,
                start,
                stop,
                step,
            } => {
                let bounds = [start, stop, step].into_iter().flatten();
                std::iter::once(base)
                    .chain(bounds)
                    .map(AsRef::as_ref)
                    .collect()
            }
            ExprKind::Call { arguments, .. } => values(arguments).collect(),
            ExprKind::MethodCall {
                base, arguments, ..
            }
            | ExprKind::Filter {
                base, arguments, ..
            }
            | ExprKind::Test {
                base, arguments, ..
            } => std::iter::once(base.as_ref())
                .chain(values(arguments))
                .collect(),
            ExprKind::Binary { left, right, .. } => vec![left, right],
            ExprKind::Ternary {
                then,
                condition,
                otherwise,
            } => [then, condition]
                .into_iter()
                .chain(otherwise)
                .map(AsRef::as_ref)
                .collect(),
            ExprKind::List(items) => items.iter().collect(),
            ExprKind::Map(entries) => entries
                .iter()
                .flat_map(|(key, value)| [key, value])
                .collect(),
        }
    }

    /// Visits this expression and everything inside it, the outer before the inner, the left before the right.
    pub fn walk<'a>(&'a self, visit: &mut impl FnMut(&'a Self)) {
        visit(self);
        for child in self.children() {
            child.walk(visit);
        }
    }
}

impl Template {
    /// Visits every expression of the template, those inside others too, in the order they are written.
    pub fn walk<'a>(&'a self, visit: &mut impl FnMut(&'a Expr)) {
        walk_nodes(&self.nodes, visit);
    }
}

fn walk_nodes<'a>(nodes: &'a [Node], visit: &mut impl FnMut(&'a Expr)) {
    for node in nodes {
        match node {
            Node::Text(_) => {}
            Node::Output(expr) | Node::Set { value: expr, .. } => expr.walk(visit),
            Node::If {
                branches,
                otherwise,
                ..
            } => {
                for (condition, body) in branches {
                    condition.walk(visit);
                    walk_nodes(body, visit);
                }
                walk_nodes(otherwise, visit);
            }
            Node::For {
                iterable,
                filter,
                body,
                otherwise,
                ..
            } => {
                iterable.walk(visit);
                if let Some(filter) = filter {
                    filter.walk(visit);
                }
                walk_nodes(body, visit);
                walk_nodes(otherwise, visit);
            }
        }
    }
}

fn values(arguments: &[Argument]) -> impl Iterator<Item = &Expr> {
    arguments.iter().map(|argument| &argument.value)
}
