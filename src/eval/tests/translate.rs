//! From syntax straight to IR of type json, as the checker would make it if it knew nothing.

use std::sync::Arc;

use super::REGISTRY;
use crate::{
    ir::{Block, Expr, ExprKind},
    spec::{Function, Param},
    template::{Argument, Expr as Tree, ExprKind as Kind, Node},
    types::Type,
    value::Value,
};

/// What a name stands for.
pub(super) type Resolve<'a> = &'a dyn Fn(&str) -> ExprKind;

pub(super) fn translate(tree: &Tree, resolve: Resolve<'_>) -> Expr {
    let boxed = |tree: &Tree| Box::new(translate(tree, resolve));
    let each = |trees: &[Tree]| trees.iter().map(|tree| translate(tree, resolve)).collect();
    let kind = match &tree.kind {
        Kind::Null => ExprKind::Constant(Value::Null),
        Kind::Bool(truth) => ExprKind::Constant(Value::Bool(*truth)),
        Kind::Int(int) => ExprKind::Constant(Value::Int(*int)),
        Kind::Float(digits) => ExprKind::Constant(Value::Float(digits.parse().unwrap())),
        Kind::Text(text) => ExprKind::Constant(Value::from(text.as_str())),
        Kind::Name { name, .. } => resolve(name),
        Kind::Attribute { base, name } => ExprKind::Field(boxed(base), name.value.as_str().into()),
        Kind::Item { base, index } => ExprKind::Element(boxed(base), boxed(index)),
        Kind::Slice {
            base,
            start,
            stop,
            step,
        } => ExprKind::Slice {
            base: boxed(base),
            bounds: [start, stop, step].map(|bound| bound.as_deref().map(boxed)),
        },
        Kind::Call {
            function,
            arguments,
        } => call(&function.value, None, arguments, resolve),
        Kind::Filter {
            base,
            filter,
            arguments,
        } => call(&filter.value, Some(base), arguments, resolve),
        Kind::Test {
            base,
            test,
            arguments,
            negated,
        } => {
            let predicate = REGISTRY.predicate(&test.value).expect("a test there is");
            let arguments = arguments.iter().map(|argument| &argument.value);
            let parts = std::iter::once(&**base).chain(arguments);
            let parts = parts.map(|part| translate(part, resolve)).collect();
            let test = ExprKind::Test(predicate, parts);
            if *negated {
                ExprKind::Not(Box::new(Expr::new(test, Type::Bool, tree.span)))
            } else {
                test
            }
        }
        Kind::Not(operand) => ExprKind::Not(boxed(operand)),
        Kind::Negate(operand) => ExprKind::Negate(boxed(operand)),
        Kind::Binary {
            op, left, right, ..
        } => ExprKind::Binary(*op, boxed(left), boxed(right)),
        Kind::Ternary {
            then,
            condition,
            otherwise,
        } => {
            let null = Expr::new(ExprKind::Constant(Value::Null), Type::Null, tree.span);
            let otherwise = otherwise.as_deref().map_or(Box::new(null), boxed);
            ExprKind::Ternary(boxed(condition), boxed(then), otherwise)
        }
        Kind::List(items) => ExprKind::List(each(items)),
        Kind::Map(entries) => ExprKind::Record(
            entries
                .iter()
                .map(|(key, value)| (translate(key, resolve), translate(value, resolve)))
                .collect(),
        ),
        Kind::MethodCall { .. } | Kind::Error => panic!("not an expression: {tree}"),
    };
    Expr::new(kind, Type::Json, tree.span)
}

pub(super) fn blocks(nodes: &[Node], resolve: Resolve<'_>) -> Vec<Block> {
    let bound = |names: &[Arc<str>], nodes: &[Node]| {
        blocks(nodes, &|name| {
            if name == "loop" || names.iter().any(|own| &**own == name) {
                ExprKind::Local(name.into())
            } else {
                resolve(name)
            }
        })
    };
    let mut written = Vec::new();
    for (index, node) in nodes.iter().enumerate() {
        written.push(match node {
            Node::Text(text) => Block::Text(text.value.as_str().into()),
            Node::Output(expr) => Block::Output(translate(expr, resolve)),
            Node::If {
                branches,
                otherwise,
                ..
            } => {
                let branches = branches
                    .iter()
                    .map(|(condition, body)| (translate(condition, resolve), blocks(body, resolve)))
                    .collect();
                Block::If(branches, blocks(otherwise, resolve))
            }
            Node::For {
                targets,
                iterable,
                filter,
                body,
                otherwise,
                ..
            } => {
                let targets: Vec<Arc<str>> = targets
                    .iter()
                    .map(|name| name.value.as_str().into())
                    .collect();
                let filter = filter.as_ref().map(|filter| {
                    let filter = [Node::Output(filter.clone())];
                    match bound(&targets, &filter).pop() {
                        Some(Block::Output(filter)) => filter,
                        other => panic!("an output stays one: {other:?}"),
                    }
                });
                Block::For {
                    iterable: translate(iterable, resolve),
                    filter,
                    body: bound(&targets, body),
                    otherwise: blocks(otherwise, resolve),
                    targets,
                }
            }
            Node::Set { target, value, .. } => {
                let name: Arc<str> = target.value.as_str().into();
                written.push(Block::Set(Arc::clone(&name), translate(value, resolve)));
                written.extend(bound(&[name], &nodes[index + 1..]));
                return written;
            }
        });
    }
    written
}

fn call(name: &str, base: Option<&Tree>, given: &[Argument], resolve: Resolve<'_>) -> ExprKind {
    let function: &'static Function = REGISTRY.function(name).expect("a helper there is");
    let mut arguments: Vec<Option<Expr>> = Vec::new();
    arguments.resize_with(function.params.len(), || None);
    let mut unnamed = function.unnamed();
    let values = base.map(|base| (None, base)).into_iter();
    let given = given
        .iter()
        .map(|argument| (argument.name.as_ref(), &argument.value));
    for (name, value) in values.chain(given) {
        let value = Some(translate(value, resolve));
        let position = match name {
            Some(name) => function
                .params
                .iter()
                .position(|param: &Param| param.name == name.value),
            None => unnamed.next(),
        };
        match position {
            Some(position) => arguments[position] = value,
            None => arguments.push(value),
        }
    }
    ExprKind::Call(function, arguments)
}
