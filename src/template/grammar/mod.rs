//! The grammar, as `grammar/template.ebnf` describes it: from tokens to the tree.

mod access;
mod argument;
mod block;
mod expression;
mod operand;
mod operator;
mod recovery;
mod suffix;

use chumsky::{Boxed, Parser};

use super::{Expr, Node, builder::Extra, problem::Tokens};
use expression::{Expressions, expressions};

/// A parser that is shared by others.
pub(super) type Rc<Output> = Boxed<'static, 'static, Tokens, Output, Extra>;

/// The parsers, for any number of texts.
pub(super) struct Grammar {
    /// A text with holes and blocks.
    pub(super) template: Rc<Vec<Node>>,
    /// An expression that is the whole text.
    pub(super) lone: Rc<Expr>,
}

impl Grammar {
    pub(super) fn new() -> Self {
        let expressions = expressions();
        Self {
            template: block::template(&expressions),
            lone: block::lone(expressions.whole).boxed(),
        }
    }
}
