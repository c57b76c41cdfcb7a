use std::{path::PathBuf, sync::Arc};

use super::{
    engine::Engine,
    failure::{Cause, Failed},
    frame::At,
};
use crate::{
    connect::csv::{CsvFile, CsvWriter, WriteOptions, scan},
    csv::ReadOptions,
    faults::{Point, point},
    ir::Expr,
    plan::WriteCsv,
    value::{Fields, List, Rows, Value},
};

/// After so many rows whoever else waits for this thread gets a turn: an interrupt.
const TURN: usize = 1_024;

/// The result of `csv.read`: the rows are read again whenever they are asked for.
pub(super) fn contents(file: CsvFile) -> Value {
    let headers: Vec<_> = file
        .headers()
        .iter()
        .map(|name| Value::Text(Arc::clone(name)))
        .collect();
    let count = Value::Int(i64::try_from(file.len()).unwrap_or(i64::MAX));
    let rows = Value::List(List::rows(Arc::new(file)));
    let fields = [
        ("rows", rows),
        ("headers", Value::from(headers)),
        ("count", count),
    ];
    Value::from(
        fields
            .into_iter()
            .map(|(name, value)| (Arc::from(name), value))
            .collect::<Fields>(),
    )
}

impl Engine<'_> {
    pub(super) async fn read_csv(
        &mut self,
        path: &Expr,
        options: &ReadOptions,
        at: Option<&At>,
    ) -> Result<Value, Failed> {
        let file = scan(&self.path(path, at)?, options.clone()).await?;
        point(Point::CsvScanned);
        let count = file.len() as u64;
        self.ledger.add(|summary| summary.rows_read += count);
        Ok(contents(file))
    }

    /// Rows that are null, those of skipped items, are left out.
    pub(super) async fn write_csv(
        &mut self,
        write: &WriteCsv,
        at: Option<&At>,
    ) -> Result<Value, Failed> {
        let path = self.path(&write.path, at)?;
        let rows = match self.view(at).evaluate(&write.rows)? {
            Value::List(rows) => rows,
            other => {
                return Err(Cause::new(format!(
                    "expected a list of records, found {}",
                    other.kind()
                ))
                .into());
            }
        };
        let options = WriteOptions {
            delimiter: write.delimiter,
            columns: write.columns.clone(),
            append: write.append,
        };
        if write.append {
            // A second time would add the rows a second time.
            self.memory.bind();
        }
        point(Point::BeforeCsvWrite);
        let mut writer = CsvWriter::create(&path, options).await?;
        for (index, row) in rows.iter().enumerate() {
            if index % TURN == 0 {
                tokio::task::yield_now().await;
            }
            match row? {
                Value::Record(row) => writer.write(&row).await?,
                Value::Null => {}
                other => {
                    return Err(
                        Cause::new(format!("expected a record, found {}", other.kind())).into(),
                    );
                }
            }
        }
        point(Point::BeforeCsvFinish);
        let count = writer.finish().await?;
        point(Point::AfterCsvFinish);
        let shown = path.display().to_string();
        self.ledger.add(|summary| summary.rows_written += count);
        self.ledger.irrevocable(&format!("wrote `{shown}`"));
        let count = Value::Int(i64::try_from(count).unwrap_or(i64::MAX));
        let fields = [("path", Value::from(shown)), ("count", count)];
        Ok(Value::from(
            fields
                .into_iter()
                .map(|(name, value)| (Arc::from(name), value))
                .collect::<Fields>(),
        ))
    }

    /// A path of the job, relative to the job's folder.
    fn path(&self, path: &Expr, at: Option<&At>) -> Result<PathBuf, Failed> {
        match self.view(at).evaluate(path)? {
            Value::Text(text) => {
                let path = self.world.folder.join(&*text);
                self.rejects.refuse(&path)?;
                Ok(path)
            }
            other => Err(
                Cause::new(format!("expected a path, found {}", other.kind()))
                    .at(path.span)
                    .into(),
            ),
        }
    }
}
