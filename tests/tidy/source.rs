//! The source files, and their code without comments and literals.

use std::fs;
use std::path::{Path, PathBuf};

/// A Rust file.
pub(super) struct Source {
    /// Its path from the root, with `/`.
    pub(super) path: String,
    pub(super) text: String,
}

/// The folder of the package.
pub(super) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every Rust file of a folder, in order.
pub(super) fn rust(folder: &str) -> Vec<Source> {
    let mut found = files(folder);
    found.retain(|path| path.ends_with(".rs"));
    let found: Vec<_> = found.into_iter().map(read).collect();
    assert!(!found.is_empty(), "no file in {folder}");
    found
}

/// One file.
pub(super) fn read(path: String) -> Source {
    let text = fs::read_to_string(root().join(&path)).unwrap_or_else(|e| panic!("{path}: {e}"));
    Source { path, text }
}

/// Every file of a folder, by its path from the root.
pub(super) fn files(folder: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders: Vec<PathBuf> = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display())) {
            let path = entry.expect("the folder can be listed").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let path = path.strip_prefix(root()).expect("it lies in the package");
            let parts = path
                .iter()
                .map(|part| part.to_str().expect("paths are UTF-8"));
            found.push(parts.collect::<Vec<_>>().join("/"));
        }
    }
    found.sort();
    found
}

impl Source {
    /// The stage that a file of `src` belongs to.
    pub(super) fn stage(&self) -> &str {
        let inside = self.path.strip_prefix("src/").unwrap_or(&self.path);
        let end = inside.find(['/', '.']).unwrap_or(inside.len());
        &inside[..end]
    }

    /// The code, with every comment and literal replaced by spaces; lines stay where they are.
    pub(super) fn code(&self) -> String {
        blank(&self.text)
    }
}

fn blank(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let dead = comment(rest)
            .or_else(|| raw_string(rest, &code))
            .or_else(|| quoted(rest))
            .or_else(|| character(rest));
        let length = dead.unwrap_or(first.len_utf8());
        let (piece, behind) = rest.split_at(length);
        if dead.is_some() {
            code.extend(piece.chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
        } else {
            code.push_str(piece);
        }
        rest = behind;
    }
    code
}

fn comment(rest: &str) -> Option<usize> {
    if rest.starts_with("//") {
        return Some(rest.find('\n').unwrap_or(rest.len()));
    }
    rest.starts_with("/*")
        .then(|| rest.find("*/").map_or(rest.len(), |end| end + 2))
}

fn raw_string(rest: &str, before: &str) -> Option<usize> {
    let inside = rest.strip_prefix('r')?;
    if before.ends_with(|c: char| c.is_alphanumeric() && c != 'b' || c == '_') {
        return None;
    }
    let hashes = inside.len() - inside.trim_start_matches('#').len();
    let inside = inside[hashes..].strip_prefix('"')?;
    let close = format!("\"{}", "#".repeat(hashes));
    let end = inside.find(&close).unwrap_or(inside.len() - close.len());
    Some(1 + hashes + 1 + end + close.len())
}

fn quoted(rest: &str) -> Option<usize> {
    let mut escaped = false;
    let mut chars = rest.char_indices();
    chars.next().filter(|(_, c)| *c == '"')?;
    for (index, c) in chars {
        match c {
            '"' if !escaped => return Some(index + 1),
            _ => escaped = c == '\\' && !escaped,
        }
    }
    Some(rest.len())
}

/// The length of a character literal; a lifetime is none.
fn character(rest: &str) -> Option<usize> {
    let inside = rest.strip_prefix('\'')?;
    let first = inside.chars().next()?;
    if first == '\\' {
        let end = inside[2..].find('\'')?;
        return Some(1 + 2 + end + 1);
    }
    let behind = &inside[first.len_utf8()..];
    behind.starts_with('\'').then(|| 2 + first.len_utf8())
}

#[test]
fn comments_and_literals_are_not_code() {
    let text = "a /* b */ \"c \\\" d\" 'e' '\\'' '\\u{1}' &'f r#\"g\"h\"# i // j\nk";
    let code = blank(text);
    let left: String = code.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(left, "a &'f i k");
    assert_eq!(code.len(), text.len());
}
