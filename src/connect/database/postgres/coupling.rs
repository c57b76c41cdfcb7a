use super::Postgres;
use crate::{
    connect::{Failure, database::Coupling},
    sql::TableName,
    value::Value,
};

/// What of a table could tell one statement for many rows from a statement each.
const COUPLING: &str = "\
SELECT c.relkind <> 'r' OR c.relhasrules OR c.relhassubclass
       OR EXISTS (SELECT FROM pg_catalog.pg_trigger AS t
                  WHERE t.tgrelid = c.oid AND NOT t.tgisinternal AND t.tgenabled <> 'D')
       OR EXISTS (SELECT FROM pg_catalog.pg_constraint AS k
                  WHERE k.conrelid = c.oid AND k.confrelid = c.oid) AS is_visible,
       EXISTS (SELECT FROM pg_catalog.pg_index AS i
               WHERE i.indrelid = c.oid
                 AND (i.indisexclusion OR NOT i.indisvalid
                      OR (i.indisunique
                          AND (i.indpred IS NOT NULL OR i.indexprs IS NOT NULL
                               OR EXISTS (SELECT FROM pg_catalog.pg_attribute AS a
                                          WHERE a.attrelid = c.oid AND a.attnum = ANY (i.indkey)
                                            AND a.attgenerated <> ''))))
              ) AS has_special_keys,
       EXISTS (SELECT FROM pg_catalog.pg_attribute AS a
               WHERE a.attrelid = c.oid AND a.attgenerated <> '') AS has_generated,
       EXISTS (SELECT FROM pg_catalog.pg_constraint AS k
               WHERE k.confrelid = c.oid AND k.confdeltype IN ('c', 'n', 'd')) AS acts_on_delete
FROM pg_catalog.pg_class AS c
WHERE c.oid = pg_catalog.to_regclass($1)::oid";

impl Postgres {
    pub(in super::super) async fn coupling(&mut self, table: &str) -> Result<Coupling, Failure> {
        if let Some(known) = self.learnt.couplings.get(table) {
            return Ok(*known);
        }
        let coupling = self.read_coupling(table).await?;
        self.learnt.couplings.insert(table.into(), coupling);
        Ok(coupling)
    }

    async fn read_coupling(&mut self, table: &str) -> Result<Coupling, Failure> {
        let quoted = Value::from(TableName::parse(table).to_string());
        let found = self.ask(COUPLING, &[quoted]).await?;
        // A table that nobody knows is looked at no closer.
        let is = |name: &str| !matches!(found.cell(name), Some(Value::Bool(false)));
        Ok(Coupling {
            is_visible: is("is_visible"),
            has_special_keys: is("has_special_keys"),
            has_generated: is("has_generated"),
            acts_on_delete: is("acts_on_delete"),
        })
    }
}
