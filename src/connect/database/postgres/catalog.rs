use std::sync::Arc;

use super::{Postgres, types::value_type};
use crate::{
    connect::{
        Failure,
        database::{ColumnInfo, Filled, TableInfo},
    },
    sql::TableName,
    types::Type,
    value::{Record, Table, Value},
};

const TABLE: &str = "\
SELECT c.oid AS oid, n.nspname AS schema, c.relname AS name
FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.oid = pg_catalog.to_regclass($1)::oid AND c.relkind IN ('r', 'p', 'v', 'm', 'f')";

/// A domain's type underneath is found by walking down.
const COLUMNS: &str = "\
SELECT a.attname AS name,
       pg_catalog.format_type(a.atttypid, a.atttypmod) AS declared,
       (WITH RECURSIVE base (oid, inner_oid) AS (
          SELECT t.oid, t.typbasetype FROM pg_catalog.pg_type AS t WHERE t.oid = a.atttypid
          UNION ALL
          SELECT t.oid, t.typbasetype FROM base JOIN pg_catalog.pg_type AS t ON t.oid = base.inner_oid
        ) SELECT oid FROM base WHERE inner_oid = 0) AS type,
       NOT a.attnotnull AS nullable,
       a.atthasdef OR a.attidentity <> '' AS has_default,
       a.attgenerated <> '' OR a.attidentity = 'a' AS always,
       CASE WHEN a.atttypid IN ('varchar'::regtype, 'bpchar'::regtype) AND a.atttypmod > 4
            THEN a.atttypmod - 4 END AS max_length,
       ARRAY(SELECT e.enumlabel::text FROM pg_catalog.pg_enum AS e
             WHERE e.enumtypid = a.atttypid ORDER BY e.enumsortorder) AS labels
FROM pg_catalog.pg_attribute AS a
WHERE a.attrelid = $1 AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attnum";

const KEYS: &str = "\
SELECT i.indisprimary AS is_primary,
       ARRAY(SELECT a.attname::text
             FROM unnest(i.indkey[0:i.indnkeyatts - 1]) WITH ORDINALITY AS k (attnum, at)
             JOIN pg_catalog.pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
             ORDER BY k.at) AS columns
FROM pg_catalog.pg_index AS i
WHERE i.indrelid = $1 AND i.indisunique AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL
ORDER BY i.indisprimary DESC, i.indexrelid";

impl Postgres {
    pub(in super::super) async fn table(
        &mut self,
        name: &str,
    ) -> Result<Option<TableInfo>, Failure> {
        let quoted = Value::from(TableName::parse(name).to_string());
        let found = self.ask(TABLE, &[quoted]).await?;
        let Some(row) = found.first() else {
            return Ok(None);
        };
        let oid = [field(&row, "oid")];
        let columns = Arc::new(self.ask(COLUMNS, &oid).await?.into_table()?);
        let keys = Arc::new(self.ask(KEYS, &oid).await?.into_table()?);
        let mut info = TableInfo {
            schema: text(&row, "schema"),
            name: text(&row, "name"),
            columns: records(&columns).map(|row| column(&row)).collect(),
            primary_key: Vec::new(),
            unique: Vec::new(),
        };
        for key in records(&keys) {
            let columns = names(&field(&key, "columns"));
            if is(&key, "is_primary") {
                info.primary_key.clone_from(&columns);
            }
            info.unique.push(columns);
        }
        Ok(Some(info))
    }
}

fn column(row: &Record) -> ColumnInfo {
    let filled = match (is(row, "always"), is(row, "has_default")) {
        (true, _) => Filled::Always,
        (false, true) => Filled::Default,
        (false, false) => Filled::Never,
    };
    ColumnInfo {
        name: text(row, "name").into(),
        ty: column_type(&field(row, "type")),
        declared: text(row, "declared"),
        nullable: is(row, "nullable"),
        filled,
        max_length: match field(row, "max_length") {
            Value::Int(most) => usize::try_from(most).ok(),
            _ => None,
        },
        values: names(&field(row, "labels")),
    }
}

/// The type of a column by its type's number; one that the database defines for itself is handled as text.
fn column_type(oid: &Value) -> Type {
    let Value::Int(oid) = oid else {
        return Type::Text;
    };
    let known = u32::try_from(*oid)
        .ok()
        .and_then(tokio_postgres::types::Type::from_oid);
    known.map_or(Type::Text, |ty| value_type(&ty))
}

fn records(table: &Arc<Table>) -> impl Iterator<Item = Record> {
    (0..table.len()).map(|index| Record::row(Arc::clone(table), index))
}

fn field(row: &Record, name: &str) -> Value {
    row.get(name).unwrap_or(Value::Null)
}

fn text(row: &Record, name: &str) -> String {
    match field(row, name) {
        Value::Text(text) => text.to_string(),
        _ => String::new(),
    }
}

fn is(row: &Record, name: &str) -> bool {
    matches!(field(row, name), Value::Bool(true))
}

fn names(list: &Value) -> Vec<Arc<str>> {
    let Value::List(list) = list else {
        return Vec::new();
    };
    let texts = list.iter().filter_map(|item| match item {
        Ok(Value::Text(text)) => Some(text),
        _ => None,
    });
    texts.collect()
}
