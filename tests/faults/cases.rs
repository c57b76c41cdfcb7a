//! Many cases at once, each of which says how it is repeated where it fails.

use std::{
    fmt::{Display, Write},
    sync::{
        LazyLock,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
};

use fastrand::Rng;

/// More than there are cores: most of a case is waiting.
const THREADS: usize = 4;

/// What chance is made of: `PORTL_TEST_SEED`, or drawn.
static SEED: LazyLock<u64> = LazyLock::new(|| {
    let asked = std::env::var("PORTL_TEST_SEED").ok();
    let seed = asked.map(|text| text.parse().expect("PORTL_TEST_SEED is a whole number"));
    let seed = seed.unwrap_or_else(|| fastrand::u64(..1_000_000));
    say(&format!("PORTL_TEST_SEED={seed}"));
    seed
});

/// The chance of one use, which other uses do not disturb.
pub(super) fn chance(of: &str) -> Rng {
    let salt = of.bytes().fold(0_u64, |salt, byte| {
        salt.wrapping_mul(31).wrapping_add(byte.into())
    });
    Rng::with_seed(*SEED ^ salt)
}

/// A case that is under way; what happens in it is told if it fails.
pub(super) struct Case {
    name: String,
    told: String,
}

impl Case {
    pub(super) fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            told: String::new(),
        }
    }

    /// Remembers what happened.
    pub(super) fn tell(&mut self, what: &str) {
        let _ = write!(self.told, "\n  {what}");
    }
}

impl Drop for Case {
    fn drop(&mut self) {
        if thread::panicking() {
            say(&format!(
                "failed: {name}{told}\nto repeat it: PORTL_TEST_SEED={seed} PORTL_TEST_CASE=\"{name}\"",
                name = self.name,
                told = self.told,
                seed = *SEED
            ));
        }
    }
}

/// Says what a round did, where the output of its test is shown.
#[expect(
    clippy::print_stderr,
    reason = "the harness shows it for tests that fail, and with --nocapture"
)]
pub(super) fn say(text: &str) {
    eprintln!("{text}");
}

/// Does this for each case, or for the one that `PORTL_TEST_CASE` names. After a failure no other case begins.
pub(super) fn each<T: Display + Sync>(cases: &[T], work: impl Fn(&T, &mut Case) + Sync) {
    LazyLock::force(&SEED);
    let only = std::env::var("PORTL_TEST_CASE").ok();
    let is_asked = |case: &&T| only.as_ref().is_none_or(|only| *only == case.to_string());
    let cases: Vec<_> = cases.iter().filter(is_asked).collect();
    let (next, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let has_failed = AtomicBool::new(false);
    thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                let _alarm = Alarm(&has_failed);
                while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if has_failed.load(Ordering::Relaxed) {
                        return;
                    }
                    work(case, &mut Case::new(&case.to_string()));
                    let done = done.fetch_add(1, Ordering::Relaxed) + 1;
                    if done % 100 == 0 {
                        say(&format!("{done} of {}, the last one {case}", cases.len()));
                    }
                }
            });
        }
    });
}

/// Whether a single case is asked for, so that how many there were says nothing.
pub(super) fn is_one() -> bool {
    std::env::var_os("PORTL_TEST_CASE").is_some()
}

struct Alarm<'a>(&'a AtomicBool);

impl Drop for Alarm<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.store(true, Ordering::Relaxed);
        }
    }
}
