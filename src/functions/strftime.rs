use jiff::{Timestamp, civil::Date};

use super::typing::{Known, Typed, literal_text, ty};
use crate::{
    spec::{Accepts, Arguments, Callable, Example, Function, Param, Refusal, Runtime},
    types::Type,
    value::{Failure, Value, parse, show::text_of},
};

pub(super) static STRFTIME: Function = Function {
    name: "strftime",
    doc: "Writes a date, or a timestamp in UTC, as the strftime `format` says.",
    callable: Callable::Filter,
    params: &[
        Param::required("value", Accepts::Moment),
        Param::required("format", Accepts::Text),
    ],
    variadic: false,
    constant: true,
    result,
    evaluate,
    examples: &[
        Example {
            expression: "date('2024-03-01') | strftime('%d.%m.%Y')",
            gives: "'01.03.2024'",
        },
        Example {
            expression: "timestamp('2024-03-01T23:30:00-02:00') | strftime('%Y-%m-%d %H:%M')",
            gives: "'2024-03-02 01:30'",
        },
    ],
};

/// A format that is known is tried on a sample, so that a mistake in it is found before the run.
fn result(args: Known<'_>) -> Typed {
    let sample = match ty(args, 0).required() {
        Type::Text => {
            return Err(
                "`strftime` takes a date or a timestamp: convert the text with `date` first".into(),
            );
        }
        Type::Date => Some(Value::Date(Date::constant(2024, 3, 1))),
        Type::Timestamp => Some(Value::Timestamp(Timestamp::UNIX_EPOCH)),
        _ => None,
    };
    // In letters it would be written as it stands.
    if let Some(meant) = literal_text(args, 1).and_then(parse::strftime_meant) {
        let format = literal_text(args, 1).unwrap_or_default();
        let found = Failure::new(format!(
            "the format `{format}` can't work: it has no directive"
        ));
        return Err(Refusal::from(found.help(format!("write `'{meant}'`"))).at(1));
    }
    if let (Some(sample), Some(format)) = (sample, literal_text(args, 1)) {
        parse::strftime(&sample, format).map_err(|failure| Refusal::from(failure).at(1))?;
    }
    Ok(Type::Text)
}

fn evaluate(args: &Arguments<'_>, _: &Runtime<'_>) -> Result<Value, Failure> {
    parse::strftime(args.required(0), &text_of(args.required(1))?).map(Value::from)
}

#[cfg(test)]
mod tests {
    use crate::functions::testing::{failure_json, type_of};
    use crate::types::Type;

    #[test]
    fn a_wrong_format_is_known_before_the_run() {
        assert!(type_of("strftime", &[(0, Type::Date)], &[(1, "%Y")]).is_ok());
        assert!(type_of("strftime", &[(0, Type::Date)], &[(1, "%H:%M")]).is_err());
        assert!(
            type_of("strftime", &[(0, Type::Json)], &[(1, "DD.MM.YYYY")])
                .unwrap_err()
                .contains("no directive")
        );
        assert!(type_of("strftime", &[(0, Type::Date)], &[(1, "today")]).is_ok());
        assert!(
            type_of("strftime", &[(0, Type::Text)], &[(1, "%Y")])
                .unwrap_err()
                .contains("`date`")
        );
    }

    #[test]
    fn text_is_not_written() {
        assert_eq!(
            failure_json("strftime", r#"["2024-03-01", "%Y"]"#, &[]),
            "expected a date or a timestamp, found text \"2024-03-01\""
        );
    }
}
