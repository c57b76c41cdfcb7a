use tokio::{
    signal::unix::{SignalKind, signal},
    sync::watch,
};

use crate::outbox::Signals;

/// Counts Ctrl-C and SIGTERM from now on.
pub(super) fn signals() -> watch::Receiver<Signals> {
    let (sender, receiver) = watch::channel(Signals::default());
    for kind in [SignalKind::interrupt(), SignalKind::terminate()] {
        // Without a handler a signal keeps its usual effect: it ends the process, and leases run out.
        let Ok(mut came) = signal(kind) else { continue };
        let sender = sender.clone();
        tokio::spawn(async move {
            while came.recv().await.is_some() {
                sender.send_modify(|signals| {
                    signals.count += 1;
                    signals.first.get_or_insert(kind.as_raw_value());
                });
            }
        });
    }
    receiver
}
