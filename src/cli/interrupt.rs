use tokio::signal::unix::{SignalKind, signal};

/// Waits for Ctrl-C or SIGTERM; gives the signal's number.
pub(super) async fn interrupt() -> i32 {
    let (Ok(mut interrupted), Ok(mut terminated)) = (
        signal(SignalKind::interrupt()),
        signal(SignalKind::terminate()),
    ) else {
        // Without a handler the signals keep their usual effect: they end the process, and with it the connections.
        return std::future::pending().await;
    };
    tokio::select! {
        _ = interrupted.recv() => SignalKind::interrupt().as_raw_value(),
        _ = terminated.recv() => SignalKind::terminate().as_raw_value(),
    }
}
