use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::{
    job::{Retry, RetryClass},
    text::{Span, Spanned},
};

/// How a message is delivered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// How long one attempt may take.
    pub timeout: Duration,
    /// The statuses that count as success; 2xx if none are given.
    pub expect_status: Vec<u16>,
    /// How often it is tried, and how long is waited in between.
    pub retry: Retry,
}

/// A lease is so many times as long as an attempt may take: one that is late does not lose it.
const ATTEMPTS_IN_A_LEASE: u32 = 3;

/// A delivery in its stored form.
#[derive(Serialize, Deserialize)]
struct Stored {
    timeout_ms: u64,
    expect_status: Vec<u16>,
    max_attempts: u32,
    backoff_ms: u64,
    max_backoff_ms: u64,
    retry_on: Option<Vec<String>>,
}

impl Delivery {
    /// How long an attempt may take where neither the step nor its connection says.
    pub const TIMEOUT: Duration = Duration::from_secs(60);

    /// What is done about failures where the step has no `retry:`. A receiver that is away for an hour is waited for.
    pub const RETRY: Retry = Retry {
        max_attempts: 20,
        backoff: Duration::from_secs(1),
        max_backoff: Duration::from_secs(15 * 60),
        retry_on: None,
    };

    /// How long a drainer has the message for itself.
    #[must_use]
    pub const fn lease(&self) -> Duration {
        self.timeout.saturating_mul(ATTEMPTS_IN_A_LEASE)
    }

    /// As it is stored.
    #[must_use]
    pub fn write(&self) -> String {
        let retry = &self.retry;
        let stored = Stored {
            timeout_ms: milliseconds(self.timeout),
            expect_status: self.expect_status.clone(),
            max_attempts: retry.max_attempts,
            backoff_ms: milliseconds(retry.backoff),
            max_backoff_ms: milliseconds(retry.max_backoff),
            retry_on: retry
                .retry_on
                .as_ref()
                .map(|classes| classes.iter().map(|class| class.value.word()).collect()),
        };
        serde_json::to_string(&stored).expect("numbers and texts are JSON")
    }

    /// What was stored as this.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(text: &str) -> Result<Self, String> {
        let stored: Stored = serde_json::from_str(text)
            .map_err(|error| format!("its way of delivery can't be read: {error}"))?;
        let class = |word: &String| {
            let class = RetryClass::of_word(word);
            class
                .map(|class| Spanned::new(class, Span::default()))
                .ok_or_else(|| format!("`{word}` is no class of failures"))
        };
        let classes = stored.retry_on.as_ref();
        let classes = classes.map(|words| words.iter().map(class).collect());
        Ok(Self {
            timeout: Duration::from_millis(stored.timeout_ms),
            expect_status: stored.expect_status,
            retry: Retry {
                max_attempts: stored.max_attempts,
                backoff: Duration::from_millis(stored.backoff_ms),
                max_backoff: Duration::from_millis(stored.max_backoff_ms),
                retry_on: classes.transpose()?,
            },
        })
    }
}

/// A length of time in milliseconds, at least one.
fn milliseconds(length: Duration) -> u64 {
    u64::try_from(length.as_millis()).unwrap_or(u64::MAX).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_stored_is_read_back() {
        let mut delivery = Delivery {
            timeout: Delivery::TIMEOUT,
            expect_status: vec![201],
            retry: Delivery::RETRY,
        };
        assert_eq!(Delivery::read(&delivery.write()), Ok(delivery.clone()));
        let classes = [RetryClass::LambdaError, RetryClass::Status(418)];
        let classes = classes.map(|class| Spanned::new(class, Span::default()));
        delivery.retry.retry_on = Some(classes.to_vec());
        assert_eq!(Delivery::read(&delivery.write()), Ok(delivery));
    }

    #[test]
    fn an_attempt_fits_thrice_into_a_lease() {
        let delivery = Delivery {
            timeout: Duration::from_secs(20),
            expect_status: Vec::new(),
            retry: Delivery::RETRY,
        };
        assert_eq!(delivery.lease(), Duration::from_secs(60));
    }
}
