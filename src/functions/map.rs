#[cfg(test)]
mod tests;

use super::{
    ALL, attribute, call, order,
    typing::{Known, Typed, given, item, literal_text, ty},
};
use crate::{
    spec::{
        Accepts, Argument, Arguments, Callable, Example, Function, Param, Reason, Refusal, Runtime,
    },
    types::{Domain, Type},
    value::{Failure, Value, show::text_of},
};

pub(super) static MAP: Function = Function {
    name: "map",
    doc: "What a helper makes of each item, or an `attribute` of each, for null `default`. Arguments after the helper's name \
          are handed to it. The list keeps its positions.",
    callable: Callable::Filter,
    params: &[
        Param::required("value", Accepts::List),
        Param::optional("filter", Accepts::Text),
        Param::optional("attribute", Accepts::Printable).by_name(),
        Param::optional("default", Accepts::Any).or_null().by_name(),
        Param::optional("arguments", Accepts::Any).or_null(),
    ],
    variadic: true,
    constant: true,
    result,
    evaluate,
    examples: &[
        Example {
            expression: "[' a', 'b '] | map('trim')",
            gives: "['a', 'b']",
        },
        Example {
            expression: "[{'n': 1}, {'n': 2}] | map(attribute='n')",
            gives: "[1, 2]",
        },
        Example {
            expression: "['1,5', '2'] | map('replace', ',', '.')",
            gives: "['1.5', '2']",
        },
        Example {
            expression: "['1', 'x'] | map('int', default=0)",
            gives: "[1, 0]",
        },
    ],
};

const FILTER: usize = 1;
const ATTRIBUTE: usize = 2;
const DEFAULT: usize = 3;
const ARGUMENTS: usize = 4;

fn result(args: Known<'_>) -> Typed {
    let (item, domain) = (item(ty(args, 0)), domain(ty(args, 0)));
    let mapped = match (given(args, FILTER), given(args, ATTRIBUTE)) {
        (Some(_), None) => filter_type(args, &item)?,
        (None, Some(_)) => {
            let found = order::key_type(args, &item, ATTRIBUTE)?;
            match given(args, DEFAULT) {
                Some(default) => found.required().join(&default.ty),
                None => found,
            }
        }
        _ => return Err("`map` takes either a helper's name or `attribute=`".into()),
    };
    // Of json nothing is known, not even whose positions it counts.
    if ty(args, 0).is_dynamic() {
        return Ok(Type::Json);
    }
    Ok(Type::list(mapped, domain))
}

fn domain(list: &Type) -> Domain {
    match list.required() {
        Type::List(_, domain) => *domain,
        _ => Domain::UNKNOWN,
    }
}

/// The type of a call of the named helper on an item.
fn filter_type(args: Known<'_>, item: &Type) -> Typed {
    let Some(name) = literal_text(args, FILTER) else {
        return Err(
            Refusal::from("`map` takes the helper's name as a literal: `map('trim')`").at(FILTER),
        );
    };
    let Some(function) = ALL.iter().find(|function| function.name == name) else {
        return Err(Refusal::from(Reason::UnknownFunction(name.to_owned())).at(FILTER));
    };
    let extra = args
        .get(ARGUMENTS..)
        .unwrap_or_default()
        .iter()
        .flatten()
        .cloned();
    let item = Argument {
        ty: item.clone(),
        literal: None,
        is_filled: false,
    };
    let placed = place(function, item, extra, given(args, DEFAULT).cloned())?;
    let filled: Vec<_> = placed.iter().map(Option::is_some).collect();
    let mut known = Vec::with_capacity(placed.len());
    for (position, argument) in placed.into_iter().enumerate() {
        let takes_null = function.takes_null(position, |at| filled.get(at) == Some(&true));
        known.push(match argument {
            Some(argument) => Some(fitting(function, position, argument, takes_null)?),
            None => None,
        });
    }
    (function.result)(&known)
}

fn fitting(
    function: &Function,
    position: usize,
    argument: Argument,
    takes_null: bool,
) -> Result<Argument, String> {
    let param = function.param(position);
    if !param.accepts.allows(&argument.ty) {
        let (name, wanted) = (function.name, param.accepts.describe());
        return Err(format!(
            "`{name}` expects {wanted} for `{}`, found {}",
            param.name,
            argument.ty.brief()
        ));
    }
    let ty = if takes_null {
        argument.ty
    } else {
        argument.ty.required().clone()
    };
    Ok(Argument { ty, ..argument })
}

fn evaluate(args: &Arguments<'_>, runtime: &Runtime<'_>) -> Result<Value, Failure> {
    let Value::List(list) = args.required(0) else {
        return Ok(Value::Null);
    };
    let mapped = match (args.get(FILTER), args.get(ATTRIBUTE)) {
        (Some(name), None) => {
            let name = text_of(name)?;
            let Some(function) = runtime.registry.function(&name) else {
                return Err(Failure::new(format!("there is no helper `{name}`")));
            };
            let extra = args.0.get(ARGUMENTS..).unwrap_or_default();
            order::each(list, |item| {
                let extra = extra.iter().flatten().cloned();
                let placed = place(function, item, extra, args.get(DEFAULT).cloned())
                    .map_err(Failure::new)?;
                call(function, &placed, runtime)
            })?
        }
        (None, Some(path)) => {
            let path = text_of(path)?;
            order::each(list, |item| {
                let found = attribute::get(&item, &path)?;
                Ok(match args.get(DEFAULT) {
                    Some(default) if found.is_null() => default.clone(),
                    _ => found,
                })
            })?
        }
        _ => {
            return Err(Failure::new(
                "`map` takes either a helper's name or `attribute=`",
            ));
        }
    };
    Ok(Value::from(mapped))
}

/// The arguments of a call of `function` on an item, in the order of its parameters.
fn place<T: Clone>(
    function: &Function,
    item: T,
    extra: impl Iterator<Item = T>,
    default: Option<T>,
) -> Result<Vec<Option<T>>, String> {
    let mut placed = vec![None; function.params.len()];
    let mut unnamed = function.unnamed();
    for value in [item].into_iter().chain(extra) {
        match unnamed.next() {
            Some(position) => placed[position] = Some(value),
            None if function.variadic => placed.push(Some(value)),
            None => return Err(format!("one argument too many for `{}`", function.name)),
        }
    }
    if default.is_some() {
        let position = function
            .params
            .iter()
            .position(|param| param.name == "default");
        let Some(position) = position else {
            return Err(format!("`{}` has no parameter `default`", function.name));
        };
        placed[position] = default;
    }
    let missing = function
        .params
        .iter()
        .zip(&placed)
        .find(|(param, value)| param.required && value.is_none());
    match missing {
        Some((param, _)) => Err(format!("`{}` needs `{}`", function.name, param.name)),
        None => Ok(placed),
    }
}
