//! Numbers.

use super::{Level, SMALL};
use crate::eval::tests::generated::piece::{
    Binds, Pieces, infix, one_of, operand, prefix, suffix, ternary, words,
};

impl Level {
    pub(super) fn int_sums(&self) -> Pieces {
        let (int, small) = (&self.int, &words(&["0", "1", "2", "5", "-1"]));
        one_of([
            &infix(&["+", "-"], [int, int], Binds::Sum),
            &infix(&["*", "//", "%"], [int, int], Binds::Product),
            &infix(&["**"], [int, &words(&["0", "1", "2", "5"])], Binds::Power),
            &prefix("-", int, Binds::Signed),
            // Fails where the part is missing.
            &infix(&["*", "//"], [&self.missing_int, small], Binds::Product),
            // Fails where there is no such row.
            &infix(
                &["-"],
                [&operand("@[@].id", [&self.rows, &words(SMALL)]), int],
                Binds::Sum,
            ),
            &prefix(
                "-",
                &operand("@.id", [&suffix("@ | first", [&self.rows])]),
                Binds::Signed,
            ),
        ])
    }

    pub(super) fn int_calls(&self) -> Pieces {
        let (int, text, ints) = (&self.int, &self.text, &self.ints);
        one_of([
            &suffix("@ | length", [&self.sized()]),
            &suffix("@ | abs", [int]),
            &suffix("@ | sum", [ints]),
            &suffix("@ | sum(start=@)", [ints, int]),
            &suffix("@ | sum(attribute='id')", [&self.rows]),
            &suffix(
                "@ | int",
                [&one_of([
                    int,
                    &self.float,
                    &self.truth,
                    &words(&["'12'", "'-3'", "'007'"]),
                ])],
            ),
            &suffix("@ | int(@)", [&words(&["'x'", "''", "'12x'", "'4'"]), int]),
            &suffix("@ | int(default=@)", [&words(&["'é'", "'5'"]), int]),
            &suffix("@ | round", [int]),
            &suffix("@ | round(@)", [int, &words(SMALL)]),
            &suffix(
                "@ | round(-1, @)",
                [int, &words(&["'common'", "'ceil'", "'floor'"])],
            ),
            &operand("@.a", [&self.record]),
            &operand("@['id']", [&self.row]),
            &suffix("@ | length", [&suffix("@ | replace('a', @)", [text, text])]),
        ])
    }

    pub(super) fn chosen_int(&self) -> Pieces {
        let (int, any) = (&self.int, &self.any());
        one_of([
            &ternary(int, any, int),
            &infix(&["and"], [int, int], Binds::And),
            &infix(&["or"], [int, int], Binds::Or),
            &infix(
                &["or"],
                [&one_of([&self.null, &self.missing_int]), int],
                Binds::Or,
            ),
            &suffix("@ | default(@)", [&one_of([&self.missing_int, int]), int]),
            &suffix(
                "@ | default(@, true)",
                [&one_of([&self.null, &self.missing_int, int]), int],
            ),
        ])
    }

    pub(super) fn float_sums(&self) -> Pieces {
        let (int, float) = (&self.int, &self.float);
        one_of([
            &infix(&["/"], [int, int], Binds::Product),
            &infix(&["+", "-"], [float, float], Binds::Sum),
            &infix(&["+", "-"], [int, float], Binds::Sum),
            &infix(&["*", "/", "//", "%"], [float, float], Binds::Product),
            &infix(&["*", "/", "//", "%"], [float, int], Binds::Product),
            &infix(&["**"], [float, &words(SMALL)], Binds::Power),
            &infix(&["**"], [int, &words(&["-1", "-2", "0.5"])], Binds::Power),
            &prefix("-", float, Binds::Signed),
        ])
    }

    pub(super) fn float_calls(&self) -> Pieces {
        let (float, method) = (&self.float, &words(&["'common'", "'ceil'", "'floor'"]));
        one_of([
            &suffix("@ | abs", [float]),
            &suffix("@ | round", [float]),
            &suffix("@ | round(@)", [float, &words(SMALL)]),
            &suffix("@ | round(@, @)", [float, &words(&["0", "1", "2"]), method]),
            &suffix("@ | round(method=@)", [float, method]),
            &suffix(
                "@ | float",
                [&one_of([&self.int, float, &words(&["'1.50'", "'-3'"])])],
            ),
            &suffix("@ | float(@)", [&words(&["'x'", "'2.5'"]), float]),
            &ternary(float, &self.any(), float),
        ])
    }

    pub(super) fn missing_ints(&self) -> Pieces {
        let (int, ints) = (&self.int, &self.ints);
        one_of([
            &suffix("@ | first", [ints]),
            &suffix("@ | last", [ints]),
            &suffix("@ | min", [ints]),
            &suffix("@ | max", [ints]),
            &operand("@[@]", [ints, int]),
            &operand("@.zzz", [&self.record]),
        ])
    }
}
