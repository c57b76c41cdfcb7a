use portl::template::{Expr, Node};

use super::{parse, parse_expression, tree::tree};

/// A template on one line: texts quoted, blocks with their parts in brackets.
fn outline(nodes: &[Node]) -> String {
    let parts: Vec<_> = nodes.iter().map(part).collect();
    parts.join(" ")
}

fn part(node: &Node) -> String {
    match node {
        Node::Text(text) => format!("{:?}", text.value),
        Node::Output(expr) => tree(expr),
        Node::If {
            branches,
            otherwise,
            ..
        } => {
            let branch = |(condition, body): &(Expr, Vec<Node>)| {
                format!("{} [{}]", tree(condition), outline(body))
            };
            let branches: Vec<_> = branches.iter().map(branch).collect();
            format!(
                "<if {} else [{}]>",
                branches.join(" elif "),
                outline(otherwise)
            )
        }
        Node::For {
            targets,
            iterable,
            filter,
            body,
            otherwise,
            ..
        } => {
            let targets: Vec<_> = targets.iter().map(|target| target.value.as_str()).collect();
            let filter = filter.as_ref().map_or("_".to_owned(), tree);
            format!(
                "<for {} in {} if {filter} [{}] else [{}]>",
                targets.join(","),
                tree(iterable),
                outline(body),
                outline(otherwise)
            )
        }
        Node::Set { target, value, .. } => format!("<set {} {}>", target.value, tree(value)),
    }
}

#[test]
fn templates_read_as_jinja_reads_them() {
    let cases = [
        ("", ""),
        ("plain { text }", r#""plain { text }""#),
        ("a {{ b }} c", r#""a " b " c""#),
        ("a {{- b -}} c", r#""a" b "c""#),
        ("a {{+ b }} c", r#""a " b " c""#),
        ("a {# b {{ c #} d", r#""a " " d""#),
        ("a {#- b -#} d", r#""a" "d""#),
        ("{% raw %}{{ a }}{% endraw %}", r#""{{ a }}""#),
        (
            "x {%- raw -%} {{ a }} {%- endraw -%} y",
            r#""x" "{{ a }}" "y""#,
        ),
        ("{{ {'a': {'b': 1}} }}", r#"(map "a":(map "b":1))"#),
        ("{{ {'a': {'b': 1}}}}", r#"(map "a":(map "b":1))"#),
        ("{{{'a': 1}}}", r#"(map "a":1)"#),
        ("{{ '}}' }}", r#""}}""#),
        (
            "{% if a %}b{% elif c %}d{% else %}e{% endif %}",
            r#"<if a ["b"] elif c ["d"] else ["e"]>"#,
        ),
        (
            "{% for a, b in xs if a %}{{ b }}{% else %}none{% endfor %}",
            r#"<for a,b in xs if a [b] else ["none"]>"#,
        ),
        (
            "{% set x = 1 if a else 2 -%}  y",
            r#"<set x (if a 1 2)> "y""#,
        ),
        ("{{ row.get('x', 1) }}", r#"(method row get "x" 1)"#),
        ("{{ a }}\n", r#"a "\n""#),
    ];
    for (source, expected) in cases {
        let (parsed, found) = parse(source);
        assert_eq!(found, [], "{source}");
        assert_eq!(outline(&parsed.nodes), expected, "{source}");
    }
}

#[test]
fn a_template_knows_what_it_is() {
    let single = |text| parse(text).0.as_single_expression().is_some();
    assert!(single("{{ a }}") && single("{{ a }}\n") && single("{# c #}{{ a }}"));
    assert!(
        !single(" {{ a }}") && !single("{{ a }}{{ b }}") && !single("{{ a }}\n\n") && !single("a")
    );
    let literal = |text| parse(text).0.literal_text();
    assert_eq!(literal("a{# b #}c").as_deref(), Some("ac"));
    assert_eq!(literal("").as_deref(), Some(""));
    assert_eq!(literal("a{{ b }}"), None);
}

#[test]
fn spans_are_what_was_written() {
    let source = "é {{ (a.b | f(1)) + row['k'] }}";
    let mut spans = Vec::new();
    parse(source)
        .0
        .walk(&mut |expr| spans.push(&source[expr.span.range()]));
    let expected = [
        "(a.b | f(1)) + row['k']",
        "(a.b | f(1))",
        "a.b",
        "a",
        "1",
        "row['k']",
        "row",
        "'k'",
    ];
    assert_eq!(spans, expected);
}

#[test]
fn a_lone_expression_may_have_braces() {
    for source in ["a == 1", "{{ a == 1 }}", "  {{ a == 1 }}\n", "\na == 1 "] {
        let (parsed, found) = parse_expression(source);
        assert_eq!(found, [], "{source}");
        assert_eq!(tree(&parsed), "(== a 1)");
    }
}

/// Templates, and under each piece that is wrong its carets, the code and the message, then the help.
const MISTAKES: &str = include_str!("mistakes.txt");

#[test]
fn each_mistake_gives_its_diagnostic_on_its_characters() {
    for case in MISTAKES.trim_end().split("\n\n") {
        let source = case.lines().next().unwrap_or_default();
        assert_eq!(annotated(source), case);
    }
}

fn annotated(source: &str) -> String {
    let mut out = source.to_owned();
    for found in parse(source).1 {
        let columns = |to: u32| source[..to as usize].chars().count();
        let (start, end) = (columns(found.span.start), columns(found.span.end));
        let carets = "^".repeat((end - start).max(1));
        let code = found.code.name;
        out += &format!("\n{}{carets} {code}: {}", " ".repeat(start), found.message);
        if let Some(help) = found.help {
            out += &format!("\n    help: {help}");
        }
    }
    out
}
