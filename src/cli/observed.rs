//! A run under the eyes of the logs, the trace, and a person.

use serde_json::{Value as Json, json};

use super::{
    args::{LogFormat, RunArgs},
    files::reason,
    interrupt::{interrupt, survive_large_files},
    log::JsonLog,
    mask::Mask,
    progress::Progress,
    run::exit_code,
    runs::{IntentLog, files},
    tally::Tally,
    terminal,
    trace::Trace,
    watchers::Watchers,
};
use crate::{
    faults::{Point, point},
    ir::ConnectionId,
    plan::Plan,
    run::{Report, World, run as run_plan, writes},
};

/// A run that is over, and who watched it.
pub(super) struct Observed<'a> {
    pub(super) report: Report,
    pub(super) log: Option<JsonLog<'a>>,
    pub(super) tally: Tally,
}

/// Runs the plan under the eyes of them all.
///
/// # Errors
/// If it could not begin: a log, or the trace, can't be written.
pub(super) fn observed<'a>(
    args: &'a RunArgs,
    plan: &Plan,
    world: &'a World<'_>,
    mask: &'a Mask,
) -> Result<Observed<'a>, String> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let runtime = runtime.map_err(|error| format!("the run can't begin: {error}"))?;
    let unwritable = |error: std::io::Error| format!("the log can't be written: {error}");
    let logs = args.log_format == LogFormat::Json || args.log_file.is_some();
    let mut log = logs
        .then(|| JsonLog::new(&world.run_id, mask, args.log_file.as_deref()))
        .transpose()
        .map_err(unwritable)?;
    let trace = args.trace.as_deref();
    let trace = trace.map(|path| {
        let begun = Trace::new(path, &plan.job, &world.run_id, mask);
        begun.map_err(|error| format!("`{}` can't be written: {}", path.display(), reason(&error)))
    });
    let trace = trace.transpose()?;
    let mut tally = Tally::new();
    // Where the log is for programs, standard error holds nothing else.
    let is_for_programs = log.as_ref().is_some_and(JsonLog::is_standard_error);
    let draws = !args.quiet && !args.no_progress && terminal::is_watched();
    let mut progress = Progress::new(mask, args.quiet, draws);
    let mut intents = IntentLog::begin(
        &world.folder,
        &world.run_id,
        first_intent(args, plan, world),
    );
    point(Point::LogBegun);
    let redrawn = progress.redrawn();
    let mut watchers = Watchers {
        intents: &mut intents,
        tally: &mut tally,
        trace,
        log: log.as_mut(),
        progress: (!is_for_programs).then_some(&mut progress),
    };
    let report = runtime.block_on(async {
        survive_large_files();
        tokio::select! {
            biased;
            report = run_plan(plan, world, &mut watchers, interrupt()) => report,
            never = redrawn => match never {},
        }
    });
    watchers.finish(&report, exit_code(&report));
    Ok(Observed { report, log, tally })
}

fn first_intent(args: &RunArgs, plan: &Plan, world: &World<'_>) -> Json {
    let steps = plan.all_steps();
    let is_written = |id: &ConnectionId| {
        let mut own = steps.iter().filter(|step| step.connection == Some(*id));
        own.any(|step| writes(plan, step))
    };
    let written = plan.used_connections().into_iter().filter(is_written);
    let journals: Vec<_> = written
        .map(|id| plan.connections[id.0].name.as_str())
        .collect();
    json!({
        "event": "started",
        "run_id": world.run_id,
        "job": plan.job,
        "file": args.job.display().to_string(),
        "digest": world.digest,
        "files": files(plan, &world.folder),
        "journals": journals,
    })
}
