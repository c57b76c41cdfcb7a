use std::fmt::Write as _;

use super::graph::{Node, edges, nodes};
use crate::plan::Plan;

/// The plan as a graph in Graphviz's language: an edge goes from each step to those that read its result, a
/// dashed one to the first of the steps inside it.
#[must_use]
pub fn dot(plan: &Plan) -> String {
    let mut out = format!("digraph {} {{\n", quoted(&plan.job));
    out.push_str("  rankdir=TB;\n  node [shape=box, style=rounded, fontname=\"sans-serif\"];\n");
    out.push_str("  graph [fontname=\"sans-serif\", style=dashed];\n");
    for node in nodes(plan) {
        push_node(&mut out, &node, 1);
    }
    for (from, to) in edges(plan) {
        push(
            &mut out,
            1,
            &format!(
                "{} -> {};",
                quoted(plan.step_name(from)),
                quoted(plan.step_name(to))
            ),
        );
    }
    out.push_str("}\n");
    out
}

fn push_node(out: &mut String, node: &Node, depth: usize) {
    let name = &node.lines[0];
    let shape = if node.decides {
        ", shape=diamond, style=\"\""
    } else {
        ""
    };
    push(
        out,
        depth,
        &format!(
            "{} [label={}{shape}];",
            quoted(name),
            quoted(&node.lines.join("\n"))
        ),
    );
    for (key, inside) in &node.inside {
        push(
            out,
            depth,
            &format!("subgraph {} {{", quoted(&format!("cluster_{name}_{key}"))),
        );
        push(
            out,
            depth + 1,
            &format!("label={};", quoted(&format!("{name}: {key}"))),
        );
        inside
            .iter()
            .for_each(|node| push_node(out, node, depth + 1));
        push(out, depth, "}");
        if let Some(first) = inside.first() {
            let (from, to) = (quoted(name), quoted(&first.lines[0]));
            push(
                out,
                depth,
                &format!("{from} -> {to} [style=dashed, label={}];", quoted(key)),
            );
        }
    }
}

fn push(out: &mut String, depth: usize, line: &str) {
    writeln!(out, "{}{line}", "  ".repeat(depth))
        .expect("a string takes whatever is written to it");
}

fn quoted(text: &str) -> String {
    format!(
        "\"{}\"",
        text.replace('\\', "\\\\")
            .replace('"', "\\\"")
            .replace('\n', "\\n")
    )
}
