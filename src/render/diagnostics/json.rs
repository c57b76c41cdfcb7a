use serde_json::{Value, json};

use crate::{
    diagnostic::{Diagnostic, Fix},
    text::{Sources, Span},
};

/// The diagnostics as JSON, one object a line, in the given order.
///
/// Lines and columns count from 1, columns count characters, ends are exclusive. What is said at the mistake itself is
/// the first label; a label in another file than the diagnostic's names it as `file`. Where a machine can mend the
/// mistake, `fix` is the edits that do: places, and the text that comes there.
#[must_use]
pub fn json(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    diagnostics
        .iter()
        .map(|diagnostic| format!("{}\n", object(diagnostic, sources)))
        .collect()
}

fn object(diagnostic: &Diagnostic, sources: &Sources) -> Value {
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
