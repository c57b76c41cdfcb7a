use std::{
    fs::File,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use jiff::Timestamp;
use uuid::Uuid;

use super::{
    args::{LogFormat, PlanArgs, PlanFormat, RunArgs},
    exit,
    files::Beside,
    load::load,
    log::JsonLog,
    mask::Mask,
    observed::{Observed, observed},
    plan, result,
    runs::{Resumed, digest, resume, state},
    surroundings,
    tally::Tally,
    terminal,
    voice::Voice,
};
use crate::{
    analysis::{REGISTRY, analyze},
    lower::{Options, lower},
    plan::Plan,
    render::{self, Style},
    run::{Ending, Report, World},
    spec::Runtime,
    text::Sources,
};

/// `portl run JOB`
pub(super) fn run(args: &RunArgs) -> u8 {
    if args.dry_run {
        return plan::plan(&PlanArgs {
            job: args.job.clone(),
            format: PlanFormat::Text,
            sample: plan::SAMPLE,
            offline: false,
            given: args.given.clone(),
        });
    }
    let run_id = Uuid::new_v4().to_string();
    let voice = voice(args, &run_id);
    let loaded = match load(&args.job) {
        Ok(loaded) => loaded,
        Err(message) => {
            voice.complain(&message);
            return exit::USAGE;
        }
    };
    let folder = loaded.folder.clone();
    let analysis = analyze(loaded.job, loaded.project, &Beside(folder.clone()));
    if !args.quiet || analysis.job.is_none() {
        voice.diagnostics(&analysis.diagnostics, &analysis.sources);
    }
    let Some(job) = analysis.job else {
        return exit::JOB_ERRORS;
    };
    let now = Timestamp::now();
    let options = Options {
        runtime: Runtime {
            now,
            registry: &REGISTRY,
            limits: job.limits,
        },
        keep_results: args.result.is_some(),
    };
    let plan = lower(job, &options);
    let asked = Asked {
        args,
        run_id: &run_id,
        voice: &voice,
    };
    match world(&asked, &plan, now, folder, &analysis.sources) {
        Ok(world) => match &args.resume {
            Some(run_id) => look_into(args, run_id, &plan, &world),
            None => execute(&asked, &plan, &world, &analysis.sources),
        },
        Err(code) => code,
    }
}

/// What a run was asked for, by what id it is known, and how it speaks.
struct Asked<'a> {
    args: &'a RunArgs,
    run_id: &'a str,
    voice: &'a Voice<'a>,
}

/// Standard error is for programs where the log goes there: then it holds nothing else.
fn voice<'a>(args: &RunArgs, run_id: &'a str) -> Voice<'a> {
    let is_log = args.log_format == LogFormat::Json && args.log_file.is_none();
    if is_log && args.resume.is_none() {
        Voice::Events(run_id)
    } else {
        Voice::Plain
    }
}

fn world(
    asked: &Asked<'_>,
    plan: &Plan,
    now: Timestamp,
    folder: PathBuf,
    sources: &Sources,
) -> Result<World<'static>, u8> {
    let args = asked.args;
    let given = surroundings::resolve(plan, &folder, &args.given, sources, asked.voice)?;
    let mask = Mask::new(&given.settings, &given.inputs);
    if !args.quiet {
        asked.voice.warn(given.environment.exposure(&mask));
        asked.voice.warn(given.too_short(plan));
    }
    Ok(World {
        masked: Box::new(move |text| mask.apply(text)),
        registry: &REGISTRY,
        limits: plan.limits,
        now,
        run_id: asked.run_id.to_owned(),
        digest: digest(sources, &given.inputs),
        folder,
        settings: given.settings,
        inputs: given.inputs,
    })
}

fn look_into(args: &RunArgs, run_id: &str, plan: &Plan, world: &World<'_>) -> u8 {
    let resumed = Resumed {
        file: &args.job,
        folder: &world.folder,
        run_id,
        plan,
        settings: &world.settings,
        digest: &world.digest,
    };
    resume(&resumed, &Mask::new(&world.settings, &world.inputs))
}

fn execute(asked: &Asked<'_>, plan: &Plan, world: &World<'_>, sources: &Sources) -> u8 {
    let Asked { args, voice, .. } = asked;
    let mask = Mask::new(&world.settings, &world.inputs);
    if let Err(message) = try_result(args) {
        voice.complain(&message);
        return exit::USAGE;
    }
    let begun = Instant::now();
    let Observed {
        mut report,
        log,
        tally,
    } = match observed(args, plan, world, &mask) {
        Ok(done) => done,
        Err(message) => {
            voice.complain(&message);
            return exit::USAGE;
        }
    };
    report.mask(&|text| mask.apply(text));
    let code = exit_code(&report);
    let again = format!("portl run {}", args.job.display());
    let told = render::failure::Told {
        report: &report,
        again: &again,
        run_id: &world.run_id,
        plan,
        sources,
        show_data: args.show_data,
    };
    let time = begun.elapsed();
    let style = terminal::error_style();
    if !log.as_ref().is_some_and(JsonLog::is_standard_error) {
        if !args.quiet {
            say_times(tally, plan, time, &mask);
        }
        terminal::say(&mask.apply(&render::failure::ending(&told, style)));
        terminal::say(&mask.apply(&render::failure::summary(&told, time, style)));
    }
    if let Some(mut log) = log {
        let error = render::failure::ending(&told, Style::plain(style.width));
        log.finish(code, &report, &error, time, args.show_data);
        if let Some(message) = log.trouble() {
            terminal::say(&format!("warning: {message}\n"));
        }
    }
    let Some(path) = &args.result else {
        return code;
    };
    let status = state(&report);
    let written = result::write(path, &world.run_id, status, plan, &report.results, &mask);
    let Err(message) = written else {
        return code;
    };
    voice.complain(&mask.apply(&message));
    without_result(code, &report)
}

/// Tries whether the file of `--result` can be written, before anything is done: afterwards it would be too late.
fn try_result(args: &RunArgs) -> Result<(), String> {
    let path = args.result.as_deref();
    let Some(path) = path.filter(|path| *path != Path::new("-")) else {
        return Ok(());
    };
    let opened = File::options().create(true).append(true).open(path);
    let failed = |error| format!("`{}` can't be written: {error}", path.display());
    opened.map(drop).map_err(failed)
}

/// Where the time went, if it was worth telling.
fn say_times(tally: Tally, plan: &Plan, total: Duration, mask: &Mask) {
    let lines = tally.lines(plan, total);
    if !lines.is_empty() {
        let table = render::timing::table(&lines, total, terminal::error_style());
        terminal::say(&mask.apply(&table));
    }
}

/// Whether something of the run lasts.
fn has_effects(report: &Report) -> bool {
    report.summary.committed || !report.summary.irrevocable.is_empty()
}

/// The exit code that says how a run ended.
pub(super) fn exit_code(report: &Report) -> u8 {
    let has_effects = has_effects(report);
    match report.ending {
        Ending::Succeeded => exit::DONE,
        Ending::Unreachable(_) => exit::USAGE,
        Ending::Rejected(_) => exit::JOB_ERRORS,
        Ending::Failed { .. } | Ending::NotCommitted(_) if has_effects => exit::FAILED_WITH_EFFECTS,
        Ending::Failed { .. } | Ending::NotCommitted(_) => exit::FAILED,
        Ending::Unknown(_) => exit::UNKNOWN,
        Ending::Interrupted { signal, .. } => exit::interrupted(signal),
    }
}

/// The exit code of a run whose results could not be written.
fn without_result(code: u8, report: &Report) -> u8 {
    match code {
        exit::DONE if has_effects(report) => exit::FAILED_WITH_EFFECTS,
        code => code.max(exit::USAGE),
    }
}
