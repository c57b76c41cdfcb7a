//! Where the time of a run went: the table at its end.

use std::time::Duration;

use super::{
    Style,
    figures::{cut, plural, rate, seconds},
    style::Tone,
    wrap::{pad, tame, width},
};

/// A line of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// A step, or what the run does besides its steps.
    pub name: String,
    /// How many steps it stands inside of.
    pub depth: usize,
    /// What it went through.
    pub done: Option<Done>,
    /// How long it took; of a step inside another all the times together.
    pub time: Duration,
}

/// What a step went through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Done {
    /// How many.
    pub count: u64,
    /// One of them: `item`.
    pub what: &'static str,
}

const HEAD: [&str; 5] = ["step", "done", "time", "rate", "share"];

/// The columns of figures.
const FIGURES: usize = HEAD.len() - 1;

/// What stands between two columns, and before the first.
const GAP: &str = "  ";

/// The table of a run that took `total`.
#[must_use]
pub fn table(lines: &[Line], total: Duration, style: Style) -> String {
    let figures: Vec<_> = lines.iter().map(|line| figures_of(line, total)).collect();
    let widths: [usize; FIGURES] = std::array::from_fn(|column| {
        let cells = figures.iter().map(|cells| width(&cells[column]));
        cells.chain([width(HEAD[column + 1])]).max().unwrap_or(0)
    });
    let room = style
        .width
        .saturating_sub(widths.iter().map(|wide| wide + GAP.len()).sum::<usize>() + GAP.len());
    let names: Vec<_> = lines
        .iter()
        .map(|line| cut(&name_of(line), room.max(width(HEAD[0])), style))
        .collect();
    let widest = names.iter().map(|name| width(name)).max().unwrap_or(0);
    let first = widest.max(width(HEAD[0]));
    let written = |name: &str, cells: [&str; FIGURES]| {
        let cells = cells.iter().zip(widths);
        let cells = cells.map(|(cell, wide)| {
            let missing = " ".repeat(wide.saturating_sub(width(cell)));
            format!("{GAP}{missing}{cell}")
        });
        let cells: String = cells.collect();
        format!("{GAP}{}{cells}", pad(name, first))
    };
    let [head, heads @ ..] = HEAD;
    let mut table = style.paint(Tone::Faint, &written(head, heads));
    table.push('\n');
    for (name, cells) in names.iter().zip(&figures) {
        let cells = std::array::from_fn(|column| cells[column].as_str());
        table.push_str(&written(name, cells));
        table.push('\n');
    }
    table
}

fn name_of(line: &Line) -> String {
    format!("{}{}", GAP.repeat(line.depth), tame(&line.name))
}

fn figures_of(line: &Line, total: Duration) -> [String; FIGURES] {
    let done = line
        .done
        .map_or_else(String::new, |done| plural(done.count, done.what));
    [
        done,
        seconds(line.time),
        rate_of(line),
        share(line.time, total),
    ]
}

/// Empty where it would tell nothing: of a single one, or of a time that is as good as none.
fn rate_of(line: &Line) -> String {
    match line.done {
        Some(done) if done.count > 1 && line.time >= Duration::from_millis(1) => {
            rate(done.count as f64 / line.time.as_secs_f64())
        }
        _ => String::new(),
    }
}

fn share(time: Duration, total: Duration) -> String {
    if total.is_zero() {
        return String::new();
    }
    match 100.0 * time.as_secs_f64() / total.as_secs_f64() {
        little if little < 0.5 => "<1 %".to_owned(),
        share => format!("{share:.0} %"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(name: &str, depth: usize, done: Option<(u64, &'static str)>, millis: u64) -> Line {
        Line {
            name: name.to_owned(),
            depth,
            done: done.map(|(count, what)| Done { count, what }),
            time: Duration::from_millis(millis),
        }
    }

    fn lines() -> Vec<Line> {
        vec![
            line("(before)", 0, None, 3),
            line("read_csv", 0, Some((100_000, "row")), 12),
            line("each_row", 0, Some((1_000, "item")), 5_200),
            line("find", 1, Some((1_000, "item")), 2_100),
            line("tell", 1, Some((1, "item")), 3_000),
            line("(commit)", 0, None, 60),
        ]
    }

    #[test]
    fn figures_stand_in_columns_and_what_is_inside_under_its_parent() {
        let table = table(&lines(), Duration::from_millis(5_300), Style::plain(80));
        insta::assert_snapshot!(table, @r"
          step                done    time         rate  share
          (before)                    3 ms                <1 %
          read_csv    100,000 rows   12 ms  8,333,333/s   <1 %
          each_row     1,000 items   5.2 s        192/s   98 %
            find       1,000 items   2.1 s        476/s   40 %
            tell            1 item   3.0 s                57 %
          (commit)                   60 ms                 1 %
        ");
    }

    #[test]
    fn a_long_name_is_cut_and_no_line_is_too_wide() {
        let mut lines = lines();
        lines[2].name = "a_step_whose_name_tells_all_there_is_to_know_of_what_it_does".to_owned();
        for wide in [60, 80] {
            let table = table(&lines, Duration::from_secs(6), Style::plain(wide));
            assert!(table.contains("..."), "{table}");
            assert!(table.lines().all(|line| width(line) <= wide), "{table}");
        }
        assert!(!table(&lines, Duration::from_secs(6), Style::plain(140)).contains("..."));
    }

    #[test]
    fn colours_change_no_letter() {
        let style = Style {
            color: true,
            unicode: true,
            width: 80,
        };
        let coloured = table(&lines(), Duration::from_secs(6), style);
        assert!(coloured.starts_with("\u{1b}[2m  step"), "{coloured}");
    }
}
