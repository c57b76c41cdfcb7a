use super::{argument, conversion};
use crate::{
    spec::{Accepts, Callable, Example, Function, Param},
    types::Type,
    value::{Failure, Value, convert::convert, parse},
};

pub(super) static TIMESTAMP: Function = Function {
    name: "timestamp",
    doc: "Converts text to a timestamp, written as RFC 3339, `YYYY-MM-DD HH:MM:SS` or a date, or as the strftime `format` \
          says; without a zone it is UTC. Of a date it is midnight in UTC. \
          With `default`, it stands in for null and for what can't be converted.",
    callable: Callable::Both,
    params: &[
        Param::required("value", Accepts::Moment),
        Param::optional("format", Accepts::Text),
        Param::optional("default", Accepts::Any).or_null(),
    ],
    variadic: false,
    constant: true,
    result: |args| conversion::by_format(args, &Type::Timestamp),
    evaluate: |args, _| {
        conversion::evaluate(args, 2, |value| timestamp(value, argument::text(args, 1)))
    },
    examples: &[
        Example {
            expression: "timestamp('2024-03-01 10:00:00+02:00') | string",
            gives: "'2024-03-01T08:00:00Z'",
        },
        Example {
            expression: "'01.03.2024 10:30' | timestamp('%d.%m.%Y %H:%M')",
            gives: "timestamp('2024-03-01T10:30:00Z')",
        },
        Example {
            expression: "date('2024-03-01') | timestamp",
            gives: "timestamp('2024-03-01')",
        },
    ],
};

fn timestamp(value: &Value, format: Option<&str>) -> Result<Value, Failure> {
    match value {
        Value::Text(text) => parse::timestamp(text, format).map(Value::Timestamp),
        other => convert(other.clone(), &Type::Timestamp),
    }
}

#[cfg(test)]
mod tests {
    use crate::functions::testing::{eval_json, failure_json};

    #[test]
    fn reads_an_instant_or_a_format() {
        assert_eq!(
            eval_json("timestamp", r#"["2024-03-01"]"#, &[]),
            "\"2024-03-01T00:00:00Z\""
        );
        assert_eq!(
            eval_json("timestamp", r#"["x"]"#, &[("default", "null")]),
            "null"
        );
        assert_eq!(
            failure_json("timestamp", r#"["1 March"]"#, &[]),
            "expected a timestamp like `2024-03-01T09:30:00Z`, found text \"1 March\""
        );
    }
}
