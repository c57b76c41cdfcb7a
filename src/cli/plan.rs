use std::collections::HashMap;

use jiff::Timestamp;

use super::{
    args::{PlanArgs, PlanFormat},
    check::say_diagnostics,
    exit,
    files::{Beside, Nothing},
    load::load,
    mask::Mask,
    surroundings::{self, Resolved},
    terminal,
    voice::Voice,
};
use crate::{
    analysis::{REGISTRY, analyze},
    job::StepId,
    lower::{Options, lower},
    plan::Plan,
    render::{
        self,
        failure::refusal,
        plan::View,
        sample::{Known, sample},
    },
    run::{Refusal, World, inspect},
    spec::Runtime,
    value::Value,
};

/// How many items of a batch are shown unless the user says otherwise.
pub(super) const SAMPLE: usize = 3;

/// `portl plan JOB`
pub(super) fn plan(args: &PlanArgs) -> u8 {
    let loaded = match load(&args.job) {
        Ok(loaded) => loaded,
        Err(message) => {
            terminal::complain(&message);
            return exit::USAGE;
        }
    };
    let folder = loaded.folder.clone();
    let analysis = if args.offline {
        analyze(loaded.job, loaded.project, &Nothing)
    } else {
        analyze(loaded.job, loaded.project, &Beside(folder.clone()))
    };
    say_diagnostics(&analysis.diagnostics, &analysis.sources);
    let Some(job) = analysis.job else {
        return exit::JOB_ERRORS;
    };
    let now = Timestamp::now();
    let runtime = Runtime {
        now,
        registry: &REGISTRY,
        limits: job.limits,
    };
    let plan = lower(
        job,
        &Options {
            runtime,
            keep_results: false,
        },
    );
    if args.offline {
        print(args, &plan, &Before::default());
        return exit::DONE;
    }
    let resolved = match surroundings::resolve(
        &plan,
        &folder,
        &args.given,
        &analysis.sources,
        &Voice::Plain,
    ) {
        Ok(resolved) => resolved,
        Err(code) => return code,
    };
    let too_short = resolved.too_short(&plan);
    let Resolved {
        settings,
        inputs,
        environment,
    } = resolved;
    let mask = Mask::new(&settings, &inputs);
    if let Some(origins) = environment.origins() {
        terminal::say(&format!("variables: {origins}\n"));
    }
    terminal::warn(environment.exposure(&mask));
    terminal::warn(too_short);
    let world = World {
        registry: &REGISTRY,
        limits: plan.limits,
        now,
        run_id: String::new(),
        digest: String::new(),
        folder,
        settings,
        inputs,
        masked: Box::new(|text| mask.apply(text)),
    };
    match look(&plan, &world) {
        Ok(results) => {
            print(
                args,
                &plan,
                &Before {
                    results,
                    inputs: world.inputs,
                },
            );
            exit::DONE
        }
        Err(mut found) => {
            found.mask(&|text| mask.apply(text));
            let text = refusal(&found, &analysis.sources, terminal::error_style());
            terminal::say(&mask.apply(&text));
            match found {
                Refusal::Unreachable(_) => {
                    terminal::say(
                        "  help        `--offline` plans without reading files or asking databases\n",
                    );
                    exit::USAGE
                }
                Refusal::Rejected(_) => exit::JOB_ERRORS,
            }
        }
    }
}

fn look(plan: &Plan, world: &World<'_>) -> Result<HashMap<StepId, Value>, Refusal> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime of one thread needs nothing but memory");
    runtime.block_on(inspect(plan, world))
}

fn print(args: &PlanArgs, plan: &Plan, before: &Before) {
    let runtime = Runtime {
        now: Timestamp::UNIX_EPOCH,
        registry: &REGISTRY,
        limits: plan.limits,
    };
    let samples = sample(plan, before, &runtime, args.sample);
    let view = View {
        plan,
        samples: &samples,
    };
    terminal::print(&match args.format {
        PlanFormat::Text => render::plan::text(view, terminal::output_style()),
        PlanFormat::Json => render::plan::json(view),
        PlanFormat::Dot => render::plan::dot(plan),
        PlanFormat::Mermaid => render::plan::mermaid(plan),
    });
}

/// What is known before the run.
#[derive(Default)]
struct Before {
    results: HashMap<StepId, Value>,
    inputs: Vec<Value>,
}

impl Known for Before {
    fn result(&self, step: StepId) -> Option<Value> {
        self.results.get(&step).cloned()
    }

    fn input(&self, index: usize) -> Option<Value> {
        self.inputs.get(index).cloned()
    }
}
