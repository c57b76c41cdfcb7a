//! A table of values: a row for each parameter, a column for each item.

use super::page::Page;
use crate::render::{
    style::Tone,
    wrap::{char_width, pad, width},
};

/// How many lines a value takes at most.
const LINES: usize = 6;

/// Writes a table, its columns beside each other where they fit, else the values of a row below each other. A value that
/// is the same for all stands there once.
pub(super) fn columns(page: &mut Page, heads: &[String], rows: &[(String, Vec<String>)]) {
    let names = rows.iter().map(|(name, _)| width(name)).max().unwrap_or(0) + 2;
    let room = page.room().saturating_sub(names);
    let widths: Vec<_> = heads
        .iter()
        .enumerate()
        .map(|(column, head)| widest(rows, column).max(width(head)))
        .collect();
    let needed = widths.iter().sum::<usize>() + 2 * widths.len().saturating_sub(1);
    if needed <= room {
        beside(page, heads, rows, names, &widths);
    } else {
        below(page, heads, rows, names, room);
    }
}

fn widest(rows: &[(String, Vec<String>)], column: usize) -> usize {
    let differing = rows.iter().filter(|(_, values)| shared(values).is_none());
    differing
        .filter_map(|(_, values)| values.get(column))
        .map(|value| width(value))
        .max()
        .unwrap_or(0)
}

/// The value of all items, where they have the same.
fn shared(values: &[String]) -> Option<&str> {
    let first = values.first()?;
    values.iter().all(|value| value == first).then_some(first)
}

fn beside(
    page: &mut Page,
    heads: &[String],
    rows: &[(String, Vec<String>)],
    names: usize,
    widths: &[usize],
) {
    if heads.iter().any(|head| !head.is_empty()) {
        let heads: Vec<_> = heads
            .iter()
            .zip(widths)
            .map(|(head, width)| pad(head, *width))
            .collect();
        let line = format!(
            "{}{}",
            " ".repeat(names),
            page.style.paint(Tone::Faint, heads.join("  ").trim_end())
        );
        page.line(&line);
    }
    for (name, values) in rows {
        if let Some(value) = shared(values) {
            let room = page.room().saturating_sub(names);
            lines(page, &named(page, name, names), names, value, room);
            continue;
        }
        let cells: Vec<_> = values
            .iter()
            .zip(widths)
            .map(|(value, width)| pad(value, *width))
            .collect();
        let line = format!(
            "{}{}",
            named(page, name, names),
            page.style.unknowns(&cells.join("  "))
        );
        page.line(&line);
    }
}

fn below(
    page: &mut Page,
    heads: &[String],
    rows: &[(String, Vec<String>)],
    names: usize,
    room: usize,
) {
    let marks = heads.iter().map(|head| width(head)).max().unwrap_or(0) + 2;
    for (name, values) in rows {
        if let Some(value) = shared(values) {
            lines(page, &named(page, name, names), names, value, room);
            continue;
        }
        for (index, (value, head)) in values.iter().zip(heads).enumerate() {
            let name = if index == 0 { name.as_str() } else { "" };
            let lead = format!(
                "{}{}",
                named(page, name, names),
                page.style.paint(Tone::Faint, &pad(head, marks))
            );
            lines(
                page,
                &lead,
                names + marks,
                value,
                room.saturating_sub(marks),
            );
        }
    }
}

fn named(page: &Page, name: &str, columns: usize) -> String {
    page.style.paint(Tone::Label, &pad(name, columns))
}

/// A value behind its lead, broken wherever the room ends.
pub(super) fn lines(page: &mut Page, lead: &str, indent: usize, value: &str, room: usize) {
    let broken = broken(value, room.max(20), page.style.mark("…", "..."));
    for (index, line) in broken.iter().enumerate() {
        let line = page.style.unknowns(line);
        if index == 0 {
            page.line(&format!("{lead}{line}"));
        } else {
            page.indented(indent, |page| page.line(&line));
        }
    }
}

/// A value in lines of at most `room` columns: broken at spaces and before what is not known, else anywhere.
fn broken(value: &str, room: usize, mark: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut rest = value;
    while width(rest) > room {
        if lines.len() == LINES {
            lines.push(mark.to_owned());
            return lines;
        }
        let (line, after) = rest.split_at(break_of(rest, room));
        lines.push(line.trim_end().to_owned());
        rest = after.trim_start();
    }
    lines.push(rest.to_owned());
    lines
}

/// Where the first line of a text that is too wide ends.
fn break_of(text: &str, room: usize) -> usize {
    let mut columns = 0;
    let mut good = None;
    for (at, character) in text.char_indices() {
        let before_unknown = character == '‹' && columns > room / 2;
        if at > 0 && (before_unknown || character == ' ') {
            good = Some(at);
        }
        columns += char_width(character);
        if columns > room {
            return good.unwrap_or(at).max(1);
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_break_where_they_can_be_read() {
        assert_eq!(
            broken("‹(a.b if a else 0) + 1›", 12, "…"),
            ["‹(a.b if a", "else 0) + 1›"]
        );
        assert_eq!(
            broken("flow-a-‹steps.a›", 11, "…"),
            ["flow-a-", "‹steps.a›"]
        );
        assert_eq!(broken("日本語日本語", 5, "…"), ["日本", "語日", "本語"]);
        assert_eq!(
            broken(&"x".repeat(100), 10, "…").last().map(String::as_str),
            Some("…")
        );
    }
}
