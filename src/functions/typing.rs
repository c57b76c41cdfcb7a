//! Types of results that several helpers share.

use crate::{
    spec::{Argument, Refusal},
    types::Type,
    value::Value,
};

/// What a helper's `result` takes.
pub(super) type Known<'a> = &'a [Option<Argument>];

pub(super) type Typed = Result<Type, Refusal>;

pub(super) fn int(_: Known<'_>) -> Typed {
    Ok(Type::Int)
}

pub(super) fn json(_: Known<'_>) -> Typed {
    Ok(Type::Json)
}

pub(super) fn timestamp(_: Known<'_>) -> Typed {
    Ok(Type::Timestamp)
}

/// Text; a secret where the argument it is made of holds one.
pub(super) fn text(args: Known<'_>) -> Typed {
    let secret = args.iter().flatten().any(|arg| holds_secret(&arg.ty));
    Ok(if secret { Type::Secret } else { Type::Text })
}

/// The type of the first argument.
pub(super) fn same(args: Known<'_>) -> Typed {
    Ok(ty(args, 0).required().clone())
}

/// The type of an argument; null where it was left out.
pub(super) fn ty(args: Known<'_>, position: usize) -> &Type {
    given(args, position).map_or(&Type::Null, |arg| &arg.ty)
}

/// An argument, where it was given.
pub(super) fn given(args: Known<'_>, position: usize) -> Option<&Argument> {
    args.get(position)?.as_ref()
}

/// The text of an argument that is a literal.
pub(super) fn literal_text(args: Known<'_>, position: usize) -> Option<&str> {
    match given(args, position)?.literal.as_ref()? {
        Value::Text(text) => Some(text),
        _ => None,
    }
}

/// The number of an argument that is a literal.
pub(super) fn literal_int(args: Known<'_>, position: usize) -> Option<i64> {
    match given(args, position)?.literal.as_ref()? {
        Value::Int(number) => Some(*number),
        _ => None,
    }
}

/// The type of a list's items, or of a text's characters.
pub(super) fn item(list: &Type) -> Type {
    match list.required() {
        Type::List(item, _) => (**item).clone(),
        Type::Text => Type::Text,
        Type::Error => Type::Error,
        Type::Secret => Type::Secret,
        _ => Type::Json,
    }
}

/// Whether a value of the type is a secret or has one inside.
fn holds_secret(ty: &Type) -> bool {
    match ty {
        Type::Secret => true,
        Type::List(inner, _) | Type::Optional(inner) => holds_secret(inner),
        Type::Record(record) => record.fields().any(|(_, field)| holds_secret(field)),
        _ => false,
    }
}
