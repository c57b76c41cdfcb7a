use std::path::PathBuf;

use lsp_server::ErrorCode;
use lsp_types::{
    CodeActionKind, CodeActionOptions, CodeActionOrCommand, CodeActionParams,
    CodeActionProviderCapability, CodeActionResponse, CompletionItem, CompletionItemKind,
    CompletionOptions, CompletionParams, CompletionResponse, CompletionTextEdit, Documentation,
    GotoDefinitionParams, GotoDefinitionResponse, Hover, HoverContents, HoverParams, Location,
    MarkupContent, MarkupKind, OneOf, PrepareRenameResponse, ReferenceParams, RenameOptions,
    RenameParams, SaveOptions, ServerCapabilities, TextDocumentPositionParams,
    TextDocumentSyncKind, TextDocumentSyncOptions, TextEdit, Uri, WorkDoneProgressOptions,
    WorkspaceEdit,
    request::{
        CodeActionRequest, Completion, GotoDefinition, HoverRequest, PrepareRenameRequest,
        References, Rename, Request,
    },
};
use serde::de::DeserializeOwned;
use serde_json::{Value as Json, json};

use super::{diagnostics::Files, documents::is_project, place, position, server::Server};
use crate::{
    editor::{self, CompletionKind, Snapshot, Texts},
    text::FileId,
};

type Refusal = (ErrorCode, String);

/// What the server can do, as the answer to `initialize`.
pub(super) fn greeting() -> Json {
    let sync = TextDocumentSyncOptions {
        open_close: Some(true),
        change: Some(TextDocumentSyncKind::FULL),
        save: Some(SaveOptions::default().into()),
        ..TextDocumentSyncOptions::default()
    };
    let triggers = [".", "|", " ", "[", "'"];
    let capabilities = ServerCapabilities {
        text_document_sync: Some(sync.into()),
        completion_provider: Some(CompletionOptions {
            trigger_characters: Some(triggers.map(str::to_owned).to_vec()),
            ..CompletionOptions::default()
        }),
        hover_provider: Some(true.into()),
        definition_provider: Some(OneOf::Left(true)),
        references_provider: Some(OneOf::Left(true)),
        rename_provider: Some(OneOf::Right(RenameOptions {
            prepare_provider: Some(true),
            work_done_progress_options: WorkDoneProgressOptions::default(),
        })),
        code_action_provider: Some(CodeActionProviderCapability::Options(CodeActionOptions {
            code_action_kinds: Some(vec![CodeActionKind::QUICKFIX]),
            ..CodeActionOptions::default()
        })),
        ..ServerCapabilities::default()
    };
    let (name, version) = (env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION"));
    json!({"capabilities": capabilities, "serverInfo": {"name": name, "version": version}})
}

/// Answers a request.
pub(super) fn to(server: &Server<'_>, method: &str, params: Json) -> Result<Json, Refusal> {
    match method {
        Completion::METHOD => handle::<Completion>(server, params, complete),
        HoverRequest::METHOD => handle::<HoverRequest>(server, params, hover),
        GotoDefinition::METHOD => handle::<GotoDefinition>(server, params, definition),
        References::METHOD => handle::<References>(server, params, references),
        PrepareRenameRequest::METHOD => {
            handle::<PrepareRenameRequest>(server, params, prepare_rename)
        }
        Rename::METHOD => handle::<Rename>(server, params, rename),
        CodeActionRequest::METHOD => handle::<CodeActionRequest>(server, params, actions),
        _ => {
            let message = format!("`{method}` is not known here");
            Err((ErrorCode::MethodNotFound, message))
        }
    }
}

fn handle<R: Request>(
    server: &Server<'_>,
    params: Json,
    answer: fn(&Server<'_>, R::Params) -> Result<R::Result, Refusal>,
) -> Result<Json, Refusal>
where
    R::Params: DeserializeOwned,
{
    let wrong = |error: serde_json::Error| (ErrorCode::InvalidParams, error.to_string());
    let answer = answer(server, serde_json::from_value(params).map_err(wrong)?)?;
    serde_json::to_value(answer).map_err(|error| (ErrorCode::InternalError, error.to_string()))
}

/// A place in an open document, and what is known of it.
struct Place<'a> {
    snapshot: Snapshot<'a>,
    offset: usize,
    files: (PathBuf, Option<PathBuf>),
}

impl Place<'_> {
    fn files(&self) -> Files<'_> {
        Files {
            sources: &self.snapshot.analysis.sources,
            job: &self.files.0,
            project: self.files.1.as_ref(),
        }
    }
}

fn at<T>(
    server: &Server<'_>,
    params: &TextDocumentPositionParams,
    answer: impl FnOnce(&Place<'_>) -> T,
) -> Option<T> {
    texts(server, &params.text_document.uri, |texts, files| {
        let offset = position::offset(&texts.job.text, params.position);
        let snapshot = Snapshot::of(texts);
        answer(&Place {
            snapshot,
            offset,
            files,
        })
    })
}

fn texts<T>(
    server: &Server<'_>,
    uri: &Uri,
    answer: impl FnOnce(Texts<'_>, (PathBuf, Option<PathBuf>)) -> T,
) -> Option<T> {
    let path = place::path(uri)?;
    server.ask(&path, |texts, project| {
        answer(texts, (path.clone(), project.cloned()))
    })
}

fn complete(
    server: &Server<'_>,
    params: CompletionParams,
) -> Result<Option<CompletionResponse>, Refusal> {
    let place = params.text_document_position;
    let items = texts(server, &place.text_document.uri, |texts, (path, _)| {
        let text = &texts.job.text;
        let offset = position::offset(text, place.position);
        let found = editor::complete(&texts, offset, is_project(&path));
        let range = position::range(text, found.replaces);
        let items = found.items.into_iter().enumerate();
        items
            .map(|(rank, item)| shown(rank, item, range))
            .collect::<Vec<_>>()
    });
    Ok(items.map(CompletionResponse::Array))
}

fn shown(rank: usize, item: editor::Completion, range: lsp_types::Range) -> CompletionItem {
    let kind = match item.kind {
        CompletionKind::Name => CompletionItemKind::VARIABLE,
        CompletionKind::Step => CompletionItemKind::MODULE,
        CompletionKind::Field => CompletionItemKind::FIELD,
        CompletionKind::Helper => CompletionItemKind::FUNCTION,
        CompletionKind::Test => CompletionItemKind::KEYWORD,
        CompletionKind::Key => CompletionItemKind::PROPERTY,
        CompletionKind::Value => CompletionItemKind::ENUM_MEMBER,
    };
    let some = |text: String| (!text.is_empty()).then_some(text);
    CompletionItem {
        label: item.label,
        kind: Some(kind),
        detail: some(item.detail),
        documentation: some(item.doc).map(|doc| Documentation::MarkupContent(markdown(doc))),
        sort_text: Some(format!("{rank:04}")),
        text_edit: Some(CompletionTextEdit::Edit(TextEdit::new(range, item.insert))),
        ..CompletionItem::default()
    }
}

const fn markdown(value: String) -> MarkupContent {
    MarkupContent {
        kind: MarkupKind::Markdown,
        value,
    }
}

fn hover(server: &Server<'_>, params: HoverParams) -> Result<Option<Hover>, Refusal> {
    let found = at(server, &params.text_document_position_params, |place| {
        let found = place.snapshot.hover(place.offset)?;
        Some(Hover {
            range: Some(place.files().range(found.span)),
            contents: HoverContents::Markup(markdown(found.markdown)),
        })
    });
    Ok(found.flatten())
}

fn definition(
    server: &Server<'_>,
    params: GotoDefinitionParams,
) -> Result<Option<GotoDefinitionResponse>, Refusal> {
    let found = at(server, &params.text_document_position_params, |place| {
        let span = place.snapshot.definition(place.offset)?;
        place.files().location(span)
    });
    Ok(found.flatten().map(GotoDefinitionResponse::Scalar))
}

fn references(
    server: &Server<'_>,
    params: ReferenceParams,
) -> Result<Option<Vec<Location>>, Refusal> {
    let with_declaration = params.context.include_declaration;
    Ok(at(server, &params.text_document_position, |place| {
        let found = place.snapshot.references(place.offset, with_declaration);
        let files = place.files();
        let found = found.into_iter();
        found.filter_map(|span| files.location(span)).collect()
    }))
}

fn prepare_rename(
    server: &Server<'_>,
    params: TextDocumentPositionParams,
) -> Result<Option<PrepareRenameResponse>, Refusal> {
    let found = at(server, &params, |place| {
        let span = place.snapshot.renamable(place.offset)?;
        Ok(PrepareRenameResponse::Range(place.files().range(span)))
    });
    found.transpose().map_err(refused)
}

fn rename(server: &Server<'_>, params: RenameParams) -> Result<Option<WorkspaceEdit>, Refusal> {
    let found = at(server, &params.text_document_position, |place| {
        let edits = place.snapshot.rename(place.offset, &params.new_name)?;
        let edits = edits.iter().map(|(span, text)| (*span, text.as_str()));
        Ok(place.files().changes(edits.collect()))
    });
    Ok(found.transpose().map_err(refused)?.flatten())
}

const fn refused(why: String) -> Refusal {
    (ErrorCode::RequestFailed, why)
}

fn actions(
    server: &Server<'_>,
    params: CodeActionParams,
) -> Result<Option<CodeActionResponse>, Refusal> {
    let start = TextDocumentPositionParams::new(params.text_document, params.range.start);
    Ok(at(server, &start, |place| {
        let files = place.files();
        let text = place.snapshot.analysis.sources.file(FileId(0)).text();
        let end = position::offset(text, params.range.end);
        let found = place.snapshot.analysis.diagnostics.iter();
        let found = found.filter(|found| {
            let bytes = found.span.range();
            found.span.file == FileId(0) && bytes.start <= end && place.offset <= bytes.end
        });
        found
            .filter_map(|found| files.action(found, found.fix.as_ref()?))
            .map(CodeActionOrCommand::CodeAction)
            .collect()
    }))
}
