//! Expressions that are well typed, level by level: those of a level are made of those of the level below.

mod lists;
mod numbers;
mod texts;
mod truths;

use super::piece::{Pieces, one_of, operand, ternary, words};

/// The expressions of a level, by type. What may be missing has types of its own, and so has null: Portl takes both for
/// null, Jinja does not.
pub(super) struct Level {
    pub(super) int: Pieces,
    pub(super) float: Pieces,
    pub(super) text: Pieces,
    pub(super) truth: Pieces,
    pub(super) ints: Pieces,
    pub(super) texts: Pieces,
    pub(super) row: Pieces,
    pub(super) rows: Pieces,
    pub(super) record: Pieces,
    null: Pieces,
    missing_int: Pieces,
    missing_text: Pieces,
}

/// Names besides those of the data.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Bound {
    pub(super) ints: &'static [&'static str],
    pub(super) texts: &'static [&'static str],
    pub(super) truths: &'static [&'static str],
}

const SMALL: &[&str] = &["0", "1", "2", "3", "-1", "-2"];

const POSITIVE: &[&str] = &["1", "2", "3"];

const LITERALS: &[&str] = &[
    "''",
    "'a'",
    "' '",
    "','",
    "\"it's\"",
    "'\"'",
    "'é'",
    "'ß'",
    "'日本'",
    "'🦀'",
    r"'\t\n'",
    r"'\x41\u00e9\101\\'",
    "'B-b'",
    "'{{'",
    "'%}'",
];

impl Level {
    /// The expressions that nest so many levels deep.
    pub(super) fn of(depth: usize, bound: Bound) -> Self {
        let leaves = Self::leaves(bound);
        (0..depth).fold(Self::leaves(bound), |below, _| below.above(&leaves))
    }

    /// What says most about how it came about.
    pub(super) fn telling(&self) -> Pieces {
        one_of([
            &self.int,
            &self.float,
            &self.text,
            &self.truth,
            &self.ints,
            &self.texts,
            &self.rows,
            &self.missing_int,
            &self.missing_text,
        ])
    }

    /// Anything at all.
    pub(super) fn any(&self) -> Pieces {
        one_of([
            &self.int,
            &self.float,
            &self.text,
            &self.truth,
            &self.ints,
            &self.texts,
            &self.row,
            &self.rows,
            &self.record,
            &self.null,
            &self.missing_int,
            &self.missing_text,
        ])
    }

    fn leaves(bound: Bound) -> Self {
        let with = |own: &[&'static str], bound: &[&'static str]| words(&[own, bound].concat());
        let ints = [
            "1", "i", "j", "r.a", "r['a']", "0", "7", "-3", "10", "0x1f", "1_000",
        ];
        let texts = one_of([
            &with(&["s", "t", "p", "r.b", "r['b']"], bound.texts),
            &words(LITERALS),
        ]);
        Self {
            int: with(&ints, bound.ints),
            float: words(&["d", "0.5", "2.0", "-1.25", "1e3", "0.0"]),
            text: texts,
            truth: with(&["true", "b", "false", "True"], bound.truths),
            ints: words(&[
                "xs",
                "[]",
                "[1, 2, 1]",
                "r.xs",
                "range(4)",
                "range(5, 0, -2)",
            ]),
            texts: words(&["ws", "[]", "['a', 'B', 'a']", "[s, t]"]),
            row: words(&["{'id': 1, 'name': 'x'}"]),
            rows: words(&["rows", "[]", "[{'id': 1, 'name': 'x'}]"]),
            record: words(&["r", "{'a': 1, 'b': 'x', 'n': none, 'xs': [1]}"]),
            null: words(&["none", "n", "r.n", "r['n']", "None"]),
            missing_int: words(&["xs[0]", "xs[-1]", "r.zzz", "r['zzz']"]),
            missing_text: words(&["ws[0]", "s[0]", "t[-1]", "ws[1]"]),
        }
    }

    fn above(&self, leaves: &Self) -> Self {
        Self {
            int: one_of([
                &leaves.int,
                &self.int_sums(),
                &self.int_calls(),
                &self.chosen_int(),
            ]),
            float: one_of([&leaves.float, &self.float_sums(), &self.float_calls()]),
            text: one_of([
                &leaves.text,
                &self.text_joins(),
                &self.text_calls(),
                &self.chosen_text(),
            ]),
            truth: one_of([
                &leaves.truth,
                &self.comparisons(),
                &self.tests(),
                &self.logic(),
            ]),
            ints: one_of([&leaves.ints, &self.int_lists(), &self.lists_of(&self.ints)]),
            texts: one_of([
                &leaves.texts,
                &self.text_lists(),
                &self.lists_of(&self.texts),
            ]),
            row: operand("{'id': @, 'name': @}", [&self.int, &self.text]),
            rows: one_of([&leaves.rows, &self.row_lists(), &self.lists_of(&self.rows)]),
            record: one_of([
                &leaves.record,
                &operand(
                    "{'a': @, 'b': @, 'n': none, 'xs': @}",
                    [&self.int, &self.text, &self.ints],
                ),
                &ternary(&self.record, &self.any(), &self.record),
            ]),
            null: one_of([&leaves.null, &operand("@.n", [&self.record])]),
            missing_int: one_of([&leaves.missing_int, &self.missing_ints()]),
            missing_text: one_of([&leaves.missing_text, &self.missing_texts()]),
        }
    }
}
