//! The tables of the outbox: there before the first step runs, and outside of its transaction.

use super::{
    World,
    again::reopened,
    failure::{Cause, Problem},
    session::Session,
    sessions::Sessions,
};
use crate::{
    connect::{Failure, database::Database},
    faults::{Point, point},
    ir::ConnectionId,
    message,
    plan::Plan,
};

/// Makes the tables of each outbox that the plan writes into, unless they are there.
pub(super) async fn make(
    plan: &Plan,
    world: &World<'_>,
    databases: &mut Sessions,
) -> Result<(), Problem> {
    for id in plan.outboxes() {
        let name = &plan.connections[id.0].name;
        let doing = || format!("opening the outbox of `{name}`");
        if is_fleeting(world, id) {
            let mut cause =
                Cause::new("the messages in a database in memory would be lost with the run");
            cause.help = Some("give the database a file: `path: data.db`".to_owned());
            return Err(Problem {
                doing: doing(),
                cause: Box::new(cause),
            });
        }
        let made = tables(databases.session(id)).await;
        point(Point::OutboxMade);
        made.map_err(|failure: Failure| Problem {
            doing: doing(),
            cause: Box::new(explained(failure).into()),
        })?;
    }
    Ok(())
}

/// Makes the tables. Where the connection is lost meanwhile nobody knows whether they are there, so it is looked again over
/// another one: to make them twice does no harm.
async fn tables(session: &mut Session) -> Result<(), Failure> {
    match make_missing(session.database()).await {
        Err(_) if session.is_lost() => {
            reopened(session).await?;
            make_missing(session.database()).await
        }
        done => done,
    }
}

async fn make_missing(database: &mut Database) -> Result<(), Failure> {
    if message::are_there(database).await? {
        return Ok(());
    }
    message::create(database).await
}

fn is_fleeting(world: &World<'_>, id: ConnectionId) -> bool {
    let settings = world.settings.get(id.0).and_then(Option::as_ref);
    settings.and_then(|settings| settings.text("path")) == Some(":memory:")
}

/// A user who may not create tables is told who does it instead.
fn explained(failure: Failure) -> Failure {
    if failure.code() == Some("42501") {
        return failure.help("run `portl outbox init JOB` once, as a user who may create tables");
    }
    failure
}
