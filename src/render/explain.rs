//! Codes and their stories, as people read them in a terminal.

use super::{
    style::{Style, Tone},
    wrap::{pad, width, wrap},
};
use crate::diagnostic::{Code, Example, Story, messages};

/// How far code is indented.
const CODE: &str = "    ";

/// The story of a code: what the mistake is, why it is one, and how the wrong and the right job look.
#[must_use]
pub fn story(code: &Code, style: Style) -> String {
    let story = Story::of(code);
    let mut out = head(code, style);
    paragraphs(&mut out, code.summary, style);
    paragraphs(&mut out, story.about, style);
    for (name, text) in &story.files {
        block(&mut out, name, text, style);
    }
    example(&mut out, "Wrong", &story.wrong, style);
    example(&mut out, "Right", &story.right, style);
    style.words(&out).into_owned()
}

/// Every code by family, with its severity and what the mistake is; those of one family if it is named, nothing where
/// none is of it.
#[must_use]
pub fn list(family: Option<&str>, style: Style) -> String {
    let mut codes: Vec<_> = messages::all()
        .filter(|code| family.is_none_or(|family| code.family() == family))
        .collect();
    // The sort keeps the order of declaration, in which a family's codes stand together but for a few.
    let mut families: Vec<&str> = Vec::new();
    for code in &codes {
        if !families.contains(&code.family()) {
            families.push(code.family());
        }
    }
    codes.sort_by_key(|code| families.iter().position(|family| *family == code.family()));
    let column = codes.iter().map(|code| width(code.name)).max().unwrap_or(0) + 2;
    let mut out = String::new();
    let mut last = "";
    for code in codes {
        if last != code.family() && !last.is_empty() {
            out.push('\n');
        }
        last = code.family();
        line(&mut out, code, column, style);
    }
    style.words(&out).into_owned()
}

fn line(out: &mut String, code: &Code, column: usize, style: Style) {
    let severity = Tone::Severity(code.severity);
    let lead = column + SEVERITY;
    let room = style.width.saturating_sub(lead).max(20);
    let mut summary = wrap(code.summary, room).into_iter();
    out.push_str(&style.paint(Tone::Strong, &pad(code.name, column)));
    out.push_str(&style.paint(severity, &pad(code.severity.as_str(), SEVERITY)));
    out.push_str(&summary.next().unwrap_or_default());
    out.push('\n');
    for rest in summary {
        out.push_str(&" ".repeat(lead));
        out.push_str(&rest);
        out.push('\n');
    }
}

/// How wide the column of severities is.
const SEVERITY: usize = "warning".len() + 2;

fn head(code: &Code, style: Style) -> String {
    let head = format!("{}[{}]", code.severity.as_str(), code.name);
    style.paint(Tone::Severity(code.severity), &head) + "\n"
}

fn paragraphs(out: &mut String, text: &str, style: Style) {
    for paragraph in text.split("\n\n") {
        out.push('\n');
        let joined = paragraph.split_whitespace().collect::<Vec<_>>().join(" ");
        for line in wrap(&joined, style.width) {
            out.push_str(&line);
            out.push('\n');
        }
    }
}

fn example(out: &mut String, title: &str, example: &Example, style: Style) {
    if let Some(job) = example.job {
        block(out, title, job, style);
    }
    if let Some(command) = example.command {
        let title = if example.job.is_none() { title } else { "" };
        block(out, title, &format!("$ {command}\n"), style);
    }
}

fn block(out: &mut String, title: &str, text: &str, style: Style) {
    if !title.is_empty() {
        out.push('\n');
        out.push_str(&style.paint(Tone::Strong, title));
        out.push('\n');
    }
    out.push('\n');
    for line in text.lines() {
        let line = format!("{CODE}{line}");
        out.push_str(&style.paint(Tone::Label, line.trim_end()));
        out.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(name: &str) -> &'static Code {
        messages::all()
            .find(|code| code.name == name)
            .expect("the code is declared")
    }

    #[test]
    fn every_story_fits_the_width_but_for_its_code() {
        for code in messages::all() {
            let shown = story(code, Style::plain(60));
            let prose = shown.lines().filter(|line| !line.starts_with(CODE));
            for line in prose {
                let is_one_piece = !line.contains(' ') || line.matches('`').count() >= 2;
                assert!(width(line) <= 60 || is_one_piece, "{}: {line}", code.name);
            }
            assert!(shown.contains("\nWrong\n") && shown.contains("\nRight\n"));
        }
    }

    #[test]
    fn the_list_has_every_code_once_and_families_together() {
        let shown = list(None, Style::plain(100));
        let names: Vec<_> = shown
            .lines()
            .filter(|line| line.starts_with(|first: char| first.is_ascii_lowercase()))
            .filter_map(|line| line.split_whitespace().next())
            .collect();
        assert_eq!(names.len(), messages::all().count());
        let mut families: Vec<_> = names.iter().map(|name| code(name).family()).collect();
        families.dedup();
        let count = families.len();
        families.sort_unstable();
        families.dedup();
        assert_eq!(families.len(), count, "a family stands in two places");
        assert_eq!(list(Some("no-such"), Style::plain(100)), "");
    }

    #[test]
    fn colours_come_only_when_asked_for() {
        let code = code("sql.quoted-hole");
        let colored = Style {
            color: true,
            ..Style::plain(80)
        };
        assert!(story(code, colored).contains("\u{1b}["));
        assert!(!story(code, Style::plain(80)).contains('\u{1b}'));
    }
}
