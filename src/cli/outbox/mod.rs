//! `portl outbox`: delivering messages, and looking after those that can't be.

mod args;
mod drain;
mod place;
mod progress;
mod show;
mod signals;

pub(super) use args::OutboxArgs;

use super::{exit, terminal};
use crate::connect::Failure;
use args::{ChosenArgs, OutboxCommand, Place, PurgeArgs};
use place::Opened;

/// `portl outbox …`
pub(super) fn outbox(args: &OutboxArgs) -> u8 {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let runtime = match runtime {
        Ok(runtime) => runtime,
        Err(error) => {
            terminal::complain(&format!("the outbox can't be opened: {error}"));
            return exit::USAGE;
        }
    };
    let done = runtime.block_on(async {
        match &args.command {
            OutboxCommand::Init(place) => init(place).await,
            OutboxCommand::Drain(args) => drain::drain(args).await,
            OutboxCommand::Status(args) => show::status(args).await,
            OutboxCommand::Dead(args) => show::dead(args).await,
            OutboxCommand::Requeue(args) => chosen(args, Way::Requeue).await,
            OutboxCommand::Discard(args) => chosen(args, Way::Discard).await,
            OutboxCommand::Purge(args) => purge(args).await,
        }
    });
    done.unwrap_or_else(|code| code)
}

async fn init(place: &Place) -> Result<u8, u8> {
    let mut opened = Opened::open(place).await?;
    let was_there = opened.store.is_there().await;
    if was_there.map_err(|failure| opened.failed(&failure))? {
        terminal::say(&format!("the outbox of `{}` is there\n", opened.name));
        return Ok(exit::DONE);
    }
    let made = opened.store.create().await;
    made.map_err(|failure| opened.failed(&failure))?;
    terminal::say(&format!("made the outbox of `{}`\n", opened.name));
    Ok(exit::DONE)
}

/// What is done with dead messages.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Requeue,
    Discard,
}

async fn chosen(args: &ChosenArgs, way: Way) -> Result<u8, u8> {
    let mut opened = Opened::with_tables(&args.place).await?;
    let ids = if args.all {
        let dead = opened.store.dead().await;
        let dead = dead.map_err(|failure| opened.failed(&failure))?;
        dead.into_iter().map(|message| message.id).collect()
    } else {
        args.ids.clone()
    };
    let mut count = 0_u64;
    let mut missing = Vec::new();
    for id in &ids {
        let done = match way {
            Way::Requeue => opened.store.requeue(id).await,
            Way::Discard => opened.store.discard(id).await,
        };
        if done.map_err(|failure| opened.failed(&failure))? {
            count += 1;
        } else {
            missing.push(id);
        }
    }
    let done = match way {
        Way::Requeue => "requeued",
        Way::Discard => "discarded",
    };
    terminal::say(&format!("{done} {}\n", messages(count)));
    if args.all || missing.is_empty() {
        return Ok(exit::DONE);
    }
    for id in missing {
        terminal::complain(&format!("no dead message of this job has the id `{id}`"));
    }
    Err(exit::USAGE)
}

async fn purge(args: &PurgeArgs) -> Result<u8, u8> {
    let mut opened = Opened::with_tables(&args.place).await?;
    let purged = opened.store.purge(args.older_than).await;
    let count = purged.map_err(|failure| opened.failed(&failure))?;
    terminal::say(&format!("forgot {} that were delivered\n", messages(count)));
    Ok(exit::DONE)
}

/// `1 message`, `2 messages`
fn messages(count: u64) -> String {
    format!("{count} message{}", if count == 1 { "" } else { "s" })
}

/// A failure with its fix, on as many lines.
fn told(doing: &str, failure: &Failure) -> String {
    let help = failure.help.as_ref();
    let help = help.map_or_else(String::new, |help| format!("\n  = help: {help}"));
    format!("{doing}: {}{help}", failure.message)
}
