use std::sync::Arc;

use super::{Checker, literal::constant, operator::is_printable};
use crate::{
    diagnostic::messages::types as messages,
    ir::{Block, Expr, ExprKind},
    job::Text,
    template::{self, Ident, Node, Template},
    text::Span,
    types::{RecordType, Type},
    value::Value,
};

impl Checker<'_> {
    /// Types a text with holes: one hole alone keeps its own type, anything else makes text.
    pub fn text(&mut self, text: &Text) -> Expr {
        self.template(&text.template, text.span)
    }

    pub(super) fn template(&mut self, template: &Template, span: Span) -> Expr {
        if let Some(expr) = template.as_single_expression() {
            return self.expression(expr);
        }
        if let Some(text) = template.literal_text() {
            return constant(Value::from(text), span);
        }
        let has_blocks = template
            .nodes
            .iter()
            .any(|node| !matches!(node, Node::Text(_) | Node::Output(_)));
        if has_blocks {
            return self.blocks_as_text(template, span);
        }
        let parts: Vec<_> = template
            .nodes
            .iter()
            .filter_map(|node| self.part(node))
            .collect();
        let secret = parts.iter().any(|part| part.ty.holds_secret());
        let failed = parts.iter().any(|part| part.ty == Type::Error);
        let ty = if failed {
            Type::Error
        } else {
            text_type(secret)
        };
        Expr::new(ExprKind::Text(parts), ty, span)
    }

    fn part(&mut self, node: &Node) -> Option<Expr> {
        match node {
            Node::Text(text) => Some(constant(Value::text(text.value.as_str()), text.span)),
            Node::Output(expr) => Some(self.output(expr)),
            Node::If { .. } | Node::For { .. } | Node::Set { .. } => None,
        }
    }

    /// Types a hole with text around it.
    fn output(&mut self, expr: &template::Expr) -> Expr {
        let typed = self.needed(expr);
        if !is_printable(&typed.ty) {
            self.report(messages::not_printable(expr.span, &typed.ty));
        }
        typed
    }

    fn blocks_as_text(&mut self, template: &Template, span: Span) -> Expr {
        let outer = self.locals.len();
        let blocks = self.blocks(&template.nodes);
        self.unbind(outer);
        let mut secret = false;
        Block::for_each_expr(&blocks, &mut |expr| secret |= expr.ty.holds_secret());
        Expr::new(ExprKind::Template(blocks.into()), text_type(secret), span)
    }

    fn blocks(&mut self, nodes: &[Node]) -> Vec<Block> {
        nodes.iter().map(|node| self.block(node)).collect()
    }

    fn block(&mut self, node: &Node) -> Block {
        match node {
            Node::Text(text) => Block::Text(Arc::from(text.value.as_str())),
            Node::Output(expr) => Block::Output(self.output(expr)),
            Node::Set { target, value, .. } => {
                let value = self.expression(value);
                let name: Arc<str> = Arc::from(target.value.as_str());
                self.bind(&name, value.ty.clone(), Some(&value));
                Block::Set(name, value)
            }
            Node::If {
                branches,
                otherwise,
                ..
            } => self.if_block(branches, otherwise),
            Node::For {
                targets,
                iterable,
                filter,
                body,
                otherwise,
                ..
            } => self.for_block(targets, iterable, filter.as_ref(), body, otherwise),
        }
    }

    /// Each branch is checked knowing that its condition holds and that those before it did not.
    fn if_block(&mut self, branches: &[(template::Expr, Vec<Node>)], otherwise: &[Node]) -> Block {
        let mark = self.facts.mark();
        let mut checked = Vec::with_capacity(branches.len());
        for (condition, body) in branches {
            let condition = self.condition(condition);
            let body = self.given(&condition, true, |checker| checker.scoped_blocks(body));
            self.learn(&condition, false);
            checked.push((condition, body));
        }
        let otherwise = self.scoped_blocks(otherwise);
        self.facts.forget_since(mark);
        Block::If(checked, otherwise)
    }

    fn for_block(
        &mut self,
        targets: &[Ident],
        iterable: &template::Expr,
        filter: Option<&template::Expr>,
        body: &[Node],
        otherwise: &[Node],
    ) -> Block {
        let typed = self.needed(iterable);
        let item = match &typed.ty {
            Type::List(item, _) => Type::clone(item),
            Type::Record(_) | Type::Text => Type::Text,
            Type::Json | Type::Error | Type::Secret => typed.ty.clone(),
            other => {
                self.report(messages::not_a_list(iterable.span, other, None));
                Type::Error
            }
        };
        let outer = self.locals.len();
        let names: Vec<Arc<str>> = targets
            .iter()
            .map(|target| Arc::from(target.value.as_str()))
            .collect();
        let each = if names.len() == 1 {
            item
        } else {
            part_of(&item)
        };
        for name in &names {
            self.bind(name, each.clone(), None);
        }
        self.bind(&Arc::from("loop"), loop_type(), None);
        let filter = filter.map(|filter| self.expression(filter));
        let mark = self.facts.mark();
        if let Some(filter) = &filter {
            self.learn(filter, true);
        }
        let body = self.scoped_blocks(body);
        self.facts.forget_since(mark);
        self.unbind(outer);
        let otherwise = self.scoped_blocks(otherwise);
        Block::For {
            targets: names,
            iterable: typed,
            filter,
            body,
            otherwise,
        }
    }

    fn scoped_blocks(&mut self, nodes: &[Node]) -> Vec<Block> {
        let outer = self.locals.len();
        let blocks = self.blocks(nodes);
        self.unbind(outer);
        blocks
    }

    fn bind(&mut self, name: &Arc<str>, ty: Type, value: Option<&Expr>) {
        self.facts.bind(name, value);
        self.locals.push((Arc::clone(name), ty));
    }

    /// Takes back all names that were bound since there were `count`.
    fn unbind(&mut self, count: usize) {
        self.locals.truncate(count);
        self.facts.unbind(count);
    }
}

const fn text_type(secret: bool) -> Type {
    if secret { Type::Secret } else { Type::Text }
}

/// The type of each name that an item is unpacked into.
fn part_of(item: &Type) -> Type {
    match item {
        Type::List(part, _) => Type::clone(part),
        Type::Error => Type::Error,
        _ => Type::Json,
    }
}

/// Jinja's `loop`.
fn loop_type() -> Type {
    let counts = [
        "index",
        "index0",
        "revindex",
        "revindex0",
        "length",
        "depth",
        "depth0",
    ]
    .map(|name| (name, Type::Int));
    let flags = ["first", "last"].map(|name| (name, Type::Bool));
    let around = ["previtem", "nextitem"].map(|name| (name, Type::Json));
    Type::Record(Arc::new(RecordType::closed(
        counts.into_iter().chain(flags).chain(around),
    )))
}

/// The whole of a text that stands where nothing but text makes sense.
impl Checker<'_> {
    /// Types a text that is needed: where it may be null, that is reported.
    pub fn needed_text(&mut self, text: &Text) -> Expr {
        match text.template.as_single_expression() {
            Some(expr) => self.needed(expr),
            None => self.template(&text.template, text.span),
        }
    }

    /// Refuses a secret on its way to `place`.
    pub fn refuse_secret(&mut self, expr: &Expr, place: &str) {
        if expr.ty.holds_secret() {
            self.report(messages::secret_shown(origin(expr).span, place));
        }
    }
}

/// The piece of an expression that brings the secret into it.
fn origin(expr: &Expr) -> &Expr {
    if matches!(
        expr.kind,
        ExprKind::Field(..) | ExprKind::Element(..) | ExprKind::Slice { .. }
    ) {
        return expr;
    }
    let mut inside = None;
    expr.for_each_child(&mut |child| {
        if inside.is_none() && child.ty.holds_secret() {
            inside = Some(child);
        }
    });
    inside.map_or(expr, origin)
}
