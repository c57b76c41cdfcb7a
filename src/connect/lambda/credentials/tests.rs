use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use aws_credential_types::{
    Credentials as Keys,
    provider::{error::CredentialsError, future},
};
use futures_util::future::join_all;

use super::*;

/// Gives a new key each time; the first lasts an hour from `start`.
#[derive(Debug, Clone)]
struct Source {
    start: SystemTime,
    asked: Arc<AtomicUsize>,
    fails: bool,
}

const HOUR: Duration = Duration::from_secs(3_600);

impl Source {
    fn new() -> Self {
        Self {
            start: SystemTime::now(),
            asked: Arc::default(),
            fails: false,
        }
    }

    fn credentials(&self) -> Credentials {
        Credentials::new(Some(SharedCredentialsProvider::new(self.clone())))
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::Relaxed)
    }
}

impl ProvideCredentials for Source {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(async {
            let count = self.asked.fetch_add(1, Ordering::Relaxed) + 1;
            // The others have time to ask as well.
            tokio::time::sleep(Duration::from_millis(5)).await;
            if self.fails {
                return Err(CredentialsError::not_loaded("the door is shut"));
            }
            let end = self.start + HOUR * u32::try_from(count).expect("few");
            let id = format!("AKID{count}");
            Ok(Keys::new(id, "hush", None, Some(end), "test"))
        })
    }
}

fn wait<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime")
        .block_on(future)
}

fn id(identity: &Identity) -> &str {
    identity.data::<Keys>().expect("keys").access_key_id()
}

#[test]
fn credentials_are_kept_until_shortly_before_their_end() {
    let source = Source::new();
    let credentials = source.credentials();
    assert_eq!(source.asked(), 0);
    wait(async {
        let end = source.start + HOUR;
        for (now, expected) in [
            (source.start, "AKID1"),
            (end - MARGIN - Duration::from_secs(1), "AKID1"),
            (end - MARGIN, "AKID2"),
            (end, "AKID2"),
            (end + HOUR, "AKID3"),
        ] {
            let identity = credentials.valid_at(now).await.expect("there");
            assert_eq!(id(&identity), expected);
        }
    });
    assert_eq!(source.asked(), 3);
}

#[test]
fn one_asks_and_the_others_wait() {
    let source = Source::new();
    let credentials = source.credentials();
    wait(async {
        for (now, expected) in [(source.start, "AKID1"), (source.start + HOUR, "AKID2")] {
            let all = join_all((0..16).map(|_| credentials.valid_at(now))).await;
            for identity in all {
                assert_eq!(id(&identity.expect("there")), expected);
            }
        }
    });
    assert_eq!(source.asked(), 2);
}

#[test]
fn a_source_that_has_none_is_asked_again() {
    let mut source = Source::new();
    source.fails = true;
    let credentials = source.credentials();
    for _ in 0..2 {
        let failure = wait(credentials.valid_at(source.start)).expect_err("none");
        assert_eq!(failure.message, "no source of AWS credentials has any");
        assert_eq!(failure.facts, [("tried", "the door is shut".to_owned())]);
        assert!(failure.help.expect("a help").contains("AWS_PROFILE"));
    }
    assert_eq!(source.asked(), 2);
}
