use super::{Connection, Function, Predicate, Step, connections};

/// The declarations that a compilation works with.
#[derive(Clone, Copy)]
pub struct Registry {
    /// The step types.
    pub steps: &'static [&'static Step],
    /// The helper functions.
    pub functions: &'static [&'static Function],
    /// The tests.
    pub predicates: &'static [&'static Predicate],
}

impl Registry {
    /// The step type of that name.
    #[must_use]
    pub fn step(&self, name: &str) -> Option<&'static Step> {
        self.steps.iter().copied().find(|step| step.name == name)
    }

    /// The helper of that name.
    #[must_use]
    pub fn function(&self, name: &str) -> Option<&'static Function> {
        self.functions
            .iter()
            .copied()
            .find(|function| function.name == name)
    }

    /// The test of that name.
    #[must_use]
    pub fn predicate(&self, name: &str) -> Option<&'static Predicate> {
        self.predicates
            .iter()
            .copied()
            .find(|predicate| predicate.name == name)
    }

    /// The connection type of that name.
    #[must_use]
    pub fn connection(&self, name: &str) -> Option<&'static Connection> {
        connections::ALL
            .iter()
            .copied()
            .find(|connection| connection.name == name)
    }
}
