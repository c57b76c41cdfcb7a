//! Comparisons, tests, and what is made of truths.

use super::Level;
use crate::eval::tests::generated::piece::{
    Binds, Pieces, infix, one_of, operand, prefix, suffix, ternary, words,
};

impl Level {
    pub(super) fn comparisons(&self) -> Pieces {
        const ALL: &[&str] = &["==", "!=", "<", "<=", ">", ">="];
        const EQUAL: &[&str] = &["==", "!="];
        let number = &one_of([&self.int, &self.float]);
        let ordered = &one_of([
            &words(&["xs", "r.xs", "[]"]),
            &operand("[@, @]", [&self.int, &self.int]),
        ]);
        let compared = |ops, left, right| infix(ops, [left, right], Binds::Comparison);
        one_of([
            &compared(ALL, number, number),
            &compared(ALL, &words(&["i", "1", "2"]), &words(&["j", "2", "r.a"])),
            &compared(ALL, &self.text, &self.text),
            &compared(ALL, ordered, ordered),
            &compared(EQUAL, &self.ints, &self.ints),
            &compared(EQUAL, &self.texts, &self.texts),
            &compared(EQUAL, &self.truth, &self.truth),
            &compared(EQUAL, &self.rows, &self.rows),
            &compared(EQUAL, &self.slices(), &self.slices()),
            &compared(EQUAL, &self.record, &self.record),
            &compared(
                EQUAL,
                &one_of([&self.null, &self.int, &self.text]),
                &self.null,
            ),
            &compared(&["in", "not in"], number, &self.ints),
            &compared(
                &["in", "not in"],
                &self.text,
                &one_of([&self.texts, &self.text, &self.record]),
            ),
            &compared(&["in", "not in"], &self.row, &self.rows),
        ])
    }

    pub(super) fn tests(&self) -> Pieces {
        let (int, text, any) = (&self.int, &self.text, &self.any());
        let missing = &one_of([&self.missing_int, &self.missing_text]);
        one_of([
            &suffix("@ is odd", [int]),
            &suffix("@ is not even", [int]),
            &suffix("@ is divisibleby(@)", [int, int]),
            &suffix("@ is divisibleby 3", [int]),
            &suffix("@ is none", [&one_of([&self.null, int, text])]),
            &suffix("@ is not none", [&one_of([&self.null, int])]),
            &suffix("@ is defined", [&one_of([missing, int, text])]),
            &suffix("@ is not undefined", [missing]),
            &suffix("@ is string", [any]),
            &suffix("@ is mapping", [any]),
            &suffix("@ is boolean", [any]),
            &suffix("@ is true", [any]),
            &suffix("@ is false", [any]),
            &suffix("@ is float", [any]),
            &suffix("@ is integer", [&one_of([int, &self.float, text])]),
            &suffix("@ is number", [&one_of([int, &self.float, text])]),
            &suffix(
                "@ is iterable",
                [&one_of([int, text, &self.ints, &self.record])],
            ),
            &suffix("@ is lower", [text]),
            &suffix("@ is upper", [text]),
            &suffix("@ is in(@)", [int, &self.ints]),
            &suffix("@ is eq(@)", [int, int]),
            &suffix("@ is ge(@)", [text, text]),
            &suffix("@ is not lt(@)", [int, int]),
        ])
    }

    pub(super) fn logic(&self) -> Pieces {
        let (truth, any) = (&self.truth, &self.any());
        one_of([
            &prefix("not ", any, Binds::Not),
            &infix(&["and"], [truth, truth], Binds::And),
            &infix(&["or"], [truth, truth], Binds::Or),
            &ternary(truth, any, truth),
        ])
    }
}
