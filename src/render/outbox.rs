//! What an outbox holds, for people and for programs.

use std::time::Duration;

use serde_json::json;

use super::{Style, style::Tone, wrap::tame};
use crate::outbox::{Counts, Dead};

/// How many messages are in which state; a state without any is left out, but the first and the last are always told.
#[must_use]
pub fn status(counts: &Counts) -> String {
    let rows = [
        ("ready", counts.ready, "due now"),
        ("waiting", counts.waiting, "for their next attempt"),
        (
            "parked",
            counts.parked,
            "behind an older one of their order key",
        ),
        ("sending", counts.sending, "leased by a drainer"),
        ("dead", counts.dead, "given up"),
        (
            "done",
            counts.done,
            "delivered, and remembered by their keys",
        ),
    ];
    let mut text = String::new();
    for (state, count, what) in rows {
        if count > 0 || matches!(state, "ready" | "dead") {
            text.push_str(&format!("{state:<8} {count:>8}  {what}\n"));
        }
    }
    if let Some(oldest) = counts.oldest {
        text.push_str(&format!("the oldest has waited for {}\n", length(oldest)));
    }
    if counts.elsewhere > 0 {
        text.push_str(&format!("beside them {} of other jobs\n", counts.elsewhere));
    }
    text
}

/// The same as one JSON object.
#[must_use]
pub fn status_json(job: &str, connection: &str, counts: &Counts) -> String {
    let object = json!({
        "job": job,
        "connection": connection,
        "ready": counts.ready,
        "waiting": counts.waiting,
        "parked": counts.parked,
        "sending": counts.sending,
        "dead": counts.dead,
        "done": counts.done,
        "oldest_seconds": counts.oldest.map(|age| age.as_secs()),
        "other_jobs": counts.elsewhere,
    });
    format!("{object}\n")
}

/// The dead messages, each on two lines or three.
#[must_use]
pub fn dead(dead: &[Dead], style: Style) -> String {
    let mut text = String::new();
    for message in dead {
        let id = style.paint(Tone::Strong, &message.id);
        let status = message.last_status;
        let status = status.map_or_else(String::new, |status| format!(", last status {status}"));
        text.push_str(&format!(
            "{id}  {}  {}{status}, {}\n  key: {}\n",
            message.step,
            attempts(message.attempts),
            tame(&message.died_at),
            tame(&message.key)
        ));
        if let Some(order) = &message.order_key {
            text.push_str(&format!("  holds up: {}\n", tame(order)));
        }
        if let Some(error) = &message.last_error {
            text.push_str(&format!("  {}\n", tame(error).replace('\n', "\n  ")));
        }
    }
    text
}

/// The same as a JSON list.
#[must_use]
pub fn dead_json(dead: &[Dead]) -> String {
    let list: Vec<_> = dead
        .iter()
        .map(|message| {
            json!({
                "id": message.id,
                "key": message.key,
                "step": message.step,
                "connection": message.connection,
                "order_key": message.order_key,
                "attempts": message.attempts,
                "last_status": message.last_status,
                "last_error": message.last_error,
                "died_at": message.died_at,
            })
        })
        .collect();
    format!("{}\n", json!(list))
}

/// The line that ends every drain.
#[must_use]
pub fn summary(job: &str, parts: &[String], is_good: bool, style: Style) -> String {
    let (mark, tone) = if is_good {
        (style.mark("✔", "ok"), Tone::Strong)
    } else {
        (style.mark("✘", "!!"), Tone::Failed)
    };
    let head = style.paint(tone, &format!("{mark} {job}"));
    format!("{head}: {}\n", parts.join(", "))
}

/// `1 attempt`, `3 attempts`
#[must_use]
pub fn attempts(count: i64) -> String {
    format!("{count} attempt{}", if count == 1 { "" } else { "s" })
}

/// A length of time, in the unit that suits it.
#[must_use]
pub fn length(time: Duration) -> String {
    let seconds = time.as_secs_f64();
    match seconds {
        short if short < 1.0 => format!("{:.0} ms", short * 1_000.0),
        _ if seconds < 120.0 => format!("{seconds:.1} s"),
        _ if seconds < 7_200.0 => format!("{:.0} min", seconds / 60.0),
        _ if seconds < 172_800.0 => format!("{:.0} h", seconds / 3_600.0),
        _ => format!("{:.0} days", seconds / 86_400.0),
    }
}
