use super::{args::ExplainArgs, exit, terminal};
use crate::{
    diagnostic::{messages, nearest},
    render::explain,
};

/// `portl explain [CODE]`
pub(super) fn explain(args: &ExplainArgs) -> u8 {
    let style = terminal::output_style();
    let Some(written) = &args.code else {
        terminal::print(&explain::list(None, style));
        return exit::DONE;
    };
    let name = code_in(written);
    if let Some(code) = messages::all().find(|code| code.name == name) {
        terminal::print(&explain::story(code, style));
        return exit::DONE;
    }
    let family = explain::list(Some(name), style);
    if !family.is_empty() {
        terminal::print(&family);
        return exit::DONE;
    }
    let near = nearest(name, messages::all().map(|code| code.name)).map_or_else(
        || "`portl explain` lists all codes".to_owned(),
        |near| format!("did you mean `{near}`?"),
    );
    terminal::complain(&format!("there is no code `{name}`: {near}"));
    exit::USAGE
}

/// The code in what was typed, which may be pasted from an error as it was shown: `error[CODE]: …`.
fn code_in(written: &str) -> &str {
    let inside = written
        .split_once('[')
        .and_then(|(_, rest)| rest.split_once(']'));
    inside.map_or(written, |(code, _)| code).trim()
}
