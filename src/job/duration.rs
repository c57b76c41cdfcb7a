use std::time::Duration;

/// The units, and how many milliseconds each has.
const UNITS: &[(&str, f64)] = &[
    ("ms", 1.0),
    ("s", 1000.0),
    ("sec", 1000.0),
    ("m", 60_000.0),
    ("min", 60_000.0),
    ("h", 3_600_000.0),
    ("d", 86_400_000.0),
];

/// What a duration is, as messages say it.
pub(super) const EXPECTED: &str = "seconds, or a number with `ms`, `s`, `min`, `h` or `d`";

/// Reads a length of time: seconds (`30`, `1.5`), or a number with a unit (`500ms`, `5min`, `2h`).
///
/// It is none for anything else, a negative number among it, and for what is longer than a century.
#[must_use]
pub fn parse_duration(text: &str) -> Option<Duration> {
    in_unit(text, 1000.0)
}

/// As [`parse_duration`], but a number alone counts milliseconds.
pub(super) fn parse_milliseconds(text: &str) -> Option<Duration> {
    in_unit(text, 1.0)
}

fn in_unit(text: &str, default: f64) -> Option<Duration> {
    let end = text
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let milliseconds = match unit.trim_start() {
        "" => default,
        unit => UNITS.iter().find(|(name, _)| *name == unit)?.1,
    };
    let seconds = number.parse::<f64>().ok()? * milliseconds / 1000.0;
    const CENTURY: f64 = 100.0 * 366.0 * 86_400.0;
    (seconds <= CENTURY).then_some(())?;
    Duration::try_from_secs_f64(seconds).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_seconds_unless_it_has_a_unit() {
        for (text, milliseconds) in [
            ("30", 30_000),
            ("1.5", 1500),
            ("500ms", 500),
            ("30 s", 30_000),
            ("5min", 300_000),
            ("2h", 7_200_000),
            ("0", 0),
        ] {
            let expected = Duration::from_millis(milliseconds);
            assert_eq!(parse_duration(text), Some(expected), "{text}");
        }
        assert_eq!(parse_milliseconds("50"), Some(Duration::from_millis(50)));
        assert_eq!(parse_milliseconds("2s"), Some(Duration::from_secs(2)));
    }

    #[test]
    fn anything_else_is_none() {
        for text in [
            "",
            "s",
            "-1",
            "5 parsecs",
            "1e9",
            "1.2.3",
            "99999999999",
            "5Min",
        ] {
            assert_eq!(parse_duration(text), None, "{text}");
        }
    }
}
