use std::sync::Arc;

use crate::{
    ir::{Block, Expr, ExprKind, LocalName},
    text::Span,
    types::Type,
    value::Value,
};

/// What templates call back by. The names that a job's template binds are renamed, so that none hides it.
pub(super) const CALLBACK: &str = "portl";

/// The name that a loop tells its position by.
pub(super) const LOOP: &str = "loop";

/// An expression that the template calls back for.
#[derive(Debug)]
pub(super) struct Callback {
    pub(super) expr: Expr,
    pub(super) purpose: Purpose,
    /// The names that it is handed the values of, in order.
    pub(super) locals: Vec<LocalName>,
}

/// What becomes of the value.
#[derive(Debug, Clone, Copy)]
pub(super) enum Purpose {
    /// It is written out.
    Output,
    /// It decides.
    Condition,
    /// It is bound to a name.
    Bind,
    /// Its items are bound to so many names.
    Iterate(usize),
}

/// Writes the control flow of blocks as a template that has nothing but tags and callbacks.
#[derive(Default)]
pub(super) struct Writer {
    pub(super) source: String,
    /// The expressions, by the number they are called back by.
    pub(super) calls: Vec<Callback>,
    names: Vec<LocalName>,
}

impl Writer {
    pub(super) fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            match block {
                Block::Text(text) => {
                    let constant = ExprKind::Constant(Value::Text(Arc::clone(text)));
                    let expr = Expr::new(constant, Type::Text, Span::default());
                    self.callback("{{ ", &expr, Purpose::Output, " }}");
                }
                Block::Output(expr) => self.callback("{{ ", expr, Purpose::Output, " }}"),
                Block::Set(name, value) => {
                    let tag = format!("{{% set {} = ", self.variable(name));
                    self.callback(&tag, value, Purpose::Bind, " %}");
                }
                Block::If(branches, otherwise) => self.branches(branches, otherwise),
                Block::For {
                    targets,
                    iterable,
                    filter,
                    body,
                    otherwise,
                } => {
                    let names: Vec<_> = targets.iter().map(|name| self.variable(name)).collect();
                    let tag = format!("{{% for {} in ", names.join(", "));
                    self.callback(&tag, iterable, Purpose::Iterate(targets.len()), "");
                    if let Some(filter) = filter {
                        self.callback(" if ", filter, Purpose::Condition, "");
                    }
                    self.source.push_str(" %}");
                    self.blocks(body);
                    self.otherwise(otherwise, "{% endfor %}");
                }
            }
        }
    }

    fn branches(&mut self, branches: &[(Expr, Vec<Block>)], otherwise: &[Block]) {
        for (index, (condition, body)) in branches.iter().enumerate() {
            let tag = if index == 0 { "{% if " } else { "{% elif " };
            self.callback(tag, condition, Purpose::Condition, " %}");
            self.blocks(body);
        }
        self.otherwise(otherwise, "{% endif %}");
    }

    fn otherwise(&mut self, blocks: &[Block], end: &str) {
        self.source.push_str("{% else %}");
        self.blocks(blocks);
        self.source.push_str(end);
    }

    /// Writes a callback for `expr`, which is handed the names that stand in it.
    fn callback(&mut self, before: &str, expr: &Expr, purpose: Purpose, after: &str) {
        let mut locals = Vec::new();
        collect_locals(expr, &mut locals);
        let number = self.calls.len().to_string();
        self.source.extend([before, CALLBACK, "(", &number]);
        for name in &locals {
            let variable = self.variable(name);
            self.source.extend([", ", &variable]);
        }
        self.source.extend([")", after]);
        self.calls.push(Callback {
            expr: expr.clone(),
            purpose,
            locals,
        });
    }

    /// What a name of the job's template is called in the one written.
    fn variable(&mut self, name: &LocalName) -> String {
        if &**name == LOOP {
            return LOOP.into();
        }
        let known = self.names.iter().position(|own| own == name);
        let index = known.unwrap_or_else(|| {
            self.names.push(Arc::clone(name));
            self.names.len() - 1
        });
        format!("v{index}")
    }
}

fn collect_locals(expr: &Expr, locals: &mut Vec<LocalName>) {
    if let ExprKind::Local(name) = &expr.kind
        && !locals.contains(name)
    {
        locals.push(Arc::clone(name));
    }
    expr.for_each_child(&mut |child| collect_locals(child, locals));
}
