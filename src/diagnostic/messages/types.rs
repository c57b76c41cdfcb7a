//! What can be wrong with the type of an expression.

use super::{codes, operand::Mended};
use crate::{
    diagnostic::{Diagnostic, listed},
    text::Span,
    types::Type,
    value::Failure,
};

codes! {
    /// A list is read as if it were one record.
    LIST_AS_RECORD = Error "type.list-as-record";
    /// A field is read of a value that has no fields.
    NO_FIELDS = Error "type.no-fields";
    /// A record, `job` or `run` has no such field.
    UNKNOWN_FIELD = Error "ref.unknown-field";
    /// A value that may be null is used without a guard.
    MAYBE_NULL = Warning "type.maybe-null";
    /// A text that says yes or no is asked as if it were true or false.
    TEXT_AS_CONDITION = Warning "type.text-as-condition";
    /// An operator can't work on the types of its operands.
    OPERANDS = Error "type.operands";
    /// Two types that can never be equal are compared.
    NEVER_EQUAL = Error "type.never-equal";
    /// A value is indexed that has no positions, or by something that is no position.
    INDEX = Error "type.index";
    /// A list is indexed by the position in another one.
    OTHER_DOMAIN = Error "type.other-domain";
    /// A list was expected.
    NOT_A_LIST = Error "type.not-a-list";
    /// An argument does not fit its parameter.
    ARGUMENT = Error "type.argument";
    /// A computation on constants that fails on every run.
    ALWAYS_FAILS = Error "type.always-fails";
    /// A helper is called without an argument it needs, or with one it does not know.
    ARGUMENTS = Error "type.arguments";
    /// No helper has this name.
    UNKNOWN_FUNCTION = Error "ref.unknown-function";
    /// A filter is written as a function, or a function as a filter.
    WRONG_FORM = Error "ref.wrong-form";
    /// No test has this name.
    UNKNOWN_TEST = Error "ref.unknown-test";
    /// A method of Python is called.
    METHOD = Error "ref.python-method";
    /// A value that can't be printed stands in a text.
    NOT_PRINTABLE = Error "type.not-printable";
    /// A secret would be written where it can be read.
    SECRET_SHOWN = Error "type.secret-shown";
}

/// `base` is a list, and `.field` is read of it; `fix` is the whole expression as it should be.
#[must_use]
pub fn list_as_record(
    span: Span,
    base: &str,
    field: &str,
    cause: Option<(Span, &str)>,
    fix: &str,
) -> Diagnostic {
    let found = Diagnostic::new(
        &LIST_AS_RECORD,
        span,
        format!("`{base}` is a list, it has no field `{field}`"),
    )
    .label("read as one record")
    .help(format!("write `{fix}`"));
    match cause {
        Some((cause, why)) => found.related(cause, why),
        None => found,
    }
}

/// A field of something without fields; `fix` is what was probably meant.
#[must_use]
pub fn no_fields(span: Span, ty: &Type, field: &str, fix: Option<String>) -> Diagnostic {
    Diagnostic::new(
        &NO_FIELDS,
        span,
        format!(
            "expected a record with a field `{field}`, found {}",
            ty.brief()
        ),
    )
    .help(match fix {
        Some(fix) => format!("write `{fix}`"),
        None => format!("remove `.{field}`: there are no fields, this is the value itself"),
    })
}

/// A field that is not there; `known` are those that are.
#[must_use]
pub fn unknown_field(
    span: Span,
    base: &str,
    field: &str,
    near: Option<&str>,
    known: &[&str],
) -> Diagnostic {
    Diagnostic::new(
        &UNKNOWN_FIELD,
        span,
        format!("`{base}` has no field `{field}`"),
    )
    .help_if(near_or_known(near, known))
}

/// A field that a query gives to a step of another type; `own` is the type it has, and where, `wanted` the other one.
#[must_use]
pub fn field_of_rows(
    span: Span,
    base: &str,
    field: &str,
    own: (&str, Span),
    wanted: &str,
) -> Diagnostic {
    let (gives, place) = match own.0 {
        "db.execute" => ("a count: the rows of the query are thrown away", own.1),
        _ => ("one row, or null", own.1),
    };
    Diagnostic::new(
        &UNKNOWN_FIELD,
        span,
        format!("`{base}` has no field `{field}`"),
    )
    .related(place, format!("`{}` gives {gives}", own.0))
    .help(format!("write `type: {wanted}`"))
}

/// A field of a group; `declared` is where that is named, `inside` the step in it that is meant.
#[must_use]
pub fn field_of_group(
    span: Span,
    field: &str,
    group: &str,
    declared: Span,
    inside: &str,
) -> Diagnostic {
    let message = format!("the group `{group}` has no result of its own, and no field `{field}`");
    Diagnostic::new(&UNKNOWN_FIELD, span, message)
        .related(declared, "this is a group")
        .help(format!("read a step inside of it: `steps.{inside}`"))
}

fn near_or_known(near: Option<&str>, known: &[&str]) -> Option<String> {
    match near {
        Some(near) => Some(format!("write `{near}`")),
        None if known.is_empty() => None,
        None => Some(format!("the fields are {}", listed(known, " and "))),
    }
}

/// `shown` may be null where it is used for something that null can't do; `guard` says how to look first.
#[must_use]
pub fn maybe_null(span: Span, shown: &str, guard: &str, cause: Option<(Span, &str)>) -> Diagnostic {
    let found = Diagnostic::new(&MAYBE_NULL, span, format!("`{shown}` may be null here"))
        .label("fails where there is none")
        .help(guard);
    match cause {
        Some((cause, why)) => found.related(cause, why),
        None => found,
    }
}

/// `a if condition` where null can't be used; `otherwise` is a value to go on with.
#[must_use]
pub fn no_else(span: Span, otherwise: &str) -> Diagnostic {
    let message = "this may be null here: it has no `else`";
    Diagnostic::new(&MAYBE_NULL, span, message)
        .label("fails where there is none")
        .help(format!("say what it is then: `… else {otherwise}`"))
}

/// A cell that says yes or no in a condition; `file` is where the file is named.
#[must_use]
pub fn text_as_condition(span: Span, shown: &str, file: Span) -> Diagnostic {
    Diagnostic::new(
        &TEXT_AS_CONDITION,
        span,
        format!("`{shown}` is text: `false`, `no` and `0` count as true"),
    )
    .label("false only where it is empty")
    .related(file, "its cells in this file say yes or no")
    .help(format!("write `{shown} | bool`"))
    .replace(span, format!("{shown} | bool"))
}

/// A sign before something that is no number; `written` is that.
#[must_use]
pub fn not_a_number(span: Span, ty: &Type, written: &str) -> Diagnostic {
    let help = (*ty == Type::Text).then(|| format!("convert it first: `{written} | decimal`"));
    Diagnostic::new(
        &OPERANDS,
        span,
        format!("expected a number, found {}", ty.brief()),
    )
    .help_if(help)
}

/// `base[index]` where there are no positions, or `index` is none.
#[must_use]
pub fn index(span: Span, base: &Type, index: &Type) -> Diagnostic {
    let (base, index) = (base.brief(), index.brief());
    Diagnostic::new(&INDEX, span, format!("{base} can't be indexed by {index}"))
}

/// An index that counts the positions of another list.
#[must_use]
pub fn other_domain(span: Span, list: &str, batch: Span) -> Diagnostic {
    Diagnostic::new(
        &OTHER_DOMAIN,
        span,
        format!("`idx` does not count the positions of `{list}`"),
    )
    .label("of another list")
    .related(batch, "`idx` counts the items of this list")
    .help(format!(
        "run the batch over `{list}`, or over a result of a batch over it"
    ))
}

/// Something else than a list, where items are needed; `fix` is a list inside of it.
#[must_use]
pub fn not_a_list(span: Span, ty: &Type, fix: Option<String>) -> Diagnostic {
    let message = format!("expected a list, found {}", ty.brief());
    offer(Diagnostic::new(&NOT_A_LIST, span, message), fix)
}

/// Something else than rows for a file; `help` says what to do where nothing is known to write.
#[must_use]
pub fn not_rows(span: Span, ty: &Type, fix: Option<String>, help: Option<String>) -> Diagnostic {
    let message = format!("expected a list of records, found {}", ty.brief());
    offer(Diagnostic::new(&NOT_A_LIST, span, message), fix).help_if(help)
}

/// An argument of the wrong type.
#[must_use]
pub fn argument(
    span: Span,
    function: &str,
    parameter: &str,
    expected: &str,
    found: &Type,
    mended: Mended,
) -> Diagnostic {
    let found = found.brief();
    let message = format!("`{function}` expects {expected} for `{parameter}`, found {found}");
    let found = Diagnostic::new(&ARGUMENT, span, message).help_if(mended.help);
    match mended.edit {
        Some((span, text)) => found.replace(span, text),
        None => found,
    }
}

/// Arguments that a helper can't work on.
#[must_use]
pub fn bad_call(span: Span, message: impl Into<String>, help: Option<String>) -> Diagnostic {
    Diagnostic::new(&ARGUMENT, span, message).help_if(help)
}

/// Constants that can't be computed with, in the words of the run.
#[must_use]
pub fn always_fails(span: Span, failure: Failure) -> Diagnostic {
    Diagnostic::new(&ALWAYS_FAILS, span, failure.message)
        .label("fails on every run")
        .help_if(failure.help)
}

/// An argument that is missing, or one too many.
#[must_use]
pub fn arguments(span: Span, message: impl Into<String>, usage: &str) -> Diagnostic {
    Diagnostic::new(&ARGUMENTS, span, message).help(format!("write `{usage}`"))
}

/// A helper that does not exist; `help` says what does the same.
#[must_use]
pub fn unknown_function(span: Span, name: &str, help: Option<String>) -> Diagnostic {
    Diagnostic::new(&UNKNOWN_FUNCTION, span, format!("unknown helper `{name}`")).help_if(help)
}

/// Jinja's `list`, which makes a list of what is none here.
#[must_use]
pub fn needless_list(span: Span) -> Diagnostic {
    Diagnostic::new(&UNKNOWN_FUNCTION, span, "unknown helper `list`")
        .help("remove `| list`: every helper that goes through a list gives one")
}

/// A helper that exists, but is written the other way.
#[must_use]
pub fn wrong_form(span: Span, message: impl Into<String>, fix: &str) -> Diagnostic {
    Diagnostic::new(&WRONG_FORM, span, message).help(format!("write `{fix}`"))
}

/// A test that does not exist.
#[must_use]
pub fn unknown_test(span: Span, name: &str, fix: Option<String>) -> Diagnostic {
    Diagnostic::new(&UNKNOWN_TEST, span, format!("unknown test `{name}`"))
        .help_if(fix.map(|fix| format!("write `{fix}`")))
}

/// A Python method; `fix` is what does the same here.
#[must_use]
pub fn method(span: Span, name: &str, fix: Option<&str>) -> Diagnostic {
    Diagnostic::new(
        &METHOD,
        span,
        format!("methods can't be called: `{name}()`"),
    )
    .help(fix.map_or_else(
        || "use a filter: `value | filter`".to_owned(),
        |fix| format!("write `{fix}`"),
    ))
}

/// A value without a text, in a text.
#[must_use]
pub fn not_printable(span: Span, ty: &Type) -> Diagnostic {
    Diagnostic::new(
        &NOT_PRINTABLE,
        span,
        format!("{} can't be joined with text", ty.brief()),
    )
    .help("convert it first, with `| tojson` or `| b64encode`")
}

/// A secret on its way to where people read.
#[must_use]
pub fn secret_shown(span: Span, place: &str) -> Diagnostic {
    let help = match place {
        "a URL" => {
            "send it in a header or in the body: `headers: {Authorization: \"Bearer {{ … }}\"}`"
        }
        "the outbox" => {
            "set it in the connection's `headers:`, which are added when the message is delivered"
        }
        _ => "leave it out: a secret may go to a header, a body or a bind parameter",
    };
    Diagnostic::new(
        &SECRET_SHOWN,
        span,
        format!("a secret can't be written to {place}"),
    )
    .label("a secret")
    .help(help)
}

/// Says what to write into the place of the wrong piece, if that is known.
fn offer(found: Diagnostic, fix: Option<String>) -> Diagnostic {
    let span = found.span;
    match fix {
        Some(fix) => found.write(span, &fix),
        None => found,
    }
}
