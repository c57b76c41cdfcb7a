//! Calls of helpers for their unit tests.

use std::sync::Arc;

use super::{ALL, PREDICATES, call, holds};
use crate::{
    limits::Limits,
    spec::{Argument, Function, Reason, Registry, Runtime},
    types::Type,
    value::{
        Failure, Fields, Secret, Value, is_true,
        json::{self, Layout, Secrets},
    },
};

static REGISTRY: Registry = Registry {
    steps: &[],
    functions: ALL,
    predicates: PREDICATES,
};

fn runtime() -> Runtime<'static> {
    Runtime {
        now: "2024-03-01T10:00:00Z".parse().unwrap(),
        registry: &REGISTRY,
        limits: Limits::DEFAULT,
    }
}

fn function(name: &str) -> &'static Function {
    REGISTRY.function(name).expect("the test names a helper")
}

fn some(args: &[Value]) -> Vec<Option<Value>> {
    args.iter().cloned().map(Some).collect()
}

/// The value of a call with arguments by position.
pub(super) fn eval(name: &str, args: &[Value]) -> Value {
    call(function(name), &some(args), &runtime()).unwrap()
}

/// The value of a call with arguments by position and by name, as JSON from JSON.
pub(super) fn eval_json(name: &str, args: &str, named: &[(&str, &str)]) -> String {
    let value = call(function(name), &place(name, args, named), &runtime()).unwrap();
    json::write(&value, Layout::Compact, Secrets::Shown).unwrap()
}

/// Why a call with arguments by position and by name, written as JSON, failed.
pub(super) fn failure_json(name: &str, args: &str, named: &[(&str, &str)]) -> String {
    call(function(name), &place(name, args, named), &runtime())
        .unwrap_err()
        .message
}

/// Why a call with arguments by position failed.
pub(super) fn failure(name: &str, args: &[Value]) -> Failure {
    call(function(name), &some(args), &runtime()).unwrap_err()
}

/// The answer of a test.
pub(super) fn is(name: &str, args: &[Value]) -> bool {
    let predicate = REGISTRY
        .predicate(name)
        .expect("the test names a predicate");
    holds(predicate, &some(args), &runtime()).unwrap()
}

/// The type of a call with arguments of these types; a text among them is a literal.
pub(super) fn type_of(
    name: &str,
    args: &[(usize, Type)],
    literals: &[(usize, &str)],
) -> Result<String, String> {
    let count = function(name).params.len();
    let mut known: Vec<Option<Argument>> = vec![None; count.max(args.len())];
    for (position, ty) in args {
        known[*position] = Some(Argument {
            ty: ty.clone(),
            literal: None,
            is_filled: false,
        });
    }
    for (position, literal) in literals {
        known[*position] = Some(Argument {
            ty: Type::Text,
            literal: Some(Value::from(*literal)),
            is_filled: false,
        });
    }
    let typed = (function(name).result)(&known);
    typed
        .map(|ty| ty.to_string())
        .map_err(|refusal| match refusal.reason {
            Reason::Failure(failure) => failure.message,
            Reason::UnknownField(_, name) => format!("no field `{name}`"),
            Reason::UnknownFunction(name) | Reason::UnknownTest(name) => format!("no `{name}`"),
        })
}

pub(super) fn secret(text: &str) -> Value {
    Value::Secret(Secret::new(Value::from(text)))
}

fn place(name: &str, args: &str, named: &[(&str, &str)]) -> Vec<Option<Value>> {
    let function = function(name);
    let mut placed: Vec<Option<Value>> = vec![None; function.params.len()];
    let mut unnamed = function.unnamed();
    for arg in serde_json::from_str::<Vec<serde_json::Value>>(args).unwrap() {
        let value = json::from_json(arg).unwrap();
        match unnamed.next() {
            Some(position) => placed[position] = Some(value),
            None => placed.push(Some(value)),
        }
    }
    for (name, text) in named {
        let position = function.params.iter().position(|param| param.name == *name);
        placed[position.expect("the test names a parameter")] = Some(json::parse(text).unwrap());
    }
    placed
}

#[test]
fn names_are_sorted_and_once() {
    let names: Vec<_> = ALL.iter().map(|function| function.name).collect();
    assert!(names.is_sorted() && names.windows(2).all(|pair| pair[0] != pair[1]));
}

#[test]
fn declarations_are_whole() {
    for function in ALL {
        assert!(function.examples.len() >= 2, "{}", function.name);
        assert!(function.doc.ends_with('.'), "{}", function.name);
        for example in function.examples {
            assert!(
                example.expression.contains(function.name),
                "{}",
                example.expression
            );
        }
        let last = function.params.len().saturating_sub(1);
        for (position, param) in function.params.iter().enumerate() {
            assert!(!param.by_name || !param.required, "{}", function.name);
            assert!(
                !(function.variadic && position == last && param.by_name),
                "{}",
                function.name
            );
        }
    }
    for predicate in PREDICATES {
        assert!(
            !predicate.examples.is_empty() && !predicate.params.is_empty(),
            "{}",
            predicate.name
        );
    }
}

/// Whether a secret stands in a value, at any depth.
fn holds_secret(value: &Value) -> bool {
    match value {
        Value::Secret(_) => true,
        Value::List(list) => list.iter().any(|item| holds_secret(&item.unwrap())),
        Value::Record(record) => record.iter().any(|(_, value)| holds_secret(&value)),
        _ => false,
    }
}

/// A value with a secret inside for each kind of argument that can hold one.
fn with_secret_inside() -> [Value; 3] {
    let record = |value| Value::from(Fields::from_iter([(Arc::from("a"), value)]));
    let list = Value::from(vec![secret("2"), secret("1")]);
    [
        list.clone(),
        record(secret("1")),
        Value::from(vec![record(list.clone()), record(list)]),
    ]
}

/// What tells the size or the names of something, and nothing of what is in it.
const MEASURES: [&str; 2] = ["keys", "length"];

#[test]
fn a_secret_inside_of_an_argument_is_still_one_in_the_result() {
    let mut seen = 0;
    for function in ALL.iter().filter(|it| !MEASURES.contains(&it.name)) {
        for value in with_secret_inside() {
            if function.params.is_empty() {
                continue;
            }
            let mut args = vec![None; function.params.len()];
            for (position, param) in function.params.iter().enumerate() {
                if position == 0 {
                    args[0] = Some(value.clone());
                } else if param.required || param.name == "attribute" {
                    args[position] = Some(Value::from("a"));
                }
            }
            if let Ok(result) = call(function, &args, &runtime()) {
                let is_one = holds_secret(&result) || !is_true(&result);
                assert!(is_one, "{}: {result:?}", function.name);
                seen += 1;
            }
        }
    }
    assert!(seen > 15, "{seen}");
}
