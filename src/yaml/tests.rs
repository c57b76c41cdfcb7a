use super::*;

mod limits;
mod mistakes;
mod offsets;
mod tree;

/// A parsed text with everything that was said about it.
struct Parsed {
    sources: Sources,
    node: Option<Node>,
    found: Diagnostics,
}

fn parse_text(text: &str) -> Parsed {
    let mut sources = Sources::default();
    let file = sources.add("job.yaml", text);
    let mut found = Diagnostics::default();
    let node = parse(&sources, file, &FileLimits::DEFAULT, &mut found);
    Parsed {
        sources,
        node,
        found,
    }
}

/// The tree of a text without mistakes.
fn tree_of(text: &str) -> (Sources, Node) {
    let parsed = parse_text(text);
    let wrong: Vec<_> = parsed.found.iter().map(|found| &found.message).collect();
    assert!(wrong.is_empty(), "{text:?}: {wrong:?}");
    (
        parsed.sources,
        parsed.node.expect("a tree without mistakes"),
    )
}

/// The value under `key` of the map that `node` is.
fn value<'n>(node: &'n Node, key: &str) -> &'n Node {
    let NodeKind::Map(map) = &node.kind else {
        panic!("expected a map, found {node:?}")
    };
    map.get(key)
        .unwrap_or_else(|| panic!("no `{key}` in {map:?}"))
}

fn scalar(node: &Node) -> &Scalar {
    let NodeKind::Scalar(scalar) = &node.kind else {
        panic!("expected a scalar, found {node:?}")
    };
    scalar
}

/// The tree in one line, with texts as they read.
fn shown(node: &Node) -> String {
    match &node.kind {
        NodeKind::Scalar(scalar) => format!("{:?}", scalar.text()),
        NodeKind::List(values) => {
            let values: Vec<_> = values.iter().map(shown).collect();
            format!("[{}]", values.join(", "))
        }
        NodeKind::Map(map) => {
            let entry = |entry: &Entry| format!("{}: {}", entry.key.text(), shown(&entry.value));
            let entries: Vec<_> = map.entries.iter().map(entry).collect();
            format!("{{{}}}", entries.join(", "))
        }
        NodeKind::Error => "?".to_owned(),
    }
}

#[test]
fn comments_are_told_from_texts_that_look_like_one() {
    let text = "# a\nb: \"# c\" # d\ne: |\n  # f\n  g # h\ni: 'j\n  # k'\nü: |-\n  ü\n  # ö\nl: [1, # m\n  2] # n\no: > # p\n\n  q\n#";
    let mut sources = Sources::default();
    let file = sources.add("a.yaml", text);
    let found = comments(sources.file(file), file, &FileLimits::DEFAULT);
    let texts: Vec<_> = found
        .places
        .iter()
        .map(|place| sources.slice(*place))
        .collect();
    assert_eq!(texts, ["# a", "# d", "# m", "# n", "# p", "#"]);
    let lines: Vec<_> = found
        .scalars
        .iter()
        .map(|lines| (*lines.start(), *lines.end()))
        .collect();
    assert_eq!(lines, [(3, 5), (6, 7), (8, 10), (13, 15)]);
}
