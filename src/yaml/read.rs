use std::{borrow::Cow, ops::Range};

use granit_parser::{Event, Parser, ScalarStyle, StructureStyle, Tag, options};

use super::{
    Scalar,
    mend::Page,
    scalar::{Reading, Source},
    syntax::{self, Fault, Seen},
    tag::CoreTag,
    written,
};
use crate::{
    diagnostic::{messages::yaml as messages, nearest},
    text::{FileId, Span},
};

/// How many of the last anchors are compared with an unknown alias, and how many aliases are compared at all.
const MAX_NEAR: usize = 100;

/// The nodes of the first document, flat and in the order they were written.
#[derive(Default)]
pub(super) struct Items {
    /// The nodes, and the ends of lists and maps.
    pub(super) list: Vec<Item>,
    /// Where a second document begins, if there is one.
    pub(super) second: Option<Span>,
    /// How many of the scalars were mended.
    pub(super) mended: usize,
    /// The items that anchors name, by the parser's number.
    anchors: Vec<usize>,
}

pub(super) struct Item {
    pub(super) kind: ItemKind,
    pub(super) span: Span,
    pub(super) tag: Option<Box<(Tag, Span)>>,
}

pub(super) enum ItemKind {
    Scalar(Scalar),
    /// With the index of its end, and whether it stands in brackets.
    List(Extent),
    Map(Extent),
    End,
    /// With the index of the item it stands for.
    Alias(usize),
    /// With its name, and the name of an anchor further up that it may have meant.
    UnknownAlias(String, Option<String>),
}

#[derive(Clone, Copy)]
pub(super) struct Extent {
    pub(super) end: usize,
    pub(super) in_brackets: bool,
}

/// Reads the first document of `page`, or says what is wrong first of all.
pub(super) fn read(page: &Page<'_>, file: FileId, strict: bool) -> Result<Items, Fault> {
    let deepest = page.limits.depth.amount();
    let options = options! {
        strict_indentation: strict,
        emit_unresolved_aliases: true,
        emit_anchor_events: true,
        emit_comments: false,
        flow_nesting_limit: deepest + 1,
        block_nesting_limit: deepest + 1,
    };
    let mut reader = Reader {
        page,
        file,
        items: Items::default(),
        seen: Seen::default(),
        open: Vec::new(),
        documents: 0,
        anchor_names: Vec::new(),
        unknown: 0,
    };
    for event in Parser::new_from_str_with_options(&page.text, options) {
        let (event, span) =
            event.map_err(|error| syntax::fault(page, file, &reader.seen, &error))?;
        let range = span.byte_range().unwrap_or_default();
        if let Event::DocumentStart(..) = event {
            reader.documents += 1;
            if reader.documents > 1 {
                reader.items.second = Some(Span::new(file, range.start, range.end));
                break;
            }
        }
        let tag = span.tag_span().and_then(|tag| tag.byte_range());
        reader.take(event, range, tag)?;
    }
    Ok(reader.items)
}

struct Reader<'p, 't> {
    page: &'p Page<'t>,
    file: FileId,
    items: Items,
    seen: Seen,
    open: Vec<usize>,
    documents: usize,
    anchor_names: Vec<String>,
    unknown: usize,
}

impl Reader<'_, '_> {
    fn take(
        &mut self,
        event: Event<'_>,
        range: Range<usize>,
        tag_range: Option<Range<usize>>,
    ) -> Result<(), Fault> {
        let (kind, anchor, tag) = match event {
            Event::Scalar(text, style, anchor, tag) => {
                let scalar = self.scalar(&text, style, tag.as_deref(), range.clone());
                self.seen.scalar(&range, style == ScalarStyle::Plain);
                (ItemKind::Scalar(scalar), anchor, tag)
            }
            Event::SequenceStart(style, anchor, tag) => {
                let extent = self.start(style, &range, true)?;
                (ItemKind::List(extent), anchor, tag)
            }
            Event::MappingStart(style, anchor, tag) => {
                let extent = self.start(style, &range, false)?;
                (ItemKind::Map(extent), anchor, tag)
            }
            Event::SequenceEnd | Event::MappingEnd => {
                self.close(&range);
                (ItemKind::End, 0, None)
            }
            Event::Alias(id) => {
                self.seen.other(&range);
                (ItemKind::Alias(self.items.anchored(id)), 0, None)
            }
            Event::UnresolvedAlias(name) => {
                self.seen.other(&range);
                let near = self.near(&name);
                (ItemKind::UnknownAlias(name.into_owned(), near), 0, None)
            }
            Event::Anchor(_, name) => {
                self.anchor_names.push(name.into_owned());
                return Ok(());
            }
            _ => return Ok(()),
        };
        self.push(kind, anchor, tag, &range, tag_range)
    }

    fn push(
        &mut self,
        kind: ItemKind,
        anchor: usize,
        tag: Option<Cow<'_, Tag>>,
        range: &Range<usize>,
        tag_range: Option<Range<usize>>,
    ) -> Result<(), Fault> {
        let span = match &kind {
            ItemKind::Scalar(scalar) => scalar.span(),
            _ => self.span(range),
        };
        let most = self.page.limits.values;
        if self.items.list.len() >= 2 * most.amount() {
            return Err(Fault::fatal(messages::too_many_nodes(span, most)));
        }
        if anchor > 0 {
            self.items.anchors.resize(anchor + 1, 0);
            self.items.anchors[anchor] = self.items.list.len();
        }
        let tag = tag.map(|tag| {
            let place = tag_range.map_or(span, |range| self.span(&range));
            Box::new((tag.into_owned(), place))
        });
        self.items.list.push(Item { kind, span, tag });
        Ok(())
    }

    fn start(
        &mut self,
        style: StructureStyle,
        range: &Range<usize>,
        is_list: bool,
    ) -> Result<Extent, Fault> {
        let in_brackets = style == StructureStyle::Flow;
        syntax::check_start(self.page, self.file, &self.seen, range.start, in_brackets)?;
        let deepest = self.page.limits.depth;
        if self.open.len() >= deepest.amount() {
            let first = range.start..range.end.max(range.start + 1);
            return Err(Fault::fatal(messages::too_deep(self.span(&first), deepest)));
        }
        self.seen.open(range, in_brackets, is_list);
        self.open.push(self.items.list.len());
        Ok(Extent {
            end: usize::MAX,
            in_brackets,
        })
    }

    fn close(&mut self, range: &Range<usize>) {
        self.seen.close(range);
        let end = self.items.list.len();
        let opened = self.open.pop().and_then(|at| self.items.list.get_mut(at));
        if let Some(ItemKind::List(extent) | ItemKind::Map(extent)) = opened.map(|o| &mut o.kind) {
            extent.end = end;
        }
    }

    fn scalar(
        &mut self,
        text: &str,
        style: ScalarStyle,
        tag: Option<&Tag>,
        range: Range<usize>,
    ) -> Scalar {
        if let Some(mend) = self.page.mended(range.start) {
            self.items.mended += 1;
            let source = Source::Verbatim(mend.inner.start);
            let meant = &self.page.original[mend.inner.clone()];
            return Scalar::new(meant, self.span(&mend.outer), Reading::Text, source);
        }
        let reading = match (tag.and_then(CoreTag::of), style) {
            (Some(tag), _) => Reading::Tagged(tag),
            (None, ScalarStyle::Plain) => Reading::Plain,
            (None, _) => Reading::Text,
        };
        let (text, place, source) = written::source(&self.page.text, text, style, range);
        Scalar::new(text, self.span(&place), reading, source)
    }

    /// The anchor that an alias named `unknown` may have meant.
    fn near(&mut self, unknown: &str) -> Option<String> {
        self.unknown += 1;
        if self.unknown > MAX_NEAR {
            return None;
        }
        let known = self.anchor_names.iter().rev().take(MAX_NEAR);
        nearest(unknown, known.map(String::as_str)).map(ToOwned::to_owned)
    }

    fn span(&self, range: &Range<usize>) -> Span {
        Span::new(self.file, range.start, range.end)
    }
}

impl Items {
    fn anchored(&self, id: usize) -> usize {
        self.anchors.get(id).copied().unwrap_or_default()
    }
}
