//! A line of a source file, made fit to be shown.

use std::ops::Range;

use crate::render::wrap::{char_width, is_steering};

/// How far apart tab stops are.
const TAB: usize = 4;

/// A line as it is shown, and where its bytes went.
pub(super) struct Line {
    pub(super) text: String,
    /// For each byte offset at which a character of the source line starts, and for its end, where it is in `text`.
    places: Vec<(usize, usize)>,
}

/// What is drawn for one character of the source.
struct Cell {
    from: usize,
    text: char,
    times: usize,
    columns: usize,
}

impl Line {
    /// Shows a source line in at most `room` columns, where it is too long from around `focus`, a byte range of it.
    ///
    /// Tabs become spaces, a byte order mark and the line's end go, and what would steer a terminal is replaced.
    pub(super) fn new(source: &str, focus: Option<Range<usize>>, room: usize, mark: &str) -> Self {
        let source = source.trim_end_matches(['\r', '\n']);
        let part = part(source, focus.as_ref(), room);
        let cells = cells(source, part.clone());
        let shown = shown(&cells, focus, room);
        let mut line = Self {
            text: String::new(),
            places: Vec::new(),
        };
        if shown.start > 0 || part.start > 0 {
            line.text.push_str(mark);
        }
        for (index, cell) in cells.iter().enumerate() {
            line.places.push((cell.from, line.text.len()));
            if shown.contains(&index) {
                line.text.extend(std::iter::repeat_n(cell.text, cell.times));
            }
        }
        line.places.push((part.end, line.text.len()));
        if shown.end < cells.len() || part.end < source.len() {
            line.text.push_str(mark);
        }
        line
    }

    /// Where a byte offset of the source line is in `text`.
    pub(super) fn place(&self, offset: usize) -> usize {
        let after = self.places.partition_point(|(from, _)| *from <= offset);
        self.places[after.saturating_sub(1)].1
    }
}

/// The bytes of a line that are looked at: all, or of a very long one many times more around the focus than fit.
fn part(source: &str, focus: Option<&Range<usize>>, room: usize) -> Range<usize> {
    let far = 8 * room;
    if source.len() <= 4 * far {
        return 0..source.len();
    }
    let (start, end) = focus.map_or((0, 0), |focus| (focus.start, focus.end));
    let start = source.floor_char_boundary(start.saturating_sub(far));
    start..source.ceil_char_boundary(end.min(start + far) + far)
}

fn cells(source: &str, part: Range<usize>) -> Vec<Cell> {
    let mut column = 0;
    let mut cells = Vec::new();
    for (at, character) in source[part.clone()].char_indices() {
        let from = part.start + at;
        let (text, times) = match character {
            '\u{feff}' => (' ', 0),
            '\t' => (' ', TAB - column % TAB),
            steering if is_steering(steering) => ('\u{fffd}', 1),
            other => (other, 1),
        };
        let columns = char_width(text) * times;
        column += columns;
        cells.push(Cell {
            from,
            text,
            times,
            columns,
        });
    }
    cells
}

/// Which cells fit: all, or so many from the start, or from a little before the focus.
fn shown(cells: &[Cell], focus: Option<Range<usize>>, room: usize) -> Range<usize> {
    let total: usize = cells.iter().map(|cell| cell.columns).sum();
    if total <= room {
        return 0..cells.len();
    }
    let columns_before = |offset: usize| -> usize {
        cells
            .iter()
            .take_while(|cell| cell.from < offset)
            .map(|cell| cell.columns)
            .sum()
    };
    // One column at each end is for the mark that the line goes on.
    let room = room.saturating_sub(2).max(1);
    let first = match focus {
        Some(focus) if columns_before(focus.end) > room => {
            columns_before(focus.start).saturating_sub(room / 4)
        }
        _ => 0,
    };
    let mut column = 0;
    let mut shown = cells.len()..cells.len();
    for (index, cell) in cells.iter().enumerate() {
        if column >= first && shown.start == cells.len() {
            shown.start = index;
        }
        column += cell.columns;
        if shown.start < cells.len() && column > first + room {
            shown.end = index;
            break;
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(source: &str, focus: Range<usize>, room: usize) -> (String, String) {
        let line = Line::new(source, Some(focus.clone()), room, "…");
        let range = line.place(focus.start)..line.place(focus.end);
        (line.text.clone(), line.text[range].to_owned())
    }

    #[test]
    fn marks_and_tabs_do_not_move_the_focus() {
        assert_eq!(
            line("\u{feff}\ta: größe\r\n", 7..14, 40),
            ("    a: größe".into(), "größe".into())
        );
        assert_eq!(
            line("a: \u{1b}[31m", 3..4, 40),
            ("a: \u{fffd}[31m".into(), "\u{fffd}".into())
        );
        assert_eq!(line("", 0..0, 40), (String::new(), String::new()));
    }

    #[test]
    fn a_long_line_shows_what_it_is_about() {
        let source = format!("{}wrong{}", "x".repeat(100), "y".repeat(100));
        let (text, focus) = line(&source, 100..105, 20);
        assert_eq!(focus, "wrong");
        assert_eq!(text, "…xxxxwrongyyyyyyyyy…");
        assert_eq!(line(&source, 0..3, 10).0, "xxxxxxxx…");
    }
}
