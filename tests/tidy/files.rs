//! How files are written: short, introduced, finished.

use super::source::{files, read, rust};

const LONGEST: usize = 400;

#[test]
fn no_file_is_long() {
    let long: Vec<_> = rust("src")
        .into_iter()
        .chain(rust("tests"))
        .map(|source| (source.text.lines().count(), source.path))
        .filter(|(lines, _)| *lines > LONGEST)
        .collect();
    assert!(long.is_empty(), "longer than {LONGEST} lines: {long:?}");
}

#[test]
fn every_folder_says_what_it_is() {
    let silent: Vec<_> = rust("src")
        .into_iter()
        .chain(rust("tests"))
        .filter(|source| source.path.ends_with("/mod.rs") && !source.text.starts_with("//!"))
        .map(|source| source.path)
        .collect();
    assert!(silent.is_empty(), "no `//!` at the top: {silent:?}");
}

/// Put together from pieces, so that this file does not find itself.
fn unfinished() -> [String; 6] {
    [
        ["TO", "DO"].concat(),
        ["FIX", "ME"].concat(),
        ["XX", "X:"].concat(),
        ["dbg", "!("].concat(),
        ["todo", "!("].concat(),
        ["unimplemented", "!("].concat(),
    ]
}

#[test]
fn nothing_is_left_half_done() {
    let mut found = Vec::new();
    for source in rust("src").into_iter().chain(rust("tests")) {
        for mark in unfinished() {
            if source.text.contains(&mark) {
                found.push(format!("{}: {mark}", source.path));
            }
        }
    }
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn a_lint_is_silenced_only_with_a_reason() {
    let mut found = Vec::new();
    for source in rust("src").into_iter().chain(rust("tests")) {
        let code = source.code();
        for silence in ["#[allow(", "#![allow(", "#[expect(", "#![expect("] {
            for attribute in code.split(silence).skip(1) {
                let attribute = attribute.split(']').next().unwrap_or_default();
                if !attribute.contains("reason") {
                    found.push(format!("{}: {silence}{attribute}]", source.path));
                }
            }
        }
    }
    assert!(found.is_empty(), "no `reason = …`: {found:?}");
}

#[test]
fn no_path_of_a_machine_is_written_down() {
    let folders = ["src", "tests", "examples", "grammar", "bench", "docs"];
    let texts = [
        "rs", "md", "yaml", "yml", "sh", "py", "sql", "toml", "json", "ebnf", "txt",
    ];
    let mut paths: Vec<_> = folders.iter().flat_map(|folder| files(folder)).collect();
    paths.retain(|path| {
        texts
            .iter()
            .any(|ending| path.ends_with(&format!(".{ending}")))
    });
    paths.extend(["README.md", "ARCHITECTURE.md", "CHANGELOG.md", "Cargo.toml"].map(str::to_owned));
    let homes = ["home", "root", "Users", "work"].map(|folder| format!("/{folder}/"));
    let mut found = Vec::new();
    for path in paths {
        let source = read(path);
        for home in &homes {
            let mut at = 0;
            while let Some(hit) = source.text[at..].find(home.as_str()) {
                let before = source.text[..at + hit].chars().next_back();
                if before.is_none_or(|c| c.is_whitespace() || "\"'`=(:".contains(c)) {
                    found.push(format!("{}: {home}", source.path));
                }
                at += hit + 1;
            }
        }
    }
    assert!(found.is_empty(), "{found:?}");
}
