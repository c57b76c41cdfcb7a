//! YAML: from the text of a file to nodes that know where they stand.
//!
//! Takes one file of [`Sources`]; gives a tree of [`Node`]s in which aliases and merge keys are
//! resolved, and every mistake it finds as a diagnostic. Every [`Scalar`] can map a range of its decoded text back to
//! the exact bytes it was written as.
//!
//! A tree that comes back is whole: mistakes that leave no doubt about what was meant (a template without quotes, a
//! key that stands twice) are reported and mended, so that later stages can go on. Whether keys or values make sense
//! is not its concern.
//!
//! It keeps to [`FileLimits`], aliases expanded.

mod comments;
mod item;
mod literal;
mod mend;
mod merge;
mod node;
mod pieces;
mod quoting;
mod read;
mod scalar;
mod syntax;
mod tag;
#[cfg(test)]
mod tests;
mod tree;
mod written;

pub use comments::{Comments, comments};
pub use literal::Literal;
pub use node::{Entry, Map, Node, NodeKind};
pub use quoting::write;
pub use scalar::Scalar;

use crate::{
    diagnostic::{Diagnostics, messages::yaml as messages},
    limits::FileLimits,
    text::{FileId, Sources, Span},
};
use mend::Page;
use read::Items;

/// How many mistakes of one file are mended at most before it is given up.
const MAX_MENDS: usize = 50;

/// Reads `file` as one YAML document, and reports everything that is wrong with it as YAML.
///
/// Gives none when there is nothing to read, when the text can't be understood from some place on, or when a limit is
/// exceeded; there is an error among the diagnostics then.
pub fn parse(
    sources: &Sources,
    file: FileId,
    limits: &FileLimits,
    diagnostics: &mut Diagnostics,
) -> Option<Node> {
    let text = sources.file(file).text();
    if text.len() > limits.size.amount() {
        let start = Span::new(file, 0, 0);
        diagnostics.push(messages::too_large(start, text.len(), limits.size));
        return None;
    }
    let items = read_mending(Page::new(text, *limits), file, diagnostics)?;
    if let Some(second) = items.second {
        diagnostics.push(messages::several_documents(second));
    }
    let is_missing = |span: Span| span.start == span.end;
    if items
        .list
        .first()
        .is_none_or(|root| is_empty_scalar(root) && is_missing(root.span))
    {
        diagnostics.push(messages::empty(Span::new(file, 0, 0)));
        return None;
    }
    tree::build(&items, text, limits, diagnostics)
        .ok()
        .flatten()
}

fn is_empty_scalar(item: &read::Item) -> bool {
    matches!(&item.kind, read::ItemKind::Scalar(scalar) if scalar.text().is_empty())
}

/// Reads the file again and again, each time with one more mistake mended.
fn read_mending(mut page: Page<'_>, file: FileId, diagnostics: &mut Diagnostics) -> Option<Items> {
    for _ in 0..MAX_MENDS {
        let fault = match read_tolerantly(&page, file) {
            // A mend that became no scalar of its own has changed a text around it.
            Ok(items) => return (items.mended == page.mends()).then_some(items),
            Err(fault) => fault,
        };
        if !diagnostics.iter().any(|known| *known == *fault.diagnostic) {
            diagnostics.push(*fault.diagnostic);
        }
        if !fault.mend.is_some_and(|mend| page.mend(mend)) {
            return None;
        }
    }
    None
}

/// Inside brackets the specification wants every line indented, closing brackets included; hardly any tool does.
fn read_tolerantly(page: &Page<'_>, file: FileId) -> Result<Items, syntax::Fault> {
    match read::read(page, file, true) {
        Err(fault) if fault.is_only_strict => read::read(page, file, false).map_err(|_| fault),
        result => result,
    }
}
