//! What a document points at is there.

use std::path::Path;

use super::blocks::{DOCUMENTS, document};

#[test]
fn links_lead_somewhere() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut seen = 0;
    for name in DOCUMENTS.iter().chain(&["grammar/reference.md"]) {
        let text = document(name);
        let folder = root.join(name);
        let folder = folder.parent().expect("a file lies in a folder");
        for link in text.split("](").skip(1) {
            let target = link.split([')', '#']).next().unwrap_or_default();
            if target.is_empty() || target.contains("://") {
                continue;
            }
            assert!(
                folder.join(target).exists(),
                "{name}: {target} is not there"
            );
            seen += 1;
        }
    }
    assert!(seen > 5, "only {seen} links");
}

/// Words in backticks that look like a path from the root lead to something.
#[test]
fn paths_of_the_architecture_are_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = document("ARCHITECTURE.md");
    let mut seen = 0;
    for word in text.split('`').skip(1).step_by(2) {
        let is_path = [
            "src/",
            "tests/",
            "grammar/",
            "examples/",
            "docs/",
            "snapshots/",
        ]
        .iter()
        .any(|folder| word.starts_with(folder));
        if is_path && !word.contains(['*', '<', ' ']) {
            assert!(
                root.join(word).exists(),
                "ARCHITECTURE.md: {word} is not there"
            );
            seen += 1;
        }
    }
    assert!(seen > 10, "only {seen} paths");
}
