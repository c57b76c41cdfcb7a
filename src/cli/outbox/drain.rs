use std::time::{Duration, Instant};

use super::{args::DrainArgs, messages, place::Opened, progress::Progress, signals::signals, told};
use crate::{
    cli::{exit, terminal},
    outbox::{Counts, Drain, Drained, Event, Mode},
    render,
};

/// `portl outbox drain JOB`
pub(super) async fn drain(args: &DrainArgs) -> Result<u8, u8> {
    let signals = signals();
    let mut opened = Opened::with_tables(&args.place).await?;
    let receivers = opened.receivers()?;
    let begun = Instant::now();
    let is_watched = !args.quiet && !args.no_progress && terminal::is_watched();
    let Opened {
        store, mask, plan, ..
    } = &mut opened;
    let mask = |text: &str| mask.apply(text);
    let drain = Drain {
        owner: format!("{}@{}", std::process::id(), host()),
        concurrency: args.concurrency,
        mode: if args.watch {
            Mode::Watch
        } else {
            Mode::Once {
                max_wait: args.max_wait,
            }
        },
        receivers: &receivers,
        mask: &mask,
        signals,
        is_watched,
    };
    let quiet = args.quiet;
    let mut progress = Progress::new(&plan.job, is_watched);
    let mut observer = |event: &Event<'_>| {
        if let Some(line) = line(event).filter(|_| !quiet) {
            progress.line(&mask(&line));
        }
        progress.notice(event);
    };
    let ended = drain.run(store, &mut observer).await;
    progress.finish();
    let (drained, failure) = match ended {
        Ok(drained) => (drained, None),
        Err((drained, failure)) => (drained, Some(failure)),
    };
    if let Some(failure) = failure {
        let doing = format!("the outbox of `{}` was lost", opened.name);
        terminal::complain(&opened.mask.apply(&told(&doing, &failure)));
        say_summary(&opened.plan.job, &drained, None, begun.elapsed());
        let has_sent = drained.delivered + drained.retried + drained.dead > 0;
        return Err(if has_sent {
            exit::FAILED_WITH_EFFECTS
        } else {
            exit::USAGE
        });
    }
    let counts = opened.store.counts().await;
    let counts = counts.map_err(|failure| opened.failed(&failure))?;
    say_summary(&opened.plan.job, &drained, Some(&counts), begun.elapsed());
    if counts.dead > 0 {
        let job = args.place.job.display();
        terminal::say(&format!(
            "  = help: `portl outbox dead {job}` lists the dead messages, `requeue` and `discard` deal with them\n"
        ));
    }
    Ok(match drained.signal {
        // A service is stopped by a signal: that is its good end.
        Some(signal) if !args.watch => exit::interrupted(signal),
        _ if counts.dead > 0 => exit::DEAD,
        _ => exit::DONE,
    })
}

fn line(event: &Event<'_>) -> Option<String> {
    Some(match event {
        Event::Delivered(_) | Event::Left(_) => return None,
        Event::Retry {
            message,
            wait,
            reason,
        } => format!(
            "{} {}: attempt {} in {}, after: {reason}",
            message.step,
            message.key,
            message.attempt + 1,
            render::outbox::length(*wait)
        ),
        Event::Dead { message, reason } => format!(
            "{} {}: dead after {}: {reason}",
            message.step,
            message.key,
            render::outbox::attempts(message.attempt.into())
        ),
        Event::LeaseLost(message) => format!(
            "{} {}: the lease ran out before the answer came; another drainer delivers it",
            message.step, message.key
        ),
        Event::Away { reason, wait } => format!(
            "the database is away, asked again in {}: {reason}",
            render::outbox::length(*wait)
        ),
    })
}

fn say_summary(job: &str, drained: &Drained, counts: Option<&Counts>, time: Duration) {
    let mut parts = vec![
        format!("{} delivered", messages(drained.delivered)),
        format!("{} retried", drained.retried),
    ];
    match counts {
        Some(counts) => {
            parts.push(format!("{} dead", counts.dead));
            parts.push(format!("{} waiting", counts.left()));
        }
        None => parts.push(format!("{} dead", drained.dead)),
    }
    parts.push(render::outbox::length(time));
    let style = terminal::error_style();
    let is_good = counts.is_some_and(|counts| counts.dead == 0);
    terminal::say(&render::outbox::summary(job, &parts, is_good, style));
}

/// The machine's name, for people who look into the table.
fn host() -> String {
    let name = std::fs::read_to_string("/etc/hostname").unwrap_or_default();
    let name = name.trim();
    if name.is_empty() { "localhost" } else { name }.to_owned()
}
