//! Text to typed values. Nothing is guessed: each kind has one notation, or the one its format names.

mod format;
#[cfg(test)]
mod tests;

use jiff::{
    Timestamp,
    civil::{Date, DateTime},
    fmt::strtime::{self, BrokenDownTime},
    tz::TimeZone,
};
use rust_decimal::Decimal;

use super::{Failure, Value, show::found};

pub use format::{check_format, strftime_meant};

/// A whole number of 64 bits, with spaces around it or none.
///
/// # Errors
/// If `text` is anything else.
pub fn int(text: &str) -> Result<i64, Failure> {
    let digits = text.trim();
    digits.parse().map_err(|_| {
        let failure = expected("an int", text);
        match digits.parse::<Decimal>() {
            Ok(_) if is_plain(digits) && !digits.contains('.') => {
                Failure::new(format!("{failure}, which is beyond 64 bits"))
            }
            _ => advise_on_number(failure, digits, "int"),
        }
    })
}

/// A finite number, with spaces around it or none; an exponent is fine.
///
/// # Errors
/// If `text` is anything else, `nan` and `inf` among it.
pub fn float(text: &str) -> Result<f64, Failure> {
    let digits = text.trim();
    match digits.parse::<f64>() {
        Ok(float) if float.is_finite() => Ok(float),
        _ => Err(advise_on_number(expected("a float", text), digits, "float")),
    }
}

/// A number with exact digits, with spaces around it or none; an exponent is fine.
///
/// # Errors
/// If `text` is anything else, or has more than the 28 digits a decimal holds.
pub fn decimal(text: &str) -> Result<Decimal, Failure> {
    let digits = text.trim();
    if !is_plain(digits) {
        return Err(advise_on_number(
            expected("a decimal", text),
            digits,
            "decimal",
        ));
    }
    let exact = if digits.contains(['e', 'E']) {
        Decimal::from_scientific(digits)
    } else {
        Decimal::from_str_exact(digits)
    };
    exact.map_err(|_| expected("a decimal of at most 28 digits", text))
}

/// A truth in one of PostgreSQL's words, in any case, with spaces around it or none: `true t yes y on 1`, `false f no n
/// off 0`.
///
/// # Errors
/// If `text` is none of them.
pub fn bool(text: &str) -> Result<bool, Failure> {
    match &*text.trim().to_ascii_lowercase() {
        "true" | "t" | "yes" | "y" | "on" | "1" => Ok(true),
        "false" | "f" | "no" | "n" | "off" | "0" => Ok(false),
        _ => Err(expected("`true` or `false`", text)),
    }
}

/// A day: `YYYY-MM-DD`, or whatever the strftime `format` says.
///
/// # Errors
/// If `text` is not written so, or there is no such day.
pub fn date(text: &str, format: Option<&str>) -> Result<Date, Failure> {
    let Some(format) = format else {
        let day = text.trim();
        let iso = day.len() == 10 && day.as_bytes()[4] == b'-';
        return (if iso { day.parse().ok() } else { None }).ok_or_else(|| {
            expected("a date like `2024-03-01`", text).help("name the notation: `date('%d.%m.%Y')`")
        });
    };
    broken_down(text, format)?
        .to_date()
        .map_err(|_| expected(&format!("a date like `{format}`"), text))
}

/// An instant: RFC 3339, `YYYY-MM-DD HH:MM:SS` or a date alone, or whatever the strftime `format` says. Without a zone it
/// is UTC, without a time midnight.
///
/// # Errors
/// If `text` is not written so, or there is no such instant.
pub fn timestamp(text: &str, format: Option<&str>) -> Result<Timestamp, Failure> {
    let Some(format) = format else {
        let moment = text.trim();
        let zoned = moment.parse::<Timestamp>().ok();
        return zoned
            .or_else(|| in_utc(moment.parse::<DateTime>().ok()?))
            .ok_or_else(|| {
                expected("a timestamp like `2024-03-01T09:30:00Z`", text)
                    .help("name the notation: `timestamp('%d.%m.%Y %H:%M')`")
            });
    };
    let parts = broken_down(text, format)?;
    parts
        .to_timestamp()
        .ok()
        .or_else(|| in_utc(parts.to_datetime().ok()?))
        .ok_or_else(|| expected(&format!("a timestamp like `{format}`"), text))
}

/// A date or a timestamp in a strftime notation.
///
/// # Errors
/// If `moment` is neither, or `format` asks for what it has not.
pub fn strftime(moment: &Value, format: &str) -> Result<String, Failure> {
    let parts = match moment {
        Value::Date(date) => BrokenDownTime::from(*date),
        Value::Timestamp(timestamp) => BrokenDownTime::from(&timestamp.to_zoned(TimeZone::UTC)),
        other => {
            return Err(Failure::new(format!(
                "expected a date or a timestamp, found {}",
                found(other)
            )));
        }
    };
    parts.to_string(format).map_err(|error| {
        Failure::new(format!(
            "the format `{format}` does not fit a {}: {}",
            moment.kind(),
            format::brief(&error.to_string())
        ))
    })
}

/// The decimal with the digits a float is written with, where it has room for them.
#[must_use]
pub fn decimal_from_float(float: f64) -> Option<Decimal> {
    Decimal::from_str_exact(&float.to_string()).ok()
}

/// The int that a float is, where it is whole and has room. Past 53 bits that is not the number it is written as.
#[must_use]
pub fn int_from_float(float: f64) -> Option<i64> {
    let is_whole = float.fract() == 0.0;
    is_whole.then(|| format!("{float:.0}").parse().ok())?
}

/// The float nearest to a decimal.
#[must_use]
pub fn float_from_decimal(decimal: Decimal) -> f64 {
    decimal
        .to_string()
        .parse()
        .expect("a decimal is written in digits that a float is read from")
}

/// Midnight of a day, in UTC.
#[must_use]
pub fn midnight(date: Date) -> Option<Timestamp> {
    in_utc(date.to_datetime(jiff::civil::Time::midnight()))
}

fn in_utc(moment: DateTime) -> Option<Timestamp> {
    Some(moment.to_zoned(TimeZone::UTC).ok()?.timestamp())
}

fn broken_down(text: &str, format: &str) -> Result<BrokenDownTime, Failure> {
    strtime::parse(format, text.trim())
        .map_err(|_| expected(&format!("text like `{format}`"), text))
}

fn expected(what: &str, text: &str) -> Failure {
    Failure::new(format!(
        "expected {what}, found {}",
        found(&Value::from(text))
    ))
}

/// Whether there is nothing but what numbers are written with: the number parsers take `_` and `inf` besides.
fn is_plain(digits: &str) -> bool {
    digits.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c))
        && digits
            .chars()
            .all(|c| c.is_ascii_digit() || "+-.eE".contains(c))
}

/// Thousands separators are the usual reason why a number is none; but a comma stands for the point where no three digits
/// follow it.
fn advise_on_number(failure: Failure, digits: &str, helper: &str) -> Failure {
    if let Some((whole, fraction)) = digits.split_once(',')
        && fraction.len() != 3
        && is_plain(whole)
        && !whole.contains('.')
        && fraction.bytes().all(|byte| byte.is_ascii_digit())
    {
        return failure.help(format!(
            "write the comma as a point first: `replace(',', '.') | {helper}`"
        ));
    }
    if digits.contains(',') && is_plain(&digits.replace(',', "")) {
        return failure.help(format!(
            "drop the separators first: `replace(',', '') | {helper}`"
        ));
    }
    failure
}
