use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use super::{
    Declarations, Evaluate, SideFiles, facts::Facts, place::Place, schema::Databases, types::Types,
};
use crate::{
    diagnostic::{Diagnostic, Diagnostics},
    ir::{Expr, Operation},
    job::{Job, Step, StepId},
    names::Names,
    spec::{self, Registry},
    text::Span,
    types::{Domain, Type},
};

/// A step type: its keys, and how its own part of a step is checked.
pub struct StepType {
    /// Its keys.
    pub declaration: spec::Step,
    /// Gives what the step does and the type of its result for one item; none if there were errors.
    pub check: fn(&mut Checker<'_>, &Step) -> Option<(Operation, Type)>,
}

/// The checker at work on one job.
pub struct Checker<'a> {
    /// The job.
    pub job: &'a Job,
    /// What its names stand for.
    pub names: &'a Names,
    /// The helpers and tests.
    pub registry: &'a Registry,
    /// What is known of files beside the job.
    pub files: &'a dyn SideFiles,
    pub(super) step_types: &'a [&'static StepType],
    pub(super) evaluate: Evaluate,
    pub(super) diagnostics: &'a mut Diagnostics,
    /// The result of each step checked so far, for one item, null included where a `when:` may skip it.
    pub(super) results: HashMap<StepId, Type>,
    /// The `when:` of each step whose result is null only where that skipped it.
    pub(super) skips: HashMap<StepId, Expr>,
    /// The conditions of the conditionals whose branches have been checked.
    pub(super) branches: HashMap<StepId, Expr>,
    /// The batches that are open, by the step they belong to.
    pub(super) batches: HashMap<StepId, BatchType>,
    /// The steps that throw the rows of their queries away.
    pub(super) unread: HashSet<StepId>,
    /// The step being checked.
    pub(super) current: StepId,
    /// Where in the step the expression being checked stands.
    pub(super) place: Place,
    /// What conditions around the place being checked have shown.
    pub(super) facts: Facts,
    /// How many conditions around the place being checked have failed.
    pub(super) unsure: usize,
    /// The names that the template being checked binds.
    pub(super) locals: Vec<(Arc<str>, Type)>,
    /// Where the types of expressions are noted, if anybody wants to know.
    pub(super) types: Option<&'a mut Types>,
    /// What is known of the databases.
    pub(super) databases: Arc<Databases>,
    next_domain: u32,
}

/// What a batch goes through.
#[derive(Debug, Clone)]
pub(super) struct BatchType {
    pub(super) item: Type,
    pub(super) domain: Domain,
    pub(super) from: Span,
}

impl<'a> Checker<'a> {
    pub(super) fn new(
        job: &'a Job,
        names: &'a Names,
        declarations: &Declarations<'a>,
        files: &'a dyn SideFiles,
        diagnostics: &'a mut Diagnostics,
    ) -> Self {
        Self {
            job,
            names,
            registry: declarations.registry,
            files,
            step_types: declarations.step_types,
            evaluate: declarations.evaluate,
            diagnostics,
            results: HashMap::new(),
            skips: HashMap::new(),
            branches: HashMap::new(),
            batches: HashMap::new(),
            unread: HashSet::new(),
            current: StepId(0),
            place: Place::Value { has_when: false },
            facts: Facts::default(),
            unsure: 0,
            locals: Vec::new(),
            types: None,
            databases: Arc::default(),
            next_domain: 0,
        }
    }

    /// Reports something.
    pub fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// The type with a domain of its own for each of its lists.
    #[must_use]
    pub fn own_positions(&mut self, ty: &Type) -> Type {
        match ty {
            Type::List(item, _) => {
                let item = self.own_positions(item);
                Type::list(item, self.new_domain())
            }
            Type::Optional(inner) => self.own_positions(inner).optional(),
            Type::Record(record) if !record.is_open() => {
                let fields = record.fields();
                Type::record(fields.map(|(name, ty)| (Arc::clone(name), self.own_positions(ty))))
            }
            other => other.clone(),
        }
    }

    /// A domain of its own, for a list that is aligned with no other.
    pub fn new_domain(&mut self) -> Domain {
        self.next_domain += 1;
        Domain::new(self.next_domain)
    }
}
