use std::{
    cell::RefCell,
    collections::HashMap,
    sync::{Arc, Weak},
};

use minijinja::{Environment, Error, Value as Passed};

use super::{
    capture::Leaf,
    session::Session,
    writer::{CALLBACK, Callback, Writer},
};
use crate::{ir::Block, limits::Most};

/// The name of the only template of an environment.
const TEMPLATE: &str = "template";

/// A template made ready: its control flow for minijinja, and the expressions it calls back for.
#[derive(Debug)]
pub(super) struct Program {
    environment: Environment<'static>,
    pub(super) calls: Vec<Callback>,
    /// What its expressions ask of their scope.
    pub(super) leaves: Vec<Leaf>,
}

type Cache = HashMap<*const Block, (Weak<[Block]>, Arc<Program>)>;

thread_local! {
    /// The programs of templates that are still around. A weak reference keeps an address from being used again.
    static PROGRAMS: RefCell<Cache> = RefCell::default();
}

impl Program {
    /// The program of a template, made when the template is first seen.
    pub(super) fn of(blocks: &Arc<[Block]>, steps: Most) -> Result<Arc<Self>, Error> {
        let key = blocks.as_ptr();
        let made = PROGRAMS.with_borrow(|programs| {
            let (_, program) = programs.get(&key)?;
            Some(Arc::clone(program))
        });
        if let Some(program) = made {
            return Ok(program);
        }
        let program = Arc::new(Self::new(blocks, steps)?);
        PROGRAMS.with_borrow_mut(|programs| {
            programs.retain(|_, (blocks, _)| blocks.strong_count() > 0);
            programs.insert(key, (Arc::downgrade(blocks), Arc::clone(&program)));
        });
        Ok(program)
    }

    fn new(blocks: &[Block], steps: Most) -> Result<Self, Error> {
        let mut writer = Writer::default();
        writer.blocks(blocks);
        let mut leaves = Vec::new();
        for call in &writer.calls {
            Leaf::collect(&call.expr, &mut leaves);
        }
        let mut environment = Environment::empty();
        environment.set_fuel(Some(steps.number()));
        environment.add_template_owned(TEMPLATE, writer.source)?;
        Ok(Self {
            environment,
            calls: writer.calls,
            leaves,
        })
    }

    /// Runs the control flow; what is written out gathers in the session.
    pub(super) fn run(&self, session: &Arc<Session>) -> Result<(), Error> {
        let callback = Passed::from_dyn_object(Arc::clone(session));
        let template = self.environment.get_template(TEMPLATE)?;
        template.render(Passed::from_pairs([(CALLBACK, callback)]))?;
        Ok(())
    }
}
