//! What many items of one step need to be done together.

use std::{sync::Arc, time::Duration};

use super::{
    chunk::Keys,
    engine::Engine,
    failure::Failed,
    portion::Portion,
    rows::one_statement,
    statement::{Binder, connection_of},
};
use crate::{
    connect::{
        Failure,
        database::{Coupling, Probe, RowBatch, StoreStatements},
    },
    ir::ConnectionId,
    plan::{Fresh, Kept, Operation, Statement, Step},
};

/// How often in a row all items have to be new before it is hoped again that they are.
const NEWS: u32 = 4;

/// Of fewer it is not hoped: there is little to win, and much to lose where a key is there already.
const MANY: usize = 512;

/// PostgreSQL's code for a key that is there already.
const UNIQUE_VIOLATION: &str = "23505";

/// A step whose items are done together: that of the batch, or of a branch.
pub(super) struct Lane<'p> {
    pub(super) leaf: &'p Step,
    pub(super) connection: ConnectionId,
    pub(super) binder: Binder<'p>,
    pub(super) statements: Arc<StoreStatements>,
    pub(super) keys: Keys,
    pub(super) hope: Hope<'p>,
    pub(super) portion: Portion,
    /// What batches of its rows begin as.
    pub(super) empty: RowBatch,
}

/// Whether rows are stored in the hope that their keys are all new.
pub(super) struct Hope<'p> {
    way: Option<Way<'p>>,
    is_promising: bool,
    /// How many statements in a row have found nothing but new keys.
    news: u32,
}

/// How rows are stored whose keys are all new.
#[derive(Clone)]
pub(super) enum Way<'p> {
    Copy(&'p str),
    Insert(Arc<StoreStatements>),
}

impl Engine<'_> {
    /// What items of a step need to be done together; none if they can't be: the table has something that could tell, or the
    /// database does not take the statement. `alone` is how long an item takes by itself, where that was measured.
    pub(super) async fn lane<'p>(
        &mut self,
        leaf: &'p Step,
        alone: Option<Duration>,
    ) -> Result<Option<Lane<'p>>, Failed> {
        let connection = connection_of(leaf);
        let (one, table) = one_statement(leaf);
        let binder = self.binder(leaf, one, table).await?;
        let database = self.session(leaf, connection).await?.database();
        let coupling = match table {
            Some(table) => database.coupling(table).await?,
            None => Coupling::NONE,
        };
        let keys = Keys::of(&leaf.operation, binder.table(), coupling);
        let Some(keys) = keys.filter(|_| !coupling.is_visible) else {
            return Ok(None);
        };
        let many = leaf.operation.many();
        let text = many.map(|many| many.text.as_str());
        let Some(empty) = database.row_batch(&one.text, text).await? else {
            return Ok(None);
        };
        if table.is_none() && database.describe(&one.text).await?.columns.is_empty() {
            return Ok(None);
        }
        Ok(Some(Lane {
            leaf,
            connection,
            binder,
            statements: Arc::new(statements(leaf)),
            keys,
            hope: Hope::new(leaf),
            portion: Portion::new(alone),
            empty,
        }))
    }
}

impl<'p> Hope<'p> {
    fn new(leaf: &'p Step) -> Self {
        let fresh = leaf.operation.many().and_then(|many| many.fresh.as_ref());
        Self {
            way: fresh.map(|fresh| match fresh {
                Fresh::Copy(text) => Way::Copy(text),
                Fresh::Insert(text) => Way::Insert(Arc::new(StoreStatements {
                    many: Some(text.clone()),
                    ..statements(leaf)
                })),
            }),
            is_promising: true,
            news: 0,
        }
    }

    /// How so many rows are stored if their keys are all new, while that is worth a try.
    pub(super) fn way(&self, rows: usize) -> Option<Way<'p>> {
        let way = self.way.as_ref();
        way.filter(|_| self.is_promising && rows >= MANY).cloned()
    }

    /// Takes note that rows could not be stored so.
    pub(super) fn failed(&mut self, failure: &Failure) {
        self.is_promising = false;
        if failure.code() != Some(UNIQUE_VIOLATION) {
            self.way = None;
        }
    }

    /// Takes note of rows that were stored.
    pub(super) fn note(&mut self, all_new: bool) {
        self.news = if all_new { self.news + 1 } else { 0 };
        self.is_promising |= self.news >= NEWS;
    }
}

fn statements(leaf: &Step) -> StoreStatements {
    let (one, _) = one_statement(leaf);
    let many = leaf.operation.many();
    let row = match &leaf.operation {
        Operation::StoreRow(row) => Some(row),
        _ => None,
    };
    let probe = |statement: &Statement| Probe {
        text: statement.text.clone(),
        parameters: statement
            .parameters
            .iter()
            .filter_map(|wanted| {
                let mut given = one.parameters.iter();
                given.position(|parameter| parameter.name == wanted.name)
            })
            .collect(),
    };
    StoreStatements {
        one: one.text.clone(),
        many: many.map(|many| many.text.clone()),
        existed: row.and_then(|row| row.existed.as_ref().map(probe)),
        kept: row.and_then(|row| row.stored.as_ref().map(probe)),
        returns: leaf.kept != Kept::Nothing,
        is_upsert: row.is_some_and(|row| row.is_upsert),
        may_lack: matches!(leaf.operation, Operation::Query { .. }),
    }
}
