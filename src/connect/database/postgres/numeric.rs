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
    fn what_a_decimal_can_not_hold_is_a_failure() {
        assert!(numeric(0, 0xC000, 0, &[]).is_err());
        assert!(numeric(0, 0xD000, 0, &[]).is_err());
        assert!(numeric(9, POSITIVE, 0, &[9999; 10]).is_err());
        assert_eq!(numeric(0, POSITIVE, 40, &[5]).as_deref(), Ok("5"));
    }
}
