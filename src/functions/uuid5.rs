use uuid::Uuid;

use super::{
    argument,
    typing::{self, Known, Typed, literal_text},
};
use crate::{
    spec::{Accepts, Arguments, Callable, Example, Function, Param, Refusal, Runtime},
    value::{Failure, Value, show::found},
};

pub(super) static UUID5: Function = Function {
    name: "uuid5",
    doc: "The UUID (version 5) of a name within a namespace: `dns` (the default), `url`, `oid`, `x500` or a UUID. \
          The same name always has the same UUID.",
    callable: Callable::Both,
    params: &[
        Param::required("value", Accepts::Text),
        Param::optional("namespace", Accepts::Text),
    ],
    variadic: false,
    constant: true,
    result,
    evaluate,
    examples: &[
        Example {
            expression: "'python.org' | uuid5",
            gives: "'886313e1-3b8a-5372-9b90-0c9aee199e5d'",
        },
        Example {
            expression: "'python.org' | uuid5('6ba7b810-9dad-11d1-80b4-00c04fd430c8')",
            gives: "'python.org' | uuid5('dns')",
        },
    ],
};

fn result(args: Known<'_>) -> Typed {
    if let Some(name) = literal_text(args, 1) {
        namespace(name).map_err(|failure| Refusal::from(failure).at(1))?;
    }
    typing::text(args)
}

fn evaluate(args: &Arguments<'_>, _: &Runtime<'_>) -> Result<Value, Failure> {
    let name = argument::text(args, 0).unwrap_or_default();
    let namespace = namespace(argument::text(args, 1).unwrap_or("dns"))?;
    Ok(Value::from(
        Uuid::new_v5(&namespace, name.as_bytes()).to_string(),
    ))
}

fn namespace(name: &str) -> Result<Uuid, Failure> {
    match name {
        "dns" => Ok(Uuid::NAMESPACE_DNS),
        "url" => Ok(Uuid::NAMESPACE_URL),
        "oid" => Ok(Uuid::NAMESPACE_OID),
        "x500" => Ok(Uuid::NAMESPACE_X500),
        other => other.parse().map_err(|_| {
            Failure::new(format!(
                "expected `dns`, `url`, `oid`, `x500` or a UUID, found {}",
                found(&Value::from(other))
            ))
        }),
    }
}

#[cfg(test)]
mod tests {
    use crate::functions::testing::{eval_json, failure_json};

    #[test]
    fn names_have_one_uuid_a_namespace() {
        assert_eq!(
            eval_json("uuid5", r#"["python.org"]"#, &[]),
            "\"886313e1-3b8a-5372-9b90-0c9aee199e5d\""
        );
        assert_eq!(
            eval_json("uuid5", r#"["http://python.org/", "url"]"#, &[]),
            "\"4c565f0d-3f5a-5890-b41b-20cf47701c5e\""
        );
        assert!(failure_json("uuid5", r#"["x", "me"]"#, &[]).ends_with("found text \"me\""));
    }
}
