//! Tests of what kind of value it is. None of them can fail, on null neither.

use super::{fails, holds, of_any};
use crate::{spec::Predicate, value::Value};

pub(super) static DEFINED: Predicate = of_any(
    "defined",
    "Whether the value is there: anything but null.",
    |args, _| Ok(!args.required(0).is_null()),
    &[holds("0 is defined"), fails("none is defined")],
);

pub(super) static BOOLEAN: Predicate = of_any(
    "boolean",
    "Whether the value is a bool.",
    |args, _| Ok(matches!(args.required(0), Value::Bool(_))),
    &[holds("false is boolean"), fails("0 is boolean")],
);

pub(super) static FALSE: Predicate = of_any(
    "false",
    "Whether the value is `false` itself.",
    |args, _| Ok(matches!(args.required(0), Value::Bool(false))),
    &[holds("false is false"), fails("0 is false")],
);

pub(super) static FLOAT: Predicate = of_any(
    "float",
    "Whether the value is a floating point number.",
    |args, _| Ok(matches!(args.required(0), Value::Float(_))),
    &[holds("1.0 is float"), fails("1 is float")],
);

pub(super) static INTEGER: Predicate = of_any(
    "integer",
    "Whether the value is a whole number.",
    |args, _| Ok(matches!(args.required(0), Value::Int(_))),
    &[holds("1 is integer"), fails("1.0 is integer")],
);

pub(super) static ITERABLE: Predicate = of_any(
    "iterable",
    "Whether the value is a list, a text or a record.",
    |args, _| {
        Ok(matches!(
            args.required(0),
            Value::List(_) | Value::Text(_) | Value::Record(_)
        ))
    },
    &[holds("[] is iterable"), fails("1 is iterable")],
);

pub(super) static MAPPING: Predicate = of_any(
    "mapping",
    "Whether the value is a record.",
    |args, _| Ok(matches!(args.required(0), Value::Record(_))),
    &[holds("{} is mapping"), fails("[] is mapping")],
);

pub(super) static NONE: Predicate = of_any(
    "none",
    "Whether the value is null.",
    |args, _| Ok(matches!(args.required(0), Value::Null)),
    &[holds("none is none"), fails("'' is none")],
);

pub(super) static NUMBER: Predicate = of_any(
    "number",
    "Whether the value is a number of any kind.",
    |args, _| {
        Ok(matches!(
            args.required(0),
            Value::Int(_) | Value::Float(_) | Value::Decimal(_)
        ))
    },
    &[holds("1.5 is number"), fails("'1' is number")],
);

pub(super) static SEQUENCE: Predicate = of_any(
    "sequence",
    "Whether the value is a list, a text or a record.",
    |args, _| {
        Ok(matches!(
            args.required(0),
            Value::List(_) | Value::Text(_) | Value::Record(_)
        ))
    },
    &[holds("'' is sequence"), fails("none is sequence")],
);

pub(super) static STRING: Predicate = of_any(
    "string",
    "Whether the value is text.",
    |args, _| Ok(matches!(args.required(0), Value::Text(_))),
    &[holds("'' is string"), fails("1 is string")],
);

pub(super) static TRUE: Predicate = of_any(
    "true",
    "Whether the value is `true` itself.",
    |args, _| Ok(matches!(args.required(0), Value::Bool(true))),
    &[holds("true is true"), fails("1 is true")],
);

pub(super) static UNDEFINED: Predicate = of_any(
    "undefined",
    "Whether the value is not there: null.",
    |args, _| Ok(matches!(args.required(0), Value::Null)),
    &[holds("none is undefined"), fails("0 is undefined")],
);
