use crate::{
    diagnostic::{Diagnostics, Fix, Replacement},
    text::{FileId, Sources},
    yaml::{self, Node},
};

/// How many fixes are offered at once at most: looking for their places takes time.
const MAX_FIXES: usize = 1000;

/// Finishes every fix: what was said as it should read is written as the quotes around it want.
///
/// A fix that can't be written, or whose edits overlap, is dropped: the help still says what to do.
pub(super) fn finish(sources: &Sources, roots: &[(FileId, &Node)], diagnostics: &mut Diagnostics) {
    let mut left = MAX_FIXES;
    for found in diagnostics.iter_mut().filter(|found| found.fix.is_some()) {
        let is_too_much = left == 0;
        left = left.saturating_sub(1);
        found.fix = found
            .fix
            .take()
            .filter(|_| !is_too_much)
            .and_then(|fix| finished(sources, roots, fix));
    }
}

fn finished(sources: &Sources, roots: &[(FileId, &Node)], mut fix: Fix) -> Option<Fix> {
    for edit in &mut fix.edits {
        let file = sources.file(edit.span.file).text();
        file.get(edit.span.range())?;
        if let Replacement::Value(text) = &edit.text {
            let (_, root) = roots.iter().find(|(id, _)| *id == edit.span.file)?;
            edit.text = Replacement::Source(yaml::write(root, file, edit.span, text)?);
        }
    }
    fix.edits.sort_by_key(|edit| edit.span);
    let is_apart = fix.edits.windows(2).all(|pair| {
        pair[0].span.file != pair[1].span.file || pair[0].span.end <= pair[1].span.start
    });
    is_apart.then_some(fix)
}
