use std::sync::Arc;

use crate::{
    job::StepId,
    spec::{Function, Predicate},
    text::Span,
    types::Type,
    value::Value,
};

pub use crate::template::BinaryOp as Binary;

/// A typed expression.
#[derive(Debug, Clone)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// The type of its value.
    pub ty: Type,
    /// Where it was written.
    pub span: Span,
}

/// A name that a template binds itself.
pub type LocalName = Arc<str>;

/// What an expression is.
#[derive(Debug, Clone)]
pub enum ExprKind {
    /// A value known now.
    Constant(Value),
    /// The result of a step, as seen from where it is read: inside a shared batch this item's own, outside it the list.
    Result(StepId),
    /// The item of the batch of this step.
    Item(StepId),
    /// The position of the item in the batch of this step, from 0.
    Index(StepId),
    /// The input at this position.
    Input(usize),
    /// The id of the run.
    RunId,
    /// A name bound by the template around it.
    Local(LocalName),
    /// `base.name` of a record or of json.
    Field(Box<Expr>, Arc<str>),
    /// `base[index]` of a list, a record, text or json.
    Element(Box<Expr>, Box<Expr>),
    /// `base[start:stop:step]` of a list or text.
    Slice {
        /// What is sliced.
        base: Box<Expr>,
        /// `start`, `stop` and `step`, where given.
        bounds: [Option<Box<Expr>>; 3],
    },
    /// A helper with its arguments by position of its parameters; those of a variadic one follow at the end.
    Call(&'static Function, Vec<Option<Expr>>),
    /// `base is test(arguments)`: the base is the first argument.
    Test(&'static Predicate, Vec<Expr>),
    /// `not operand`
    Not(Box<Expr>),
    /// `-operand`
    Negate(Box<Expr>),
    /// `left op right`
    Binary(Binary, Box<Expr>, Box<Expr>),
    /// `then if condition else otherwise`, in the order condition, then, otherwise.
    Ternary(Box<Expr>, Box<Expr>, Box<Expr>),
    /// A list of these items.
    List(Vec<Expr>),
    /// A record of these fields; a later one of the same name wins.
    Record(Vec<(Expr, Expr)>),
    /// Text made of these parts end to end: what a scalar with text around its holes gives.
    Text(Vec<Expr>),
    /// Text from a template with blocks.
    Template(Arc<[Block]>),
}

/// A piece of a template with blocks.
#[derive(Debug, Clone)]
pub enum Block {
    /// Text as it stands.
    Text(Arc<str>),
    /// `{{ expr }}`
    Output(Expr),
    /// `{% if %}` and its `elif`s, and `else`.
    If(Vec<(Expr, Vec<Block>)>, Vec<Block>),
    /// `{% for %}`
    For {
        /// The names an item is bound to.
        targets: Vec<LocalName>,
        /// What is gone through.
        iterable: Expr,
        /// Which items count.
        filter: Option<Expr>,
        /// What is repeated.
        body: Vec<Block>,
        /// What stands for no item at all.
        otherwise: Vec<Block>,
    },
    /// `{% set %}`
    Set(LocalName, Expr),
}

impl Expr {
    /// An expression of this kind and type, written at `span`.
    #[must_use]
    pub const fn new(kind: ExprKind, ty: Type, span: Span) -> Self {
        Self { kind, ty, span }
    }

    /// The value, where it is known now.
    #[must_use]
    pub const fn constant(&self) -> Option<&Value> {
        match &self.kind {
            ExprKind::Constant(value) => Some(value),
            _ => None,
        }
    }
}
