//! Places where tests break a run on purpose, and guards that they take away to see that a test notices.
//!
//! Does nothing unless built with the feature `faults`, which a build with optimisation refuses. Then the environment says
//! what happens: `PORTL_FAULT=after_begin` kills the process at that point as `kill -9` does, `after_begin@3` when it comes
//! by for the third time, `after_begin=sleep` halts it there; `PORTL_GUARDS_OFF=journal_first` takes a guard away;
//! `PORTL_FAULT_LIST=points.txt` appends the name of each point that is passed to a file.

#[cfg(feature = "faults")]
mod armed;

#[cfg(feature = "faults")]
pub use armed::{point, stands};

#[cfg(all(feature = "faults", not(debug_assertions)))]
compile_error!("the feature `faults` is for tests: a release never has it");

/// Declares an enum and the names of its variants.
macro_rules! named {
    ($(#[$doc:meta])* $name:ident { $($variant:ident $text:literal $says:literal)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name { $(#[doc = $says] $variant),+ }

        impl $name {
            /// All of them, in the order of declaration.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// What the environment calls it.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }
        }
    };
}

named! {
    /// A point at which a run can be broken.
    Point {
        LogBegun "log_begun" "The local log says that the run began."
        JournalMade "journal_made" "The journal's table is there."
        Prepared "prepared" "Everything that can be found out beforehand has been."
        BeforeBegin "before_begin" "A transaction is about to begin."
        AfterBegin "after_begin" "It has begun, and is not in the journal yet."
        AfterEntry "after_entry" "It is in the journal."
        BeforeStatement "before_statement" "A statement is about to be sent."
        AfterStatement "after_statement" "Its rows have been read."
        AfterSavepoint "after_savepoint" "A savepoint is set."
        BeforeUndo "before_undo" "An item is about to be rolled back to its savepoint."
        AfterRelease "after_release" "A savepoint is released."
        BeforeConstraints "before_constraints" "Constraints are about to be checked, ahead of a call."
        BeforeCall "before_call" "A call is about to be made."
        AfterCall "after_call" "It is answered."
        BeforeRepeat "before_repeat" "A call is about to be repeated."
        CsvScanned "csv_scanned" "A CSV file is read through."
        BeforeCsvWrite "before_csv_write" "A CSV file is about to be written."
        BeforeCsvFinish "before_csv_finish" "Its rows are written, and it is not in its place yet."
        AfterCsvFinish "after_csv_finish" "It is in its place."
        ItemDone "item_done" "An item is done."
        StepDone "step_done" "A step is done."
        StepsDone "steps_done" "All steps are done."
        CommitAnnounced "commit_announced" "The local log says that COMMIT will be sent."
        AfterCommit "after_commit" "COMMIT is answered."
        BeforeRollback "before_rollback" "ROLLBACK is about to be sent."
        AfterRollback "after_rollback" "It is answered."
        BeforeSettle "before_settle" "The answer to COMMIT was lost."
        AfterSettle "after_settle" "What became of it is known."
        BeforeStartOver "before_start_over" "A transaction is about to be run again."
        OutboxMade "outbox_made" "The outbox's tables are there."
        OrderSettled "order_settled" "The order of messages is held, or they have their places."
        MessagePut "message_put" "A message is in the outbox, and its key is not looked for elsewhere yet."
        MessageFound "message_found" "Its key was looked for."
        BeforeClaim "before_claim" "A drainer is about to claim messages."
        AfterClaim "after_claim" "It has leased them."
        BeforeSend "before_send" "A message is about to be sent."
        AfterSend "after_send" "Its receiver has answered."
        BeforeAck "before_ack" "A message is about to be taken out as delivered."
        AfterAck "after_ack" "It is taken out."
        BeforeBackOff "before_back_off" "A message is about to wait for another attempt."
        AfterBackOff "after_back_off" "It waits."
        BeforeBury "before_bury" "A message is about to be put among the dead."
        AfterBury "after_bury" "It is among the dead."
        BeforeGiveBack "before_give_back" "A message that was not sent is about to be given back."
        AfterGiveBack "after_give_back" "It is given back."
        RunOver "run_over" "The run is over, and the local log does not say so yet."
        LogFinished "log_finished" "The local log says how the run ended."
    }
}

named! {
    /// A guard that can be taken away.
    Guard {
        JournalFirst "journal_first" "A transaction begins with its row in the journal."
        CommitProof "commit_proof" "A commit is looked for in the journal behind COMMIT."
        Poisoned "poisoned" "A transaction in which a statement failed is not committed."
        ExplicitRollback "explicit_rollback" "ROLLBACK is sent."
        Savepoint "savepoint" "An item that may fail stands in a savepoint."
        BoundByCalls "bound_by_calls" "A transaction is not run again once something outside was told."
        RetryBudget "retry_budget" "Beyond a tenth of a connection's requests nothing is repeated."
        OneRequestPerKey "one_request_per_key" "An idempotency key is not used for two requests."
        RedirectIsFinal "redirect_is_final" "A redirect is not tried again."
        PlainFiles "plain_files" "A job reads files only, no devices and pipes."
        ForeignFile "foreign_file" "A file that is not one of rejects is not overwritten."
        UnkeyedOnce "unkeyed_once" "A POST without a key is not repeated once it may have arrived."
        ConstraintsFirst "constraints_first" "Deferred constraints are checked ahead of a call."
        ResumeUnchanged "resume_unchanged" "A run is looked into only with the job it was of."
        LeaseToken "lease_token" "A drainer settles a message only while its lease is its own."
        DedupKey "dedup_key" "A message has one key, on every run."
        ErrorsStop "errors_stop" "A job that has errors is not run."
        SecretStored "secret_stored" "A secret that got as far as the outbox is not stored."
        WholeRows "whole_rows" "A row that a disk has no room for leaves no half of it."
        AnswerSize "answer_size" "An answer is no larger than allowed."
        Silence "silence" "A server that is silent for too long is given up."
        SettleByEntry "settle_by_entry" "A lost commit is settled by entering its row, not by looking for it."
    }
}

/// Passes a point.
#[cfg(not(feature = "faults"))]
#[inline]
pub const fn point(_point: Point) {}

/// Whether a guard stands.
#[cfg(not(feature = "faults"))]
#[inline]
#[must_use]
pub const fn stands(_guard: Guard) -> bool {
    true
}
