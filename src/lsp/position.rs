use lsp_types::{Position, Range};

/// The position of a byte offset, the column counted in UTF-16.
pub(super) fn position(text: &str, offset: usize) -> Position {
    let before = &text[..text.floor_char_boundary(offset)];
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let line = before.bytes().filter(|byte| *byte == b'\n').count();
    let column = before[start..].encode_utf16().count();
    let narrow = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    Position::new(narrow(line), narrow(column))
}

/// The positions of a byte range.
pub(super) fn range(text: &str, bytes: std::ops::Range<usize>) -> Range {
    Range::new(position(text, bytes.start), position(text, bytes.end))
}

/// The byte offset of a position; past the end of its line the end of the line, past the last line the end of the text.
pub(super) fn offset(text: &str, position: Position) -> usize {
    let mut start = 0;
    for _ in 0..position.line {
        match text[start..].find('\n') {
            Some(end) => start += end + 1,
            None => return text.len(),
        }
    }
    let line = text[start..].split('\n').next().unwrap_or_default();
    let line = line.strip_suffix('\r').unwrap_or(line);
    let mut units = 0;
    for (at, c) in line.char_indices() {
        if units >= position.character {
            return start + at;
        }
        units += u32::try_from(c.len_utf16()).unwrap_or(1);
    }
    start + line.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_utf16_units() {
        let text = "é: 🦀x\r\ny";
        let x = text.find('x').unwrap();
        assert_eq!(position(text, x), Position::new(0, 5));
        assert_eq!(offset(text, Position::new(0, 5)), x);
        assert_eq!(position(text, text.len()), Position::new(1, 1));
    }

    #[test]
    fn positions_outside_of_the_text_are_drawn_in() {
        let text = "ab\r\nc";
        assert_eq!(offset(text, Position::new(0, 99)), 2);
        assert_eq!(offset(text, Position::new(9, 0)), text.len());
        assert_eq!(offset("", Position::new(0, 0)), 0);
        // Between the halves of a pair.
        assert_eq!(offset("🦀", Position::new(0, 1)), "🦀".len());
    }
}
