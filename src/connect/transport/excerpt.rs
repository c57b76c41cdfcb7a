/// The most characters of an answer that a message quotes.
const LENGTH: usize = 500;

/// The beginning of an answer on one line: what is not printable is escaped.
pub(in crate::connect) fn excerpt(bytes: &[u8]) -> String {
    // A character takes up to four bytes: no need to decode all of a long answer.
    let head = &bytes[..bytes.len().min(LENGTH * 4 + 4)];
    let text = String::from_utf8_lossy(head);
    let mut shown = String::new();
    for (count, letter) in text.trim().chars().enumerate() {
        if count == LENGTH {
            shown.push('…');
            break;
        }
        if letter.is_control() {
            shown.extend(letter.escape_default());
        } else {
            shown.push(letter);
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_are_escaped() {
        assert_eq!(excerpt(b"a\x1b[31m\r\nb"), r"a\u{1b}[31m\r\nb");
    }

    #[test]
    fn five_hundred_characters_are_shown() {
        let shown = excerpt("é".repeat(501).as_bytes());
        assert_eq!(shown, format!("{}…", "é".repeat(500)));
        assert_eq!(excerpt("é".repeat(500).as_bytes()), "é".repeat(500));
    }
}
