//! Batches whose items are a statement each, sent before those ahead of it are answered.
//!
//! The database does them in order, so the first that fails is the one that would have failed.

use std::{
    collections::{HashMap, VecDeque, hash_map::Entry},
    time::Instant,
};

use super::{
    conditions::holds,
    engine::{Ended, Engine},
    failure::Failed,
    frame::At,
    kept::kept_inside,
    observer::Work,
    rows::one_statement,
    statement::{Binder, connection_of},
};
use crate::{
    connect::{database::Answer, spool::SpoolBuilder},
    job::StepId,
    plan::{Kept, Operation, Step},
    value::{Fields, List, Value},
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
    own: SpoolBuilder,
    /// The results of the steps inside that somebody reads.
    inside: HashMap<StepId, SpoolBuilder>,
}

/// What was done for an item.
struct Sent<'p> {
    index: usize,
    /// Its result, unless that is the statement's.
    result: Option<Value>,
    statement: Option<(&'p Step, Answer)>,
}

/// What is to be done for an item.
struct Wanted<'p> {
    result: Option<Value>,
    statement: Option<&'p Step>,
}

impl Engine<'_> {
    /// Runs the one statement of each item, in order.
    pub(super) async fn batch_in_pipeline(
        &mut self,
        step: &Step,
        list: &List,
    ) -> Result<(), Ended> {
        let inside = kept_inside(step).into_iter();
        let mut pipeline = Pipeline {
            step,
            list,
            binders: HashMap::new(),
            sent: VecDeque::with_capacity(AHEAD),
            own: SpoolBuilder::default(),
            inside: inside.map(|id| (id, SpoolBuilder::default())).collect(),
        };
        for index in 0..list.len() {
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
        self.receive(&mut pipeline, 0).await?;
        self.keep(step, Value::List(pipeline.own.finish()));
        for (id, results) in pipeline.inside {
            self.frames.keep(id, Value::List(results.finish()));
        }
        Ok(())
    }

    async fn send_item<'p>(
        &mut self,
        pipeline: &mut Pipeline<'p>,
        at: &At,
    ) -> Result<Sent<'p>, (&'p Step, Failed)> {
        let wanted = self.wanted(pipeline.step, at);
        let wanted = wanted.map_err(|failed| (pipeline.step, failed))?;
        let mut sent = Sent {
            index: at.index,
            result: wanted.result,
            statement: None,
        };
        if let Some(leaf) = wanted.statement {
            let runs = holds(leaf.when.as_ref(), &self.view(Some(at)));
            if runs.map_err(|failed| (leaf, failed))? {
                let answer = self.send_statement(&mut pipeline.binders, leaf, at).await;
                sent.statement = Some((leaf, answer.map_err(|failed| (leaf, failed))?));
            } else if sent.result.is_none() {
                sent.result = Some(Value::Null);
            }
        }
        Ok(sent)
    }

    /// Which statement an item needs: that of the step, or of the branch that it takes.
    fn wanted<'p>(&self, step: &'p Step, at: &At) -> Result<Wanted<'p>, Failed> {
        let Operation::Branch {
            condition,
            then,
            otherwise,
        } = &step.operation
        else {
            return Ok(Wanted {
                result: None,
                statement: Some(step),
            });
        };
        let view = self.view(Some(at));
        if !holds(step.when.as_ref(), &view)? {
            return Ok(Wanted {
                result: Some(Value::Null),
                statement: None,
            });
        }
        let taken = holds(Some(condition), &view)?;
        let branch = if taken { then } else { otherwise };
        let fields = Fields::from_iter([("taken".into(), Value::Bool(taken))]);
        Ok(Wanted {
            result: Some(Value::from(fields)),
            statement: branch.first(),
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
        let items = pipeline.sent.len().saturating_sub(left) as u64;
        while pipeline.sent.len() > left {
            let Some(sent) = pipeline.sent.pop_front() else {
                break;
            };
            let index = sent.index;
            last = sent
                .statement
                .as_ref()
                .map(|(leaf, _)| connection_of(leaf))
                .or(last);
            self.receive_item(pipeline, sent).await?;
            self.item_done(pipeline.step, index).await;
        }
        if items > 0 {
            self.worked(pipeline.step, Work::Statements { items }, begun);
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
        let mut results = HashMap::new();
        let mut own = sent.result;
        if let Some((leaf, answer)) = sent.statement {
            let session = self.databases.session(connection_of(leaf));
            match session.answer(answer).await {
                Ok(rows) => {
                    let result = self.outcome(leaf, rows);
                    let result =
                        result.map_err(|failure| self.step_failure(leaf, None, failure.into()))?;
                    if leaf.id == pipeline.step.id {
                        own = Some(result);
                    } else if leaf.kept != Kept::Nothing {
                        results.insert(leaf.id, result);
                    }
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
        if pipeline.step.kept != Kept::Nothing {
            pipeline.own.push(own.unwrap_or(Value::Null));
        }
        for (id, builder) in &mut pipeline.inside {
            builder.push(results.remove(id).unwrap_or(Value::Null));
        }
        Ok(())
    }
}
