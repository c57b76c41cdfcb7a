use http::{Method, StatusCode};
use jiff::Timestamp;

use super::retry_after::retry_after;
use crate::connect::{
    Class, Effect, Failure,
    transport::{Answer, excerpt},
};

/// Whether a status is one that the step takes for success.
pub(super) fn is_expected(status: StatusCode, expected: &[u16]) -> bool {
    if expected.is_empty() {
        status.is_success()
    } else {
        expected.contains(&status.as_u16())
    }
}

/// The failure that an unexpected status is.
pub(super) fn unexpected(answer: &Answer, method: &Method) -> Failure {
    let status = answer.status;
    let mut failure = Failure::new(format!("the server answered {}", line(status)))
        .class(Class::Status(status.as_u16()))
        .effect(effect(status, method))
        .fact("status", line(status));
    if let Ok(body) = &answer.body
        && !body.is_empty()
    {
        let excerpt = excerpt(body);
        failure.message = format!("{failure}: {excerpt}");
        failure = failure.fact("answer", excerpt);
    }
    failure.retry_after = retry_after(&answer.headers, Timestamp::now());
    failure
}

/// What a request of this answer may have done. A refusal (4xx) did nothing. A proxy in between answers 408 and 5xx
/// without knowing, and a form's POST is often answered by a redirect once it is done.
fn effect(status: StatusCode, method: &Method) -> Effect {
    match status.as_u16() {
        200..=299 => Effect::Done,
        307 | 308 => Effect::None,
        300..=399 if method.is_safe() => Effect::None,
        408 => Effect::Unknown,
        400..=499 => Effect::None,
        _ => Effect::Unknown,
    }
}

fn line(status: StatusCode) -> String {
    let reason = status.canonical_reason().unwrap_or_default();
    format!("{} {reason}", status.as_u16())
        .trim_end()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_says_what_may_have_happened() {
        let of =
            |status: u16, method| effect(StatusCode::from_u16(status).expect("valid"), &method);
        assert_eq!(of(200, Method::POST), Effect::Done);
        assert_eq!(of(302, Method::POST), Effect::Unknown);
        assert_eq!(of(302, Method::GET), Effect::None);
        assert_eq!(of(307, Method::POST), Effect::None);
        assert_eq!(of(404, Method::POST), Effect::None);
        assert_eq!(of(408, Method::POST), Effect::Unknown);
        assert_eq!(of(429, Method::POST), Effect::None);
        assert_eq!(of(503, Method::POST), Effect::Unknown);
    }

    #[test]
    fn expected_statuses_stand_in_the_place_of_2xx() {
        assert!(is_expected(StatusCode::CREATED, &[]));
        assert!(!is_expected(StatusCode::FOUND, &[]));
        assert!(is_expected(StatusCode::NOT_FOUND, &[200, 404]));
        assert!(!is_expected(StatusCode::CREATED, &[200]));
    }
}
