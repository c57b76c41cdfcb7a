use http::header::DATE;
use jiff::{SignedDuration, Timestamp, fmt::rfc2822, tz::TimeZone};

use super::*;

fn refusal(status: u16, headers: &[(&'static str, &str)], body: &str) -> Failure {
    let headers = headers.iter().map(|(name, value)| {
        let name = http::HeaderName::from_static(name);
        (name, value.parse().expect("a value"))
    });
    let status = StatusCode::from_u16(status).expect("a status");
    let clock = Clock::default();
    refused(status, &headers.collect(), body.as_bytes(), &clock)
}

fn message(status: u16, headers: &[(&'static str, &str)], body: &str) -> String {
    refusal(status, headers, body).message
}

#[test]
fn the_error_is_named_by_header_or_body() {
    let body = r#"{"code":"B","__type":"C","message":"no"}"#;
    assert_eq!(
        message(400, &[(TYPE, "A")], body),
        "Lambda answered 400 A: no"
    );
    assert_eq!(message(400, &[], body), "Lambda answered 400 B: no");
    let body = r#"{"__type":"aws.lambda#C:http://aws/","Message":"no"}"#;
    assert_eq!(message(400, &[], body), "Lambda answered 400 C: no");
    let header = [(TYPE, "ResourceNotFoundException:http://aws/x#y")];
    assert_eq!(
        message(404, &header, "{}"),
        "Lambda answered 404 ResourceNotFoundException"
    );
}

#[test]
fn an_error_without_a_name_is_quoted() {
    assert_eq!(
        message(502, &[], "<h1>Oops</h1>"),
        "Lambda answered 502 Bad Gateway: <h1>Oops</h1>"
    );
    assert_eq!(message(302, &[], ""), "Lambda answered 302 Found");
    assert_eq!(message(599, &[], ""), "Lambda answered 599");
    let failure = refusal(502, &[], "");
    assert_eq!(failure.facts, [("status", "502".to_owned())]);
}

#[test]
fn what_may_have_run_is_told_apart() {
    let of = |status, kind: &str| {
        let failure = refusal(status, &[(TYPE, kind)], "{}");
        (failure.class, failure.effect)
    };
    let throttled = (Class::LambdaThrottled, Effect::None);
    assert_eq!(of(429, "Other"), throttled);
    assert_eq!(of(502, "EC2ThrottledException"), throttled);
    assert_eq!(of(409, "ResourceConflictException"), throttled);
    assert_eq!(of(403, "Other"), (Class::Status(403), Effect::None));
    assert_eq!(of(500, "Other"), (Class::Status(500), Effect::Unknown));
    assert_eq!(of(302, "Other"), (Class::Status(302), Effect::Unknown));
}

const REFUSED: &str = r#"{"message":"Signature expired: 20260101T000000Z is now earlier than …"}"#;
const BAD_KEY: &str = r#"{"message":"The request signature we calculated does not match"}"#;

/// What becomes of a signature that is refused by who thinks that it is so many seconds later, and by how many seconds the
/// next is signed later.
fn skewed(seconds: i64, kind: &str, body: &str) -> (Failure, i64) {
    let then = Timestamp::now() + SignedDuration::from_secs(seconds);
    let date = rfc2822::to_string(&then.to_zoned(TimeZone::UTC)).expect("a date");
    let name = http::HeaderName::from_static(TYPE);
    let headers =
        [(name, kind), (DATE, &date)].map(|(name, value)| (name, value.parse().expect("a value")));
    let clock = Clock::default();
    let headers = headers.into_iter().collect();
    let failure = refused(StatusCode::FORBIDDEN, &headers, body.as_bytes(), &clock);
    let signed = Timestamp::try_from(clock.now()).expect("a moment");
    let later = signed.duration_since(Timestamp::now()).as_secs_f64();
    #[expect(clippy::cast_possible_truncation, reason = "a few minutes")]
    (failure, later.round() as i64)
}

#[test]
fn a_clock_that_is_wrong_is_said_and_made_up_for() {
    let kind = "InvalidSignatureException";
    for (seconds, expected) in [
        (603, "(this machine's clock is 10 minutes behind AWS's)"),
        (
            -7_205,
            "(this machine's clock is 120 minutes ahead of AWS's)",
        ),
    ] {
        let (failure, later) = skewed(seconds, kind, REFUSED);
        assert!(failure.message.ends_with(expected), "{failure}");
        let help = failure.help.expect("a help");
        assert_eq!(help, "set this machine's clock right");
        assert!((later - seconds).abs() <= 2, "{later}");
    }
}

#[test]
fn a_signature_that_is_wrong_for_another_reason_is_not_the_clocks_fault() {
    for (seconds, kind) in [
        (0, "InvalidSignatureException"),
        (603, "AccessDeniedException"),
    ] {
        let (failure, later) = skewed(seconds, kind, BAD_KEY);
        assert!(!failure.message.contains("clock"), "{failure}");
        assert_eq!((failure.help, later), (None, 0));
    }
}

#[test]
fn without_a_date_the_words_of_the_error_are_enough() {
    let header = [(TYPE, "InvalidSignatureException")];
    let failure = refusal(403, &header, REFUSED);
    assert!(failure.help.expect("a help").contains("clock"));
    assert_eq!(refusal(403, &header, BAD_KEY).help, None);
}
