use std::path::{Path, PathBuf};

use lsp_types::{
    CodeAction, CodeActionKind, Diagnostic as Shown, DiagnosticRelatedInformation,
    DiagnosticSeverity, Location, NumberOrString, TextEdit, Uri, WorkspaceEdit,
};

use super::{place, position};
use crate::{
    diagnostic::{Diagnostic, Fix, Severity},
    text::{FileId, Sources, Span},
};

/// The files of an analysis: the job, and the project file if there is one.
pub(super) struct Files<'a> {
    pub(super) sources: &'a Sources,
    pub(super) job: &'a Path,
    pub(super) project: Option<&'a PathBuf>,
}

impl Files<'_> {
    /// The file that an id stands for.
    pub(super) fn path(&self, file: FileId) -> &Path {
        match self.project {
            Some(project) if file != FileId(0) => project,
            _ => self.job,
        }
    }

    /// Where a span is.
    pub(super) fn location(&self, span: Span) -> Option<Location> {
        let uri = place::uri(self.path(span.file))?;
        Some(Location::new(uri, self.range(span)))
    }

    pub(super) fn range(&self, span: Span) -> lsp_types::Range {
        position::range(self.sources.file(span.file).text(), span.range())
    }

    /// A diagnostic as an editor shows it.
    pub(super) fn shown(&self, found: &Diagnostic) -> Shown {
        let mut message = found.message.clone();
        for more in [&found.label, found.help.as_ref().unwrap_or(&String::new())] {
            if !more.is_empty() {
                message.push('\n');
                message.push_str(more);
            }
        }
        let related = found.related.iter().filter_map(|(span, message)| {
            Some(DiagnosticRelatedInformation {
                location: self.location(*span)?,
                message: message.clone(),
            })
        });
        Shown {
            range: self.range(found.span),
            severity: Some(match found.code.severity {
                Severity::Error => DiagnosticSeverity::ERROR,
                Severity::Warning => DiagnosticSeverity::WARNING,
                Severity::Advice => DiagnosticSeverity::HINT,
            }),
            code: Some(NumberOrString::String(found.code.name.to_owned())),
            source: Some("portl".to_owned()),
            message,
            related_information: Some(related.collect()),
            ..Shown::default()
        }
    }

    /// The fix of a diagnostic as an action.
    pub(super) fn action(&self, found: &Diagnostic, fix: &Fix) -> Option<CodeAction> {
        Some(CodeAction {
            title: found.help.clone().unwrap_or_else(|| "mend it".to_owned()),
            kind: Some(CodeActionKind::QUICKFIX),
            diagnostics: Some(vec![self.shown(found)]),
            edit: Some(self.changes(fix.written()?)?),
            is_preferred: Some(true),
            ..CodeAction::default()
        })
    }

    /// Edits, by file.
    #[expect(
        clippy::mutable_key_type,
        reason = "the protocol's type has such keys; nothing changes them"
    )]
    pub(super) fn changes(&self, edits: Vec<(Span, &str)>) -> Option<WorkspaceEdit> {
        let mut changes: std::collections::HashMap<Uri, Vec<TextEdit>> = Default::default();
        for (span, text) in edits {
            let uri = place::uri(self.path(span.file))?;
            let edit = TextEdit::new(self.range(span), text.to_owned());
            changes.entry(uri).or_default().push(edit);
        }
        Some(WorkspaceEdit::new(changes))
    }
}
