use std::ops::Range;

/// The job with a word put in at the cursor, and what is missing behind it.
#[derive(Debug)]
pub(super) struct Probe {
    pub(super) text: String,
    /// Whether the word was made a key, by a colon behind it.
    pub(super) is_key: bool,
}

/// What ends a hole or a tag that the cursor stands in.
const ENDS: &[(&str, &str)] = &[("{{", "}}"), ("{%", "%}")];

impl Probe {
    /// The word: nobody's name, and good anywhere.
    pub(super) const WORD: &str = "zz_portl_cursor";

    fn new(text: &str, offset: usize, behind: &str, is_key: bool) -> Self {
        let (before, after) = text.split_at(offset);
        let rest = after.len() - after.trim_start_matches(is_word).len();
        let (word, after) = after.split_at(rest);
        Self {
            text: format!("{before}{}{word}{behind}{after}", Self::WORD),
            is_key,
        }
    }
}

/// The name around the cursor, in an expression.
pub(super) fn name_around(text: &str, offset: usize) -> Range<usize> {
    around(text, offset, is_name)
}

/// The word around the cursor, in YAML: `db.upsert` is one.
pub(super) fn word_around(text: &str, offset: usize) -> Range<usize> {
    around(text, offset, is_word)
}

fn around(text: &str, offset: usize, belongs: fn(char) -> bool) -> Range<usize> {
    let (before, after) = text.split_at(offset);
    let start = before.trim_end_matches(belongs).len();
    let end = text.len() - after.trim_start_matches(belongs).len();
    start..end
}

/// The texts to try, the most likely first.
pub(super) fn probes(text: &str, offset: usize) -> Vec<Probe> {
    let line_start = text[..offset].rfind('\n').map_or(0, |at| at + 1);
    let before = &text[line_start..offset];
    let after = text[offset..].lines().next().unwrap_or_default();
    let probe = |behind: &str, is_key| Probe::new(text, offset, behind, is_key);
    let mut found = Vec::new();
    if is_alone(before, after) {
        found.push(probe(":", true));
    }
    if let Some(end) = missing_end(before, after) {
        let quotes = ["", "\"", "'"];
        found.extend(quotes.map(|quote| probe(&format!(" {end}{quote}"), false)));
    }
    found.push(probe("", false));
    // What stands behind the cursor may belong to nothing yet: `{{ row.| + }}`.
    found.extend(without_rest(text, offset, before, after));
    found
}

/// Whether the word is all that stands on its line, so that it may become a key.
fn is_alone(before: &str, after: &str) -> bool {
    let before = before.trim_start_matches([' ', '-']);
    before.chars().all(is_word) && after.trim_end().chars().all(is_word)
}

/// The end of the hole or tag that the cursor stands in, if the line has none behind the cursor.
fn missing_end(before: &str, after: &str) -> Option<&'static str> {
    let (end, _) = open(before)?;
    let next = after.find("{{").or_else(|| after.find("{%"));
    let own = &after[..next.unwrap_or(after.len())];
    (!own.contains(end)).then_some(end)
}

/// The end that the hole or tag around the cursor needs, and where its inside begins.
fn open(before: &str) -> Option<(&'static str, usize)> {
    ENDS.iter().find_map(|(begin, end)| {
        let start = before.rfind(begin)?;
        (!before[start..].contains(end)).then_some((*end, start + begin.len()))
    })
}

/// The text with nothing left of the hole but the name before the cursor and what is read of it.
fn without_rest(text: &str, offset: usize, before: &str, after: &str) -> Option<Probe> {
    let (end, start) = open(before)?;
    let close = after.find(end)?;
    let inside = &before[start..];
    let is_part = |c: char| is_name(c) || matches!(c, '.' | '[' | ']');
    let chain = &inside[inside.trim_end_matches(is_part).len()..];
    let hole = offset - inside.len();
    let behind = &text[offset + close..];
    let word = Probe::WORD;
    Some(Probe {
        text: format!("{} {chain}{word} {behind}", &text[..hole]),
        is_key: false,
    })
}

/// What a name in an expression is made of.
fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// What a word of YAML is made of.
fn is_word(c: char) -> bool {
    is_name(c) || matches!(c, '.' | '-')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tried(marked: &str) -> Vec<String> {
        let offset = marked.find('|').unwrap();
        let text = marked.replacen('|', "", 1);
        let probes = probes(&text, offset);
        probes
            .into_iter()
            .map(|probe| probe.text.replace(Probe::WORD, "W"))
            .collect()
    }

    #[test]
    fn a_word_alone_on_its_line_may_become_a_key() {
        assert_eq!(tried("steps:\n  - ty|pe\n")[0], "steps:\n  - tyWpe:\n");
        assert_eq!(tried("a: |"), ["a: W"]);
    }

    #[test]
    fn a_hole_that_is_not_closed_is_closed() {
        let tried = tried("a: \"{{ row.|");
        assert_eq!(tried[0], "a: \"{{ row.W }}");
        assert_eq!(tried[1], "a: \"{{ row.W }}\"");
    }

    #[test]
    fn what_is_broken_behind_the_cursor_is_left_out_at_last() {
        let tried = tried("a: \"{{ 1 + steps.x[idx].| + }}\"");
        assert_eq!(tried.last().unwrap(), "a: \"{{ steps.x[idx].W }}\"");
    }
}
