//! The retry policy: the one place that decides whether something is done again, and when.

use std::time::Duration;

use crate::{
    connect::{Class, Effect, Failure},
    faults::{Guard, stands},
    job::{Retry, RetryClass},
    spec::http::is_redirect,
};

/// Whether a request may be repeated after it may have had its effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Repeatable {
    /// It has the same effect however often it is made: a safe method, or an idempotency key.
    Yes,
    /// Only where `retry_on` names the failure: a function of Lambda.
    IfNamed,
    /// A POST or PATCH without a key.
    No,
}

/// What is done about a failure without a `retry:` block: nothing but a failure to connect is worth it.
const UNASKED: Retry = Retry {
    max_attempts: 3,
    backoff: Duration::from_millis(200),
    max_backoff: Duration::from_secs(2),
    retry_on: None,
};

/// The longest that a server may ask to wait: a run that waits longer is better run again.
pub(super) const LONGEST_WAIT: Duration = Duration::from_secs(5 * 60);

/// How long to wait before the next attempt, or none if there is to be none. `attempt` is the one that failed, from 1.
pub(super) fn next_wait(
    retry: Option<&Retry>,
    repeatable: Repeatable,
    failure: &Failure,
    attempt: u32,
) -> Option<Duration> {
    let policy = retry.unwrap_or(&UNASKED);
    let asked =
        retry.is_some() || (failure.class == Class::Connection && failure.effect == Effect::None);
    if !asked || attempt >= policy.max_attempts || !may_repeat(policy, repeatable, failure) {
        return None;
    }
    if failure
        .retry_after
        .is_some_and(|floor| floor > LONGEST_WAIT)
    {
        return None;
    }
    let wait = jitter(ceiling(policy, attempt));
    Some(failure.retry_after.map_or(wait, |floor| wait.max(floor)))
}

/// How long a message of the outbox waits for its next attempt, or none if it is not worth one. It has a key, and its bytes
/// never change: what may pass by itself is tried again, and beside it what the policy names. A server may ask for a
/// wait of any length.
#[must_use]
pub fn redelivery(policy: &Retry, failure: &Failure, attempt: u32) -> Option<Duration> {
    let named = policy.retry_on.as_ref().is_some_and(|classes| {
        classes
            .iter()
            .any(|class| names(class.value, failure.class))
    });
    if attempt >= policy.max_attempts || !(named || passes_by_itself(failure.class)) {
        return None;
    }
    let wait = jitter(ceiling(policy, attempt));
    Some(failure.retry_after.map_or(wait, |floor| wait.max(floor)))
}

/// `min(cap, base · 2^(n-1))` after the nth attempt.
fn ceiling(policy: &Retry, attempt: u32) -> Duration {
    let doubled = 2_u32
        .checked_pow(attempt.saturating_sub(1))
        .and_then(|factor| policy.backoff.checked_mul(factor));
    doubled.map_or(policy.max_backoff, |wait| wait.min(policy.max_backoff))
}

/// Full jitter: anything from nothing to the ceiling, so that those who failed together don't return together.
pub(super) fn jitter(ceiling: Duration) -> Duration {
    ceiling.mul_f64(fastrand::f64())
}

fn may_repeat(policy: &Retry, repeatable: Repeatable, failure: &Failure) -> bool {
    let named = policy.retry_on.as_ref().is_some_and(|classes| {
        classes
            .iter()
            .any(|class| names(class.value, failure.class))
    });
    let meant = if policy.retry_on.is_some() {
        named
    } else {
        passes_by_itself(failure.class)
    };
    meant
        && !(is_redirected(failure.class) && stands(Guard::RedirectIsFinal))
        && match (failure.effect, repeatable) {
            (Effect::None, _) | (Effect::Unknown | Effect::Done, Repeatable::Yes) => true,
            (Effect::Unknown | Effect::Done, Repeatable::IfNamed) => named,
            // The server itself said that it failed: a repetition that was asked for by that name is.
            (Effect::Unknown, Repeatable::No) => {
                (named && matches!(failure.class, Class::Status(_))) || !stands(Guard::UnkeyedOnce)
            }
            (Effect::Done, Repeatable::No) => !stands(Guard::UnkeyedOnce),
        }
}

/// Whether a server sent the request elsewhere: it would do so again, whatever `retry_on` says.
const fn is_redirected(class: Class) -> bool {
    matches!(class, Class::Status(status) if is_redirect(status))
}

/// The failures that a `retry:` block without `retry_on` is for.
const fn passes_by_itself(class: Class) -> bool {
    match class {
        Class::Connection
        | Class::Timeout
        | Class::Unreadable
        | Class::LambdaThrottled
        | Class::Serialization
        | Class::Deadlock => true,
        Class::Status(status) => matches!(status, 408 | 429 | 500 | 502 | 503 | 504),
        Class::LambdaError | Class::Other => false,
    }
}

const fn names(named: RetryClass, class: Class) -> bool {
    match (named, class) {
        (RetryClass::Timeout, Class::Timeout)
        // What garbles an answer is taken to lie between here and the server.
        | (RetryClass::Connection, Class::Connection | Class::Unreadable)
        | (RetryClass::LambdaThrottled, Class::LambdaThrottled)
        | (RetryClass::LambdaError, Class::LambdaError)
        | (RetryClass::Serialization, Class::Serialization)
        | (RetryClass::Deadlock, Class::Deadlock) => true,
        (RetryClass::Status(named), Class::Status(status)) => named == status,
        (RetryClass::ServerErrors, Class::Status(status)) => status >= 500,
        (RetryClass::AnyHttp, Class::Status(status)) => status == 429 || status >= 500,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Span, Spanned};

    fn policy(retry_on: Option<Vec<RetryClass>>) -> Retry {
        Retry {
            max_attempts: 3,
            backoff: Duration::from_millis(100),
            max_backoff: Duration::from_millis(250),
            retry_on: retry_on.map(|classes| {
                let written = |class| Spanned::new(class, Span::default());
                classes.into_iter().map(written).collect()
            }),
        }
    }

    fn is_repeated(
        retry: Option<&Retry>,
        repeatable: Repeatable,
        class: Class,
        effect: Effect,
    ) -> bool {
        next_wait(
            retry,
            repeatable,
            &Failure::new("").class(class).effect(effect),
            1,
        )
        .is_some()
    }

    #[test]
    fn a_post_without_a_key_is_never_sent_twice_after_its_first_byte() {
        let retry = policy(None);
        for class in [Class::Connection, Class::Timeout, Class::Status(503)] {
            assert!(
                !is_repeated(Some(&retry), Repeatable::No, class, Effect::Unknown),
                "{class:?}"
            );
            assert!(
                is_repeated(Some(&retry), Repeatable::Yes, class, Effect::Unknown),
                "{class:?}"
            );
        }
        let named = policy(Some(vec![RetryClass::Timeout, RetryClass::ServerErrors]));
        assert!(!is_repeated(
            Some(&named),
            Repeatable::No,
            Class::Timeout,
            Effect::Unknown
        ));
        assert!(is_repeated(
            Some(&named),
            Repeatable::No,
            Class::Status(503),
            Effect::Unknown
        ));
    }

    #[test]
    fn an_answer_that_cannot_be_read_is_asked_for_again_where_that_is_safe() {
        for (retry_on, class, is_meant) in [
            (None, Class::Unreadable, true),
            (Some(RetryClass::Connection), Class::Unreadable, true),
            (Some(RetryClass::Timeout), Class::Unreadable, false),
            (None, Class::Other, false),
        ] {
            let retry = policy(retry_on.map(|class| vec![class]));
            let by = |repeatable| is_repeated(Some(&retry), repeatable, class, Effect::Done);
            assert_eq!(by(Repeatable::Yes), is_meant, "{class:?}");
            assert!(!by(Repeatable::No), "{class:?}");
        }
    }

    #[test]
    fn without_a_retry_block_only_a_failure_to_connect_is_tried_again() {
        assert!(is_repeated(
            None,
            Repeatable::No,
            Class::Connection,
            Effect::None
        ));
        assert!(!is_repeated(
            None,
            Repeatable::Yes,
            Class::Connection,
            Effect::Unknown
        ));
        assert!(!is_repeated(
            None,
            Repeatable::Yes,
            Class::Status(503),
            Effect::Unknown
        ));
    }

    #[test]
    fn a_function_is_run_again_only_where_the_failure_is_named() {
        assert!(is_repeated(
            Some(&policy(None)),
            Repeatable::IfNamed,
            Class::LambdaThrottled,
            Effect::None
        ));
        assert!(!is_repeated(
            Some(&policy(None)),
            Repeatable::IfNamed,
            Class::Timeout,
            Effect::Unknown
        ));
        let named = policy(Some(vec![RetryClass::Timeout, RetryClass::LambdaError]));
        assert!(is_repeated(
            Some(&named),
            Repeatable::IfNamed,
            Class::Timeout,
            Effect::Unknown
        ));
        assert!(is_repeated(
            Some(&named),
            Repeatable::IfNamed,
            Class::LambdaError,
            Effect::Done
        ));
    }

    #[test]
    fn waits_double_up_to_the_cap_and_end_with_the_attempts() {
        let retry = policy(None);
        assert_eq!(ceiling(&retry, 1), Duration::from_millis(100));
        assert_eq!(ceiling(&retry, 2), Duration::from_millis(200));
        assert_eq!(ceiling(&retry, 40), Duration::from_millis(250));
        let mut failure = Failure::new("").class(Class::Status(429));
        failure.retry_after = Some(Duration::from_secs(7));
        assert_eq!(
            next_wait(Some(&retry), Repeatable::No, &failure, 2),
            Some(Duration::from_secs(7))
        );
        assert_eq!(next_wait(Some(&retry), Repeatable::No, &failure, 3), None);
    }
}
