//! Analysis: everything that is known of a job without running it.
//!
//! Takes the text of a job file, and of the project file beside it; gives the typed job, if it is sound, and every
//! diagnostic. One call does the work of all stages in the order of their arrows; `check`, `plan` and `run` begin here.

mod mend;
mod written;

pub use mend::{Fixed, Mended, mend};

use crate::{
    check::{self, SideFiles},
    diagnostic::{Diagnostic, Diagnostics},
    functions, ir, job, names,
    spec::Registry,
    steps,
    template::NameIds,
    text::{FileId, Sources},
    yaml::{self, Node},
};

/// Every declaration there is.
pub static REGISTRY: Registry = Registry {
    steps: steps::DECLARATIONS,
    functions: functions::ALL,
    predicates: functions::PREDICATES,
};

/// A text and the name it is shown under.
#[derive(Debug, Clone)]
pub struct Source {
    /// The name, as the user typed it.
    pub name: String,
    /// The text.
    pub text: String,
}

/// What is known of a job.
#[derive(Debug)]
pub struct Analysis {
    /// The files that diagnostics point into.
    pub sources: Sources,
    /// Everything that was found, by place.
    pub diagnostics: Vec<Diagnostic>,
    /// The typed job, unless there was an error.
    pub job: Option<ir::Job>,
}

/// Analyses a job, with the connections of its project file if there is one.
#[must_use]
pub fn analyze(job: Source, project: Option<Source>, files: &dyn SideFiles) -> Analysis {
    let mut sources = Sources::default();
    let mut diagnostics = Diagnostics::default();
    let job = typed(job, project, files, &mut sources, &mut diagnostics);
    Analysis {
        sources,
        diagnostics: diagnostics.into_sorted(),
        job,
    }
}

fn typed(
    job: Source,
    project: Option<Source>,
    files: &dyn SideFiles,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Option<ir::Job> {
    let file = sources.add(job.name, job.text);
    let root = yaml::parse(sources, file, diagnostics);
    let project = project.and_then(|project| {
        let file = sources.add(project.name, project.text);
        yaml::parse(sources, file, diagnostics).map(|node| (file, node))
    });
    let project = project.as_ref().map(|(file, node)| (*file, node));
    let typed = stages(sources, file, root.as_ref(), project, files, diagnostics);
    let roots = root.iter().map(|root| (file, root)).chain(project);
    written::finish(sources, &roots.collect::<Vec<_>>(), diagnostics);
    typed
}

fn stages(
    sources: &Sources,
    file: FileId,
    root: Option<&Node>,
    project: Option<(FileId, &Node)>,
    files: &dyn SideFiles,
    diagnostics: &mut Diagnostics,
) -> Option<ir::Job> {
    let mut ids = NameIds::default();
    let job = job::parse(
        sources,
        file,
        root?,
        project,
        &REGISTRY,
        &mut ids,
        diagnostics,
    )?;
    let names = names::resolve(&job, diagnostics);
    check::check(&job, names, &REGISTRY, steps::ALL, files, diagnostics)
}
