use jiff::{Timestamp, tz::TimeZone};

use super::{date, timestamp};
use crate::{types::Type, value::Failure};

/// Moments whose numbers all have two digits, and one whose numbers have one: what is written without padding can be
/// read back of one or the other.
const SAMPLES: [i64; 2] = [1_732_317_599, 1_704_164_645];

/// Whether texts can be read as `to`, a date or a timestamp, by a strftime format: one that writes a moment, and reads
/// what it wrote.
///
/// # Errors
/// If whatever is read by the format fails.
pub fn check_format(to: &Type, format: &str) -> Result<(), Failure> {
    if !format.contains('%') {
        return Err(Failure::new("it has no directive"));
    }
    let mut failure = Failure::new("it reads no moment");
    for sample in SAMPLES {
        let moment = Timestamp::from_second(sample).expect("the samples are instants");
        let moment = moment.to_zoned(TimeZone::UTC);
        let written = match jiff::fmt::strtime::format(format, &moment) {
            Ok(written) => written,
            Err(error) => {
                failure = Failure::new(brief(&error.to_string()));
                continue;
            }
        };
        let read = match to {
            Type::Timestamp => timestamp(&written, Some(format)).map(drop),
            _ => date(&written, Some(format)).map(drop),
        };
        match read {
            Ok(()) => return Ok(()),
            Err(_) => failure = Failure::new("it lacks the day, the month or the year"),
        }
    }
    Err(failure)
}

/// What a library says, without the words around it.
pub(super) fn brief(error: &str) -> String {
    error
        .strip_prefix("strftime formatting failed: ")
        .unwrap_or(error)
        .to_owned()
}

/// The strftime format that a format in letters, `DD.MM.YYYY` or `yyyy-MM-dd HH:mm`, most likely means.
#[must_use]
pub fn strftime_meant(format: &str) -> Option<String> {
    if format.contains('%') {
        return None;
    }
    let letters: Vec<char> = format.chars().collect();
    let (mut meant, mut at, mut has_hour) = (String::new(), 0, false);
    while let Some(letter) = letters.get(at) {
        let run = letters[at..].iter().take_while(|other| *other == letter);
        let length = run.count();
        at += length;
        let directive = match letter.to_ascii_lowercase() {
            'y' if length == 4 => "%Y",
            'y' if length == 2 => "%y",
            'm' if length <= 2 && has_hour => "%M",
            'm' if length <= 2 => "%m",
            'd' if length <= 2 => "%d",
            'h' if length <= 2 => {
                has_hour = true;
                "%H"
            }
            's' if length <= 2 => "%S",
            't' if length == 1 => "T",
            other if other.is_alphabetic() => return None,
            _ => {
                meant.extend(std::iter::repeat_n(*letter, length));
                continue;
            }
        };
        meant.push_str(directive);
    }
    meant.contains('%').then_some(meant)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_works_if_it_reads_what_it_writes() {
        for good in [
            "%Y-%m-%d",
            "%d.%m.%Y",
            "%-d/%-m/%Y",
            "%-d%-m%Y",
            "%d %B %Y",
            "%b %d, %y",
            "%F",
            "%D",
            "%Y-%m-%dT%H:%M:%S",
            "%a, %d %b %Y",
            "%Y%m%d",
            "%d.%m.%Y %I:%M %p",
            "%Y-%m-%d %H:%M:%S%z",
        ] {
            assert!(check_format(&Type::Date, good).is_ok(), "{good}");
            assert!(check_format(&Type::Timestamp, good).is_ok(), "{good}");
        }
        for bad in ["DD.MM.YYYY", "%d.%m", "%H:%M", "%", "%Y-%m-%", "%K", ""] {
            assert!(check_format(&Type::Date, bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn letters_mean_directives() {
        let meant = |format| strftime_meant(format).unwrap_or_default();
        assert_eq!(meant("DD.MM.YYYY"), "%d.%m.%Y");
        assert_eq!(meant("yyyy-MM-dd HH:mm:ss"), "%Y-%m-%d %H:%M:%S");
        assert_eq!(meant("dd/mm/yy"), "%d/%m/%y");
        assert_eq!(meant("MMM d, yyyy"), "");
        assert_eq!(meant("iso"), "");
    }
}
