//! What goes to standard output and standard error, and how it looks there.

use std::{
    io::{self, IsTerminal, Write},
    sync::atomic::{AtomicBool, Ordering},
};

use super::files::reason;
use crate::render::Style;

/// Whether something did not get to standard output, which is one for the whole process.
static IS_LOST: AtomicBool = AtomicBool::new(false);

/// Results: to standard output. That it takes no more is said, and remembered for the exit code.
pub(super) fn print(text: &str) {
    if let Err(message) = write(text) {
        complain(&message);
        IS_LOST.store(true, Ordering::Relaxed);
    }
}

/// Results: to standard output. A reader that has gone away is no failure.
///
/// # Errors
/// Why they can't be written.
pub(super) fn write(text: &str) -> Result<(), String> {
    let mut output = io::stdout().lock();
    let written = output.write_all(text.as_bytes());
    match written.and_then(|()| output.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(format!(
            "standard output can't be written: {}",
            reason(&error)
        )),
        _ => Ok(()),
    }
}

/// Whether some of what was printed is lost.
pub(super) fn is_lost() -> bool {
    IS_LOST.load(Ordering::Relaxed)
}

/// Everything else: to standard error.
pub(super) fn say(text: &str) {
    drop(io::stderr().lock().write_all(text.as_bytes()));
}

/// A mistake in how Portl was called, or in what surrounds it.
pub(super) fn complain(message: &str) {
    say(&format!("error: {message}\n"));
}

/// What is wrong without being a mistake, if anything is.
pub(super) fn warn(message: Option<String>) {
    if let Some(message) = message {
        let warning = crate::render::failure::warning(&message, error_style());
        say(&format!("{warning}\n"));
    }
}

/// How to write for standard output.
pub(super) fn output_style() -> Style {
    style(io::stdout().is_terminal())
}

/// How to write for standard error.
pub(super) fn error_style() -> Style {
    style(io::stderr().is_terminal())
}

/// Whether a person is watching standard error.
pub(super) fn is_watched() -> bool {
    io::stderr().is_terminal() && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
}

/// Colours only on a terminal, unless `NO_COLOR` or `CLICOLOR_FORCE` say otherwise.
fn style(is_terminal: bool) -> Style {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let forced =
        std::env::var_os("CLICOLOR_FORCE").is_some_and(|value| !value.is_empty() && value != "0");
    Style {
        color: !set("NO_COLOR") && (is_terminal || forced),
        unicode: is_unicode(),
        width: width(is_terminal),
    }
}

/// A locale that says it is something else than UTF-8 gets ASCII; where there is none, nothing is known against UTF-8.
fn is_unicode() -> bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
        .into_iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
    locale.is_none_or(|locale| locale.to_lowercase().replace('-', "").contains("utf8"))
}

fn width(is_terminal: bool) -> usize {
    let found = is_terminal.then(terminal_size::terminal_size).flatten();
    found.map_or(100, |(terminal_size::Width(width), _)| {
        usize::from(width).clamp(40, 160)
    })
}
