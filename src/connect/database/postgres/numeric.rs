use bytes::{BufMut, BytesMut};
use rust_decimal::Decimal;

use crate::value::Failure;

const NEGATIVE: u16 = 0x4000;
const POSITIVE: u16 = 0x0000;

/// Reads `numeric`'s binary form exactly: base-10000 digits, the weight of the first, a sign and the scale.
///
/// # Errors
/// If it is NaN or infinite, or has more digits than a decimal holds: nothing is rounded.
pub(super) fn read(raw: &[u8]) -> Result<Decimal, Failure> {
    let mut words = raw
        .chunks_exact(2)
        .map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
    let mut word = || words.next();
    let header = (|| Some((word()?, word()?, word()?, word()?)))();
    let Some((_, weight, sign, scale)) = header else {
        return Err(Failure::new(
            "the server sent a `numeric` that is cut short",
        ));
    };
    if sign != POSITIVE && sign != NEGATIVE {
        return Err(cast(Failure::new(
            "no decimal stands for a `numeric` that is NaN or infinite",
        )));
    }
    let weight = i32::from(weight.cast_signed());
    let text = digits(words.collect(), weight, usize::from(scale));
    let mut number = Decimal::from_str_exact(&text)
        .or_else(|_| Decimal::from_str_exact(without_zeros(&text)))
        .map_err(|_| {
            cast(Failure::new(
                "no decimal stands for a `numeric` of more than 28 digits",
            ))
        })?;
    number.set_sign_negative(sign == NEGATIVE && !number.is_zero());
    Ok(number)
}

/// Appends a decimal in `numeric`'s binary form, its scale kept.
pub(super) fn write(decimal: Decimal, out: &mut BytesMut) {
    let scale = decimal.scale();
    // Digits are grouped by fours on both sides of the point: the last group of the fraction is filled up with zeros.
    let filling = (4 - scale % 4) % 4;
    let mut rest = decimal.mantissa().unsigned_abs();
    let mut groups = [0_u16; GROUPS];
    let mut count = 0;
    if filling > 0 {
        let kept = 10_u128.pow(4 - filling);
        groups[0] = group(rest % kept) * 10_u16.pow(filling);
        rest /= kept;
        count = 1;
    }
    while rest > 0 {
        groups[count] = group(rest % 10_000);
        rest /= 10_000;
        count += 1;
    }
    let fraction = scale.div_ceil(4) as usize;
    let weight =
        i16::try_from(count).unwrap_or(i16::MAX) - i16::try_from(fraction).unwrap_or(i16::MAX) - 1;
    let sign = if decimal.is_sign_negative() && !decimal.is_zero() {
        NEGATIVE
    } else {
        POSITIVE
    };
    out.put_u16(u16::try_from(count).unwrap_or(u16::MAX));
    out.put_i16(weight);
    out.put_u16(sign);
    out.put_u16(u16::try_from(scale).unwrap_or(u16::MAX));
    for group in groups[..count].iter().rev() {
        out.put_u16(*group);
    }
}

/// The most groups of four digits that a decimal's 29 take, the point anywhere among them.
const GROUPS: usize = 9;

fn group(value: u128) -> u16 {
    u16::try_from(value).unwrap_or(u16::MAX)
}

/// The number in decimal digits, with `scale` of them behind the point.
fn digits(groups: Vec<u16>, weight: i32, scale: usize) -> String {
    let group = |exponent: i32| {
        let index = usize::try_from(weight - exponent).ok();
        index
            .and_then(|index| groups.get(index))
            .copied()
            .unwrap_or(0)
    };
    let mut text: String = (0..=weight.max(0))
        .rev()
        .map(|at| format!("{:04}", group(at)))
        .collect();
    text = text.trim_start_matches('0').to_owned();
    if text.is_empty() {
        text.push('0');
    }
    if scale > 0 {
        let count = i32::try_from(scale.div_ceil(4)).expect("a scale has 14 bits");
        let fraction: String = (1..=count).map(|at| format!("{:04}", group(-at))).collect();
        text.push('.');
        text.push_str(&fraction[..scale]);
    }
    text
}

fn without_zeros(text: &str) -> &str {
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.')
    } else {
        text
    }
}

fn cast(failure: Failure) -> Failure {
    failure.help("cast it in the query: `column::text` or `column::float8`")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numeric(weight: i16, sign: u16, scale: u16, groups: &[u16]) -> Result<String, String> {
        let count = u16::try_from(groups.len()).expect("few groups");
        let words = [count, weight.cast_unsigned(), sign, scale];
        let raw: Vec<u8> = words
            .iter()
            .chain(groups)
            .flat_map(|word| word.to_be_bytes())
            .collect();
        read(&raw)
            .map(|number| number.to_string())
            .map_err(|failure| failure.message)
    }

    #[test]
    fn digits_and_scale_are_kept() {
        for (weight, sign, scale, groups, text) in [
            (0, POSITIVE, 0, &[][..], "0"),
            (0, POSITIVE, 2, &[12, 5000], "12.50"),
            (0, NEGATIVE, 2, &[1234, 5600], "-1234.56"),
            (1, POSITIVE, 0, &[1], "10000"),
            (-1, POSITIVE, 4, &[1], "0.0001"),
            (-2, POSITIVE, 5, &[1000], "0.00001"),
            (0, NEGATIVE, 2, &[], "0.00"),
        ] {
            assert_eq!(numeric(weight, sign, scale, groups).as_deref(), Ok(text));
        }
    }

    #[test]
    fn what_is_written_is_read_again_with_its_scale() {
        for text in [
            "0",
            "0.00",
            "1",
            "-1.5",
            "12.50",
            "1234.56",
            "10000",
            "99999999.9999",
            "0.0001",
            "-0.00001",
            "0.0000000000000000000000000001",
            "79228162514264337593543950335",
            "7.9228162514264337593543950335",
        ] {
            let decimal: Decimal = text.parse().expect("the text is a decimal");
            let mut out = BytesMut::new();
            write(decimal, &mut out);
            let again = read(&out).map(|number| number.to_string());
            assert_eq!(again.as_deref(), Ok(text));
        }
    }

    #[test]
    fn what_a_decimal_can_not_hold_is_a_failure() {
        assert!(numeric(0, 0xC000, 0, &[]).is_err());
        assert!(numeric(0, 0xD000, 0, &[]).is_err());
        assert!(numeric(9, POSITIVE, 0, &[9999; 10]).is_err());
        assert_eq!(numeric(0, POSITIVE, 40, &[5]).as_deref(), Ok("5"));
    }
}
