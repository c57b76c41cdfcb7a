//! Pieces of source: each knows how tightly it binds, so that only the parentheses it needs are written.

use proptest::prelude::{BoxedStrategy, Strategy, prop};

/// A strategy for expressions of one type.
pub(super) type Pieces = BoxedStrategy<Piece>;

/// How tightly an expression binds, the loosest first: the rules of `grammar/template.ebnf`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Binds {
    Ternary,
    Or,
    And,
    Not,
    Comparison,
    Sum,
    Join,
    Product,
    Power,
    Suffixed,
    Signed,
    Operand,
}

impl Binds {
    const ALL: [Self; 12] = [
        Self::Ternary,
        Self::Or,
        Self::And,
        Self::Not,
        Self::Comparison,
        Self::Sum,
        Self::Join,
        Self::Product,
        Self::Power,
        Self::Suffixed,
        Self::Signed,
        Self::Operand,
    ];

    /// The next tighter one.
    fn tighter(self) -> Self {
        let next = Self::ALL.into_iter().find(|one| *one > self);
        next.unwrap_or(Self::Operand)
    }
}

/// An expression as it is written.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    pub(super) text: String,
    binds: Binds,
}

impl Piece {
    pub(super) fn new(text: String, binds: Binds) -> Self {
        Self { text, binds }
    }

    /// The text where a loop's list or a condition may stand.
    pub(super) fn argument(&self) -> String {
        self.at(Binds::Or)
    }

    /// Whether it ends in a test without an argument. Jinja would take an `if` behind it for one.
    fn ends_in_test(&self) -> bool {
        let mut words = self.text.rsplit(' ').skip(1);
        let before = words.next();
        before == Some("is") || (before == Some("not") && words.next() == Some("is"))
    }

    /// The text where something that binds at least as tightly as `least` may stand.
    fn at(&self, least: Binds) -> String {
        if self.binds < least {
            format!("({})", self.text)
        } else {
            self.text.clone()
        }
    }
}

/// One of these as it is: names, literals, and calls; numbers may have a sign.
pub(super) fn words(texts: &[&'static str]) -> Pieces {
    let words = prop::sample::select(texts.to_vec());
    words
        .prop_map(|text| {
            let is_signed = text.starts_with('-');
            let binds = if is_signed {
                Binds::Signed
            } else {
                Binds::Operand
            };
            Piece::new(text.to_owned(), binds)
        })
        .boxed()
}

/// One of these, each as likely as another; the first ones are the simpler.
pub(super) fn one_of<const N: usize>(strategies: [&Pieces; N]) -> Pieces {
    prop::strategy::Union::new(strategies.map(Clone::clone)).boxed()
}

/// `left op right`, from left to right where there are several of them.
pub(super) fn infix(ops: &[&'static str], [left, right]: [&Pieces; 2], binds: Binds) -> Pieces {
    let left_least = match binds {
        Binds::Comparison => binds.tighter(),
        _ => binds,
    };
    let ops = prop::sample::select(ops.to_vec());
    (left.clone(), ops, right.clone())
        .prop_map(move |(left, op, right)| {
            let [left, right] = [left.at(left_least), right.at(binds.tighter())];
            Piece::new(format!("{left} {op} {right}"), binds)
        })
        .boxed()
}

/// `op` before an operand.
pub(super) fn prefix(op: &'static str, operand: &Pieces, binds: Binds) -> Pieces {
    let operand = operand.clone();
    operand
        .prop_map(move |operand| Piece::new(format!("{op}{}", operand.at(binds)), binds))
        .boxed()
}

/// `then if condition else otherwise`.
pub(super) fn ternary(then: &Pieces, condition: &Pieces, otherwise: &Pieces) -> Pieces {
    (then.clone(), condition.clone(), otherwise.clone())
        .prop_map(|(then, condition, otherwise)| {
            let least = if then.ends_in_test() {
                Binds::Operand
            } else {
                Binds::Or
            };
            let (then, condition) = (then.at(least), condition.at(Binds::Or));
            let otherwise = otherwise.at(Binds::Ternary);
            let text = format!("{then} if {condition} else {otherwise}");
            Piece::new(text, Binds::Ternary)
        })
        .boxed()
}

/// A filter or a test: the pattern with a part in the place of each `@`, the first of them before it.
pub(super) fn suffix<const N: usize>(pattern: &'static str, parts: [&Pieces; N]) -> Pieces {
    filled(pattern, parts, Binds::Suffixed)
}

/// A call, a list, a record, or a part of the first part.
pub(super) fn operand<const N: usize>(pattern: &'static str, parts: [&Pieces; N]) -> Pieces {
    filled(pattern, parts, Binds::Operand)
}

fn filled<const N: usize>(pattern: &'static str, parts: [&Pieces; N], binds: Binds) -> Pieces {
    let parts: Vec<_> = parts.into_iter().cloned().collect();
    parts
        .prop_map(move |parts| {
            let mut text = String::new();
            let mut parts = parts.iter();
            for between in pattern.split_inclusive('@') {
                let Some(before) = between.strip_suffix('@') else {
                    text.push_str(between);
                    continue;
                };
                let least = if text.is_empty() && before.is_empty() {
                    binds
                } else {
                    Binds::Ternary
                };
                text.push_str(before);
                let part = parts.next().expect("a part for each place");
                text.push_str(&part.at(least));
            }
            assert!(parts.next().is_none(), "a place for each part: {pattern}");
            Piece::new(text, binds)
        })
        .boxed()
}
