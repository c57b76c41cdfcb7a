use std::sync::Arc;

use rusqlite::{Connection, Error, Row};

use super::{Sqlite, declared::value_type, failure::failure};
use crate::{
    connect::{
        Failure,
        database::{ColumnInfo, Filled, TableInfo},
    },
    sql::{TableName, quote},
    types::Type,
};

impl Sqlite {
    pub(in super::super) async fn table(
        &mut self,
        name: &str,
    ) -> Result<Option<TableInfo>, Failure> {
        let name = TableName::parse(name);
        let look = move |connection: &Connection| {
            table(connection, &name).map_err(|error| failure(&error))
        };
        self.worker.run(look).await
    }
}

/// A column as SQLite lists it.
struct Listed {
    info: ColumnInfo,
    key_position: i64,
}

fn table(connection: &Connection, name: &TableName) -> Result<Option<TableInfo>, Error> {
    let schema = name.schema().unwrap_or("main");
    let mut statement = connection.prepare(&pragma(schema, "table_xinfo", name.table()))?;
    let listed: Vec<_> = statement.query_map([], listed)?.collect::<Result<_, _>>()?;
    if listed.is_empty() {
        return Ok(None);
    }
    let mut key: Vec<_> = listed
        .iter()
        .filter(|column| column.key_position > 0)
        .collect();
    key.sort_by_key(|column| column.key_position);
    let primary_key: Vec<_> = key
        .iter()
        .map(|column| Arc::clone(&column.info.name))
        .collect();
    let mut unique: Vec<_> = (!primary_key.is_empty())
        .then(|| primary_key.clone())
        .into_iter()
        .collect();
    unique.extend(unique_indexes(connection, schema, name.table())?);
    let mut columns: Vec<_> = listed.into_iter().map(|column| column.info).collect();
    number_rows(&mut columns, &primary_key);
    Ok(Some(TableInfo {
        schema: schema.to_owned(),
        name: name.table().to_owned(),
        columns,
        primary_key,
        unique,
    }))
}

/// `INTEGER PRIMARY KEY` is the row's number, which SQLite gives.
fn number_rows(columns: &mut [ColumnInfo], primary_key: &[Arc<str>]) {
    let [only] = primary_key else {
        return;
    };
    let key = columns.iter_mut().find(|column| column.name == *only);
    if let Some(column) = key.filter(|column| column.declared.eq_ignore_ascii_case("INTEGER")) {
        column.filled = Filled::Default;
        column.nullable = false;
    }
}

fn listed(row: &Row<'_>) -> Result<Listed, Error> {
    let declared: String = row.get("type")?;
    let hidden: i64 = row.get("hidden")?;
    let default: Option<String> = row.get("dflt_value")?;
    Ok(Listed {
        key_position: row.get("pk")?,
        info: ColumnInfo {
            name: row.get::<_, String>("name")?.into(),
            ty: value_type(&declared).unwrap_or(Type::Json),
            nullable: !row.get::<_, bool>("notnull")?,
            filled: match (hidden, default) {
                (2 | 3, _) => Filled::Always,
                (_, Some(_)) => Filled::Default,
                (_, None) => Filled::Never,
            },
            declared,
            // A length in a declared type means nothing to SQLite.
            max_length: None,
            values: Vec::new(),
        },
    })
}

/// The unique keys beside the primary one that neither are partial nor hold expressions.
fn unique_indexes(
    connection: &Connection,
    schema: &str,
    table: &str,
) -> Result<Vec<Vec<Arc<str>>>, Error> {
    let mut list = connection.prepare(&pragma(schema, "index_list", table))?;
    let named = |row: &Row<'_>| {
        let usable = row.get("unique")? && !row.get::<_, bool>("partial")?;
        let primary = row.get::<_, String>("origin")? == "pk";
        Ok((row.get::<_, String>("name")?, usable && !primary))
    };
    let indexes: Vec<_> = list.query_map([], named)?.collect::<Result<_, _>>()?;
    let mut keys = Vec::new();
    for (index, _) in indexes.into_iter().filter(|(_, usable)| *usable) {
        let mut info = connection.prepare(&pragma(schema, "index_info", &index))?;
        let column = |row: &Row<'_>| row.get::<_, Option<String>>("name");
        let columns: Vec<_> = info.query_map([], column)?.collect::<Result<_, _>>()?;
        let columns: Option<Vec<Arc<str>>> = columns
            .into_iter()
            .map(|name| name.map(Arc::from))
            .collect();
        keys.extend(columns);
    }
    Ok(keys)
}

fn pragma(schema: &str, name: &str, argument: &str) -> String {
    format!("PRAGMA {}.{name}({})", quote(schema), quote(argument))
}
