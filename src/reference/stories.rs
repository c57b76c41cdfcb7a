use std::fmt::Write as _;

use crate::diagnostic::{Code, messages};

const HEAD: &str = "\
# Diagnostics

Generated from the stories in `src/diagnostic/stories/`; `PORTL_UPDATE=1 cargo test reference` writes it anew. `portl explain
CODE` shows one of them. The examples run as tests.
";

/// The stories of all codes, as Markdown.
#[must_use]
pub fn stories() -> String {
    let mut out = HEAD.to_owned();
    for code in messages::all() {
        let (name, severity) = (code.name, code.severity.as_str());
        let _ = write!(
            out,
            "\n## `{name}`\n\n{severity}: {}\n\n{}",
            code.summary,
            told(code)
        );
    }
    out
}

/// Where the story of a code stands on the page.
pub(super) fn anchor(code: &Code) -> String {
    code.name.replace('.', "")
}

/// A story below a heading of its own.
fn told(code: &Code) -> String {
    code.story
        .replace("\n## Wrong\n", "\n**Wrong**\n")
        .replace("\n## Right\n", "\n**Right**\n")
}
