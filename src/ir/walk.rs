use std::sync::Arc;

use super::{Block, Expr, ExprKind};

impl Expr {
    /// Calls `visit` with every expression right below this one, in the order they are written.
    pub fn for_each_child<'a>(&'a self, visit: &mut dyn FnMut(&'a Expr)) {
        match &self.kind {
            ExprKind::Constant(_)
            | ExprKind::Result(_)
            | ExprKind::Item(_)
            | ExprKind::Index(_)
            | ExprKind::Input(_)
            | ExprKind::RunId
            | ExprKind::Local(_) => {}
            ExprKind::Field(base, _) | ExprKind::Not(base) | ExprKind::Negate(base) => visit(base),
            ExprKind::Element(left, right) | ExprKind::Binary(_, left, right) => {
                visit(left);
                visit(right);
            }
            ExprKind::Slice { base, bounds } => {
                visit(base);
                bounds.iter().flatten().for_each(|bound| visit(bound));
            }
            ExprKind::Call(_, arguments) => arguments.iter().flatten().for_each(visit),
            ExprKind::Test(_, parts) | ExprKind::List(parts) | ExprKind::Text(parts) => {
                parts.iter().for_each(visit)
            }
            ExprKind::Ternary(condition, then, otherwise) => {
                visit(then);
                visit(condition);
                visit(otherwise);
            }
            ExprKind::Record(fields) => fields.iter().for_each(|(key, value)| {
                visit(key);
                visit(value);
            }),
            ExprKind::Template(blocks) => Block::for_each_expr(blocks, visit),
        }
    }

    /// As [`for_each_child`](Self::for_each_child), to change what is visited. A template that others share is copied.
    pub fn for_each_child_mut(&mut self, visit: &mut dyn FnMut(&mut Self)) {
        match &mut self.kind {
            ExprKind::Constant(_)
            | ExprKind::Result(_)
            | ExprKind::Item(_)
            | ExprKind::Index(_)
            | ExprKind::Input(_)
            | ExprKind::RunId
            | ExprKind::Local(_) => {}
            ExprKind::Field(base, _) | ExprKind::Not(base) | ExprKind::Negate(base) => visit(base),
            ExprKind::Element(left, right) | ExprKind::Binary(_, left, right) => {
                visit(left);
                visit(right);
            }
            ExprKind::Slice { base, bounds } => {
                visit(base);
                bounds.iter_mut().flatten().for_each(|bound| visit(bound));
            }
            ExprKind::Call(_, arguments) => arguments.iter_mut().flatten().for_each(visit),
            ExprKind::Test(_, parts) | ExprKind::List(parts) | ExprKind::Text(parts) => {
                parts.iter_mut().for_each(visit);
            }
            ExprKind::Ternary(condition, then, otherwise) => {
                visit(then);
                visit(condition);
                visit(otherwise);
            }
            ExprKind::Record(fields) => fields.iter_mut().for_each(|(key, value)| {
                visit(key);
                visit(value);
            }),
            ExprKind::Template(blocks) => Block::for_each_expr_mut(Arc::make_mut(blocks), visit),
        }
    }
}

impl Block {
    /// Calls `visit` with every expression that stands in `blocks`, nested blocks included.
    pub fn for_each_expr<'a>(blocks: &'a [Self], visit: &mut dyn FnMut(&'a Expr)) {
        for block in blocks {
            match block {
                Self::Text(_) => {}
                Self::Output(expr) | Self::Set(_, expr) => visit(expr),
                Self::If(branches, otherwise) => {
                    for (condition, body) in branches {
                        visit(condition);
                        Self::for_each_expr(body, visit);
                    }
                    Self::for_each_expr(otherwise, visit);
                }
                Self::For {
                    iterable,
                    filter,
                    body,
                    otherwise,
                    ..
                } => {
                    visit(iterable);
                    filter.iter().for_each(&mut *visit);
                    Self::for_each_expr(body, visit);
                    Self::for_each_expr(otherwise, visit);
                }
            }
        }
    }

    fn for_each_expr_mut(blocks: &mut [Self], visit: &mut dyn FnMut(&mut Expr)) {
        for block in blocks {
            match block {
                Self::Text(_) => {}
                Self::Output(expr) | Self::Set(_, expr) => visit(expr),
                Self::If(branches, otherwise) => {
                    for (condition, body) in branches {
                        visit(condition);
                        Self::for_each_expr_mut(body, visit);
                    }
                    Self::for_each_expr_mut(otherwise, visit);
                }
                Self::For {
                    iterable,
                    filter,
                    body,
                    otherwise,
                    ..
                } => {
                    visit(iterable);
                    filter.iter_mut().for_each(&mut *visit);
                    Self::for_each_expr_mut(body, visit);
                    Self::for_each_expr_mut(otherwise, visit);
                }
            }
        }
    }
}
