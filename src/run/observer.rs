use std::time::{Duration, Instant};

use super::StepFailure;

/// Something that happened in a run.
#[derive(Debug)]
pub enum Event<'a> {
    /// The run has begun.
    RunStarted {
        /// The job's name.
        job: &'a str,
    },
    /// A step of the job itself has begun.
    StepStarted {
        /// The step.
        step: &'a str,
    },
    /// The step that has begun goes through a list.
    BatchStarted {
        /// The step.
        step: &'a str,
        /// How many items there are.
        items: usize,
    },
    /// So many items of the step are done.
    Progress {
        /// The step.
        step: &'a str,
        /// How many.
        done: usize,
    },
    /// `when:` was false.
    StepSkipped {
        /// The step.
        step: &'a str,
    },
    /// An item failed, and `on_error: continue` goes on.
    ItemFailed {
        /// What failed.
        failure: &'a StepFailure,
    },
    /// A request will be made again.
    RetryScheduled {
        /// The step.
        step: &'a str,
        /// Its item.
        index: Option<usize>,
        /// Which attempt comes next, from 2.
        attempt: u32,
        /// How long until then.
        wait: Duration,
        /// Why.
        reason: &'a str,
    },
    /// The transaction lost a race or its connection, and everything will be run again.
    StartedOver {
        /// The step that failed; empty where the commit did.
        step: &'a str,
        /// Which attempt comes next, from 2.
        attempt: u32,
        /// How long until then.
        wait: Duration,
        /// Why.
        reason: &'a str,
    },
    /// Something that people should know and that stops nothing.
    Warning {
        /// What.
        message: &'a str,
    },
    /// A step of the job itself is done.
    StepFinished {
        /// The step.
        step: &'a str,
        /// How many items it went through.
        items: Option<usize>,
        /// How many rows it read, changed, wrote or put into the outbox.
        rows: u64,
        /// How long it took.
        time: Duration,
    },
    /// Something that took time is over, inside a step of the job.
    Worked {
        /// The step that did it: one of the job itself, or one inside another.
        step: &'a str,
        /// What it did.
        work: Work,
        /// When that began.
        begun: Instant,
        /// How long it took.
        time: Duration,
    },
    /// COMMIT is about to be sent: from here on nobody can say what became of it but the journal.
    Committing {
        /// The connection.
        connection: &'a str,
        /// Which of the run's transactions there it is, from 0; none where no journal is kept.
        part: Option<u32>,
    },
    /// The transaction, or a step's own, was committed.
    Committed,
    /// The transaction, or a step's own, was rolled back.
    RolledBack,
}

/// What takes time inside a step of the job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Work {
    /// The whole of a step that stands inside another, once.
    Inner,
    /// An attempt of a call, from its first byte to its answer.
    Call {
        /// The item it is for.
        index: Option<usize>,
        /// Which attempt it is, from 1.
        attempt: u32,
        /// Whether it failed.
        failed: bool,
    },
    /// Statements that were sent to a database together, or one, until they were answered.
    Statements {
        /// How many items they were for.
        items: u64,
        /// How many they were.
        statements: u64,
    },
}

/// Who watches a run.
pub trait Observer {
    /// Is told of everything that happens, in order.
    fn notice(&mut self, event: &Event<'_>);
}
