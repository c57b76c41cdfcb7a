use super::{Target, resolve::Resolver};
use crate::{
    diagnostic::{messages::reference as messages, nearest},
    template::NameId,
    text::Span,
};

/// A name that is always in scope, and is read through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Root {
    Steps,
    Inputs,
    Job,
    Run,
}

impl Root {
    pub(super) const ALL: [Self; 4] = [Self::Steps, Self::Inputs, Self::Job, Self::Run];

    pub(super) fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|root| root.name() == name)
    }

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Steps => "steps",
            Self::Inputs => "inputs",
            Self::Job => "job",
            Self::Run => "run",
        }
    }

    /// What can be read from it: the only field, or an example.
    pub(super) const fn example(self) -> &'static str {
        match self {
            Self::Steps => "read",
            Self::Inputs | Self::Job => "name",
            Self::Run => "id",
        }
    }
}

impl Resolver<'_> {
    /// Notes what `root.name` stands for, or reports why it stands for nothing.
    pub(super) fn read_root(&mut self, id: NameId, root: Root, name: &str, span: Span) {
        let target = match root {
            Root::Steps => match self.index.ids.get(name) {
                Some(step) => self.read(*step, name, span, Target::Steps),
                None => self.unknown_step(name, span),
            },
            Root::Inputs => match self.index.inputs.get(name) {
                Some(position) => Target::Inputs(*position),
                None => self.unknown_input(name, span),
            },
            Root::Job => self.only_field(root, Target::Job, name, span),
            Root::Run => self.only_field(root, Target::Run, name, span),
        };
        self.names.targets.insert(id, target);
    }

    fn only_field(&mut self, root: Root, target: Target, name: &str, span: Span) -> Target {
        if name == root.example() {
            return target;
        }
        let found = messages::unknown_field(root.name(), name, span, root.example());
        self.diagnostics.push(found);
        Target::Unknown
    }

    fn unknown_step(&mut self, name: &str, span: Span) -> Target {
        let near = nearest(name, self.index.ids.keys().copied());
        let help = match near {
            _ if self.index.results.contains_key(name) => format!("write `{name}`"),
            Some(near) => format!("write `steps.{near}`"),
            None => format!("give the step that is meant `id: {name}`"),
        };
        let mut found = messages::unknown_step(name, span, help);
        let is_saved = self.index.results.contains_key(name);
        if span.range().len() == name.len() {
            found = found.replace_if(span, near.filter(|_| !is_saved));
        }
        if let Some(step) = self.index.results.get(name)
            && let Some(saved) = &self.index.step(*step).save_as
        {
            found = found.related(saved.span, "`save_as` is a name by itself");
        }
        self.diagnostics.push(found);
        Target::Unknown
    }

    fn unknown_input(&mut self, name: &str, span: Span) -> Target {
        let near = nearest(name, self.index.inputs.keys().copied());
        self.diagnostics
            .push(messages::unknown_input(name, span, near));
        Target::Unknown
    }
}
