//! Lists of ints, texts and rows.

use super::{Level, POSITIVE, SMALL};
use crate::eval::tests::generated::piece::{
    Binds, Pieces, infix, one_of, operand, suffix, ternary, words,
};

impl Level {
    pub(super) fn int_lists(&self) -> Pieces {
        let (int, ints) = (&self.int, &self.ints);
        one_of([
            &operand("[@]", [int]),
            &operand("[@, @, @]", [int, int, int]),
            &suffix("@ | sort", [ints]),
            &suffix("@ | sort(reverse=@)", [ints, &self.truth]),
            &suffix("@ | unique", [ints]),
            &suffix("@ | map('abs')", [ints]),
            &suffix("@ | map('length')", [&self.texts]),
            &suffix("@ | map(attribute='id')", [&self.rows]),
            &suffix("@ | map(attribute='zzz', default=@)", [&self.rows, int]),
            &suffix("['1', 'x'] | map('int', @)", [int]),
            &suffix(
                "@ | map(@)",
                [&self.slices(), &words(&["'sum'", "'length'"])],
            ),
            &suffix("@ | select('odd')", [ints]),
            &suffix("@ | select", [ints]),
            &suffix("@ | select('gt', @)", [ints, int]),
            &suffix("@ | select('in', @)", [ints, ints]),
            &operand("range(@)", [&suffix("@ | length", [&self.sized()])]),
            &operand("@.xs", [&self.record]),
        ])
    }

    pub(super) fn text_lists(&self) -> Pieces {
        let (text, texts) = (&self.text, &self.texts);
        let separators = &words(&["','", "' '", "'a'", "'--'", "'é'"]);
        one_of([
            &operand("[@]", [text]),
            &operand("[@, @]", [text, text]),
            &suffix("@ | split", [text]),
            &suffix("@ | split(@)", [text, separators]),
            &suffix("@ | split(@, @)", [text, separators, &words(SMALL)]),
            &suffix("@ | split(none, @)", [text, &words(SMALL)]),
            &suffix(
                "@ | sort(case_sensitive=true, reverse=@)",
                [texts, &self.truth],
            ),
            &suffix(
                "['b', 'A', 'a', 'B', @] | sort(reverse=@)",
                [&words(&["'C'", "''"]), &self.truth],
            ),
            &suffix("@ | unique", [texts]),
            &suffix("@ | unique(case_sensitive=true)", [texts]),
            &suffix("@ | map('upper')", [texts]),
            &suffix("@ | map('replace', @, @)", [texts, text, text]),
            &suffix("@ | map('default', 'x', true)", [texts]),
            &suffix("@ | map(attribute='name')", [&self.rows]),
            &suffix("@ | select('ne', @)", [texts, text]),
            &suffix("@ | items | map('first')", [&self.record]),
        ])
    }

    pub(super) fn row_lists(&self) -> Pieces {
        let (rows, int) = (&self.rows, &self.int);
        one_of([
            &operand("[@]", [&self.row]),
            &suffix("@ | sort(attribute='id', reverse=@)", [rows, &self.truth]),
            &suffix("@ | sort(attribute='name', case_sensitive=true)", [rows]),
            &suffix("@ | sort(attribute='name,id', case_sensitive=true)", [rows]),
            &suffix("@ | unique(attribute='name')", [rows]),
            &suffix("@ | selectattr('name')", [rows]),
            &suffix("@ | selectattr('id', 'ge', @)", [rows, int]),
            &suffix("@ | selectattr('name', 'in', @)", [rows, &self.texts]),
            &suffix("@ | select('mapping')", [rows]),
        ])
    }

    /// What can be done with any list.
    pub(super) fn lists_of(&self, list: &Pieces) -> Pieces {
        one_of([
            &infix(&["+"], [list, list], Binds::Sum),
            &infix(&["and"], [list, list], Binds::And),
            &infix(&["or"], [list, list], Binds::Or),
            &ternary(list, &self.any(), list),
            &operand("@[@:@]", [list, &self.int, &self.int]),
            &operand(
                "@[@:@:@]",
                [list, &words(SMALL), &words(SMALL), &words(SMALL)],
            ),
            &operand("@[::@]", [list, &words(SMALL)]),
            &operand("@[:@]", [list, &words(SMALL)]),
        ])
    }

    pub(super) fn slices(&self) -> Pieces {
        let (int, count) = (&self.int, &words(POSITIVE));
        one_of([
            &operand("[@, @]", [&self.ints, &self.ints]),
            &suffix("@ | slice(@)", [&self.ints, count]),
            &suffix("@ | slice(@, @)", [&self.ints, count, int]),
        ])
    }

    pub(super) fn sized(&self) -> Pieces {
        one_of([
            &self.text,
            &self.ints,
            &self.texts,
            &self.rows,
            &self.record,
        ])
    }

    /// Pairs of text and int.
    pub(in super::super) fn items(&self) -> Pieces {
        suffix("{'a': @, 'é b': @} | items", [&self.int, &self.int])
    }
}
