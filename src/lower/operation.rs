use super::{
    statement::{columns, fetched, filled, folded, matches, returning, written},
    step::Lowering,
};
use crate::{
    ir::{
        self, Call, ConnectionId, Delivery, Enqueued, Expr, Mapping, OnConflict, Request,
        UpdateRule,
    },
    plan::{Fresh, Invocation, Kept, ManyRows, Operation, Outgoing, Rows, StoredRow, WriteCsv},
    query,
    spec::Dialect,
    sql::{self, Update, Upsert},
};

impl Lowering<'_> {
    pub(super) fn operation(&self, step: &ir::Step) -> Operation {
        use ir::Operation as Ir;
        match &step.operation {
            Ir::ReadCsv { path, options } => Operation::ReadCsv {
                path: self.fold(path),
                options: options.clone(),
            },
            Ir::WriteCsv {
                path,
                rows,
                columns,
                delimiter,
                append,
            } => Operation::WriteCsv(Box::new(WriteCsv {
                path: self.fold(path),
                rows: self.fold(rows),
                columns: columns.clone(),
                delimiter: *delimiter,
                append: *append,
            })),
            Ir::Upsert(upsert) => self.upsert(step, upsert),
            Ir::Insert(insert) => self.insert(step, insert),
            Ir::Change(change) => self.change(step, change),
            Ir::QueryOne { connection, sql } => self.query_one(step, *connection, sql),
            Ir::QueryMany {
                connection,
                sql,
                limit,
            } => {
                let statement = written(self.dialect(*connection), sql, self.runtime());
                Operation::Query {
                    statement,
                    many: None,
                    rows: Rows::Many(*limit),
                }
            }
            Ir::Execute { connection, sql } => self.execute(*connection, sql),
            Ir::Invoke {
                connection,
                function,
                payload,
                call,
            } => self.invoke(function.as_ref(), payload, call, *connection),
            Ir::Request {
                connection,
                request,
                call,
            } => self.request(request, call, *connection),
            Ir::Enqueue {
                to, call, order_by, ..
            } => Operation::Enqueue {
                to: *to,
                call: self.outgoing(call),
                order_by: order_by.as_ref().map(|expr| self.fold(expr)),
                timeout: None,
            },
            Ir::Conditional {
                condition,
                then,
                otherwise,
            } => Operation::Branch {
                condition: self.fold(condition),
                then: self.branch(then),
                otherwise: self.branch(otherwise),
            },
            Ir::Group { steps } => Operation::Sequence {
                steps: self.steps(steps),
            },
        }
    }

    fn upsert(&self, step: &ir::Step, upsert: &ir::Upsert) -> Operation {
        let ir::Upsert {
            connection,
            table,
            key,
            mapping,
            update,
        } = upsert;
        let kept = self.live.kept(step.id, &[]);
        let is_read = kept != Kept::Nothing;
        let fetched = fetched(&kept, mapping, &[sql::WAS_INSERTED]);
        let key_names: Vec<_> = key.iter().map(|column| &**column).collect();
        let listed: Vec<_> = match update {
            UpdateRule::Columns(columns) => columns.iter().map(|column| &**column).collect(),
            _ => Vec::new(),
        };
        let dialect = self.dialect(*connection);
        let returning = returning(&fetched);
        let columns = columns(mapping);
        let what = Upsert {
            table,
            key: &key_names,
            columns: &columns,
            update: match update {
                UpdateRule::All => Update::All,
                UpdateRule::Changed => Update::Changed,
                UpdateRule::Merge => Update::Merge,
                UpdateRule::None => Update::None,
                UpdateRule::Columns(_) => Update::Columns(&listed),
            },
            returning: &returning,
            // The summary counts inserted and updated rows apart, whether or not a step reads it.
            was_inserted: true,
        };
        let texts = sql::upsert(dialect, &what);
        let many = has_statements_for_many(dialect).then(|| {
            sql::upsert_many(&Upsert {
                was_inserted: is_read,
                ..what
            })
        });
        let fill = |sql| filled(sql, mapping, &Mapping::new(), self.runtime());
        Operation::StoreRow(Box::new(StoredRow {
            table: table.clone(),
            key: key.clone(),
            existed: texts.existed.map(fill),
            statement: fill(texts.upsert),
            stored: texts.stored.map(fill),
            many: many.flatten().map(|sql| ManyRows {
                text: sql.text,
                fresh: Some(if is_read {
                    Fresh::Insert(sql::insert_new(&what).text)
                } else {
                    Fresh::Copy(sql::copy_in(table, &columns))
                }),
                key: positions(&columns, &key_names),
                needs_distinct_keys: what.sets_something(),
                needs_whole_keys: false,
            }),
            fetched,
            is_upsert: true,
            may_skip: false,
        }))
    }

    fn insert(&self, step: &ir::Step, insert: &ir::Insert) -> Operation {
        let ir::Insert {
            connection,
            table,
            mapping,
            on_conflict,
        } = insert;
        let kept = self.live.kept(step.id, &[]);
        let is_read = kept != Kept::Nothing;
        let fetched = fetched(&kept, mapping, &[]);
        let (conflict, may_skip) = match on_conflict {
            OnConflict::Fail => (sql::OnConflict::Fail, false),
            OnConflict::Skip => (sql::OnConflict::Skip, true),
        };
        let dialect = self.dialect(*connection);
        let columns = columns(mapping);
        let returning = returning(&fetched);
        let text = sql::insert(dialect, table, &columns, conflict, &returning);
        // A row that is skipped returns none: which it was would not be known.
        let has_many =
            has_statements_for_many(dialect) && !columns.is_empty() && !(may_skip && is_read);
        let many = has_many.then(|| ManyRows {
            text: sql::insert_many(table, &columns, conflict, &returning).text,
            fresh: (!is_read && !may_skip).then(|| Fresh::Copy(sql::copy_in(table, &columns))),
            key: Vec::new(),
            needs_distinct_keys: false,
            needs_whole_keys: false,
        });
        Operation::StoreRow(Box::new(StoredRow {
            table: table.clone(),
            key: Vec::new(),
            existed: None,
            statement: filled(text, mapping, &Mapping::new(), self.runtime()),
            stored: None,
            many,
            fetched,
            is_upsert: false,
            may_skip,
        }))
    }

    fn change(&self, step: &ir::Step, change: &ir::Change) -> Operation {
        let ir::Change {
            connection,
            table,
            filter,
            mapping,
        } = change;
        let dialect = self.dialect(*connection);
        let filter: Mapping = filter
            .iter()
            .map(|(column, value)| (column.clone(), self.fold(value)))
            .collect();
        let values = mapping.clone().unwrap_or_default();
        let kept = self.live.kept(step.id, &["rows"]);
        let is_read = self.live.kept(step.id, &[]) != Kept::Nothing;
        let fetched = fetched(&kept, &values, &[]);
        let (columns, matches) = (columns(&values), matches(&filter));
        let (text, many) = match mapping {
            Some(_) => (
                sql::update(dialect, table, &columns, &matches, &returning(&fetched)),
                sql::update_many(table, &columns, &matches),
            ),
            None => (
                sql::delete(dialect, table, &matches),
                sql::delete_many(table, &matches),
            ),
        };
        let many = many.filter(|_| has_statements_for_many(dialect) && !is_read);
        Operation::ChangeRows {
            table: table.clone(),
            many: many.map(|sql| ManyRows {
                text: sql.text,
                fresh: None,
                // What a row is found by comes behind what it is given.
                key: (columns.len()..sql.parameters.len()).collect(),
                needs_distinct_keys: mapping.is_some(),
                needs_whole_keys: true,
            }),
            statement: filled(text, &values, &filter, self.runtime()),
            fetched,
            deletes: mapping.is_none(),
        }
    }

    fn query_one(&self, step: &ir::Step, connection: ConnectionId, query: &ir::Sql) -> Operation {
        let dialect = self.dialect(connection);
        let statement = written(dialect, query, self.runtime());
        let is_read = self.live.kept(step.id, &[]) != Kept::Nothing;
        let count = statement.parameters.len();
        // What a query changes, the one of the next item may see.
        let has_many = has_statements_for_many(dialect)
            && is_read
            && count > 0
            && query::only_looks(dialect, &statement.text);
        let many = has_many.then(|| ManyRows {
            text: sql::first_rows(&query.with(sql::given), count),
            fresh: None,
            key: Vec::new(),
            needs_distinct_keys: false,
            needs_whole_keys: false,
        });
        Operation::Query {
            statement,
            many,
            rows: Rows::One,
        }
    }

    fn execute(&self, connection: ConnectionId, sql: &ir::Sql) -> Operation {
        let dialect = self.dialect(connection);
        let statement = written(dialect, sql, self.runtime());
        let is_definition = query::is_definition(dialect, &statement.text);
        Operation::Execute {
            statement,
            is_definition,
        }
    }

    fn invoke(
        &self,
        function: Option<&Expr>,
        payload: &Expr,
        call: &Call,
        to: ConnectionId,
    ) -> Operation {
        let function = function.map(|expr| self.fold(expr));
        let payload = self.fold(payload);
        match call.delivery {
            Delivery::Direct => Operation::Invoke {
                function,
                payload,
                timeout: call.timeout,
                returns: call.returns.clone(),
            },
            Delivery::Outbox(_) => {
                let outgoing = Outgoing::Invocation(Box::new(Invocation {
                    function,
                    payload,
                    key: None,
                }));
                Operation::Enqueue {
                    to,
                    call: outgoing,
                    order_by: None,
                    timeout: call.timeout,
                }
            }
        }
    }

    fn request(&self, request: &Request, call: &Call, to: Option<ConnectionId>) -> Operation {
        let request = Box::new(self.folded_request(request));
        match (call.delivery, to) {
            (Delivery::Outbox(_), Some(to)) => Operation::Enqueue {
                to,
                call: Outgoing::Request(request),
                order_by: None,
                timeout: call.timeout,
            },
            _ => Operation::Send {
                request,
                timeout: call.timeout,
                returns: call.returns.clone(),
            },
        }
    }

    fn outgoing(&self, call: &Enqueued) -> Outgoing {
        match call {
            Enqueued::Request(request) => Outgoing::Request(Box::new(self.folded_request(request))),
            Enqueued::Invocation { payload, key } => Outgoing::Invocation(Box::new(Invocation {
                function: None,
                payload: self.fold(payload),
                key: key.as_ref().map(|key| self.fold(key)),
            })),
        }
    }

    fn folded_request(&self, request: &Request) -> Request {
        let pairs = |pairs: &[(String, Expr)]| {
            pairs
                .iter()
                .map(|(name, value)| (name.clone(), self.fold(value)))
                .collect()
        };
        Request {
            method: request.method,
            target: self.fold(&request.target),
            is_absolute: request.is_absolute,
            query: pairs(&request.query),
            headers: pairs(&request.headers),
            body: request.body.as_ref().map(|body| self.fold(body)),
            expect_status: request.expect_status.clone(),
            idempotency_key: request.idempotency_key.as_ref().map(|key| self.fold(key)),
            idempotency_field: request.idempotency_field.clone(),
        }
    }

    fn fold(&self, expr: &Expr) -> Expr {
        folded(expr, self.runtime())
    }

    fn dialect(&self, connection: ConnectionId) -> Dialect {
        let declaration = self.job.connections[connection.0].declaration;
        declaration
            .dialect
            .expect("the checker lets a database step use a database only")
    }
}

/// Whether one statement can store many items; with SQLite, a prepared one is as quick for one after another.
fn has_statements_for_many(dialect: Dialect) -> bool {
    dialect == Dialect::Postgres
}

/// Where these stand among the columns.
fn positions(columns: &[&str], wanted: &[&str]) -> Vec<usize> {
    let found = wanted
        .iter()
        .filter_map(|name| columns.iter().position(|column| column == name));
    found.collect()
}
