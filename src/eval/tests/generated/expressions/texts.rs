//! Texts.

use super::{Level, SMALL};
use crate::eval::tests::generated::piece::{
    Binds, Pieces, infix, one_of, operand, suffix, ternary, words,
};

impl Level {
    pub(super) fn text_joins(&self) -> Pieces {
        let (int, text) = (&self.int, &self.text);
        one_of([
            &infix(&["+"], [text, text], Binds::Sum),
            &infix(&["~"], [text, text], Binds::Join),
            &infix(
                &["~"],
                [text, &one_of([int, &words(&["d", "1.5", "2.0"])])],
                Binds::Join,
            ),
            &infix(&["~"], [int, int], Binds::Join),
            &infix(
                &["~"],
                [&operand("@[@].name", [&self.rows, &words(SMALL)]), int],
                Binds::Join,
            ),
            &infix(&["*"], [text, &words(SMALL)], Binds::Product),
            &infix(&["*"], [&words(SMALL), text], Binds::Product),
        ])
    }

    pub(super) fn text_calls(&self) -> Pieces {
        let (text, int, texts) = (&self.text, &self.int, &self.texts);
        one_of([
            &suffix("@ | lower", [text]),
            &suffix("@ | upper", [text]),
            &suffix("@ | title", [&words(&["p", "'o\\'neil-b (c)'", "'ÉTÉ é'"])]),
            &suffix("@ | trim", [text]),
            &suffix("@ | trim(@)", [text, text]),
            &suffix("@ | replace(@, @)", [text, text, text]),
            &suffix("@ | replace(@, @, @)", [text, text, text, &words(SMALL)]),
            &suffix("@ | string", [&one_of([text, int])]),
            &suffix("@ | join(@)", [texts, text]),
            &suffix("@ | join", [&one_of([texts, &self.ints])]),
            &suffix("@ | join(@, attribute='name')", [&self.rows, text]),
            &operand("@[@:@]", [text, int, int]),
            &operand("@[@:]", [text, &words(SMALL)]),
            &operand("@[:@:@]", [text, int, &words(SMALL)]),
            &operand("@.b", [&self.record]),
        ])
    }

    pub(super) fn chosen_text(&self) -> Pieces {
        let text = &self.text;
        let missing = &one_of([&self.null, &self.missing_text]);
        one_of([
            &ternary(text, &self.any(), text),
            &infix(&["and"], [text, text], Binds::And),
            &infix(&["or"], [&one_of([missing, text]), text], Binds::Or),
            &suffix(
                "@ | default(@)",
                [&one_of([&self.missing_text, text]), text],
            ),
            &suffix("@ | default", [&self.missing_text]),
            &suffix("@ | default(@, true)", [&one_of([missing, text]), text]),
            // Fails where the part is missing.
            &suffix("@ | upper", [&self.missing_text]),
            &infix(&["~"], [&self.missing_text, text], Binds::Join),
        ])
    }

    pub(super) fn missing_texts(&self) -> Pieces {
        let (text, texts) = (&self.text, &self.texts);
        one_of([
            &suffix("@ | first", [&one_of([texts, text])]),
            &suffix("@ | last", [&one_of([texts, text])]),
            &suffix("@ | min(case_sensitive=true)", [texts]),
            &suffix("@ | max(case_sensitive=true)", [texts]),
            &operand("@[@]", [&one_of([text, texts]), &self.int]),
        ])
    }
}
