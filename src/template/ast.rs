use crate::text::{Span, Spanned};

/// A parsed template: what a scalar with holes and blocks says, in order.
#[derive(Debug, Clone, PartialEq)]
pub struct Template {
    /// The pieces, in the order they were written.
    pub nodes: Vec<Node>,
    /// The whole of it.
    pub span: Span,
}

/// One piece of a template.
#[derive(Debug, Clone, PartialEq)]
pub enum Node {
    /// Text as it stands, after whitespace control.
    Text(Spanned<String>),
    /// `{{ expression }}`
    Output(Expr),
    /// `{% if %} … {% elif %} … {% else %} … {% endif %}`
    If {
        /// Each condition with what it guards, in order.
        branches: Vec<(Expr, Vec<Node>)>,
        /// What stands under `{% else %}`.
        otherwise: Vec<Node>,
        /// From the first tag to the last.
        span: Span,
    },
    /// `{% for targets in iterable if filter %} … {% else %} … {% endfor %}`
    For {
        /// The names that an item is bound to; more than one unpacks it.
        targets: Vec<Ident>,
        /// What is gone through.
        iterable: Expr,
        /// Which items count.
        filter: Option<Expr>,
        /// What is repeated.
        body: Vec<Node>,
        /// What stands under `{% else %}`: for when there was no item.
        otherwise: Vec<Node>,
        /// From the first tag to the last.
        span: Span,
    },
    /// `{% set target = value %}`
    Set {
        /// The name that is set.
        target: Ident,
        /// What it is set to.
        value: Expr,
        /// The whole tag.
        span: Span,
    },
}

/// A name that is not looked up as a variable: of a field, a function, a filter, a test, an argument or a target.
pub type Ident = Spanned<String>;

/// One occurrence of a variable's name; no two in one compilation are alike, so that tables can be keyed by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NameId(pub u32);

/// An expression and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// From its first to its last character; parentheses around it belong to it.
    pub span: Span,
}

/// What an expression is.
#[derive(Debug, Clone, PartialEq)]
pub enum ExprKind {
    /// `none`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// An integer.
    Int(i64),
    /// A number with a fraction or an exponent: its digits as written, without underscores.
    Float(String),
    /// A quoted text, its escapes resolved.
    Text(String),
    /// A variable.
    Name {
        /// Which occurrence.
        id: NameId,
        /// Its name.
        name: String,
    },
    /// `base.name`
    Attribute {
        /// What the field belongs to.
        base: Box<Expr>,
        /// The field.
        name: Ident,
    },
    /// `base[index]`
    Item {
        /// What is indexed.
        base: Box<Expr>,
        /// The index or key.
        index: Box<Expr>,
    },
    /// `base[start:stop:step]`
    Slice {
        /// What is sliced.
        base: Box<Expr>,
        /// The first item taken.
        start: Option<Box<Expr>>,
        /// The first item no longer taken.
        stop: Option<Box<Expr>>,
        /// The distance between items.
        step: Option<Box<Expr>>,
    },
    /// `function(arguments)`; only a plain name can be called.
    Call {
        /// The function.
        function: Ident,
        /// What it is given.
        arguments: Vec<Argument>,
    },
    /// `base.method(arguments)`: never right, but kept so that a later stage can name the filter to use.
    MethodCall {
        /// What the method is called on.
        base: Box<Expr>,
        /// The method.
        method: Ident,
        /// What it is given.
        arguments: Vec<Argument>,
    },
    /// `base | filter(arguments)`
    Filter {
        /// What is filtered.
        base: Box<Expr>,
        /// The filter.
        filter: Ident,
        /// What it is given besides.
        arguments: Vec<Argument>,
    },
    /// `base is test(arguments)`, or `base is not test(arguments)`
    Test {
        /// What is tested.
        base: Box<Expr>,
        /// The test.
        test: Ident,
        /// What it is given besides.
        arguments: Vec<Argument>,
        /// Whether `not` stood before the test.
        negated: bool,
    },
    /// `not operand`
    Not(Box<Expr>),
    /// `-operand`
    Negate(Box<Expr>),
    /// `left op right`
    Binary {
        /// The operator.
        op: BinaryOp,
        /// Where the operator stands.
        op_span: Span,
        /// The left operand.
        left: Box<Expr>,
        /// The right operand.
        right: Box<Expr>,
    },
    /// `then if condition else otherwise`
    Ternary {
        /// The value where the condition holds.
        then: Box<Expr>,
        /// What decides.
        condition: Box<Expr>,
        /// The value where it does not; null if there is none.
        otherwise: Option<Box<Expr>>,
    },
    /// `[a, b]`, and the tuple `(a, b)`
    List(Vec<Expr>),
    /// `{key: value}`
    Map(Vec<(Expr, Expr)>),
    /// What could not be parsed. It has been reported: later stages stay silent about it.
    Error,
}

/// An operator between two operands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BinaryOp {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `//`
    FloorDivide,
    /// `%`
    Remainder,
    /// `**`
    Power,
    /// `~`
    Concat,
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterEqual,
    /// `in`
    In,
    /// `not in`
    NotIn,
    /// `and`
    And,
    /// `or`
    Or,
}

/// An argument of a call, a filter or a test.
#[derive(Debug, Clone, PartialEq)]
pub struct Argument {
    /// The name of a keyword argument.
    pub name: Option<Ident>,
    /// What is given.
    pub value: Expr,
}

impl Template {
    /// The expression, where the template is one `{{ expression }}` and nothing else.
    ///
    /// Text around it counts, even if it is blank, but for the one line break that ends a block scalar.
    #[must_use]
    pub fn as_single_expression(&self) -> Option<&Expr> {
        match self.nodes.as_slice() {
            [Node::Output(expr)] => Some(expr),
            [Node::Output(expr), Node::Text(text)] if text.value == "\n" => Some(expr),
            _ => None,
        }
    }

    /// Whether it is text only, or empty.
    #[must_use]
    pub fn is_literal(&self) -> bool {
        self.nodes.iter().all(|node| matches!(node, Node::Text(_)))
    }

    /// The text, where there is nothing but text.
    #[must_use]
    pub fn literal_text(&self) -> Option<String> {
        self.nodes
            .iter()
            .map(|node| match node {
                Node::Text(text) => Some(text.value.as_str()),
                _ => None,
            })
            .collect()
    }
}

impl BinaryOp {
    /// The operator as it is written.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::FloorDivide => "//",
            Self::Remainder => "%",
            Self::Power => "**",
            Self::Concat => "~",
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessEqual => "<=",
            Self::Greater => ">",
            Self::GreaterEqual => ">=",
            Self::In => "in",
            Self::NotIn => "not in",
            Self::And => "and",
            Self::Or => "or",
        }
    }
}
