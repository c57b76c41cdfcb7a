//! Steps that go through rows, each in a job of its own.

/// A step that goes through the rows, and what its strategy is called on each database.
pub(super) struct Case {
    pub(super) name: &'static str,
    /// The step but for `id:` and `batch:`.
    pub(super) step: &'static str,
    pub(super) postgres: &'static str,
    pub(super) sqlite: &'static str,
    /// The step whose results are read, and as what.
    pub(super) read: Option<(&'static str, &'static str)>,
}

const MAPPING: &str = "{code: \"{{ row.code }}\", name: \"{{ row.name | trim }}\", email: \"{{ row.email }}\", price: \"{{ none if row.price is none else row.price | decimal }}\", day: \"{{ row.day | date }}\", kind: \"{{ row.kind }}\"}";

pub(super) const CASES: &[Case] = &[
    Case {
        name: "upsert",
        step: "type: db.upsert, table: t, key: code, mapping: MAPPING",
        postgres: "bulk",
        sqlite: "bulk",
        read: None,
    },
    Case {
        name: "upsert that is read",
        step: "type: db.upsert, table: t, key: code, mapping: MAPPING",
        postgres: "bulk",
        sqlite: "bulk",
        read: Some((
            "row",
            "res.code ~ ' ' ~ (res.price | default('')) ~ ' ' ~ res.was_inserted",
        )),
    },
    Case {
        name: "upsert, changed",
        step: "type: db.upsert, table: t, key: code, update: changed, mapping: MAPPING",
        postgres: "bulk",
        sqlite: "bulk",
        read: None,
    },
    Case {
        name: "upsert, changed, that is read",
        step: "type: db.upsert, table: t, key: code, update: changed, mapping: MAPPING",
        postgres: "one at a time",
        sqlite: "bulk",
        read: Some((
            "row",
            "res.code ~ ' ' ~ (res.price | default('')) ~ ' ' ~ res.was_inserted",
        )),
    },
    Case {
        name: "upsert, merge",
        step: "type: db.upsert, table: t, key: code, update: merge, mapping: MAPPING",
        postgres: "bulk",
        sqlite: "bulk",
        read: Some(("row", "res.code ~ ' ' ~ (res.email | default(''))")),
    },
    Case {
        name: "upsert of some columns",
        step: "type: db.upsert, table: t, key: code, update: [name, day], mapping: MAPPING",
        postgres: "bulk",
        sqlite: "bulk",
        read: None,
    },
    Case {
        name: "upsert, none",
        step: "type: db.upsert, table: t, key: code, update: none, mapping: MAPPING",
        postgres: "bulk",
        sqlite: "bulk",
        read: None,
    },
    Case {
        name: "insert",
        step: "type: db.insert, table: t, mapping: MAPPING",
        postgres: "bulk",
        sqlite: "bulk",
        read: Some(("row", "res.code")),
    },
    Case {
        name: "insert, skip",
        step: "type: db.insert, table: t, on_conflict: skip, mapping: MAPPING",
        postgres: "bulk",
        sqlite: "bulk",
        read: None,
    },
    Case {
        name: "insert, skip, that is read",
        step: "type: db.insert, table: t, on_conflict: skip, mapping: MAPPING",
        postgres: "pipelined",
        sqlite: "pipelined",
        read: Some(("row", "res.code")),
    },
    Case {
        name: "update",
        step: "type: db.update, table: t, where: {code: \"{{ row.code | default('none') }}\"}, mapping: {name: \"{{ row.name }}\", price: \"{{ none if row.price is none else row.price | decimal }}\"}",
        postgres: "pipelined",
        sqlite: "pipelined",
        read: Some(("row", "res.count")),
    },
    Case {
        name: "delete",
        step: "type: db.delete, table: t, where: {code: \"{{ row.code | default('none') }}\"}",
        postgres: "pipelined",
        sqlite: "pipelined",
        read: Some(("row", "res.count")),
    },
    Case {
        name: "update that nobody reads",
        step: "type: db.update, table: t, where: {code: \"{{ row.code }}\"}, mapping: {name: \"{{ row.name }}\", price: \"{{ none if row.price is none else row.price | decimal }}\"}",
        postgres: "bulk",
        sqlite: "pipelined",
        read: None,
    },
    Case {
        name: "update of many rows",
        step: "type: db.update, table: t, where: {kind: \"{{ row.kind | default('good') }}\", touched: 0}, mapping: {name: \"{{ row.name }} {{ idx }}\", day: \"{{ row.day | date }}\"}",
        postgres: "bulk",
        sqlite: "pipelined",
        read: None,
    },
    Case {
        name: "update of a key",
        step: "type: db.update, table: t, where: {code: \"{{ row.code }}\"}, mapping: {email: \"{{ row.email }}\"}",
        postgres: "bulk",
        sqlite: "pipelined",
        read: None,
    },
    Case {
        name: "update of what it finds rows by",
        step: "type: db.update, table: t, where: {touched: \"{{ idx }}\"}, mapping: {touched: \"{{ idx + 1 }}\"}",
        postgres: "pipelined",
        sqlite: "pipelined",
        read: None,
    },
    Case {
        name: "delete that nobody reads",
        step: "type: db.delete, table: t, where: {code: \"{{ row.code }}\"}",
        postgres: "bulk",
        sqlite: "pipelined",
        read: None,
    },
    Case {
        name: "query",
        step: "type: db.query_one, query: \"SELECT code, price FROM t WHERE code = {{ row.code }} ORDER BY id LIMIT 1\"",
        postgres: "bulk",
        sqlite: "pipelined",
        read: Some(("row", "res.code ~ ' ' ~ (res.price | default(''))")),
    },
    Case {
        name: "query of many rows",
        step: "type: db.query_one, query: \"WITH near AS (SELECT * FROM t WHERE kind = {{ row.kind }} AND price > {{ idx }}) \
               SELECT id, day, kind, count(*) OVER () AS total FROM near ORDER BY price DESC, id -- the dearest\"",
        postgres: "bulk",
        sqlite: "pipelined",
        read: Some((
            "row",
            "res.id ~ ' ' ~ (res.day | default('')) ~ ' ' ~ res.kind ~ ' ' ~ res.total",
        )),
    },
    Case {
        name: "query that fails",
        step: "type: db.query_one, query: \"SELECT name, 100 / ({{ idx }} - 120) AS rest FROM t WHERE touched = 0 ORDER BY id\"",
        postgres: "bulk",
        sqlite: "pipelined",
        read: Some((
            "row",
            "(res.name | default('')) ~ ' ' ~ (res.rest | default(''))",
        )),
    },
    Case {
        name: "query that can't stand inside another",
        step: "type: db.query_one, query: \"SELECT max(CAST({{ idx }} AS int)) AS most FROM t\"",
        postgres: "bulk",
        sqlite: "pipelined",
        read: Some(("row", "res.most")),
    },
    Case {
        name: "query that ends with a semicolon",
        step: "type: db.query_one, query: \"SELECT code FROM t ORDER BY id LIMIT {{ idx % 3 }};\"",
        postgres: "bulk",
        sqlite: "pipelined",
        read: Some(("row", "res.code")),
    },
    Case {
        name: "query that may change something",
        step: "type: db.query_one, query: \"SELECT code FROM t WHERE code = {{ row.code }} AND random() IS NOT NULL\"",
        postgres: "pipelined",
        sqlite: "pipelined",
        read: Some(("row", "res.code")),
    },
    Case {
        name: "execute",
        step: "type: db.execute, query: \"UPDATE t SET touched = touched + 1 WHERE code = {{ row.code }}\"",
        postgres: "pipelined",
        sqlite: "pipelined",
        read: Some(("row", "res.count")),
    },
    Case {
        name: "branches",
        step: "type: conditional, when: \"{{ row.kind == 'good' }}\", then: [{id: good, type: db.insert, connection: db, table: t, mapping: MAPPING}], \
               else: [{id: other, type: db.update, connection: db, table: t, where: {code: \"{{ row.code | default('none') }}\"}, mapping: {name: \"{{ row.name }}\"}, when: \"{{ row.email is not none }}\"}]",
        postgres: "bulk",
        sqlite: "pipelined",
        read: None,
    },
    Case {
        name: "branches in turn",
        step: "type: conditional, when: \"{{ idx % 2 == 0 }}\", then: [{id: even, type: db.upsert, connection: db, table: t, key: code, mapping: MAPPING}], \
               else: [{id: odd, type: db.upsert, connection: db, table: t, key: code, update: none, mapping: MAPPING}]",
        postgres: "bulk",
        sqlite: "bulk",
        read: None,
    },
    Case {
        name: "branches taken by many in a row",
        step: "type: conditional, when: \"{{ idx % 100 < 70 }}\", then: [{id: many, type: db.upsert, connection: db, table: t, key: code, mapping: MAPPING}], \
               else: [{id: few, type: db.update, connection: db, table: t, where: {code: \"{{ row.code }}\"}, mapping: {name: \"{{ row.name }} {{ idx }}\"}}]",
        postgres: "bulk",
        sqlite: "one at a time",
        read: None,
    },
    Case {
        name: "branch that is read",
        step: "type: conditional, when: \"{{ idx % 50 < 40 }}\", then: [{id: stored, type: db.upsert, connection: db, table: t, key: code, mapping: MAPPING, when: \"{{ row.kind != 'bad' }}\"}]",
        postgres: "bulk",
        sqlite: "bulk",
        read: Some((
            "stored",
            "res.code ~ ' ' ~ (res.price | default('')) ~ ' ' ~ res.was_inserted",
        )),
    },
    Case {
        name: "branches that look up and store",
        step: "type: conditional, when: \"{{ idx % 40 < 20 }}\", then: [{id: found, type: db.query_one, connection: db, query: \"SELECT name FROM t WHERE code = {{ row.code }}\"}], \
               else: [{id: stored, type: db.upsert, connection: db, table: t, key: code, mapping: MAPPING}]",
        postgres: "pipelined",
        sqlite: "one at a time",
        read: Some(("found", "res.name | default('')")),
    },
    Case {
        name: "conditional that is read",
        step: "type: conditional, when: \"{{ row.kind == 'good' }}\", then: [{id: stored, type: db.upsert, connection: db, table: t, key: code, mapping: MAPPING}]",
        postgres: "pipelined",
        sqlite: "one at a time",
        read: Some(("row", "res.taken")),
    },
];

/// The job: the step with a batch of its own, or inside a group that has it.
pub(super) fn job(case: &Case, connection: &str, is_alone: bool, on_error: &str) -> String {
    let batch = "batch: {from: \"{{ steps.rows.rows }}\", as: row}";
    let step = case.step.replace("MAPPING", MAPPING);
    let connected = if step.starts_with("type: conditional") {
        ""
    } else {
        "connection: db, "
    };
    let step = format!("{connected}on_error: {on_error}, {step}");
    let steps = if is_alone {
        format!("  - {{id: row, {batch}, {step}}}\n")
    } else {
        format!("  - {{id: each, type: group, {batch}, steps: [{{id: row, {step}}}]}}\n")
    };
    let read = case.read.map(|(step, read)| {
        format!(
            "  - {{id: log, type: db.insert, connection: db, batch: {{from: \"{{{{ steps.{step} }}}}\", as: res}}, table: log, mapping: {{idx: \"{{{{ idx }}}}\", said: \"{{{{ 'nothing' if res is none else {read} }}}}\"}}}}\n"
        )
    });
    format!(
        "name: case\nconnections: {{db: {connection}}}\ntransaction: {{scope: db}}\nsteps:\n\
         \x20 - {{id: rows, type: csv.read, path: in.csv, null_values: [\"-\"]}}\n{steps}{}",
        read.unwrap_or_default()
    )
}
