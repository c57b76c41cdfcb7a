//! Below `connect` nothing reads a file, a variable or a clock, or prints.

use super::{arrows::rows, source::rust};

/// What reaches outside, as it would be written.
const OUTSIDE: &[&str] = &[
    "std::fs",
    "std::env",
    "std::net",
    "std::process",
    "tokio::",
    "fastrand",
    "Instant::now",
    "SystemTime",
    "Timestamp::now",
    "Zoned::now",
];

/// Where it is right all the same: the file, what it uses, and why.
const RIGHT: &[(&str, &str, &str)] = &[
    (
        "src/eval/template/session.rs",
        "Instant::now",
        "a template is stopped after a time; its value never depends on the clock",
    ),
    (
        "src/faults/armed.rs",
        "std::env",
        "only in builds for tests: says where to break",
    ),
    (
        "src/faults/armed.rs",
        "std::process",
        "only in builds for tests: breaks there",
    ),
    (
        "src/yaml/tests/limits.rs",
        "Instant::now",
        "measures that a hostile file is refused quickly",
    ),
];

#[test]
fn stages_below_connect_are_pure() {
    let rows = rows();
    let mut found = Vec::new();
    let mut used = Vec::new();
    for source in rust("src") {
        let pure = rows
            .get(source.stage())
            .is_some_and(|row| *row < rows["connect"]);
        let pure = pure || matches!(source.stage(), "analysis" | "editor" | "lsp" | "render");
        if !pure {
            continue;
        }
        for (line, code) in source.code().lines().enumerate() {
            for outside in OUTSIDE.iter().filter(|outside| code.contains(**outside)) {
                match RIGHT
                    .iter()
                    .position(|(path, what, _)| *path == source.path && what == outside)
                {
                    Some(index) => used.push(index),
                    None => found.push(format!("{}:{}: {outside}", source.path, line + 1)),
                }
            }
        }
    }
    assert!(found.is_empty(), "\n{}", found.join("\n"));
    for (index, (path, what, _)) in RIGHT.iter().enumerate() {
        assert!(
            used.contains(&index),
            "{path} no longer uses {what}: strike it off"
        );
    }
}

#[test]
fn only_the_command_line_prints_or_exits() {
    let mut found = Vec::new();
    for source in rust("src") {
        if matches!(source.stage(), "cli" | "main") {
            continue;
        }
        let code = source.code();
        for printing in [
            "print!(",
            "println!(",
            "process::exit",
            "stdout()",
            "stderr()",
        ] {
            if code.contains(printing) {
                found.push(format!("{}: {printing}", source.path));
            }
        }
    }
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}
