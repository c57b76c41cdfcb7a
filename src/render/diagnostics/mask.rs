use std::borrow::Cow;

use crate::{
    diagnostic::{Diagnostic, messages::secret},
    text::{FileId, Sources, Span},
};

/// The sources with every secret blotted out that one of `diagnostics` points at, byte for byte at the same places.
#[must_use]
pub fn masked<'s>(diagnostics: &[Diagnostic], sources: &'s Sources) -> Cow<'s, Sources> {
    let secrets: Vec<_> = diagnostics
        .iter()
        .filter(|found| found.code == &secret::LITERAL)
        .map(|found| found.span)
        .collect();
    if secrets.is_empty() {
        return Cow::Borrowed(sources);
    }
    let mut masked = Sources::default();
    for (id, file) in sources.files() {
        masked.add(file.name(), blotted(id, file.text(), &secrets));
    }
    Cow::Owned(masked)
}

fn blotted(file: FileId, text: &str, secrets: &[Span]) -> String {
    let own = secrets.iter().filter(|secret| secret.file == file);
    let mut own: Vec<_> = own.map(|secret| secret.range()).collect();
    own.sort_by_key(|range| range.start);
    let mut blotted = String::with_capacity(text.len());
    // The secrets before a place end here at the latest.
    let (mut next, mut end) = (0, 0);
    for (at, c) in text.char_indices() {
        while let Some(range) = own.get(next).filter(|range| range.start <= at) {
            end = end.max(range.end);
            next += 1;
        }
        let is_secret = at < end && !c.is_whitespace();
        blotted.push(if is_secret { blot(c) } else { c });
    }
    blotted
}

/// A sign of as many bytes.
const fn blot(c: char) -> char {
    match c.len_utf8() {
        1 => '*',
        2 => '·',
        3 => '•',
        _ => '𝄀',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_blotted_out_and_nothing_else_moves() {
        let mut sources = Sources::default();
        let text = "password: gehe\u{ef}m€🦀 # note";
        let file = sources.add("job.yaml", text);
        let start = text.find("gehe").expect("it is there");
        let end = text.find(" #").expect("it is there");
        let found = secret::literal(Span::new(file, start, end), "the password", "PASSWORD");
        let masked = masked(&[found], &sources);
        assert_eq!(masked.file(file).text(), "password: ****·*•𝄀 # note");
        assert_eq!(masked.file(file).text().len(), text.len());
    }
}
