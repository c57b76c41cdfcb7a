//! The grammar, as `grammar/template.ebnf` describes it: from tokens to the tree.

mod access;
mod argument;
mod block;
mod expression;
mod operand;
mod operator;
mod recovery;
mod suffix;

use chumsky::Boxed;

pub(super) use block::{lone, template};
pub(super) use expression::{Expressions, expressions};

use super::{builder::Extra, problem::Tokens};

/// A parser that is shared by others.
pub(super) type Rc<'t, Output> = Boxed<'t, 't, Tokens<'t>, Output, Extra<'t>>;
