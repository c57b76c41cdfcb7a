//! Counts, times, rates and names, as they fit where people read them.

use std::time::Duration;

use super::{
    Style,
    wrap::{char_width, width},
};

/// 1234567 as `1,234,567`.
#[must_use]
pub fn thousands(count: u64) -> String {
    let digits = count.to_string();
    let groups: Vec<_> = digits
        .as_bytes()
        .rchunks(3)
        .rev()
        .map(String::from_utf8_lossy)
        .collect();
    groups.join(",")
}

/// So many of something: `1 item`, `2,000 items`.
#[must_use]
pub fn plural(count: u64, what: &str) -> String {
    let end = if count == 1 { "" } else { "s" };
    format!("{} {what}{end}", thousands(count))
}

/// How long something took.
#[must_use]
pub fn seconds(time: Duration) -> String {
    match time.as_secs_f64() {
        short if short < 1.0 => format!("{:.0} ms", short * 1_000.0),
        long => format!("{long:.1} s"),
    }
}

/// How long something will take, about: `3 s`, `12 min`, `1 h 5 min`.
#[must_use]
pub fn about(time: Duration) -> String {
    let seconds = time.as_secs();
    let minutes = (seconds + 30) / 60;
    match (seconds, minutes) {
        (0..=99, _) => format!("{seconds} s"),
        (_, 0..=99) => format!("{minutes} min"),
        _ => format!("{} h {} min", thousands(minutes / 60), minutes % 60),
    }
}

/// So many a second; slow ones with a decimal.
#[must_use]
pub fn rate(per_second: f64) -> String {
    if per_second < 9.95 {
        return format!("{per_second:.1}/s");
    }
    // A rate beyond what fits is none.
    format!("{}/s", thousands(per_second.round() as u64))
}

/// The text in at most so many columns, its end replaced where it is longer.
#[must_use]
pub fn cut(text: &str, room: usize, style: Style) -> String {
    if width(text) <= room {
        return text.to_owned();
    }
    let end = style.mark("…", "...");
    let mut used = width(end);
    let kept = text.chars().take_while(|character| {
        used += char_width(*character);
        used <= room
    });
    let kept: String = kept.collect();
    format!("{kept}{end}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_and_rates_are_short() {
        assert_eq!(thousands(0), "0");
        assert_eq!(thousands(1_234_567), "1,234,567");
        assert_eq!(plural(1, "item"), "1 item");
        assert_eq!(plural(2_000, "item"), "2,000 items");
        assert_eq!(rate(0.04), "0.0/s");
        assert_eq!(rate(9.9), "9.9/s");
        assert_eq!(rate(9.96), "10/s");
        assert_eq!(rate(83_333.3), "83,333/s");
    }

    #[test]
    fn times_are_as_exact_as_they_are_of_use() {
        assert_eq!(seconds(Duration::from_micros(400)), "0 ms");
        assert_eq!(seconds(Duration::from_millis(1_250)), "1.2 s");
        assert_eq!(about(Duration::from_millis(800)), "0 s");
        assert_eq!(about(Duration::from_secs(99)), "99 s");
        assert_eq!(about(Duration::from_secs(130)), "2 min");
        assert_eq!(about(Duration::from_secs(2 * 3_600 + 300)), "2 h 5 min");
    }
}
