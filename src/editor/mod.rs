//! What an editor asks about a job: what stands at a place, what may stand there, and edits that rename or mend.
//!
//! Takes the texts that `check` takes and gives a [`Snapshot`] of what is known of them, by the same stages; its questions
//! take and give byte offsets and [`Span`]s. [`complete`] asks of a text that is not finished at one place. Nothing here
//! knows a protocol, and nothing reads a file but through [`SideFiles`].

mod complete;
mod hover;
mod occurrences;
mod origin;
mod path;
mod place;
mod rename;
mod schema;
mod walk;

#[cfg(test)]
mod tests;

pub use complete::{Completion, CompletionKind, Completions, complete};
pub use hover::Hover;
pub use rename::Edits;

use crate::{
    analysis::{Analysis, Insight, Source, inspect},
    check::SideFiles,
    job::Job,
    text::{FileId, Span},
};

/// The file that the job stands in: it is the first of a compilation.
const JOB: FileId = FileId(0);

/// A job, its project file, and the files beside them, as they are at one moment.
#[derive(Clone)]
pub struct Texts<'a> {
    /// The job.
    pub job: Source,
    /// The project file, if there is one.
    pub project: Option<Source>,
    /// What lies beside the job.
    pub files: &'a dyn SideFiles,
}

/// Everything that is known of a job at one moment.
pub struct Snapshot<'a> {
    /// What `check` knows.
    pub analysis: Analysis,
    texts: Texts<'a>,
    insight: Insight,
}

impl<'a> Snapshot<'a> {
    /// Analyses a job.
    #[must_use]
    pub fn of(texts: Texts<'a>) -> Self {
        let (analysis, insight) = inspect(texts.job.clone(), texts.project.clone(), texts.files);
        Self {
            analysis,
            texts,
            insight,
        }
    }

    /// Where the name at `offset` of the job was given, or the column comes from.
    #[must_use]
    pub fn definition(&self, offset: usize) -> Option<Span> {
        let job = self.insight.job.as_ref()?;
        match occurrences::at(self, job, offset) {
            Some(found) => found.symbol.declaration(self, job),
            None => origin::definition(self, job, offset),
        }
    }

    /// Every place that means what stands at `offset` of the job, by place; what gave it its name is among them if
    /// `with_declaration`.
    #[must_use]
    pub fn references(&self, offset: usize, with_declaration: bool) -> Vec<Span> {
        let Some(job) = &self.insight.job else {
            return Vec::new();
        };
        let Some(here) = occurrences::at(self, job, offset) else {
            return Vec::new();
        };
        let mut places: Vec<_> = occurrences::all(self, job)
            .into_iter()
            .filter(|other| other.symbol.means(here.symbol))
            .filter(|other| with_declaration || !other.is_declaration)
            .map(|other| other.span)
            .collect();
        places.sort_unstable();
        places.dedup();
        places
    }

    fn job(&self) -> Option<&Job> {
        self.insight.job.as_ref()
    }

    fn slice(&self, span: Span) -> &str {
        self.analysis.sources.slice(span)
    }
}

/// Whether a place reaches to `offset` of the job; right behind it counts, as a cursor there belongs to the word.
fn touches(span: Span, offset: usize) -> bool {
    span.file == JOB && span.start as usize <= offset && offset <= span.end as usize
}
