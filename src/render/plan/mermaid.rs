use std::fmt::Write as _;

use super::graph::{Node, edges, nodes};
use crate::plan::Plan;

/// The plan as a Mermaid flowchart: an edge goes from each step to those that read its result, a
/// dotted one to the first of the steps inside it.
#[must_use]
pub fn mermaid(plan: &Plan) -> String {
    let mut out = String::from("flowchart TD\n");
    for node in nodes(plan) {
        push_node(&mut out, &node, 1);
    }
    for (from, to) in edges(plan) {
        push(&mut out, 1, &format!("s{} --> s{}", from.0, to.0));
    }
    out
}

fn push_node(out: &mut String, node: &Node, depth: usize) {
    let id = node.id.0;
    let lines: Vec<_> = node.lines.iter().map(|line| escaped(line)).collect();
    let label = lines.join("<br/>");
    let (open, close) = if node.decides { ("{", "}") } else { ("[", "]") };
    push(out, depth, &format!("s{id}{open}\"{label}\"{close}"));
    for (key, inside) in &node.inside {
        push(
            out,
            depth,
            &format!("subgraph s{id}_{key} [\"{}: {key}\"]", lines[0]),
        );
        inside
            .iter()
            .for_each(|node| push_node(out, node, depth + 1));
        push(out, depth, "end");
        if let Some(first) = inside.first() {
            push(out, depth, &format!("s{id} -. {key} .-> s{}", first.id.0));
        }
    }
}

fn push(out: &mut String, depth: usize, line: &str) {
    writeln!(out, "{}{line}", "  ".repeat(depth))
        .expect("a string takes whatever is written to it");
}

/// Mermaid's entities for what would end a label or be read as markup.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '#' => out.push_str("#35;"),
            '"' => out.push_str("#quot;"),
            '<' => out.push_str("#lt;"),
            '>' => out.push_str("#gt;"),
            other => out.push(other),
        }
    }
    out
}
