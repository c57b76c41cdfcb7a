//! Templates with blocks: conditions, loops and names that are set, with generated expressions in them.

use proptest::prelude::{BoxedStrategy, Just, Strategy, prop, prop_oneof};

use super::{
    expressions::{Bound, Level},
    piece::{Pieces, operand},
};

/// Set at the top of each template, and again anywhere in it.
const SET: Bound = Bound {
    ints: &["m"],
    texts: &["u"],
    truths: &[],
};

/// What loops bind besides.
const IN_LOOP: Bound = Bound {
    ints: &[
        "m",
        "x",
        "x",
        "loop.index",
        "loop.index0",
        "loop.revindex",
        "loop.revindex0",
        "loop.length",
    ],
    texts: &["u", "w", "w"],
    truths: &["loop.first", "loop.last"],
};

type Texts = BoxedStrategy<String>;

/// Templates whose blocks nest so many levels deep.
pub(super) fn templates(depth: usize) -> Texts {
    let outside = Scope::new(SET);
    let inside = Scope::new(IN_LOOP);
    let mut bodies = (outside.plain(), inside.plain());
    for _ in 0..depth {
        bodies = (
            outside.above(&bodies.0, &bodies.1),
            inside.above(&bodies.1, &bodies.1),
        );
    }
    let begin = Scope::new(Bound::default());
    (
        tag("set m = ", &begin.level.int),
        tag("set u = ", &begin.level.text),
        bodies.0,
    )
        .prop_map(|(int, text, body)| format!("{int}{text}{body}."))
        .boxed()
}

/// The names of a place, and the expressions over them.
struct Scope {
    level: Level,
}

impl Scope {
    fn new(bound: Bound) -> Self {
        let level = Level::of(1, bound);
        Self { level }
    }

    /// Text and what is written out.
    fn plain(&self) -> Texts {
        let pieces = [
            "",
            " ",
            "a",
            "é🦀 ",
            "\n",
            "\n  ",
            "'",
            "\"",
            "}",
            "{ ",
            "%",
            "#",
            "<&>",
            "{# note {{ x }} #}",
        ];
        let text = prop::sample::select(pieces.to_vec()).prop_map(str::to_owned);
        let raw = Just("{% raw %}{{ i }}{% endraw %}".to_owned());
        let int = hole(&self.level.int);
        let text_hole = hole(&self.level.text);
        let one = prop_oneof![4 => text, 2 => int, 2 => text_hole, 1 => raw];
        prop::collection::vec(one, 0..4)
            .prop_map(|parts| parts.concat())
            .boxed()
    }

    /// Bodies with blocks around those of the level below, which stand `here` or in a loop.
    fn above(&self, here: &Texts, in_loop: &Texts) -> Texts {
        let one = prop_oneof![
            3 => here.clone(),
            1 => tag("set m = ", &self.level.int),
            1 => tag("set u = ", &self.level.text),
            2 => self.condition(here),
            1 => self.loops(in_loop, here),
            1 => self.filtered(in_loop),
            1 => self.pairs(in_loop),
            1 => self.characters(),
            1 => self.rows(),
        ];
        prop::collection::vec(one, 1..4)
            .prop_map(|parts| parts.concat())
            .boxed()
    }

    fn condition(&self, body: &Texts) -> Texts {
        let branch = |word| (tag(word, &self.level.any()), body.clone());
        let elif = prop::option::of(branch("elif "));
        let otherwise = prop::option::of((word("else"), body.clone()));
        (branch("if "), elif, otherwise, word("endif"))
            .prop_map(|(first, elif, otherwise, end)| {
                let branches = [Some(first), elif, otherwise].into_iter().flatten();
                let text: String = branches.map(|(tag, body)| tag + &body).collect();
                text + &end
            })
            .boxed()
    }

    fn loops(&self, body: &Texts, otherwise: &Texts) -> Texts {
        let tag = prop_oneof![
            tag("for x in ", &self.level.ints),
            tag("for w in ", &self.level.texts),
            tag("for w in ", &self.level.record),
            tag("for w, x in ", &self.level.items()),
        ];
        let otherwise = prop::option::of((word("else"), otherwise.clone()));
        (tag, body.clone(), otherwise, word("endfor"))
            .prop_map(|(tag, body, otherwise, end)| {
                let otherwise = otherwise.map(|(tag, body)| tag + &body);
                format!("{tag}{body}{}{end}", otherwise.unwrap_or_default())
            })
            .boxed()
    }

    fn filtered(&self, body: &Texts) -> Texts {
        let own = Bound {
            ints: &["x", "x", "m"],
            ..SET
        };
        let conditions = Level::of(1, own).truth;
        (self.level.ints.clone(), conditions, body.clone())
            .prop_map(|(list, condition, body)| {
                let (list, condition) = (list.argument(), condition.argument());
                format!("{{% for x in {list} if {condition} %}}{body}{{% endfor %}}")
            })
            .boxed()
    }

    /// A loop over a text, without what minijinja does not know of it: how often it will go round.
    fn characters(&self) -> Texts {
        let text = self.level.text.clone();
        text.prop_map(|text| {
            let text = text.argument();
            let body = "{{ loop.index ~ w }}{% if loop.first %}!{% endif %},";
            format!("{{% for w in {text} %}}{body}{{% endfor %}}")
        })
        .boxed()
    }

    fn rows(&self) -> Texts {
        tag("for row in ", &self.level.rows)
            .prop_map(|tag| tag + "{% set m = m + row.id %}{{ m ~ row['name'] }}{% endfor %}")
            .boxed()
    }

    fn pairs(&self, body: &Texts) -> Texts {
        let list = operand("[[@, @], [7, 'b']]", [&self.level.int, &self.level.text]);
        (tag("for x, w in ", &list), body.clone())
            .prop_map(|(tag, body)| format!("{tag}{body}{{% endfor %}}"))
            .boxed()
    }
}

fn hole(value: &Pieces) -> Texts {
    let value = value.clone();
    dashed(["{{", "}}"], value.prop_map(|value| value.text))
}

fn word(word: &'static str) -> Texts {
    dashed(["{%", "%}"], Just(word.to_owned()))
}

fn tag(words: &'static str, value: &Pieces) -> Texts {
    let value = value.clone();
    let written = value.prop_map(move |value| format!("{words}{}", value.argument()));
    dashed(["{%", "%}"], written)
}

/// A hole or a tag, with or without the dashes that take the blank space around it away.
fn dashed(
    [open, close]: [&'static str; 2],
    inside: impl Strategy<Value = String> + 'static,
) -> Texts {
    let dash = || prop::sample::select(vec!["", "", "", "-"]);
    (dash(), inside, dash())
        .prop_map(move |(left, inside, right)| format!("{open}{left} {inside} {right}{close}"))
        .boxed()
}
