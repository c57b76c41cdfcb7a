//! Batches whose items are a statement each, sent before those ahead of it are answered.
//!
//! The database does them in order, so the first that fails is the one that would have failed.

use std::{
    collections::{HashMap, VecDeque, hash_map::Entry},
    ops::Range,
    time::Instant,
};

use super::{
    engine::{Ended, Engine},
    failure::Failed,
    frame::At,
    observer::Work,
    results::Results,
    rows::one_statement,
    statement::{Binder, connection_of},
    wanted::taken,
};
use crate::{
    connect::database::Answer,
    job::StepId,
    plan::Step,
    value::{List, Value},
};

/// The most statements that are sent and not answered.
const AHEAD: usize = 256;

/// So many are answered before more are sent: waiting costs less for many.
const TOGETHER: usize = 128;

/// A batch that is being gone through.
struct Pipeline<'p> {
    step: &'p Step,
    list: &'p List,
    binders: HashMap<StepId, Binder<'p>>,
    sent: VecDeque<Sent<'p>>,
    results: &'p mut Results,
}

/// What was done for an item.
struct Sent<'p> {
    index: usize,
    /// Which branch it took.
    taken: Option<bool>,
    statement: Option<(&'p Step, Answer)>,
}

impl Engine<'_> {
    /// Runs the one statement of each of these items, in order.
    pub(super) async fn in_pipeline(
        &mut self,
        step: &Step,
        list: &List,
        items: Range<usize>,
        results: &mut Results,
    ) -> Result<(), Ended> {
        let mut pipeline = Pipeline {
            step,
            list,
            binders: HashMap::new(),
            sent: VecDeque::with_capacity(AHEAD),
            results,
        };
        for index in items {
            let at = self.at(step, list, index)?;
            match self.send_item(&mut pipeline, &at).await {
                Ok(sent) => pipeline.sent.push_back(sent),
                Err((culprit, failed)) => {
                    // One ahead of it that fails was first.
                    self.receive(&mut pipeline, 0).await?;
                    return Err(self.step_failure(culprit, Some(&at), failed));
                }
            }
            if pipeline.sent.len() >= AHEAD {
                self.receive(&mut pipeline, AHEAD - TOGETHER).await?;
            }
        }
        self.receive(&mut pipeline, 0).await
    }

    async fn send_item<'p>(
        &mut self,
        pipeline: &mut Pipeline<'p>,
        at: &At,
    ) -> Result<Sent<'p>, (&'p Step, Failed)> {
        let wanted = self.wanted(pipeline.step, at)?;
        let statement = match wanted.leaf {
            Some(leaf) => {
                let answer = self.send_statement(&mut pipeline.binders, leaf, at).await;
                Some((leaf, answer.map_err(|failed| (leaf, failed))?))
            }
            None => None,
        };
        Ok(Sent {
            index: at.index,
            taken: wanted.taken,
            statement,
        })
    }

    async fn send_statement<'p>(
        &mut self,
        binders: &mut HashMap<StepId, Binder<'p>>,
        leaf: &'p Step,
        at: &At,
    ) -> Result<Answer, Failed> {
        let binder = match binders.entry(leaf.id) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(unknown) => {
                let (statement, table) = one_statement(leaf);
                unknown.insert(self.binder(leaf, statement, table).await?)
            }
        };
        let values = binder.bind(&self.view(Some(at)))?;
        let session = self.session(leaf, connection_of(leaf)).await?;
        let sent = session.send(&binder.statement().text, &values).await;
        sent.map_err(|failure| binder.failed(failure, &values))
    }

    /// Waits for answers until no more than `left` are missing.
    async fn receive(&mut self, pipeline: &mut Pipeline<'_>, left: usize) -> Result<(), Ended> {
        let mut last = None;
        let begun = Instant::now();
        let mut statements = 0;
        while pipeline.sent.len() > left {
            let Some(sent) = pipeline.sent.pop_front() else {
                break;
            };
            let index = sent.index;
            statements += u64::from(sent.statement.is_some());
            last = sent
                .statement
                .as_ref()
                .map(|(leaf, _)| connection_of(leaf))
                .or(last);
            self.receive_item(pipeline, sent).await?;
            self.item_done(pipeline.step, index).await;
        }
        if statements > 0 {
            let items = statements;
            self.worked(pipeline.step, Work::Statements { items, statements }, begun);
        }
        if let Some(connection) = last
            && pipeline.sent.is_empty()
        {
            self.databases.session(connection).all_answered();
        }
        Ok(())
    }

    async fn receive_item(
        &mut self,
        pipeline: &mut Pipeline<'_>,
        sent: Sent<'_>,
    ) -> Result<(), Ended> {
        let mut given = None;
        if let Some((leaf, answer)) = sent.statement {
            let session = self.databases.session(connection_of(leaf));
            match session.answer(answer).await {
                Ok(rows) => {
                    let result = self.outcome(leaf, rows);
                    let result =
                        result.map_err(|failure| self.step_failure(leaf, None, failure.into()))?;
                    given = Some((leaf.id, result));
                }
                Err(failure) => {
                    let at = self.at(pipeline.step, pipeline.list, sent.index)?;
                    // What was sent is worked out again: it is not kept for each statement that is under way.
                    let binder = &pipeline.binders[&leaf.id];
                    let values = binder.bind(&self.view(Some(&at))).unwrap_or_default();
                    let failed = binder.failed(failure.into(), &values);
                    return Err(self.step_failure(leaf, Some(&at), failed));
                }
            }
        }
        pipeline.results.push(|id| match &given {
            Some((leaf, result)) if *leaf == id => result.clone(),
            _ if id == pipeline.step.id => taken(sent.taken),
            _ => Value::Null,
        });
        Ok(())
    }
}
