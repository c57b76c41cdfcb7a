use std::{collections::HashMap, path::Path};

use serde_json::json;

use super::{
    databases::Databases,
    purge::purge,
    record::{self, Record},
};
use crate::{
    cli::{
        args::{RunsArgs, RunsFormat},
        exit, terminal,
    },
    run::{Committed, committed},
};

/// A moment up to its seconds.
const SECONDS: usize = "2026-01-01T00:00:00".len();

/// A run, from the local log or from a journal or both.
struct Line {
    run_id: String,
    job: String,
    /// The job's file; empty for a run of another machine or folder.
    file: String,
    started_at: String,
    state: String,
    is_committed: Option<bool>,
    exit_code: Option<u64>,
}

/// `portl runs [JOB]`
pub(in crate::cli) fn list(args: &RunsArgs) -> u8 {
    match listed(args) {
        Ok(code) | Err(code) => code,
    }
}

fn listed(args: &RunsArgs) -> Result<u8, u8> {
    if let (Some(age), Some(job)) = (args.purge, &args.job) {
        return purge(&Databases::of(job, args.env_file.as_deref())?, age);
    }
    let lines = lines(args)?;
    terminal::print(&match args.format {
        RunsFormat::Text => text(&lines),
        RunsFormat::Json => lines.iter().map(json).collect(),
    });
    Ok(exit::DONE)
}

fn lines(args: &RunsArgs) -> Result<Vec<Line>, u8> {
    let records = |folder: &Path| {
        record::all(folder).map_err(|message| {
            terminal::complain(&message);
            exit::USAGE
        })
    };
    let Some(job) = &args.job else {
        return Ok(merged(records(Path::new("."))?, None));
    };
    let databases = Databases::of(job, args.env_file.as_deref())?;
    let mut records = records(&databases.folder)?;
    // The databases of this job say nothing of what others did elsewhere.
    records.retain(|record| record.job == databases.plan.job);
    let journal = databases.ask(committed)?;
    Ok(merged(
        records,
        Some(journal.into_iter().flatten().collect()),
    ))
}

/// Both sources, the latest run first. Without a journal nothing is said of commits that the log does not know.
fn merged(records: Vec<Record>, journal: Option<Vec<Committed>>) -> Vec<Line> {
    let mut committed: Option<HashMap<String, Committed>> = journal.map(|runs| {
        runs.into_iter()
            .map(|run| (run.run_id.clone(), run))
            .collect()
    });
    let mut lines: Vec<Line> = records
        .into_iter()
        .map(|record| Line {
            is_committed: committed
                .as_mut()
                .map(|known| known.remove(&record.run_id).is_some()),
            run_id: record.run_id,
            job: record.job,
            file: record.file,
            started_at: record.started_at,
            state: record.state,
            exit_code: record.exit_code,
        })
        .collect();
    let elsewhere = committed.into_iter().flatten().map(|(_, run)| Line {
        run_id: run.run_id,
        job: run.job,
        file: String::new(),
        started_at: run.started_at,
        state: "elsewhere".to_owned(),
        is_committed: Some(true),
        exit_code: None,
    });
    lines.extend(elsewhere);
    lines.sort_by(|a, b| b.started_at.cmp(&a.started_at));
    lines
}

fn text(lines: &[Line]) -> String {
    if lines.is_empty() {
        return "no run is known\n".to_owned();
    }
    let widest = |of: fn(&Line) -> &str, head: &str| {
        let widths = lines.iter().map(|line| of(line).chars().count());
        widths.max().unwrap_or(0).max(head.len())
    };
    let job = widest(|line| &line.job, "JOB");
    let state = widest(|line| &line.state, "STATE");
    let row = |cells: [&str; 6]| {
        let [started, run, name, how, exit, database] = cells;
        let row =
            format!("{started:<19}  {run:<36}  {name:<job$}  {how:<state$}  {exit:<4}  {database}");
        format!("{}\n", row.trim_end())
    };
    let is_asked = lines.iter().any(|line| line.is_committed.is_some());
    let last = if is_asked { "DATABASE" } else { "" };
    let mut text = row(["STARTED", "RUN", "JOB", "STATE", "EXIT", last]);
    for line in lines {
        let started: String = line.started_at.chars().take(SECONDS).collect();
        let exit = line
            .exit_code
            .map_or_else(String::new, |code| code.to_string());
        let database = match line.is_committed {
            Some(true) => "committed",
            Some(false) => "nothing committed",
            None => "",
        };
        let started = started.replace('T', " ");
        text.push_str(&row([
            &started,
            &line.run_id,
            &line.job,
            &line.state,
            &exit,
            database,
        ]));
    }
    let mut open = lines
        .iter()
        .filter(|line| ["unknown", "died"].contains(&line.state.as_str()));
    if let Some(open) = open.next() {
        text.push_str(&format!(
            "\n`portl run {} --resume {}` finds out what became of it\n",
            open.file, open.run_id
        ));
    }
    text
}

fn json(line: &Line) -> String {
    let object = json!({
        "run_id": line.run_id,
        "job": line.job,
        "started_at": line.started_at,
        "state": line.state,
        "exit_code": line.exit_code,
        "committed": line.is_committed,
    });
    format!("{object}\n")
}
