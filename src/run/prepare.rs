//! Looking before leaping: everything that can be found out before the first effect.

use std::collections::HashMap;

use super::{
    World,
    failure::{Cause, Problem, Sent, StepFailure},
    file::contents,
    frame::{Frames, View},
    session::{Session, Source},
    sessions::Sessions,
};
use crate::{
    connect::{Class, Failure, csv::scan, database::Access},
    ir::{ConnectionId, Expr},
    job::{OnError, StepId},
    plan::{Operation, Plan, Statement, Step},
    spec::ConnectionKind,
    value::Value,
};

/// Why a plan can't be run.
#[derive(Debug)]
pub enum Refusal {
    /// Something outside is out of reach: a server, a file.
    Unreachable(Problem),
    /// The database rejects a statement of the job.
    Rejected(Box<StepFailure>),
}

/// Opens the databases for nothing but looking, has them prepare every statement of the plan, and reads the files that it
/// reads; gives the results that are known without running anything: those of reading files.
///
/// # Errors
/// If a database or a file can't be opened, or a database rejects a statement.
pub async fn inspect(plan: &Plan, world: &World<'_>) -> Result<HashMap<StepId, Value>, Refusal> {
    let mut databases = open(plan, world, Access::Inspect).await?;
    check(plan, world, &mut databases).await?;
    let frames = Frames::new();
    let view = View {
        frames: &frames,
        plan,
        world,
        at: None,
    };
    let mut known = HashMap::new();
    for step in &plan.steps {
        // A path that hangs on another step's result, or a batch of files, is known only when the job runs.
        if let (Operation::ReadCsv { path, options }, None, true) =
            (&step.operation, &step.batch, step.after.is_empty())
            && let Ok(Value::Text(path)) = view.evaluate(path)
            && let Ok(file) = scan(&world.folder.join(&*path), options.clone()).await
        {
            known.insert(step.id, contents(file));
        }
    }
    Ok(known)
}

/// Opens the databases that the plan uses.
pub(super) async fn open(
    plan: &Plan,
    world: &World<'_>,
    access: Access,
) -> Result<Sessions, Refusal> {
    let mut databases = Sessions::default();
    for id in plan.used_connections() {
        let connection = &plan.connections[id.0];
        let (ConnectionKind::Database, Some(settings)) =
            (connection.declaration.kind, &world.settings[id.0])
        else {
            continue;
        };
        let source = Source {
            declaration: connection.declaration,
            settings: settings.clone(),
        };
        let database = source.open(access).await.map_err(|failure| {
            Refusal::Unreachable(Problem {
                doing: format!("opening the connection `{}`", connection.name),
                cause: Box::new(failure.into()),
            })
        })?;
        databases.add(id, Session::new(database, source));
    }
    Ok(databases)
}

/// Has the databases prepare every statement, and looks for the files that are read.
///
/// Behind a statement that creates or alters tables, what is not there yet may still come: there only what no table could
/// mend is rejected.
pub(super) async fn check(
    plan: &Plan,
    world: &World<'_>,
    databases: &mut Sessions,
) -> Result<(), Refusal> {
    check_files(plan, world)?;
    let mut redefined: Vec<ConnectionId> = Vec::new();
    for step in plan.all_steps() {
        let Some(connection) = step.connection.filter(|id| is_database(plan, *id)) else {
            continue;
        };
        let database = databases.session(connection).database();
        for statement in statements(step) {
            match database.describe(&statement.text).await {
                Err(failure) if redefined.contains(&connection) && may_come(&failure) => {}
                Err(failure) => return Err(refused(plan, step, statement, failure)),
                Ok(_) => {}
            }
        }
        if matches!(
            step.operation,
            Operation::Execute {
                is_definition: true,
                ..
            }
        ) {
            redefined.push(connection);
        }
    }
    Ok(())
}

/// Whether a statement was rejected for want of something that another statement may create.
fn may_come(failure: &Failure) -> bool {
    // PostgreSQL: undefined table, column, function, object, schema; no unique index for ON CONFLICT.
    const CODES: [&str; 6] = ["42P01", "42703", "42883", "42704", "3F000", "42P10"];
    failure.code().is_some_and(|code| CODES.contains(&code))
        || [
            "no such",
            "has no column",
            "ON CONFLICT clause does not match",
        ]
        .iter()
        .any(|words| failure.message.contains(words))
}

/// Looks for the files of the steps that run whatever happens; a file that the job writes itself may still come.
fn check_files(plan: &Plan, world: &World<'_>) -> Result<(), Refusal> {
    let path_of = |path: &Expr| match path.constant() {
        Some(Value::Text(path)) => std::path::absolute(world.folder.join(&**path)).ok(),
        _ => None,
    };
    let mut written = Vec::new();
    for step in &plan.steps {
        match &step.operation {
            Operation::WriteCsv(write) => written.extend(path_of(&write.path)),
            Operation::ReadCsv { path, .. }
                if step.when.is_none() && step.on_error == OnError::Fail =>
            {
                if let Some(path) = path_of(path).filter(|path| !written.contains(path)) {
                    check_file(step, &path)?;
                }
            }
            _ => {}
        }
    }
    Ok(())
}

fn check_file(step: &Step, path: &std::path::Path) -> Result<(), Refusal> {
    let problem = match std::fs::metadata(path) {
        Ok(_) => return Ok(()),
        Err(error) => {
            Cause::new(format!("`{}` can't be read: {error}", path.display())).at(step.span)
        }
    };
    Err(Refusal::Unreachable(Problem {
        doing: format!("looking for the file of `{}`", step.name),
        cause: Box::new(problem),
    }))
}

fn refused(plan: &Plan, step: &Step, statement: &Statement, failure: Failure) -> Refusal {
    // What passes by itself says nothing of the statement.
    if failure.class != Class::Other {
        let name = step
            .connection
            .map_or("", |id| plan.connections[id.0].name.as_str());
        let doing = format!("asking `{name}` about the statement of `{}`", step.name);
        return Refusal::Unreachable(Problem {
            doing,
            cause: Box::new(failure.into()),
        });
    }
    Refusal::Rejected(Box::new(StepFailure {
        step: step.name.clone(),
        step_type: step.step_type,
        span: step.span,
        item: None,
        sent: Some(Sent::Sql {
            text: statement.text.clone(),
            parameters: Vec::new(),
        }),
        attempts: 1,
        cause: failure.into(),
    }))
}

fn statements(step: &Step) -> Vec<&Statement> {
    match &step.operation {
        Operation::StoreRow(row) => row
            .existed
            .iter()
            .chain([&row.statement])
            .chain(&row.stored)
            .collect(),
        Operation::ChangeRows { statement, .. }
        | Operation::Query { statement, .. }
        | Operation::Execute { statement, .. } => vec![statement],
        _ => Vec::new(),
    }
}

fn is_database(plan: &Plan, id: ConnectionId) -> bool {
    plan.connections[id.0].declaration.kind == ConnectionKind::Database
}
