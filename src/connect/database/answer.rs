use std::{future::Future, pin::Pin};

use futures_util::future::{FutureExt as _, MaybeDone, maybe_done};

use super::{Rows, broken::Broken};

/// A statement that was sent, and whose answer nobody has waited for yet.
pub struct Answer(Pin<Box<MaybeDone<Pending>>>);

type Pending = Pin<Box<dyn Future<Output = Result<Rows, Broken>> + Send>>;

impl Answer {
    /// Begins what sends a statement and waits for its rows: the statement is on its way when this returns, behind all
    /// that were sent before.
    pub(super) fn begin(
        pending: impl Future<Output = Result<Rows, Broken>> + Send + 'static,
    ) -> Self {
        let mut begun = Box::pin(maybe_done(Box::pin(pending) as Pending));
        // What it gives already is kept.
        let _ = begun.as_mut().now_or_never();
        Self(begun)
    }

    /// The answer.
    pub(super) async fn rows(mut self) -> Result<Rows, Broken> {
        self.0.as_mut().await;
        self.0
            .as_mut()
            .take_output()
            .expect("it is done, and taken once")
    }
}

impl std::fmt::Debug for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Answer")
    }
}
