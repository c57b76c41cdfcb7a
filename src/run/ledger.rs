use std::{cell::RefCell, collections::BTreeMap};

/// Counts what a run does, and remembers what can't be undone.
#[derive(Debug, Default)]
pub(super) struct Ledger(RefCell<Summary>);

/// The rows that a run has changed so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Changed {
    inserted: u64,
    updated: u64,
    deleted: u64,
    executed: u64,
    enqueued: u64,
}

/// What a run did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// Rows that were inserted.
    pub inserted: u64,
    /// Rows that were updated.
    pub updated: u64,
    /// Rows that were deleted.
    pub deleted: u64,
    /// Statements of `db.execute` that were run.
    pub executed: u64,
    /// Messages that were put into the outbox.
    pub enqueued: u64,
    /// Rows that queries gave.
    pub rows_fetched: u64,
    /// Rows that were read from files.
    pub rows_read: u64,
    /// Rows that were written to files.
    pub rows_written: u64,
    /// Calls that were made, repetitions included.
    pub calls: u64,
    /// How many of them were repetitions.
    pub retries: u64,
    /// Items that failed under `on_error: continue`.
    pub failed_items: u64,
    /// How many of them were written to each file of rejects.
    pub rejected: BTreeMap<String, u64>,
    /// What can't be undone, by what it is: how often.
    pub irrevocable: BTreeMap<String, u64>,
    /// Whether the database work of the run, or a part of it, was committed.
    pub committed: bool,
}

impl Ledger {
    pub(super) fn add(&self, note: impl FnOnce(&mut Summary)) {
        note(&mut self.0.borrow_mut());
    }

    /// Remembers something outside the transaction that was done, or may have been.
    pub(super) fn irrevocable(&self, what: impl Into<String>) {
        *self
            .0
            .borrow_mut()
            .irrevocable
            .entry(what.into())
            .or_default() += 1;
    }

    /// Takes one back that turned out to have had no effect.
    pub(super) fn never_happened(&self, what: &str) {
        let mut summary = self.0.borrow_mut();
        if let Some(count) = summary.irrevocable.get_mut(what) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                summary.irrevocable.remove(what);
            }
        }
    }

    /// Forgets what a transaction that begins again had done; what was done outside stays counted.
    pub(super) fn start_over(&self) {
        let mut summary = self.0.borrow_mut();
        *summary = Summary {
            calls: summary.calls,
            retries: summary.retries + 1,
            irrevocable: std::mem::take(&mut summary.irrevocable),
            ..Summary::default()
        };
    }

    /// The rows changed so far, to take back those that follow.
    pub(super) fn changed(&self) -> Changed {
        let summary = self.0.borrow();
        Changed {
            inserted: summary.inserted,
            updated: summary.updated,
            deleted: summary.deleted,
            executed: summary.executed,
            enqueued: summary.enqueued,
        }
    }

    /// How many rows were read, changed, written or put into the outbox so far.
    pub(super) fn rows(&self) -> u64 {
        let summary = self.0.borrow();
        summary.inserted
            + summary.updated
            + summary.deleted
            + summary.enqueued
            + summary.rows_fetched
            + summary.rows_read
            + summary.rows_written
    }

    pub(super) fn summary(&self) -> Summary {
        self.0.borrow().clone()
    }
}

impl Summary {
    /// Takes back the rows of a transaction that was rolled back: those since `before`.
    pub(super) fn take_back(&mut self, before: Changed) {
        self.inserted = before.inserted;
        self.updated = before.updated;
        self.deleted = before.deleted;
        self.executed = before.executed;
        self.enqueued = before.enqueued;
    }
}
