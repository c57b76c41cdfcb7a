//! Expressions in documents: `EXPRESSION  →  VALUE`, one a line, in blocks of `jinja`.

use std::fmt::Write as _;

use super::blocks::{Block, blocks};
use crate::support::portl::Workspace;

/// The lines of a block as expressions that hold.
fn claims(block: &Block) -> Vec<String> {
    let claim = |line: &str| {
        let (expression, gives) = line.split_once('→')?;
        Some(match gives.trim() {
            "none" => format!("({}) is none", expression.trim()),
            gives => format!("({}) == ({gives})", expression.trim()),
        })
    };
    let claims = block.text.lines().filter(|line| !line.trim().is_empty());
    claims
        .map(|line| claim(line).unwrap_or_else(|| panic!("{}: no `→` in {line}", block.place)))
        .collect()
}

#[test]
fn expressions_give_what_is_said() {
    let mut claimed = Vec::new();
    let mut job = "connections: {db: {type: sqlite, config: {path: a.db}}}\nsteps:\n".to_owned();
    for block in blocks("jinja") {
        for claim in claims(&block) {
            let number = claimed.len();
            let when = serde_json::to_string(&format!("{{{{ {claim} }}}}")).expect("text is JSON");
            let then = format!("[{{id: then_{number}, type: db.execute, query: SELECT 1}}]");
            let _ = writeln!(
                job,
                "  - {{id: step_{number}, type: conditional, when: {when}, then: {then}}}"
            );
            claimed.push((block.place.clone(), claim));
        }
    }
    assert!(claimed.len() > 10, "only {} expressions", claimed.len());
    let run = Workspace::new()
        .file("job.yaml", &job)
        .portl(&["run", "job.yaml", "--result", "-"])
        .expect_code(0);
    let result: serde_json::Value = serde_json::from_str(&run.stdout).expect("the result is JSON");
    for (number, (place, claim)) in claimed.into_iter().enumerate() {
        let step = &result["steps"][format!("step_{number}")];
        assert_eq!(step["taken"], true, "{place}: {claim}");
    }
}
