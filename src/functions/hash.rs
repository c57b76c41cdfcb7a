use md5::Md5;
use sha2::{Digest, Sha256};

use super::{call::lift, typing};
use crate::{
    spec::{Accepts, Callable, Example, Function, Param, Runtime},
    value::{
        Failure, Value,
        json::{self, Layout},
        show::text_of,
    },
};

pub(super) static MD5: Function = Function {
    name: "md5",
    doc: "The MD5 of a text's UTF-8 bytes, in hexadecimal. Of a record or a list it is over its JSON with sorted keys and \
          no spaces, of another value over its text.",
    callable: Callable::Both,
    params: &[Param::required("value", Accepts::Any)],
    variadic: false,
    constant: true,
    result: typing::text,
    evaluate: |args, runtime| digest::<Md5>(args.required(0), runtime),
    examples: &[
        Example {
            expression: "'hello' | md5",
            gives: "'5d41402abc4b2a76b9719d911017c592'",
        },
        Example {
            expression: "{'b': 1, 'a': 2} | md5",
            gives: "'{\"a\":2,\"b\":1}' | md5",
        },
    ],
};

pub(super) static SHA256: Function = Function {
    name: "sha256",
    doc: "The SHA-256 of a text's UTF-8 bytes, in hexadecimal. Of a record or a list it is over its JSON with sorted keys \
          and no spaces, of another value over its text.",
    callable: Callable::Both,
    params: &[Param::required("value", Accepts::Any)],
    variadic: false,
    constant: true,
    result: typing::text,
    evaluate: |args, runtime| digest::<Sha256>(args.required(0), runtime),
    examples: &[
        Example {
            expression: "'hello' | sha256",
            gives: "'2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824'",
        },
        Example {
            expression: "[1, 'x'] | sha256",
            gives: "'[1,\"x\"]' | sha256",
        },
    ],
};

fn digest<D: Digest>(value: &Value, runtime: &Runtime<'_>) -> Result<Value, Failure> {
    match value {
        Value::Bytes(bytes) => Ok(hexadecimal(&D::digest(bytes))),
        Value::List(_) | Value::Record(_) => {
            let written = json::write_value(value, Layout::Canonical, runtime.limits.text)?;
            lift(&written, of_text::<D>)
        }
        plain => of_text::<D>(plain),
    }
}

fn of_text<D: Digest>(value: &Value) -> Result<Value, Failure> {
    Ok(hexadecimal(&D::digest(text_of(value)?)))
}

fn hexadecimal(bytes: &[u8]) -> Value {
    Value::from(
        bytes
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect::<String>(),
    )
}

#[cfg(test)]
mod tests {
    use crate::functions::testing::{eval, eval_json, secret, type_of};
    use crate::types::Type;
    use crate::value::Value;

    #[test]
    fn equal_values_have_equal_digests() {
        let digest = |args| eval_json("md5", args, &[]);
        assert_eq!(
            digest(r#"["hello"]"#),
            "\"5d41402abc4b2a76b9719d911017c592\""
        );
        assert_eq!(digest(r#"[""]"#), "\"d41d8cd98f00b204e9800998ecf8427e\"");
        assert_eq!(
            digest(r#"[{"b": 1, "a": [true]}]"#),
            digest(r#"[{"a": [true], "b": 1}]"#)
        );
        assert_eq!(digest("[7]"), digest(r#"["7"]"#));
    }

    #[test]
    fn a_secret_inside_makes_the_digest_one() {
        assert_eq!(
            eval("md5", &[Value::from(vec![secret("x")])]).kind(),
            "secret"
        );
        let record = Type::record([("token", Type::Secret)]);
        assert_eq!(type_of("md5", &[(0, record)], &[]).unwrap(), "secret");
        assert_eq!(type_of("md5", &[(0, Type::Int)], &[]).unwrap(), "text");
    }
}
