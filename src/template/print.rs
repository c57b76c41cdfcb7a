use std::fmt::{Display, Formatter, Result, Write};

use super::{Argument, BinaryOp, Expr, ExprKind};

/// Prints Jinja2 source that parses to the same tree, with no more parentheses than that takes.
impl Display for Expr {
    fn fmt(&self, out: &mut Formatter<'_>) -> Result {
        match &self.kind {
            ExprKind::Null => out.write_str("none"),
            ExprKind::Bool(value) => write!(out, "{value}"),
            ExprKind::Int(value) => write!(out, "{value}"),
            ExprKind::Float(digits) => out.write_str(digits),
            ExprKind::Text(text) => write_text(text, out),
            ExprKind::Name { name, .. } => out.write_str(name),
            ExprKind::Error => out.write_char('…'),
            ExprKind::Not(operand) => write!(out, "not {}", At(operand, Level::Not)),
            ExprKind::Negate(operand) => write!(out, "-{}", At(operand, Level::Sign)),
            ExprKind::List(items) => write!(out, "[{}]", Separated(items)),
            ExprKind::Map(entries) => write_map(entries, out),
            ExprKind::Binary {
                op, left, right, ..
            } => {
                let (before, after) = operand_levels(*op);
                write!(
                    out,
                    "{} {} {}",
                    At(left, before),
                    op.as_str(),
                    At(right, after)
                )
            }
            ExprKind::Ternary {
                then,
                condition,
                otherwise,
            } => {
                write!(
                    out,
                    "{} if {}",
                    At(then, Level::Or),
                    At(condition, Level::Or)
                )?;
                match otherwise {
                    Some(otherwise) => write!(out, " else {otherwise}"),
                    None => Ok(()),
                }
            }
            _ => self.write_suffixed(out),
        }
    }
}

impl Expr {
    /// The kinds that are something with a suffix, and calls.
    fn write_suffixed(&self, out: &mut Formatter<'_>) -> Result {
        match &self.kind {
            ExprKind::Attribute { base, name } => {
                write!(out, "{}.{}", At(base, Level::Operand), name.value)
            }
            ExprKind::Item { base, index } => write!(out, "{}[{index}]", At(base, Level::Operand)),
            ExprKind::Slice {
                base,
                start,
                stop,
                step,
            } => {
                let bound = |bound: &Option<Box<Self>>| {
                    bound.as_ref().map(ToString::to_string).unwrap_or_default()
                };
                write!(
                    out,
                    "{}[{}:{}",
                    At(base, Level::Operand),
                    bound(start),
                    bound(stop)
                )?;
                match step {
                    Some(step) => write!(out, ":{step}]"),
                    None => out.write_char(']'),
                }
            }
            ExprKind::Call {
                function,
                arguments,
            } => write!(out, "{}({})", function.value, Separated(arguments)),
            ExprKind::MethodCall {
                base,
                method,
                arguments,
            } => {
                let base = At(base, Level::Operand);
                write!(out, "{base}.{}({})", method.value, Separated(arguments))
            }
            ExprKind::Filter {
                base,
                filter,
                arguments,
            } => {
                write!(out, "{} | {}", At(base, Level::Suffix), filter.value)?;
                write_arguments(arguments, out)
            }
            ExprKind::Test {
                base,
                test,
                arguments,
                negated,
            } => {
                let not = if *negated { "not " } else { "" };
                write!(out, "{} is {not}{}", At(base, Level::Suffix), test.value)?;
                write_arguments(arguments, out)
            }
            _ => Ok(()),
        }
    }

    fn level(&self) -> Level {
        match &self.kind {
            ExprKind::Ternary { .. } => Level::Ternary,
            ExprKind::Not(_) => Level::Not,
            ExprKind::Negate(_) => Level::Sign,
            ExprKind::Filter { .. } | ExprKind::Test { .. } => Level::Suffix,
            ExprKind::Binary { op, .. } => binary_level(*op),
            _ => Level::Operand,
        }
    }
}

impl Display for Argument {
    fn fmt(&self, out: &mut Formatter<'_>) -> Result {
        if let Some(name) = &self.name {
            write!(out, "{}=", name.value)?;
        }
        self.value.fmt(out)
    }
}

/// How tight an expression holds together, from the loosest.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    Ternary,
    Or,
    And,
    Not,
    Comparison,
    Sum,
    Concatenation,
    Product,
    Power,
    Suffix,
    Sign,
    Operand,
}

const fn binary_level(op: BinaryOp) -> Level {
    match op {
        BinaryOp::Or => Level::Or,
        BinaryOp::And => Level::And,
        BinaryOp::Add | BinaryOp::Subtract => Level::Sum,
        BinaryOp::Concat => Level::Concatenation,
        BinaryOp::Multiply | BinaryOp::Divide | BinaryOp::FloorDivide | BinaryOp::Remainder => {
            Level::Product
        }
        BinaryOp::Power => Level::Power,
        BinaryOp::Equal
        | BinaryOp::NotEqual
        | BinaryOp::Less
        | BinaryOp::LessEqual
        | BinaryOp::Greater
        | BinaryOp::GreaterEqual
        | BinaryOp::In
        | BinaryOp::NotIn => Level::Comparison,
    }
}

/// The loosest that the operands may be: all operators take the left ones first, but for comparisons, which don't chain.
const fn operand_levels(op: BinaryOp) -> (Level, Level) {
    let own = binary_level(op);
    match own {
        Level::Or => (own, Level::And),
        Level::And => (own, Level::Not),
        Level::Sum => (own, Level::Concatenation),
        Level::Concatenation => (own, Level::Product),
        Level::Product => (own, Level::Power),
        Level::Power => (own, Level::Suffix),
        _ => (Level::Sum, Level::Sum),
    }
}

/// An expression where only one at least so tight can stand without parentheses.
struct At<'a>(&'a Expr, Level);

impl Display for At<'_> {
    fn fmt(&self, out: &mut Formatter<'_>) -> Result {
        if self.0.level() < self.1 {
            write!(out, "({})", self.0)
        } else {
            self.0.fmt(out)
        }
    }
}

struct Separated<'a, T>(&'a [T]);

impl<T: Display> Display for Separated<'_, T> {
    fn fmt(&self, out: &mut Formatter<'_>) -> Result {
        for (index, item) in self.0.iter().enumerate() {
            if index > 0 {
                out.write_str(", ")?;
            }
            item.fmt(out)?;
        }
        Ok(())
    }
}

fn write_arguments(arguments: &[Argument], out: &mut Formatter<'_>) -> Result {
    if arguments.is_empty() {
        return Ok(());
    }
    write!(out, "({})", Separated(arguments))
}

fn write_map(entries: &[(Expr, Expr)], out: &mut Formatter<'_>) -> Result {
    out.write_char('{')?;
    for (index, (key, value)) in entries.iter().enumerate() {
        let key = key.to_string();
        let before = match index {
            // Two braces would open a hole.
            0 if key.starts_with('{') => " ",
            0 => "",
            _ => ", ",
        };
        write!(out, "{before}{key}: {value}")?;
    }
    out.write_char('}')
}

/// In single quotes, unless that would take an escape that double quotes don't.
fn write_text(text: &str, out: &mut Formatter<'_>) -> Result {
    let quote = if text.contains('\'') && !text.contains('"') {
        '"'
    } else {
        '\''
    };
    out.write_char(quote)?;
    for char in text.chars() {
        match char {
            '\n' => out.write_str("\\n")?,
            '\r' => out.write_str("\\r")?,
            '\t' => out.write_str("\\t")?,
            '\\' => out.write_str("\\\\")?,
            _ if char == quote => write!(out, "\\{char}")?,
            _ if char.is_control() => write!(out, "\\u{:04x}", u32::from(char))?,
            _ => out.write_char(char)?,
        }
    }
    out.write_char(quote)
}
