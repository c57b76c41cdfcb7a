use std::{sync::mpsc, thread};

use rusqlite::Connection;
use tokio::sync::oneshot;

use crate::connect::{Class, Failure};

/// The thread that owns a connection and does what it is sent, in order. It ends with this handle.
#[derive(Debug)]
pub(super) struct Worker(mpsc::Sender<Task>);

type Task = Box<dyn FnOnce(&Connection) + Send>;

impl Worker {
    /// Moves the connection to a thread of its own.
    pub(super) fn start(connection: Connection) -> Result<Self, Failure> {
        let (sender, tasks) = mpsc::channel::<Task>();
        thread::Builder::new()
            .name("sqlite".to_owned())
            .spawn(move || {
                for task in tasks {
                    task(&connection);
                }
            })
            .map_err(|error| Failure::new(format!("can't start a thread for SQLite: {error}")))?;
        Ok(Self(sender))
    }

    /// Does `work` on the connection. Once begun it ends, even if nobody waits for it any more.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        self.send(work).await
    }

    /// Puts `work` behind what was sent before; what it gives is waited for apart from that.
    pub(super) fn send<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, Failure> + Send + 'static,
    ) -> impl Future<Output = Result<T, Failure>> + Send + 'static {
        let (answer, answered) = oneshot::channel();
        let task: Task = Box::new(move |connection| {
            // Whoever asked may have gone.
            let _ = answer.send(work(connection));
        });
        let gone = || Failure::new("SQLite's thread has ended").class(Class::Connection);
        let sent = self.0.send(task);
        async move {
            sent.map_err(|_| gone())?;
            answered.await.map_err(|_| gone())?
        }
    }
}
