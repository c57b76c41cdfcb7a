use tokio_postgres::types::Type as PgType;

use super::Postgres;
use crate::connect::{Effect, Failure};

/// Whether a column of a table may hold null. A view's columns don't tell.
const NOT_NULL: &str = "\
SELECT a.attnotnull
FROM pg_catalog.pg_attribute AS a
JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid
WHERE a.attrelid = $1 AND a.attnum = $2 AND c.relkind IN ('r', 'p', 'f')";

/// Words with which a column may be null whatever its table says, or may come from several tables.
const UNSURE: [&str; 9] = [
    "LEFT",
    "RIGHT",
    "FULL",
    "UNION",
    "EXCEPT",
    "INTERSECT",
    "ROLLUP",
    "CUBE",
    "GROUPING",
];

impl Postgres {
    /// Whether each column that a statement gives may hold null, where the columns of tables tell.
    pub(in super::super) async fn nullable(
        &mut self,
        sql: &str,
    ) -> Result<Vec<Option<bool>>, Failure> {
        let prepared = self.prepare(sql).await?;
        let unknown = vec![None; prepared.statement.columns.len()];
        let Some(named) = prepared.named.as_ref().filter(|_| !is_unsure(sql)) else {
            return Ok(unknown);
        };
        let mut found = Vec::with_capacity(unknown.len());
        for column in named.columns() {
            found.push(match (column.table_oid(), column.column_id()) {
                (Some(table), Some(column)) => self.may_be_null(table, column).await?,
                _ => None,
            });
        }
        Ok(found)
    }

    async fn may_be_null(&mut self, table: u32, column: i16) -> Result<Option<bool>, Failure> {
        let types = [PgType::OID, PgType::INT2];
        let row = async {
            let statement = self.client.prepare_typed(NOT_NULL, &types).await?;
            self.client.query_opt(&statement, &[&table, &column]).await
        };
        let row = self
            .hear(row)
            .await
            .map_err(|error| self.failure(&error, Effect::None))?;
        Ok(row.map(|row| !row.get::<_, bool>(0)))
    }
}

fn is_unsure(sql: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    sql.split(|c| !is_part(c)).any(|word| {
        UNSURE
            .iter()
            .any(|unsure| unsure.eq_ignore_ascii_case(word))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outer_join_makes_everything_unsure() {
        assert!(is_unsure("SELECT a.id FROM a left join b ON true"));
        assert!(!is_unsure("SELECT left_id FROM a JOIN b ON true"));
    }
}
