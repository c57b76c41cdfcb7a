//! The fenced blocks of the documents.

use std::{fs, path::Path};

/// The documents that are held to what they show.
pub(super) const DOCUMENTS: &[&str] = &["README.md", "ARCHITECTURE.md", "docs/language.md"];

/// A fenced block.
pub(super) struct Block {
    /// The document and the line it begins in.
    pub(super) place: String,
    /// The words behind the fence: the language, then what to do with it.
    pub(super) words: Vec<String>,
    pub(super) text: String,
}

/// The text of a document.
pub(super) fn document(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// All blocks of a language.
pub(super) fn blocks(language: &str) -> Vec<Block> {
    let mut found: Vec<_> = DOCUMENTS
        .iter()
        .flat_map(|name| of(name, &document(name)))
        .collect();
    found.retain(|block| block.words.first().is_some_and(|word| word == language));
    found
}

fn of(name: &str, text: &str) -> Vec<Block> {
    let mut found: Vec<Block> = Vec::new();
    let mut open = false;
    for (line, text) in text.lines().enumerate() {
        match text.strip_prefix("```") {
            Some(_) if open => open = false,
            Some(words) => {
                open = true;
                found.push(Block {
                    place: format!("{name}:{}", line + 1),
                    words: words.split_whitespace().map(str::to_owned).collect(),
                    text: String::new(),
                });
            }
            None if open => {
                let block = found.last_mut().expect("one is open");
                block.text.push_str(text);
                block.text.push('\n');
            }
            None => {}
        }
    }
    assert!(!open, "{name}: a block is never closed");
    found
}

#[test]
fn blocks_are_found_with_their_words() {
    let found = of("a.md", "x\n```yaml run\na: 1\n\nb: 2\n```\n```\nc\n```\n");
    let shown: Vec<_> = found
        .iter()
        .map(|block| {
            (
                block.place.as_str(),
                block.words.join(" "),
                block.text.as_str(),
            )
        })
        .collect();
    assert_eq!(
        shown,
        [
            ("a.md:2", "yaml run".to_owned(), "a: 1\n\nb: 2\n"),
            ("a.md:7", String::new(), "c\n")
        ]
    );
}
