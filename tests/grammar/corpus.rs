use super::{parse, parse_expression, tree::tree};

/// Expressions, each with the tree that Jinja2 3.1 makes of it.
const CORPUS: &str = include_str!("corpus.txt");

#[test]
fn trees_are_those_of_jinja() {
    let lines: Vec<_> = CORPUS.lines().collect();
    assert!(lines.len() > 200, "the corpus is there");
    for pair in lines.chunks(2) {
        let (source, expected) = (pair[0], pair[1].trim_start());
        let (parsed, found) = parse_expression(source);
        assert_eq!(found, [], "{source}");
        assert_eq!(tree(&parsed), expected, "{source}");
        let (template, found) = parse(&format!("{{{{ {source} }}}}"));
        assert_eq!(found, [], "{source}");
        assert_eq!(
            template.as_single_expression().map(tree).as_deref(),
            Some(expected)
        );
    }
}

#[test]
fn printing_keeps_the_tree() {
    for pair in CORPUS.lines().collect::<Vec<_>>().chunks(2) {
        let (parsed, _) = parse_expression(pair[0]);
        let printed = parsed.to_string();
        let (again, found) = parse_expression(&printed);
        assert_eq!(found, [], "{printed}");
        assert_eq!(tree(&again), tree(&parsed), "{printed}");
        assert_eq!(again.to_string(), printed);
    }
}

#[test]
fn printing_takes_no_needless_parentheses() {
    let canonical = [
        "(a or b) and not c",
        "-x | abs",
        "-(x | abs)",
        "(a + b) * c ** -d",
        "a - (b - c)",
        "(a if b else c) + 1",
        "a if b else c if d else none",
        "x is not none and x.y[1:]['a b'] in [1, 2.50, {'k': \"it's\"}]",
        "(a == b) == c",
        "f(a, b=-1)[0] ~ (x | g(1)).h",
    ];
    for source in canonical {
        let (parsed, found) = parse_expression(source);
        assert_eq!(found, [], "{source}");
        assert_eq!(parsed.to_string(), source);
    }
}
