use super::*;

#[test]
fn ints_are_trimmed_and_nothing_else() {
    assert_eq!(int(" 007 "), Ok(7));
    assert_eq!(int("-5"), Ok(-5));
    assert_eq!(
        int("12x").unwrap_err().message,
        "expected an int, found text \"12x\""
    );
    assert!(int("1_000").is_err());
    assert!(int("").is_err());
    assert!(int("3.0").is_err());
    let failure = int("9223372036854775808").unwrap_err();
    assert!(
        failure.message.ends_with("which is beyond 64 bits"),
        "{failure}"
    );
}

#[test]
fn what_was_found_is_cut() {
    let failure = int(&"y".repeat(100)).unwrap_err();
    assert_eq!(
        failure.message,
        format!("expected an int, found text \"{}…\"", "y".repeat(40))
    );
}

#[test]
fn decimals_keep_their_digits() {
    assert_eq!(decimal(" 1.50 ").unwrap().to_string(), "1.50");
    assert_eq!(decimal("1e3").unwrap().to_string(), "1000");
    assert_eq!(decimal("-.5").unwrap().to_string(), "-0.5");
    for wrong in ["", "abc", "1_0", "nan", "1.2.3"] {
        assert!(decimal(wrong).is_err(), "{wrong}");
    }
    let failure = decimal("1.23456789012345678901234567890").unwrap_err();
    assert!(failure.message.contains("28 digits"), "{failure}");
}

#[test]
fn separators_are_advised_on() {
    let failure = decimal("1,234.50").unwrap_err();
    assert_eq!(
        failure.message,
        "expected a decimal, found text \"1,234.50\""
    );
    assert_eq!(
        failure.help.as_deref(),
        Some("drop the separators first: `replace(',', '') | decimal`")
    );
    assert_eq!(
        decimal("1,10").unwrap_err().help.as_deref(),
        Some("write the comma as a point first: `replace(',', '.') | decimal`")
    );
    assert_eq!(decimal("a,b").unwrap_err().help, None);
}

#[test]
fn floats_are_finite() {
    assert_eq!(float(" 1e3 "), Ok(1000.0));
    for wrong in ["nan", "inf", "1e999", "x", ""] {
        assert!(float(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn bools_are_postgres_words() {
    for (text, truth) in [
        ("TRUE", true),
        (" t ", true),
        ("on", true),
        ("0", false),
        ("No", false),
    ] {
        assert_eq!(bool(text), Ok(truth), "{text}");
    }
    assert!(bool("").is_err());
    assert!(bool("2").is_err());
}

#[test]
fn a_date_is_iso_or_as_its_format_says() {
    let first: Date = "2024-03-01".parse().unwrap();
    assert_eq!(date(" 2024-03-01 ", None), Ok(first));
    assert_eq!(date("01.03.2024", Some("%d.%m.%Y")), Ok(first));
    for wrong in [
        "2024-3-1",
        "20240301",
        "2024-02-30",
        "2024-03-01 10:00",
        "01/03/2024",
        "",
        "äääääääääää",
    ] {
        assert!(date(wrong, None).is_err(), "{wrong}");
    }
    assert_eq!(
        date("1/2/24", Some("%d.%m.%Y")).unwrap_err().message,
        "expected text like `%d.%m.%Y`, found text \"1/2/24\""
    );
    assert!(date("10:00", Some("%H:%M")).is_err());
}

#[test]
fn a_timestamp_without_a_zone_is_utc() {
    for (text, instant) in [
        ("2024-03-01T10:00:00Z", "2024-03-01T10:00:00Z"),
        ("2024-03-01T10:00:00.5+02:00", "2024-03-01T08:00:00.5Z"),
        ("2024-03-01 10:00:00", "2024-03-01T10:00:00Z"),
        ("2024-03-01T10:00", "2024-03-01T10:00:00Z"),
        ("2024-03-01 10:00:00+02", "2024-03-01T08:00:00Z"),
        ("2024-03-01", "2024-03-01T00:00:00Z"),
    ] {
        assert_eq!(
            timestamp(text, None).unwrap().to_string(),
            instant,
            "{text}"
        );
    }
    for wrong in ["now", "10:00", "2024-03-01T25:00:00Z", ""] {
        assert!(timestamp(wrong, None).is_err(), "{wrong}");
    }
}

#[test]
fn a_timestamp_follows_its_format() {
    for (text, format, instant) in [
        ("01.03.2024 10:30", "%d.%m.%Y %H:%M", "2024-03-01T10:30:00Z"),
        (
            "2024-03-01 10:30 +0200",
            "%Y-%m-%d %H:%M %z",
            "2024-03-01T08:30:00Z",
        ),
        ("1709287200", "%s", "2024-03-01T10:00:00Z"),
        ("01.03.2024", "%d.%m.%Y", "2024-03-01T00:00:00Z"),
    ] {
        assert_eq!(
            timestamp(text, Some(format)).unwrap().to_string(),
            instant,
            "{text}"
        );
    }
}

#[test]
fn moments_are_written_by_a_format() {
    let day = Value::Date("2024-03-01".parse().unwrap());
    assert_eq!(strftime(&day, "%d/%m/%y").unwrap(), "01/03/24");
    assert!(strftime(&day, "%Q nonsense %").is_err());
    let instant = Value::Timestamp("2024-03-01T23:30:00-02:00".parse().unwrap());
    assert_eq!(
        strftime(&instant, "%Y-%m-%d %H:%M").unwrap(),
        "2024-03-02 01:30"
    );
}
