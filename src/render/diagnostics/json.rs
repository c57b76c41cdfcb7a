use serde_json::{Value, json};

use super::shown::{left_out, shown};
use crate::{
    diagnostic::{Diagnostic, Fix},
    text::{Sources, Span},
};

/// The diagnostics as JSON, one object a line, in the given order.
///
/// Lines and columns count from 1, columns count characters, ends are exclusive. What is said at the mistake itself is
/// the first label; a label in another file than the diagnostic's names it as `file`. Where a machine can mend the
/// mistake, `fix` is the edits that do: places, and the text that comes there. Where there are more than `most`, a last
/// object without a code says how many are `not_shown`.
#[must_use]
pub fn json(diagnostics: &[Diagnostic], most: usize, sources: &Sources) -> String {
    let shown = shown(diagnostics, most).into_iter();
    let objects = shown.map(|diagnostic| object(diagnostic, sources));
    let rest = left_out(diagnostics, most, sources).map(|left_out| {
        json!({
            "code": null,
            "severity": "warning",
            "message": left_out.message,
            "file": left_out.file,
            "not_shown": left_out.count,
        })
    });
    objects
        .chain(rest)
        .map(|object| format!("{object}\n"))
        .collect()
}

/// One diagnostic as [`json`] has it.
#[must_use]
pub fn object(diagnostic: &Diagnostic, sources: &Sources) -> Value {
    let mut object = json!({
        "code": diagnostic.code.name,
        "severity": diagnostic.code.severity.as_str(),
        "message": diagnostic.message,
        "help": diagnostic.help,
        "file": sources.file(diagnostic.span.file).name(),
    });
    place(&mut object, diagnostic.span, sources);
    object["labels"] = labels(diagnostic, sources).into();
    if let Some(edits) = diagnostic.fix.as_ref().and_then(Fix::written) {
        let edits = edits.into_iter().map(|(span, text)| {
            let mut object = json!({"text": text});
            if span.file != diagnostic.span.file {
                object["file"] = sources.file(span.file).name().into();
            }
            place(&mut object, span, sources);
            object
        });
        object["fix"] = edits.collect();
    }
    object
}

fn labels(diagnostic: &Diagnostic, sources: &Sources) -> Vec<Value> {
    let own = (!diagnostic.label.is_empty()).then_some((diagnostic.span, &diagnostic.label));
    let related = diagnostic.related.iter().map(|(span, text)| (*span, text));
    let labels = own.into_iter().chain(related).map(|(span, text)| {
        let mut label = json!({"message": text});
        if span.file != diagnostic.span.file {
            label["file"] = sources.file(span.file).name().into();
        }
        place(&mut label, span, sources);
        label
    });
    labels.collect()
}

fn place(object: &mut Value, span: Span, sources: &Sources) {
    let file = sources.file(span.file);
    let (start, end) = (
        file.position(span.range().start),
        file.position(span.range().end),
    );
    object["line"] = start.line.into();
    object["column"] = start.column.into();
    object["end_line"] = end.line.into();
    object["end_column"] = end.column.into();
}
