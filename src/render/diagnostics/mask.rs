use std::{borrow::Cow, ops::Range};

use crate::text::Sources;

/// The sources with everything blotted out that is concealed, byte for byte at the same places.
#[must_use]
pub fn masked(sources: &Sources) -> Cow<'_, Sources> {
    if sources.files().all(|(_, file)| file.concealed().is_empty()) {
        return Cow::Borrowed(sources);
    }
    let mut masked = Sources::default();
    for (_, file) in sources.files() {
        masked.add(file.name(), blotted(file.text(), file.concealed()));
    }
    Cow::Owned(masked)
}

fn blotted(text: &str, concealed: &[Range<usize>]) -> String {
    let mut own = concealed.to_vec();
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
    use crate::text::Span;

    #[test]
    fn a_secret_is_blotted_out_and_nothing_else_moves() {
        let mut sources = Sources::default();
        let text = "password: gehe\u{ef}m€🦀 # note";
        let file = sources.add("job.yaml", text);
        let start = text.find("gehe").expect("it is there");
        let end = text.find(" #").expect("it is there");
        sources.conceal(Span::new(file, start, end));
        let masked = masked(&sources);
        assert_eq!(masked.file(file).text(), "password: ****·*•𝄀 # note");
        assert_eq!(masked.file(file).text().len(), text.len());
    }
}
