use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::typing;
use crate::{
    spec::{Accepts, Arguments, Callable, Example, Function, Param, Runtime},
    types::Type,
    value::{Failure, Value, check_text, show::text_of},
};

pub(super) static B64ENCODE: Function = Function {
    name: "b64encode",
    doc: "The base64 of bytes, or of a text's UTF-8 bytes.",
    callable: Callable::Filter,
    params: &[Param::required("value", Accepts::Any)],
    variadic: false,
    constant: true,
    result: |args| match typing::ty(args, 0).required() {
        Type::List(..) | Type::Record(_) => {
            Err("`b64encode` takes text or bytes: write the value with `tojson` first".into())
        }
        _ => Ok(Type::Text),
    },
    evaluate,
    examples: &[
        Example {
            expression: "'user:pass' | b64encode",
            gives: "'dXNlcjpwYXNz'",
        },
        Example {
            expression: "'' | b64encode",
            gives: "''",
        },
    ],
};

fn evaluate(args: &Arguments<'_>, runtime: &Runtime<'_>) -> Result<Value, Failure> {
    let encoded = match args.required(0) {
        Value::Bytes(bytes) => STANDARD.encode(bytes),
        other => STANDARD.encode(text_of(other)?),
    };
    check_text(encoded.len(), runtime.limits.text)?;
    Ok(Value::from(encoded))
}

#[cfg(test)]
mod tests {
    use crate::functions::testing::{eval, eval_json};
    use crate::value::{Value, show::text_of};

    #[test]
    fn encodes_text_and_bytes() {
        assert_eq!(eval_json("b64encode", r#"["é"]"#, &[]), "\"w6k=\"");
        let bytes = eval("b64encode", &[Value::Bytes([0, 255].as_slice().into())]);
        assert_eq!(text_of(&bytes).unwrap(), "AP8=");
    }
}
