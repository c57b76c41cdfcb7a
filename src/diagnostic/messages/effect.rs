//! What is unwise about the effects of a step: calls made twice, keys that are none, reads for nothing.

use super::codes;
use crate::{diagnostic::Diagnostic, diagnostic::Replacement, text::Span};

codes! {
    /// A call that must not be made twice is to be tried again, without an idempotency key.
    RETRY_NOT_IDEMPOTENT = Warning "effect.retry-not-idempotent";
    /// An idempotency key holds what differs from run to run.
    UNSTABLE_KEY = Warning "effect.unstable-key";
    /// An idempotency key is the same for every item of a batch.
    CONSTANT_KEY = Warning "effect.constant-key";
    /// Every item of a batch is written to the same row.
    SAME_ROW = Warning "effect.same-row";
    /// A body differs from run to run under an idempotency key that does not.
    UNSTABLE_BODY = Warning "effect.unstable-body";
    /// A call is made inside a transaction, and stays made when that is rolled back.
    CALL_IN_TRANSACTION = Advice "effect.call-in-transaction";
    /// A function is waited for while the transaction holds its locks.
    LOCKS_HELD = Advice "effect.locks-held-during-call";
    /// A step only reads, other steps come after it, and none of them reads its result.
    UNUSED_READ = Warning "effect.unused-read";
    /// A step only reads, and nothing in the job reads its result; it may be wanted with `--result`.
    UNUSED_LAST_READ = Advice "effect.unused-last-read";
    /// A row is read without a lock and written by what was read.
    READ_THEN_WRITE = Advice "effect.read-then-write";
    /// Calls are to be in flight together, on a step that makes none.
    IGNORED_CONCURRENCY = Warning "effect.ignored-concurrency";
    /// A retry is for failures that are never tried again, or that the step can't have.
    IMPOSSIBLE_RETRY = Warning "effect.impossible-retry";
    /// A request that only reads has a body, which servers are free to ignore.
    BODY_ON_GET = Warning "effect.body-on-get";
}

/// `retry` on a POST without a key; `repeats` says that it names failures after which the call may have been made.
#[must_use]
pub fn retry_not_idempotent(
    span: Span,
    method_span: Span,
    method: &str,
    repeats: bool,
    key: &str,
) -> Diagnostic {
    let message = if repeats {
        format!("a {method} without an idempotency key may be carried out twice by this retry")
    } else {
        format!("a {method} without an idempotency key is not tried again once it may have arrived")
    };
    let label = if repeats {
        "the first attempt may have been carried out"
    } else {
        "covers less than it seems to"
    };
    Diagnostic::new(&RETRY_NOT_IDEMPOTENT, span, message)
        .label(label)
        .related(
            method_span,
            format!("making a {method} twice may do it twice"),
        )
        .help(format!("add `idempotency_key: \"{key}\"`"))
}

/// A piece of a key that differs from run to run; `piece` is it, as it is written.
#[must_use]
pub fn unstable_key(span: Span, piece: &str) -> Diagnostic {
    let label = match piece {
        "idx" => "the position changes when a row is added before it",
        _ => "another value in every run",
    };
    Diagnostic::new(
        &UNSTABLE_KEY,
        span,
        format!("`{piece}` makes the idempotency key another one in the next run"),
    )
    .label(label)
    .help("make the key of what identifies the item: `{{ job.name }}-{{ … }}`")
}

/// One key for all items; `fix` says how it would differ.
#[must_use]
pub fn constant_key(span: Span, batch: Span, fix: String) -> Diagnostic {
    Diagnostic::new(
        &CONSTANT_KEY,
        span,
        "the idempotency key is the same for every item",
    )
    .label("the receiver takes all items but the first for repetitions")
    .related(batch, "the call is made once per item of this list")
    .help(fix)
}

/// The `key` of an upsert whose columns get the same values for every item.
#[must_use]
pub fn same_row(span: Span, batch: Span) -> Diagnostic {
    let message = "the key is the same for every item: all of them are written to one row";
    Diagnostic::new(&SAME_ROW, span, message)
        .label("one row, however many items there are")
        .related(batch, "a row is written per item of this list")
        .help("add a column of the item to `key`, or map one of the key's columns from the item")
}

/// A piece of a body that differs from run to run.
#[must_use]
pub fn unstable_body(span: Span, piece: &str, key: Span) -> Diagnostic {
    Diagnostic::new(
        &UNSTABLE_BODY,
        span,
        format!("`{piece}` makes the body another one in the next run, under the same key"),
    )
    .label("a receiver may refuse a known key with another body")
    .related(key, "the key stays the same")
    .help("leave it out of the body, or take the moment from the data")
}

/// A direct call in a transaction.
#[must_use]
pub fn call_in_transaction(span: Span, transaction: Span, is_keyed: bool) -> Diagnostic {
    let label = if is_keyed {
        "made once for all attempts, but not undone by a rollback"
    } else {
        "not undone by a rollback, and made again by the next run"
    };
    Diagnostic::new(
        &CALL_IN_TRANSACTION,
        span,
        "the call stays made when the transaction is rolled back",
    )
    .label(label)
    .related(transaction, "all database steps are one transaction")
    .help(
        "add `delivery: outbox`: the call is written in the transaction and made after the commit",
    )
}

/// A function that is invoked after a write; `write` is the step that wrote, `batch` the step whose batch both stand in,
/// where it is the write of the item before.
#[must_use]
pub fn locks_held(span: Span, write: &str, write_span: Span, batch: Option<&str>) -> Diagnostic {
    let help = match batch {
        Some(batch) => format!("give the step a batch of its own before `{batch}`, for all items"),
        None => format!("move the step before `{write}`: it needs nothing of the database"),
    };
    Diagnostic::new(
        &LOCKS_HELD,
        span,
        "the transaction holds its locks while this function runs",
    )
    .related(write_span, "the first rows are locked here")
    .help(help)
}

/// A read for nothing.
#[must_use]
pub fn unused_read(span: Span, step: &str, is_last: bool) -> Diagnostic {
    let code = if is_last {
        &UNUSED_LAST_READ
    } else {
        &UNUSED_READ
    };
    let help = if is_last {
        "remove the step, unless its result is taken with `--result`"
    } else {
        "remove the step, or read its result"
    };
    Diagnostic::new(code, span, format!("nothing reads the result of `{step}`")).help(help)
}

/// A row that another run may read and write at the same time; `end` is where the query ends.
#[must_use]
pub fn read_then_write(span: Span, table: &str, write: Span, end: Option<Span>) -> Diagnostic {
    let found = Diagnostic::new(
        &READ_THEN_WRITE,
        span,
        format!("the row of `{table}` is read without a lock, and written by what was read"),
    )
    .label("another run may read the same row before it is written")
    .related(write, "written here")
    .help("end the query with `FOR UPDATE`");
    match end {
        Some(end) => found.edit(end, Replacement::Value(" FOR UPDATE".to_owned())),
        None => found,
    }
}

/// `concurrency` on what makes no calls of its own; `why` says what happens instead.
#[must_use]
pub fn ignored_concurrency(span: Span, why: &str) -> Diagnostic {
    Diagnostic::new(
        &IGNORED_CONCURRENCY,
        span,
        format!("`concurrency` has no effect here: {why}"),
    )
    .help("remove `concurrency`: it is for `api.call` and `lambda.invoke`")
    .replace(span, "1")
}

/// A class of failures that a step can't have; `classes` are those that it can.
#[must_use]
pub fn impossible_retry(span: Span, step_type: &str, classes: &str) -> Diagnostic {
    Diagnostic::new(
        &IMPOSSIBLE_RETRY,
        span,
        format!("`{step_type}` never fails like this"),
    )
    .label("no effect")
    .help(format!("remove it: the classes of this step are {classes}"))
}

/// `retry_on` where nothing is tried again.
#[must_use]
pub fn retry_once(span: Span) -> Diagnostic {
    Diagnostic::new(
        &IMPOSSIBLE_RETRY,
        span,
        "`retry_on` has no effect: with `max_attempts: 1` nothing is tried again",
    )
    .label("no effect")
    .help("write `max_attempts: 3`, or remove `retry_on`")
}

/// A status that counts as success.
#[must_use]
pub fn expected_retry(span: Span, status: u16) -> Diagnostic {
    Diagnostic::new(
        &IMPOSSIBLE_RETRY,
        span,
        format!("{status} is an expected status, and no failure"),
    )
    .label("no effect")
    .help(format!(
        "remove {status} from `expect_status`, or from `retry_on`"
    ))
}

/// A redirect, which will be the same next time.
#[must_use]
pub fn redirected(span: Span, status: u16) -> Diagnostic {
    let message = format!("{status} is a redirect: the same request would be sent elsewhere again");
    Diagnostic::new(&IMPOSSIBLE_RETRY, span, message)
        .label("no effect")
        .help("remove it; the connection's `redirects: same_origin` follows redirects")
}

/// A body on a GET or HEAD.
#[must_use]
pub fn body_on_get(span: Span, method: &str, method_span: Span) -> Diagnostic {
    let what = if method == "HEAD" { "HEAD" } else { "GET" };
    Diagnostic::new(
        &BODY_ON_GET,
        span,
        format!("a {what} has no body: servers ignore it, or refuse the request"),
    )
    .related(method_span, format!("the method is {what}"))
    .help("write `method: POST`, or give the values in `query:`")
}
