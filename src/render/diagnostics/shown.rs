//! Which of many diagnostics are shown.

use crate::{diagnostic::Diagnostic, render::wrap::tame, text::Sources};

/// So many diagnostics of a job are shown unless somebody asks for more.
pub const MOST: usize = 200;

/// At most `most` of the diagnostics, in their order; errors are shown before the rest is.
pub(super) fn shown(all: &[Diagnostic], most: usize) -> Vec<&Diagnostic> {
    if all.len() <= most {
        return all.iter().collect();
    }
    let mut chosen: Vec<_> = (0..all.len()).collect();
    chosen.sort_by_key(|index| all[*index].code.severity);
    chosen.truncate(most);
    chosen.sort_unstable();
    chosen.into_iter().map(|index| &all[index]).collect()
}

/// What was left out, if anything was.
pub(super) struct LeftOut {
    /// How many diagnostics.
    pub(super) count: usize,
    /// The file of the job.
    pub(super) file: String,
    /// That they were left out, and how to see them.
    pub(super) message: String,
}

/// What is not among the `most` that are shown.
pub(super) fn left_out(all: &[Diagnostic], most: usize, sources: &Sources) -> Option<LeftOut> {
    let count = all.len().saturating_sub(most);
    let file = sources.file(all.first()?.span.file).name().to_owned();
    (count > 0).then(|| LeftOut {
        count,
        message: format!(
            "{count} more are not shown: `portl check --max-diagnostics {} {}` shows all",
            all.len(),
            tame(&file)
        ),
        file,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        diagnostic::messages::{environment, secret},
        text::Span,
    };

    #[test]
    fn errors_are_shown_before_warnings_and_in_their_order() {
        let mut sources = Sources::default();
        let file = sources.add("job.yaml", "a: b\nc: d\n");
        let span = Span::new(file, 0, 1);
        let warning = || secret::literal(span, "a", "A");
        let error = |name| environment::unset(span, name, None, ".env");
        let all = [warning(), error("A"), warning(), error("B")];
        let messages = |most| {
            let shown = shown(&all, most).into_iter();
            let messages = shown.map(|found| found.message.clone());
            messages.collect::<Vec<_>>()
        };
        assert_eq!(messages(2), [&*all[1].message, &*all[3].message]);
        let three = [0, 1, 3].map(|index: usize| &*all[index].message);
        assert_eq!(messages(3), three);
        assert_eq!(messages(4).len(), 4);
        assert!(left_out(&all, 4, &sources).is_none());
        assert_eq!(left_out(&all, 1, &sources).map(|rest| rest.count), Some(3));
    }
}
