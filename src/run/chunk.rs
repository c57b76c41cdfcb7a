use std::{
    collections::HashMap,
    hash::{DefaultHasher, Hash, Hasher},
    ops::Range,
    sync::Arc,
};

use super::{lane::Lane, results::Results};
use crate::{
    connect::database::{Coupling, RowBatch, TableInfo},
    job::StepId,
    plan::{Operation, Role},
    value::{Segment, Value},
};

/// The most items of a chunk, those included that nothing is done for.
pub(super) const ITEMS: usize = 4096;

/// No item is added to those whose values take so many bytes.
const SIZE: usize = 1 << 20;

/// The items that one statement stores or looks up: a statement each for those whose keys differ, in rounds.
#[derive(Debug)]
pub(super) struct Chunk {
    /// The index of the first item.
    first: usize,
    /// The step that stores them; none while nothing is done for any.
    leaf: Option<StepId>,
    /// Where each item is; none for one that nothing is done for.
    places: Vec<Option<Place>>,
    rounds: Vec<RowBatch>,
    /// How often each key has come.
    seen: HashMap<u64, usize>,
    /// How many bytes the rounds have.
    size: usize,
    is_full: bool,
}

#[derive(Debug, Clone, Copy)]
struct Place {
    round: u32,
    row: u32,
}

/// What is known of the keys of a table that items are stored in.
#[derive(Debug)]
pub(super) struct Keys {
    /// Which values of an item are its key.
    key: Vec<usize>,
    /// Whether a key may come only once in a statement.
    is_distinct: bool,
    /// Whether an item whose key has a null in it can't stand beside others.
    is_whole: bool,
    /// Whether rows of different keys may be in each other's way, so that no item may be done ahead of another.
    in_order: bool,
}

impl Keys {
    /// None if what one item does could matter to another though their keys differ, and the statement says nothing of the
    /// order in which it does them.
    pub(super) fn of(
        operation: &Operation,
        table: Option<&TableInfo>,
        coupling: Coupling,
    ) -> Option<Self> {
        let in_order = coupling.has_special_keys || sets_another_key(operation, table);
        let is_alone = match operation {
            Operation::ChangeRows { deletes: true, .. } => coupling.acts_on_delete,
            Operation::ChangeRows { .. } => in_order || coupling.has_generated,
            _ => false,
        };
        let many = operation.many();
        (!is_alone).then(|| Self {
            key: many.map(|many| many.key.clone()).unwrap_or_default(),
            is_distinct: many.is_some_and(|many| many.needs_distinct_keys),
            is_whole: many.is_some_and(|many| many.needs_whole_keys),
            in_order,
        })
    }

    /// Whether a null keeps an item from standing beside others.
    fn refuse(&self, values: &[Value]) -> bool {
        self.is_whole && self.key.iter().any(|index| is_null(&values[*index]))
    }

    /// The key of an item as a number; none if any other may stand beside it.
    fn hash(&self, values: &[Value]) -> Option<u64> {
        self.is_distinct.then(|| hash(values, &self.key)).flatten()
    }
}

/// Whether an operation sets a column of a unique key other than the one by which it finds its row.
fn sets_another_key(operation: &Operation, table: Option<&TableInfo>) -> bool {
    let (own, statement): (&[Arc<str>], _) = match operation {
        Operation::StoreRow(row) => (&row.key, &row.statement),
        Operation::ChangeRows { statement, .. } => (&[], statement),
        _ => return false,
    };
    let is_set = |column: &Arc<str>| {
        let mut parameters = statement.parameters.iter();
        parameters.any(|set| set.role == Role::Stored && set.name == **column)
    };
    let is_own = |unique: &Vec<Arc<str>>| {
        unique.len() == own.len() && unique.iter().all(|column| own.contains(column))
    };
    let mut uniques = table.into_iter().flat_map(|table| &table.unique);
    uniques.any(|unique| !is_own(unique) && unique.iter().any(is_set))
}

fn is_null(value: &Value) -> bool {
    match value {
        Value::Secret(secret) => is_null(secret.expose()),
        value => value.is_null(),
    }
}

impl Chunk {
    pub(super) fn new(first: usize) -> Self {
        Self {
            first,
            leaf: None,
            places: Vec::new(),
            rounds: Vec::new(),
            seen: HashMap::new(),
            size: 0,
            is_full: false,
        }
    }

    /// An empty chunk of the items behind.
    pub(super) fn next(&self) -> Self {
        Self::new(self.first + self.places.len())
    }

    /// The step that stores the items; none if nothing is done for any.
    pub(super) const fn leaf(&self) -> Option<StepId> {
        self.leaf
    }

    /// Adds an item that the lane stores, as it does those that are there; false if it can't stand in the same chunk, or in
    /// any.
    pub(super) fn add(&mut self, values: &[Value], lane: &Lane<'_>) -> bool {
        let keys = &lane.keys;
        if keys.refuse(values) {
            return false;
        }
        let hash = keys.hash(values);
        let round = hash.map_or(0, |hash| self.seen.get(&hash).copied().unwrap_or(0));
        if round > 0 && keys.in_order {
            return false;
        }
        if self.rounds.len() == round {
            self.rounds.push(lane.empty.like());
        }
        let batch = &mut self.rounds[round];
        let before = batch.size();
        if batch.push(values).is_err() {
            return false;
        }
        self.size += batch.size() - before;
        self.is_full |= batch.is_full() || self.size >= SIZE;
        let row = batch.len() - 1;
        if let Some(hash) = hash {
            self.seen.insert(hash, round + 1);
        }
        // A chunk has few items.
        let small = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        self.places.push(Some(Place {
            round: small(round),
            row: small(row),
        }));
        self.leaf = Some(lane.leaf.id);
        self.is_full |= self.places.len() >= lane.portion.items();
        true
    }

    /// Adds an item that nothing is done for.
    pub(super) fn skip(&mut self) {
        self.places.push(None);
    }

    pub(super) fn is_full(&self) -> bool {
        self.is_full || self.places.len() >= ITEMS
    }

    /// How many of them are stored.
    pub(super) fn rows(&self) -> u64 {
        self.places.iter().flatten().count() as u64
    }

    /// The indexes of the items.
    pub(super) fn items(&self) -> Range<usize> {
        self.first..self.first + self.places.len()
    }

    /// The rows, if no key comes twice.
    pub(super) fn only_batch(&self) -> Option<&RowBatch> {
        match self.rounds.as_slice() {
            [batch] => Some(batch),
            _ => None,
        }
    }

    /// The rows, in rounds.
    pub(super) fn take_batches(&mut self) -> Vec<RowBatch> {
        std::mem::take(&mut self.rounds)
    }

    /// How many statements do it.
    pub(super) fn statements(&self) -> u64 {
        self.rounds.len() as u64
    }

    /// Keeps that no item has a result.
    pub(super) fn keep_nothing(&self, results: &mut Results) {
        self.places
            .iter()
            .for_each(|_| results.push(|_| Value::Null));
    }

    /// Keeps the result of each item, from what each round gave.
    pub(super) fn keep(&self, leaf: StepId, rounds: Vec<Option<Segment>>, results: &mut Results) {
        let mut rounds: Vec<_> = rounds.into_iter().flatten().collect();
        if let [rows] = rounds.as_slice()
            && rows.len() == self.places.len()
        {
            return results.extend(leaf, rounds.remove(0));
        }
        for place in &self.places {
            results.push(|id| {
                let place = place.filter(|_| id == leaf);
                let row = place.and_then(|place| {
                    let rows = rounds.get(place.round as usize)?;
                    Some(rows.get(place.row as usize))
                });
                row.unwrap_or(Value::Null)
            });
        }
    }
}

/// The key of an item as a number; none for one that no other can be equal to. Keys that are equal have the same: those
/// that only the database takes for equal have not, and it says so.
fn hash(values: &[Value], key: &[usize]) -> Option<u64> {
    let mut hasher = DefaultHasher::new();
    for index in key {
        let value = values.get(*index)?;
        if !add(value, &mut hasher) {
            return None;
        }
    }
    Some(hasher.finish())
}

fn add(value: &Value, hasher: &mut DefaultHasher) -> bool {
    match value {
        Value::Null => return false,
        Value::Bool(truth) => truth.hash(hasher),
        Value::Int(int) => int.hash(hasher),
        Value::Text(text) => text.hash(hasher),
        Value::Decimal(decimal) => decimal.hash(hasher),
        Value::Date(date) => date.hash(hasher),
        Value::Timestamp(instant) => instant.hash(hasher),
        Value::Bytes(bytes) => bytes.hash(hasher),
        Value::Secret(secret) => return add(secret.expose(), hasher),
        // They count as equal, which costs rounds and no truth.
        Value::Float(_) | Value::List(_) | Value::Record(_) => {}
    }
    true
}
