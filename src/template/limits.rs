//! How deep things may nest. What goes through a tree later can recurse without a thought for the stack.

use super::{Expr, ExprKind, Node};
use crate::diagnostic::{Diagnostics, messages::template as words};

/// How many brackets, blocks or prefix operators may nest.
pub(super) const NESTING: usize = 64;

/// How many operators one item of an expression may hold before it is not even parsed.
pub(super) const OPERATORS: usize = 1000;

/// How high the tree of an expression may be.
pub const EXPRESSION_HEIGHT: usize = 256;

/// Replaces an expression that is too high a tree, and reports it.
pub(super) fn cap_height(expr: &mut Expr, diagnostics: &mut Diagnostics) {
    if is_higher(expr, EXPRESSION_HEIGHT) {
        diagnostics.push(words::too_deep(expr.span));
        expr.kind = ExprKind::Error;
    }
}

/// As [`cap_height`], for every expression of a template.
pub(super) fn cap_heights(nodes: &mut [Node], diagnostics: &mut Diagnostics) {
    for node in nodes {
        match node {
            Node::Text(_) => {}
            Node::Output(expr) | Node::Set { value: expr, .. } => cap_height(expr, diagnostics),
            Node::If {
                branches,
                otherwise,
                ..
            } => {
                for (condition, body) in branches {
                    cap_height(condition, diagnostics);
                    cap_heights(body, diagnostics);
                }
                cap_heights(otherwise, diagnostics);
            }
            Node::For {
                iterable,
                filter,
                body,
                otherwise,
                ..
            } => {
                cap_height(iterable, diagnostics);
                if let Some(filter) = filter {
                    cap_height(filter, diagnostics);
                }
                cap_heights(body, diagnostics);
                cap_heights(otherwise, diagnostics);
            }
        }
    }
}

fn is_higher(expr: &Expr, allowed: usize) -> bool {
    allowed == 0
        || expr
            .children()
            .into_iter()
            .any(|child| is_higher(child, allowed - 1))
}
