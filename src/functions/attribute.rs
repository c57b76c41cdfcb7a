//! `attribute=`: a field of the items, or a path to one inside them, as in `address.city` or `tags.0`.

use std::sync::Arc;

use super::typing::Typed;
use crate::{
    spec::Reason,
    types::Type,
    value::{Failure, Secret, Value},
};

/// The value at a path inside `value`; null where there is nothing, as in json.
pub(super) fn get(value: &Value, path: &str) -> Result<Value, Failure> {
    path.split('.')
        .try_fold(value.clone(), |base, part| step(&base, part))
}

fn step(base: &Value, part: &str) -> Result<Value, Failure> {
    let found = match base {
        Value::Record(record) => record.get(part),
        Value::List(list) => match part.parse() {
            Ok(index) => list.get(index)?,
            Err(_) => None,
        },
        Value::Secret(secret) => {
            return Ok(Value::Secret(Secret::new(step(secret.expose(), part)?)));
        }
        _ => None,
    };
    Ok(found.unwrap_or(Value::Null))
}

/// The type at a path inside `ty`; an `Err` says which field there is not.
pub(super) fn ty(ty: &Type, path: &str) -> Typed {
    path.split('.').try_fold(ty.clone(), |base, part| {
        let found = match base.required() {
            Type::Record(record) => record
                .field(part)
                .ok_or_else(|| Reason::UnknownField(Arc::clone(record), part.to_owned()))?,
            Type::List(item, _) if part.parse::<usize>().is_ok() => (**item).clone(),
            Type::Json | Type::Null | Type::Error | Type::Secret => base.required().clone(),
            other => return Err(format!("{} has no field `{part}`", other.brief()).into()),
        };
        Ok(if base.may_be_null() {
            found.optional()
        } else {
            found
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::Domain;
    use crate::value::json::parse;

    #[test]
    fn paths_lead_into_records_and_lists() {
        let value = parse(r#"{"a": {"b": [1, 2]}, "c": null}"#).unwrap();
        let kind = |path: &str| get(&value, path).unwrap().kind();
        assert_eq!(kind("a.b.1"), "int");
        assert_eq!(kind("a.b.2"), "null");
        assert_eq!(kind("c.d"), "null");
    }

    #[test]
    fn types_follow_the_path() {
        let inner = Type::record([("b", Type::list(Type::Int, Domain::UNKNOWN))]).optional();
        let record = Type::record([("a", inner), ("c", Type::Text)]);
        assert_eq!(ty(&record, "a.b.0").unwrap(), Type::Int.optional());
        let refused = |path: &str| match ty(&record, path).unwrap_err().reason {
            Reason::UnknownField(_, name) => name,
            Reason::Failure(failure) => failure.message,
            other => panic!("{other:?}"),
        };
        assert_eq!(refused("x"), "x");
        assert_eq!(refused("c.x"), "text has no field `x`");
        assert_eq!(ty(&Type::open_record(), "x.y").unwrap(), Type::Json);
    }
}
