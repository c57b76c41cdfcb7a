use std::{borrow::Cow, path::Path, sync::Arc};

use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::target::Target;
use crate::{
    connect::Failure,
    value::{Record, Value, show},
};

/// How a CSV file is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WriteOptions {
    /// What separates fields; a comma.
    pub delimiter: u8,
    /// The columns, in order; those of the first row if none are given.
    pub columns: Option<Vec<Arc<str>>>,
    /// Whether rows are added at the end of a file that is there.
    pub append: bool,
}

/// Writes rows to a CSV file, which stays as it is until all of them are written.
pub struct CsvWriter {
    target: Target,
    /// Whether rows may have fields that are not written.
    chosen: bool,
    columns: Option<Vec<Arc<str>>>,
    count: u64,
}

impl Default for WriteOptions {
    fn default() -> Self {
        Self {
            delimiter: b',',
            columns: None,
            append: false,
        }
    }
}

impl CsvWriter {
    /// Prepares to write. The file itself is changed by [`finish`](Self::finish) alone.
    ///
    /// # Errors
    /// If there is no writing to its folder, there is something else than a file, or a file whose columns are others
    /// when rows are to be appended.
    pub async fn create(path: &Path, options: WriteOptions) -> Result<Self, Failure> {
        let target = Target::prepare(path, options.delimiter, options.append)?;
        let mut writer = Self {
            target,
            chosen: options.columns.is_some(),
            columns: None,
            count: 0,
        };
        if let Some(columns) = options.columns {
            writer.begin(columns).await?;
        }
        Ok(writer)
    }

    /// Writes a row.
    ///
    /// # Errors
    /// If it lacks a column, has one that the first row lacked and no columns were chosen, or holds a secret.
    pub async fn write(&mut self, row: &Record) -> Result<(), Failure> {
        if self.columns.is_none() {
            self.begin(row.names().map(Arc::clone).collect()).await?;
        }
        let columns = self.columns.as_deref().unwrap_or_default();
        let at = |what: String| Failure::new(format!("rows[{}]{what}", self.count));
        if !self.chosen
            && let Some(name) = row.names().find(|name| !columns.contains(name))
        {
            return Err(
                at(format!(" has a column `{name}` that the first row lacks"))
                    .help("list the columns to write: `columns: […]`"),
            );
        }
        let mut cells = Vec::with_capacity(columns.len());
        for name in columns {
            let Some(value) = row.get(name) else {
                return Err(at(format!(" has no column `{name}`")));
            };
            cells.push(cell(value).map_err(|mut failure| {
                failure.message = at(format!(", column `{name}`: {failure}")).message;
                failure
            })?);
        }
        self.target.put(cells).await?;
        self.count += 1;
        Ok(())
    }

    /// Puts the rows in place, and gives their number.
    ///
    /// # Errors
    /// If they can't be stored; the file is then as it was.
    pub async fn finish(self) -> Result<u64, Failure> {
        self.target.finish().await?;
        Ok(self.count)
    }

    async fn begin(&mut self, columns: Vec<Arc<str>>) -> Result<(), Failure> {
        if let Some(name) = duplicate(&columns) {
            return Err(Failure::new(format!("the column `{name}` is there twice")));
        }
        self.target.begin(&columns).await?;
        self.columns = Some(columns);
        Ok(())
    }
}

fn duplicate(columns: &[Arc<str>]) -> Option<&Arc<str>> {
    let twice = |index: usize| columns[..index].contains(&columns[index]);
    (0..columns.len())
        .find(|index| twice(*index))
        .map(|index| &columns[index])
}

/// The text of a cell; null is an empty one.
fn cell(value: Value) -> Result<Cow<'static, str>, Failure> {
    Ok(match value {
        Value::Null => Cow::Borrowed(""),
        Value::Bytes(bytes) => STANDARD.encode(bytes).into(),
        value => show::text_of(&value)?.into(),
    })
}
