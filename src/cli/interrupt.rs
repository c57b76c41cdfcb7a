use tokio::signal::unix::{SignalKind, signal};

/// Sent where a file would grow beyond what the process is allowed, as `ulimit -f` has it.
const FILE_TOO_LARGE: SignalKind = SignalKind::from_raw(25);

/// Takes the signal for a file that is too large, so that it is the write that fails, and the run ends in order.
pub(super) fn survive_large_files() {
    // Without a handler the process ends there, and with it its transactions.
    drop(signal(FILE_TOO_LARGE));
}

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
