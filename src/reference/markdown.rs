use std::fmt::Write as _;

use super::{shape, stories::anchor};
use crate::{
    diagnostic::messages,
    limits::{Most, OF_JOB, OF_PROCESS},
    spec::{
        Callable, Connection, ConnectionKind, ConnectionNeed, Example, Function, Key, Param,
        Predicate, Registry, Step, connections,
    },
};

const HEAD: &str = "\
# Reference

Generated from the declarations in `src/`; `PORTL_UPDATE=1 cargo test reference` writes it anew. What all this means is
told in [the language](../docs/language.md).
";

/// The reference, as Markdown: step types, connections, helpers, tests and diagnostics.
#[must_use]
pub fn markdown(registry: &Registry) -> String {
    let mut out = HEAD.to_owned();
    out.push_str("\n## Step types\n");
    out.push_str("\nEvery step has these keys; one in **bold** must be there.\n\n");
    keys(&mut out, Step::COMMON);
    for declaration in registry.steps {
        step(&mut out, declaration);
    }
    out.push_str("\n## Connections\n");
    for declaration in connections::ALL {
        connection(&mut out, declaration);
    }
    limits(&mut out);
    out.push_str("\n## Helpers\n");
    for declaration in registry.functions {
        function(&mut out, declaration);
    }
    out.push_str("\n## Tests\n");
    for declaration in registry.predicates {
        predicate(&mut out, declaration);
    }
    out.push_str("\n## Diagnostics\n\n| code | severity | what it says |\n|---|---|---|\n");
    for code in messages::all() {
        let severity = code.severity.as_str();
        let linked = format!("[`{}`](diagnostics.md#{})", code.name, anchor(code));
        line(
            &mut out,
            &[&linked, " | ", severity, " | ", &cell(code.summary)],
        );
    }
    out
}

/// What the reference says of a step type.
#[must_use]
pub fn of_step(declaration: &Step) -> String {
    said(|out| step(out, declaration))
}

/// What the reference says of a helper.
#[must_use]
pub fn of_function(declaration: &Function) -> String {
    said(|out| function(out, declaration))
}

/// What the reference says of a test.
#[must_use]
pub fn of_predicate(declaration: &Predicate) -> String {
    said(|out| predicate(out, declaration))
}

fn said(say: impl FnOnce(&mut String)) -> String {
    let mut out = String::new();
    say(&mut out);
    out.trim().to_owned()
}

/// A row of a table.
fn line(out: &mut String, pieces: &[&str]) {
    out.push_str("| ");
    out.extend(pieces.iter().copied());
    out.push_str(" |\n");
}

fn limits(out: &mut String) {
    let tables = [
        (
            "\n## Limits\n\nA job moves these under `limits`; `csv.read` and connections have keys for theirs.",
            OF_JOB,
        ),
        (
            "\nThese hold before a job is read, for every command: variables of the process move them.",
            OF_PROCESS,
        ),
    ];
    for (head, limits) in tables {
        paragraph(out, head.trim_start_matches('\n'));
        out.push_str(
            "\n| limit | of | at most | can be | as it is typed |\n|---|---|---|---|---|\n",
        );
        for limit in limits {
            let name = format!("`{}`", limit.name);
            let (most, highest) = (
                Most::of(limit).to_string(),
                Most::highest(limit).to_string(),
            );
            let typed = format!("`{}`", limit.example());
            let cells = [
                name.as_str(),
                " | ",
                limit.doc,
                " | ",
                &most,
                " | ",
                &highest,
            ];
            line(out, &[cells.as_slice(), &[" | ", &typed]].concat());
        }
    }
}

fn step(out: &mut String, step: &Step) {
    let on = match step.connection {
        ConnectionNeed::None => "none",
        ConnectionNeed::Kind(ConnectionKind::Database) => "a database",
        ConnectionNeed::Kind(ConnectionKind::Lambda) => "`lambda`",
        ConnectionNeed::Kind(ConnectionKind::Http) => "`http`",
    };
    paragraph(out, &format!("### `{}`", step.name));
    paragraph(out, &format!("It {}.  ", step.doc));
    let _ = writeln!(out, "Connection: {on}.  ");
    let _ = writeln!(out, "Result: {}.", step.result);
    out.push('\n');
    keys(out, step.keys);
}

fn keys(out: &mut String, keys: &[Key]) {
    out.push_str("| key | holds | |\n|---|---|---|\n");
    for key in keys {
        let mark = if key.required { "**" } else { "" };
        let name = format!("{mark}`{}`{mark}", key.name);
        let holds = match key.name {
            "batch" | "retry" => "a map".to_owned(),
            _ => shape::of_key(key.shape),
        };
        line(out, &[&name, " | ", &cell(&holds), " | ", &cell(key.doc)]);
    }
}

fn connection(out: &mut String, connection: &Connection) {
    paragraph(out, &format!("### `{}`", connection.name));
    paragraph(out, &format!("It is {}.", connection.doc));
    out.push_str("\n| setting | holds | |\n|---|---|---|\n");
    for setting in connection.settings {
        let secret = if setting.secret { " (secret)" } else { "" };
        let holds = shape::of_setting(setting.shape);
        let name = format!("`{}`{secret}", setting.name);
        line(
            out,
            &[&name, " | ", &cell(&holds), " | ", &cell(setting.doc)],
        );
    }
}

fn function(out: &mut String, function: &Function) {
    let variadic = if function.variadic { ", …" } else { "" };
    let list = |params: &[Param]| {
        let params: Vec<_> = params.iter().map(param).collect();
        format!("{}{variadic}", params.join(", "))
    };
    let as_filter = || match function.params {
        [first] if !function.variadic => format!("`{} | {}`", first.name, function.name),
        [first, rest @ ..] => format!("`{} | {}({})`", first.name, function.name, list(rest)),
        [] => format!("`{}`", function.name),
    };
    let as_function = || format!("`{}({})`", function.name, list(function.params));
    let written = match function.callable {
        Callable::Filter => as_filter(),
        Callable::Function => as_function(),
        Callable::Both => format!("{} or {}", as_filter(), as_function()),
    };
    paragraph(out, &format!("### `{}`", function.name));
    paragraph(out, &format!("{written}  "));
    let _ = writeln!(out, "{}", function.doc);
    accepted(out, function.params);
    examples(out, function.examples);
}

/// A parameter as it is written in a signature.
fn param(param: &Param) -> String {
    let value = if param.by_name { "=…" } else { "" };
    let mark = if param.required { "" } else { "?" };
    format!("{}{mark}{value}", param.name)
}

/// What the parameters take.
fn accepted(out: &mut String, params: &[Param]) {
    let takes = |param: &Param| {
        let null = if param.nullable { ", or null" } else { "" };
        format!("`{}`: {}{null}", param.name, param.accepts.describe())
    };
    if !params.is_empty() {
        let params: Vec<_> = params.iter().map(takes).collect();
        paragraph(out, &format!("Takes {}.", params.join("; ")));
    }
}

fn predicate(out: &mut String, predicate: &Predicate) {
    let (value, rest) = match predicate.params {
        [value, rest @ ..] => (value.name, rest),
        [] => ("value", &[][..]),
    };
    let rest: Vec<_> = rest.iter().map(param).collect();
    let arguments = match rest.is_empty() {
        true => String::new(),
        false => format!("({})", rest.join(", ")),
    };
    paragraph(out, &format!("### `is {}`", predicate.name));
    paragraph(
        out,
        &format!("`{value} is {}{arguments}`  ", predicate.name),
    );
    let _ = writeln!(out, "{}", predicate.doc);
    examples(out, predicate.examples);
}

fn examples(out: &mut String, examples: &[Example]) {
    if examples.is_empty() {
        return;
    }
    out.push_str("\n```jinja\n");
    for example in examples {
        let _ = writeln!(out, "{}  →  {}", example.expression, example.gives);
    }
    out.push_str("```\n");
}

fn paragraph(out: &mut String, text: &str) {
    let _ = writeln!(out, "\n{text}");
}

/// Text that can stand in a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}
