//! The paths that a file writes, resolved to stages.

use super::source::Source;

/// A path that leads into a stage.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Path {
    pub(super) stage: String,
    pub(super) line: usize,
}

struct Token<'a> {
    text: &'a str,
    line: usize,
}

/// Every `crate::…` and `super::…` of a file, grouped ones too, as far as it leads out of the place it is written in.
pub(super) fn of(source: &Source) -> Vec<Path> {
    let code = source.code();
    let tokens = tokens(&code);
    let mut found = Vec::new();
    let mut modules = module(&source.path);
    // Where each inline module that is open began, counted in braces.
    let (mut open, mut depth) = (Vec::new(), 0_usize);
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let text = |offset: usize| tokens.get(at + offset).map_or("", |token| token.text);
        let is_path = text(1) == "::" && before(&tokens, at) != "::";
        match token.text {
            "mod" if text(2) == "{" => {
                modules.push(text(1).to_owned());
                open.push(depth);
            }
            "{" => depth += 1,
            "}" => {
                depth -= 1;
                if open.last() == Some(&depth) {
                    open.pop();
                    modules.pop();
                }
            }
            "crate" | "portl" if is_path => {
                let behind = walk(&tokens, at + 2, &[], &mut found);
                at = if text(2) == "{" { behind } else { at + 2 };
                continue;
            }
            "super" if is_path => {
                let ahead = tokens[at..]
                    .iter()
                    .position(|token| !matches!(token.text, "super" | "::"));
                let behind = walk(&tokens, at, &modules, &mut found);
                let next = at + ahead.unwrap_or(1);
                at = if tokens.get(next).is_some_and(|token| token.text == "{") {
                    behind
                } else {
                    next
                };
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    found
}

/// Follows the tree of paths at `at`, written in `base`, and gives the position behind it.
fn walk(tokens: &[Token<'_>], mut at: usize, base: &[String], found: &mut Vec<Path>) -> usize {
    let mut base = base.to_vec();
    while let Some(token) = tokens.get(at) {
        match token.text {
            "super" => {
                base.pop();
            }
            "self" | "::" => {}
            "{" => {
                at += 1;
                while tokens.get(at).is_some_and(|token| token.text != "}") {
                    at = walk(tokens, at, &base, found);
                    if tokens.get(at).is_some_and(|token| token.text == ",") {
                        at += 1;
                    }
                }
                return at + 1;
            }
            name => {
                let stage = base.first().cloned().unwrap_or_else(|| name.to_owned());
                let line = token.line;
                found.push(Path { stage, line });
                return end(tokens, at);
            }
        }
        at += 1;
    }
    at
}

/// The position behind the path that goes on at `at`: the next comma, or the end of the group or the statement.
fn end(tokens: &[Token<'_>], mut at: usize) -> usize {
    let mut depth = 0_usize;
    while let Some(token) = tokens.get(at) {
        match token.text {
            "{" => depth += 1,
            "}" if depth > 0 => depth -= 1,
            "," | ";" | "}" if depth == 0 => return at,
            _ => {}
        }
        at += 1;
    }
    at
}

fn before<'a>(tokens: &[Token<'a>], at: usize) -> &'a str {
    at.checked_sub(1).map_or("", |before| tokens[before].text)
}

/// The modules that a file of `src` is nested in.
fn module(path: &str) -> Vec<String> {
    let path = path.trim_start_matches("src/").trim_end_matches(".rs");
    let path = path.trim_end_matches("/mod");
    if matches!(path, "lib" | "main") {
        return Vec::new();
    }
    path.split('/').map(str::to_owned).collect()
}

fn tokens(code: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    for (line, text) in code.lines().enumerate() {
        let mut rest = text.trim_start();
        while let Some(first) = rest.chars().next() {
            let word = |c: char| c.is_alphanumeric() || c == '_';
            let length = if word(first) {
                rest.find(|c| !word(c)).unwrap_or(rest.len())
            } else if rest.starts_with("::") {
                2
            } else {
                first.len_utf8()
            };
            let (text, behind) = rest.split_at(length);
            tokens.push(Token {
                text,
                line: line + 1,
            });
            rest = behind.trim_start();
        }
    }
    tokens
}

#[test]
fn groups_and_relative_paths_are_resolved() {
    let text = "use crate::{a::{self, B}, c, super_d::E as F};\n\
                use super::{x, super::g::{H, I}};\n\
                fn f() -> crate::j::K { super::super::super::l::m() }\n\
                mod tests { use super::*; use super::super::super::n; }\n\
                use super::super::o;";
    let source = Source {
        path: "src/one/two/three.rs".to_owned(),
        text: text.to_owned(),
    };
    let found: Vec<_> = of(&source)
        .into_iter()
        .map(|path| format!("{}:{}", path.line, path.stage))
        .collect();
    let expected = "1:a 1:c 1:super_d 2:one 2:one 3:j 3:l 4:one 4:one 5:one";
    assert_eq!(found.join(" "), expected);
}
