use std::collections::HashMap;

use petgraph::graphmap::DiGraphMap;

use super::visible::blocked;
use crate::{job::StepId, template::NameId};

/// What the names of a job stand for.
#[derive(Debug, Clone, Default)]
pub struct Names {
    /// By occurrence.
    pub(super) targets: HashMap<NameId, Target>,
    /// By step.
    pub(super) scopes: Vec<Scope>,
    /// An edge from each step to each step that reads its result.
    pub(super) reads: DiGraphMap<StepId, ()>,
}

/// What a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// The result of a step, by its `save_as` name.
    Result(StepId),
    /// `steps`: with the attribute or text index right behind it, the result of this step.
    Steps(StepId),
    /// The item of the batch of this step, by its alias.
    Item(StepId),
    /// `idx`, in the batch of this step.
    Index(StepId),
    /// `inputs`: with the attribute right behind it, the input at this position.
    Inputs(usize),
    /// `job`: with the attribute right behind it (`name`), the job's name.
    Job,
    /// `run`: with the attribute right behind it (`id`), the run's id.
    Run,
    /// A name that the template itself binds: by `for`, `set`, or `loop`.
    Local,
    /// Nothing: it has been reported.
    Unknown,
}

/// Where a step stands.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    /// The step around it.
    pub parent: Option<Parent>,
    /// The steps whose batches it runs in, outermost first; its own last.
    pub frames: Vec<StepId>,
}

/// The step around another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parent {
    /// The conditional or group.
    pub step: StepId,
    /// The key it stands under: `then`, `else` or `steps`.
    pub branch: &'static str,
}

impl Names {
    /// What an occurrence stands for.
    #[must_use]
    pub fn target(&self, name: NameId) -> Target {
        self.targets.get(&name).copied().unwrap_or(Target::Unknown)
    }

    /// Where a step stands.
    ///
    /// # Panics
    /// If the step is of another job.
    #[must_use]
    pub fn scope(&self, step: StepId) -> &Scope {
        &self.scopes[step.0 as usize]
    }

    /// Whether `reader` may read the result of `step`: it has run by then, and in the same branch.
    ///
    /// # Panics
    /// If one of them is of another job.
    #[must_use]
    pub fn can_read(&self, reader: StepId, step: StepId) -> bool {
        blocked(&self.scopes, reader, step).is_none()
    }

    /// The steps whose results `step` reads, in the order of the file, each once.
    #[must_use]
    pub fn read_by(&self, step: StepId) -> Vec<StepId> {
        let mut read: Vec<_> = self
            .reads
            .neighbors_directed(step, petgraph::Direction::Incoming)
            .collect();
        read.sort_unstable();
        read
    }
}
