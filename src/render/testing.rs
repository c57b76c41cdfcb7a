//! A way from a job's text to what is rendered of it.

use std::collections::HashMap;

use super::sample::{DEFAULT_ITEMS, Known, Samples, sample};
use crate::{
    analysis::{REGISTRY, Source, analyze},
    check::SideFiles,
    job::StepId,
    limits::Limits,
    lower::{self, lower},
    plan::Plan,
    spec::Runtime,
    value::{Fields, Value},
};

/// The text of the CSV file that every job reads.
const CSV: &str = "code,source,name,price,listed_on\n\
    A-100,erp,Steel bracket,\"1,234.50\",2024-03-01\n\
    A-101,erp,\"Bolt, M8 \"\"fine\"\"\",0.75,2024-03-02\n\
    B-200,shop,Größe XL – café,19.90,2024-02-29\n\
    B-201,shop,Plain,7,2024-02-28\n";

struct Files;

impl SideFiles for Files {
    fn head(&self, _: &str) -> Option<Vec<u8>> {
        Some(CSV.into())
    }

    fn text(&self, path: &str) -> Result<String, String> {
        Err(format!("no {path}"))
    }
}

/// What is known of a job's inputs and files.
#[derive(Default)]
pub(super) struct Facts {
    pub(super) results: HashMap<StepId, Value>,
    pub(super) inputs: Vec<Option<Value>>,
}

impl Known for Facts {
    fn result(&self, step: StepId) -> Option<Value> {
        self.results.get(&step).cloned()
    }

    fn input(&self, index: usize) -> Option<Value> {
        self.inputs.get(index).cloned().flatten()
    }
}

impl Facts {
    /// That a step reads the CSV file.
    pub(super) fn reads(mut self, step: StepId) -> Self {
        let mut records = CSV.lines().map(cells);
        let headers = records.next().unwrap_or_default();
        let rows: Vec<Value> = records
            .map(|cells| {
                let fields = headers
                    .iter()
                    .map(|name| name.as_str().into())
                    .zip(cells.into_iter().map(Value::from));
                fields.collect::<Fields>().into()
            })
            .collect();
        let count = i64::try_from(rows.len())
            .map(Value::Int)
            .unwrap_or(Value::Null);
        let result: Fields = [("rows".into(), rows.into()), ("count".into(), count)]
            .into_iter()
            .collect();
        self.results.insert(step, result.into());
        self
    }
}

fn cells(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut quoted = false;
    let line = line.replace("\"\"", "\u{1}");
    for character in line.chars() {
        match character {
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(String::new()),
            '\u{1}' => cells.last_mut().expect("there is a cell").push('"'),
            other => cells.last_mut().expect("there is a cell").push(other),
        }
    }
    cells
}

pub(super) fn runtime(now: &str) -> Runtime<'static> {
    Runtime {
        now: now.parse().expect("a moment"),
        registry: &REGISTRY,
        limits: Limits::DEFAULT,
    }
}

/// The plan of a job that has no mistake, and its samples.
#[track_caller]
pub(super) fn planned(source: &str, facts: &Facts) -> (Plan, Samples) {
    let source = Source::new("job.yaml".to_owned(), source.to_owned());
    let analysis = analyze(source, None, &Files);
    let found = analysis.diagnostics;
    let job = analysis.job.unwrap_or_else(|| panic!("{found:#?}"));
    let options = lower::Options {
        runtime: runtime("2024-03-01T10:00:00Z"),
        keep_results: false,
    };
    let plan = lower(job, &options);
    let now = runtime("2024-03-01T10:00:00Z");
    let samples = sample(&plan, facts, &now, DEFAULT_ITEMS);
    (plan, samples)
}
