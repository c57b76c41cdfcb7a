use jiff::tz::TimeZone;

use super::{argument, conversion};
use crate::{
    spec::{Accepts, Callable, Example, Function, Param},
    types::Type,
    value::{Failure, Value, parse, show::found},
};

pub(super) static DATE: Function = Function {
    name: "date",
    doc: "Converts text to a date, written `YYYY-MM-DD` or as the strftime `format` says; of a timestamp, the day in UTC. \
          With `default`, it stands in for null and for what can't be converted.",
    callable: Callable::Both,
    params: &[
        Param::required("value", Accepts::Moment),
        Param::optional("format", Accepts::Text),
        Param::optional("default", Accepts::Any).or_null(),
    ],
    variadic: false,
    constant: true,
    result: |args| conversion::by_format(args, &Type::Date),
    evaluate: |args, _| conversion::evaluate(args, 2, |value| date(value, argument::text(args, 1))),
    examples: &[
        Example {
            expression: "'01.03.2024' | date('%d.%m.%Y')",
            gives: "date('2024-03-01')",
        },
        Example {
            expression: "timestamp('2024-03-01T23:30:00-02:00') | date",
            gives: "date('2024-03-02')",
        },
        Example {
            expression: "'soon' | date(default=none)",
            gives: "none",
        },
    ],
};

fn date(value: &Value, format: Option<&str>) -> Result<Value, Failure> {
    match value {
        Value::Text(text) => parse::date(text, format).map(Value::Date),
        Value::Date(date) => Ok(Value::Date(*date)),
        Value::Timestamp(instant) => Ok(Value::Date(instant.to_zoned(TimeZone::UTC).date())),
        other => Err(Failure::new(format!(
            "expected a date, found {}",
            found(other)
        ))),
    }
}

#[cfg(test)]
mod tests {
    use crate::functions::testing::{eval_json, failure_json};

    #[test]
    fn reads_iso_or_a_format() {
        assert_eq!(
            eval_json("date", r#"["2024-03-01"]"#, &[]),
            "\"2024-03-01\""
        );
        assert_eq!(
            eval_json("date", r#"["3/1/24", "%m/%d/%y"]"#, &[]),
            "\"2024-03-01\""
        );
        assert_eq!(
            failure_json("date", r#"["01/03/2024"]"#, &[]),
            "expected a date like `2024-03-01`, found text \"01/03/2024\""
        );
    }
}
