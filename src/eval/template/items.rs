use std::sync::Arc;

use minijinja::{
    Value as Passed,
    value::{Enumerator, Object, ObjectRepr},
};

use super::session::{Held, Session};
use crate::{
    text::Span,
    value::{Failure, List, Secret, Value, show::found},
};

/// What a loop goes through: items are read when their turn comes.
#[derive(Debug)]
pub(super) struct Items {
    pub(super) list: List,
    /// Whether the list was a secret, so that its items are.
    pub(super) is_secret: bool,
    /// How many names an item is bound to.
    pub(super) targets: usize,
    /// Where the list was written.
    pub(super) span: Span,
    /// Where a failure to read an item is left: iterators can't fail.
    pub(super) session: Arc<Session>,
}

impl Object for Items {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Iterable
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        let items = Arc::clone(self);
        Enumerator::Iter(Box::new((0..self.list.len()).map(move |index| {
            items.passed(index).unwrap_or_else(|failure| {
                items.session.fail(failure, items.span);
                Passed::from(vec![Passed::UNDEFINED; items.targets])
            })
        })))
    }
}

impl Items {
    fn passed(&self, index: usize) -> Result<Passed, Failure> {
        let item = self.list.get(index)?.unwrap_or(Value::Null);
        if self.targets == 1 {
            return Ok(self.held(item));
        }
        let found = match &item {
            Value::List(parts) if parts.len() == self.targets => {
                let parts: Result<Vec<_>, _> = parts.iter().collect();
                let parts = parts?.into_iter().map(|part| self.held(part));
                return Ok(Passed::from(parts.collect::<Vec<_>>()));
            }
            Value::List(parts) => format!("a list of {}", parts.len()),
            _ if self.is_secret => "a secret".into(),
            other => found(other),
        };
        Err(Failure::new(format!(
            "expected a list of {} to unpack, found {found}",
            self.targets
        )))
    }

    fn held(&self, value: Value) -> Passed {
        Held::passed(if self.is_secret {
            Value::Secret(Secret::new(value))
        } else {
            value
        })
    }
}
