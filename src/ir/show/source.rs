//! The syntax tree that an expression could have come from.

use super::{StepNames, constant::literal};
use crate::{
    ir::{Binary, Block, Expr, ExprKind},
    spec::{Callable, Function, Param},
    template::{Argument, Expr as Tree, ExprKind as Kind, Ident, NameId, is_identifier},
    text::{Span, Spanned},
};

pub(super) fn tree(expr: &Expr, names: &dyn StepNames) -> Tree {
    let boxed = |expr: &Expr| Box::new(tree(expr, names));
    let all = |exprs: &[Expr]| exprs.iter().map(|expr| tree(expr, names)).collect();
    node(match &expr.kind {
        ExprKind::Constant(value) => return literal(value),
        ExprKind::Result(step) => return name(&format!("steps.{}", names.step(*step))),
        ExprKind::Item(batch) => return name(&names.item(*batch)),
        ExprKind::Index(_) => return name("idx"),
        ExprKind::Input(index) => return name(&format!("inputs.{}", names.input(*index))),
        ExprKind::RunId => return name("run.id"),
        ExprKind::Local(local) => return name(local),
        ExprKind::Field(base, field) if is_identifier(field) => Kind::Attribute {
            base: boxed(base),
            name: ident(field),
        },
        ExprKind::Field(base, field) => Kind::Item {
            base: boxed(base),
            index: Box::new(text(field)),
        },
        // An aligned list read at this item's position is what people think of as the step's own result.
        ExprKind::Element(base, index) if matches!(index.kind, ExprKind::Index(_)) => {
            return tree(base, names);
        }
        ExprKind::Element(base, index) => Kind::Item {
            base: boxed(base),
            index: boxed(index),
        },
        ExprKind::Slice { base, bounds } => {
            let [start, stop, step] = bounds.each_ref().map(|bound| bound.as_deref().map(boxed));
            Kind::Slice {
                base: boxed(base),
                start,
                stop,
                step,
            }
        }
        ExprKind::Call(function, arguments) => call(function, arguments, names),
        ExprKind::Test(predicate, parts) => test(predicate.name, parts, false, names),
        ExprKind::Not(operand) => match &operand.kind {
            ExprKind::Test(predicate, parts) => test(predicate.name, parts, true, names),
            _ => Kind::Not(boxed(operand)),
        },
        ExprKind::Negate(operand) => Kind::Negate(boxed(operand)),
        ExprKind::Binary(op, left, right) => {
            return binary(*op, tree(left, names), tree(right, names));
        }
        ExprKind::Ternary(condition, then, otherwise) => Kind::Ternary {
            then: boxed(then),
            condition: boxed(condition),
            otherwise: match otherwise.constant() {
                Some(value) if value.is_null() => None,
                _ => Some(boxed(otherwise)),
            },
        },
        ExprKind::List(items) => Kind::List(all(items)),
        ExprKind::Record(fields) => Kind::Map(
            fields
                .iter()
                .map(|(key, value)| (tree(key, names), tree(value, names)))
                .collect(),
        ),
        ExprKind::Text(parts) => {
            let parts = parts.iter().map(|part| tree(part, names));
            return parts
                .reduce(|whole, part| binary(Binary::Concat, whole, part))
                .unwrap_or_else(|| text(""));
        }
        ExprKind::Template(_) => return text(&super::show(expr, names)),
    })
}

pub(super) const fn node(kind: Kind) -> Tree {
    Tree {
        kind,
        span: NOWHERE,
    }
}

/// Something that prints as it stands.
pub(super) fn name(name: &str) -> Tree {
    node(Kind::Name {
        id: NameId(0),
        name: name.into(),
    })
}

pub(super) fn text(text: &str) -> Tree {
    node(Kind::Text(text.into()))
}

/// Appends the source of a template with blocks.
pub(super) fn push_blocks(blocks: &[Block], names: &dyn StepNames, out: &mut String) {
    for block in blocks {
        match block {
            Block::Text(text) => out.push_str(text),
            Block::Output(expr) => out.extend(["{{ ", &super::show(expr, names), " }}"]),
            Block::Set(local, value) => {
                out.extend(["{% set ", local, " = ", &super::show(value, names), " %}"]);
            }
            Block::If(branches, otherwise) => {
                for (index, (condition, body)) in branches.iter().enumerate() {
                    let tag = if index == 0 { "{% if " } else { "{% elif " };
                    out.extend([tag, &super::show(condition, names), " %}"]);
                    push_blocks(body, names, out);
                }
                push_otherwise(otherwise, names, out);
                out.push_str("{% endif %}");
            }
            Block::For {
                targets,
                iterable,
                filter,
                body,
                otherwise,
            } => {
                let iterable = super::show(iterable, names);
                out.extend(["{% for ", &targets.join(", "), " in ", &iterable]);
                if let Some(filter) = filter {
                    out.extend([" if ", &super::show(filter, names)]);
                }
                out.push_str(" %}");
                push_blocks(body, names, out);
                push_otherwise(otherwise, names, out);
                out.push_str("{% endfor %}");
            }
        }
    }
}

const NOWHERE: Span = Span {
    file: crate::text::FileId(0),
    start: 0,
    end: 0,
};

fn push_otherwise(blocks: &[Block], names: &dyn StepNames, out: &mut String) {
    if !blocks.is_empty() {
        out.push_str("{% else %}");
        push_blocks(blocks, names, out);
    }
}

fn call(function: &Function, arguments: &[Option<Expr>], names: &dyn StepNames) -> Kind {
    let (base, given) = match arguments.split_first() {
        Some((Some(base), given)) if is_piped(function) => (Some(base), given),
        _ => (None, arguments),
    };
    let first = usize::from(base.is_some());
    // An argument behind one that was left out is given by its name.
    let gap = given
        .iter()
        .position(Option::is_none)
        .unwrap_or(given.len());
    let given = given.iter().enumerate().filter_map(|(index, argument)| {
        let named = |param: &&Param| param.by_name || index > gap;
        let param = function.params.get(first + index).filter(named);
        Some(Argument {
            name: param.map(|param| ident(param.name)),
            value: tree(argument.as_ref()?, names),
        })
    });
    let arguments = given.collect();
    match base {
        Some(base) => Kind::Filter {
            base: Box::new(tree(base, names)),
            filter: ident(function.name),
            arguments,
        },
        None => Kind::Call {
            function: ident(function.name),
            arguments,
        },
    }
}

/// Whether a call prints behind a `|`: what may be written both ways reads better so, unless its arguments are equals.
const fn is_piped(function: &Function) -> bool {
    match function.callable {
        Callable::Filter => true,
        Callable::Function => false,
        Callable::Both => !function.variadic,
    }
}

fn test(test: &str, parts: &[Expr], negated: bool, names: &dyn StepNames) -> Kind {
    let mut parts = parts.iter().map(|part| tree(part, names));
    let base = parts.next().unwrap_or_else(|| node(Kind::Null));
    let arguments = parts.map(|value| Argument { name: None, value }).collect();
    Kind::Test {
        base: Box::new(base),
        test: ident(test),
        arguments,
        negated,
    }
}

fn binary(op: Binary, left: Tree, right: Tree) -> Tree {
    node(Kind::Binary {
        op,
        op_span: NOWHERE,
        left: Box::new(left),
        right: Box::new(right),
    })
}

fn ident(name: &str) -> Ident {
    Spanned::new(name.into(), NOWHERE)
}
