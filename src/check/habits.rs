//! What people write out of habit from Python, JavaScript and SQL, and what says the same here.

use crate::{
    diagnostic::{Habit, guess, sure},
    template::{Argument, Expr, ExprKind},
    types::Type,
};

/// Other names of helpers.
const HELPERS: &[Habit] = &[
    sure("len", "length"),
    sure("size", "length"),
    sure("count", "length"),
    sure("str", "string"),
    sure("text", "string"),
    sure("to_string", "string"),
    sure("tostring", "string"),
    sure("isoformat", "string"),
    sure("lowercase", "lower"),
    sure("to_lower", "lower"),
    sure("tolowercase", "lower"),
    sure("uppercase", "upper"),
    sure("to_upper", "upper"),
    sure("touppercase", "upper"),
    guess("capitalize", "title"),
    guess("capitalise", "title"),
    sure("strip", "trim"),
    sure("to_json", "tojson"),
    guess("json", "tojson"),
    sure("dumps", "tojson"),
    sure("from_json", "fromjson"),
    sure("parse_json", "fromjson"),
    sure("loads", "fromjson"),
    sure("to_int", "int"),
    sure("integer", "int"),
    sure("to_float", "float"),
    guess("number", "decimal"),
    sure("numeric", "decimal"),
    sure("boolean", "bool"),
    sure("to_bool", "bool"),
    sure("to_date", "date"),
    sure("parse_date", "date"),
    sure("datetime", "timestamp"),
    sure("to_timestamp", "timestamp"),
    sure("format_date", "strftime"),
    sure("date_format", "strftime"),
    sure("ifnull", "coalesce"),
    sure("nvl", "coalesce"),
    sure("sorted", "sort"),
    sure("distinct", "unique"),
    sure("base64", "b64encode"),
    sure("b64", "b64encode"),
    sure("url_encode", "urlencode"),
    guess("quote", "urlencode"),
    guess("uuid", "uuid5"),
    guess("hash", "md5"),
    guess("today", "now"),
    sure("utcnow", "now"),
    sure("current_timestamp", "now"),
];

/// Whether a word is only likely to mean what it is answered with, so that no machine should write that.
pub(super) fn is_guess(word: &str) -> bool {
    let word = word.to_lowercase();
    let is_helper = |habit: &Habit| habit.is_guess && habit.word == word;
    // Of the methods below, those whose arguments say more, or count otherwise.
    HELPERS.iter().any(is_helper) || matches!(&*word, "format" | "substr")
}

/// Helpers of other languages that read nearly like one here and do something else, and what to do instead.
const OTHERS: &[(&str, &str)] = &[
    ("reject", "write `select` with the opposite test"),
    ("rejectattr", "write `selectattr` with the opposite test"),
    ("b64decode", NO_DECODING),
    ("b32decode", NO_DECODING),
    ("urldecode", NO_DECODING),
    ("url_decode", NO_DECODING),
    ("b32encode", "the encodings are `b64encode` and `urlencode`"),
    ("uuid1", NO_RANDOM_ID),
    ("uuid3", NO_RANDOM_ID),
    ("uuid4", NO_RANDOM_ID),
    ("md4", HASHES),
    ("sha1", HASHES),
    ("sha224", HASHES),
    ("sha384", HASHES),
    ("sha512", HASHES),
    ("ltrim", TRIM),
    ("rtrim", TRIM),
    ("lstrip", TRIM),
    ("rstrip", TRIM),
    (
        "strptime",
        "write `date('%d.%m.%Y')` or `timestamp('%Y-%m-%d %H:%M')`",
    ),
];

const NO_DECODING: &str = "no helper decodes: do it in a query, or where the value comes from";
const NO_RANDOM_ID: &str =
    "write `uuid5(…)` of what makes the row the one it is: it is the same on every run";
const HASHES: &str = "the hashes are `md5` and `sha256`";
const TRIM: &str = "`trim` takes the blanks off both ends";

/// What to do instead of a helper that only reads like one here.
pub(super) fn instead(word: &str) -> Option<&'static str> {
    let word = word.to_lowercase();
    let other = OTHERS.iter().find(|(other, _)| *other == word);
    other.map(|(_, instead)| *instead)
}

/// Other names of tests.
const TESTS: &[Habit] = &[
    sure("null", "none"),
    sure("nil", "none"),
    sure("str", "string"),
    sure("text", "string"),
    sure("numeric", "number"),
    sure("int", "integer"),
    sure("bool", "boolean"),
    sure("list", "sequence"),
    sure("dict", "mapping"),
];

/// The helper that `word` most likely means.
pub(super) fn helper(word: &str) -> Option<&'static str> {
    look_up(HELPERS, &word.to_lowercase())
}

/// The test that `word` most likely means.
pub(super) fn test(word: &str) -> Option<&'static str> {
    look_up(TESTS, &word.to_lowercase())
}

/// The filter that gives what is a field of dates elsewhere.
pub(super) fn part_of_moment(ty: &Type, field: &str) -> Option<String> {
    if !matches!(ty, Type::Date | Type::Timestamp) {
        return None;
    }
    let directive = match field {
        "year" => "%Y",
        "month" => "%m",
        "day" => "%d",
        "hour" => "%H",
        "minute" => "%M",
        "second" => "%S",
        _ => return None,
    };
    Some(format!("strftime('{directive}')"))
}

/// What says the same as `base.method(arguments)`, where that is no helper by another name.
pub(super) fn method(base: &Expr, method: &str, arguments: &[Argument]) -> Option<String> {
    let first = arguments.first().map(|argument| &argument.value);
    let second = arguments.get(1).map(|argument| &argument.value);
    Some(match method {
        "get" => {
            let value = format!("{base}[{}]", first?);
            match second {
                Some(default) => format!("{value} | default({default})"),
                None => value,
            }
        }
        "startswith" | "startsWith" => format!("{base}[:{}] == {}", length(first?)?, first?),
        "endswith" | "endsWith" => format!("{base}[-{}:] == {}", length(first?)?, first?),
        "includes" | "contains" | "has" => format!("{} in {base}", first?),
        "substring" | "substr" | "slice" => match second {
            Some(end) => format!("{base}[{}:{end}]", first?),
            None => format!("{base}[{}:]", first?),
        },
        "append" | "push" => format!("{base} + [{}]", first?),
        "format" => format!("{base} ~ {}", first?),
        _ => return None,
    })
}

/// `name(a, b=c)`, or the name alone where there is no argument.
pub(super) fn call(name: &str, arguments: &[Argument]) -> String {
    if arguments.is_empty() {
        return name.to_owned();
    }
    let arguments: Vec<_> = arguments
        .iter()
        .map(|argument| match &argument.name {
            Some(name) => format!("{}={}", name.value, argument.value),
            None => argument.value.to_string(),
        })
        .collect();
    format!("{name}({})", arguments.join(", "))
}

fn length(text: &Expr) -> Option<usize> {
    match &text.kind {
        ExprKind::Text(text) => Some(text.chars().count()),
        _ => None,
    }
}

fn look_up(table: &[Habit], word: &str) -> Option<&'static str> {
    let found = table.iter().find(|habit| habit.word == word);
    found.map(|habit| habit.meant)
}
