use std::{
    borrow::Cow,
    fs::{self, File, OpenOptions},
    io::{self, BufReader, BufWriter, Read, Write},
    path::{Path, PathBuf},
    sync::Arc,
};

use tempfile::NamedTempFile;

use super::file::cannot;
use crate::{
    connect::Failure,
    faults::{Guard, stands},
};

/// What the file begins with, and by what a file of an earlier run is known.
const HEAD: &str = "index,error";

/// A CSV file of items that failed: their index, their error and their fields.
///
/// It is there from the first item on, and every item is in it before the next one is worked on: a run that fails or is
/// stopped loses none. Only its owner may read it, for it holds rows.
#[derive(Debug)]
pub struct RejectsFile {
    path: PathBuf,
    file: Option<File>,
    columns: Vec<Arc<str>>,
}

impl RejectsFile {
    /// A file for the items of one run. What an earlier run left is taken away, so that a file that is there afterwards is
    /// of this run.
    ///
    /// # Errors
    /// If something else stands at its place, or there is no folder for it.
    pub fn begin(path: &Path) -> Result<Self, Failure> {
        clear(path)?;
        Ok(Self {
            path: path.to_owned(),
            file: None,
            columns: Vec::new(),
        })
    }

    /// Begins again, with nothing in it.
    ///
    /// # Errors
    /// If what is there can't be taken away.
    pub fn start_over(&mut self) -> Result<(), Failure> {
        *self = Self::begin(&self.path)?;
        Ok(())
    }

    /// Adds an item; `index` is none for a step without a batch.
    ///
    /// # Errors
    /// If it can't be written.
    pub fn add(
        &mut self,
        index: Option<usize>,
        error: &str,
        fields: &[(Arc<str>, String)],
    ) -> Result<(), Failure> {
        self.write(index, error, fields)
            .map_err(|error| cannot("write", &self.path, &error))
    }

    fn write(
        &mut self,
        index: Option<usize>,
        error: &str,
        fields: &[(Arc<str>, String)],
    ) -> io::Result<()> {
        let known = self.columns.len();
        for (name, _) in fields {
            if !self.columns.contains(name) {
                self.columns.push(Arc::clone(name));
            }
        }
        match &self.file {
            None => self.create()?,
            Some(_) if self.columns.len() > known => self.widen(known)?,
            Some(_) => {}
        }
        let mut line = index.map_or_else(String::new, |index| index.to_string());
        line.push(',');
        line.push_str(&cell(error));
        for column in &self.columns {
            let value = fields.iter().find(|(name, _)| name == column);
            line.push(',');
            line.push_str(&cell(value.map_or("", |(_, value)| value)));
        }
        line.push('\n');
        match &mut self.file {
            Some(file) => append(file, line.as_bytes()),
            None => Ok(()),
        }
    }

    fn create(&mut self) -> io::Result<()> {
        let mut options = OpenOptions::new();
        options.append(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&self.path)?;
        let names = self.columns.iter().map(|name| format!(",{}", cell(name)));
        let head = format!("{HEAD}{}\n", names.collect::<String>());
        if let Err(error) = append(&mut file, head.as_bytes()) {
            // A file of rejects without its head would not be known for one.
            drop(fs::remove_file(&self.path));
            return Err(error);
        }
        self.file = Some(file);
        Ok(())
    }

    /// Gives the rows that are there the columns that have come: items of JSON need not be alike.
    fn widen(&mut self, known: usize) -> io::Result<()> {
        let added = &self.columns[known..];
        let names: String = added
            .iter()
            .map(|name| format!(",{}", cell(name)))
            .collect();
        let commas = ",".repeat(added.len());
        let folder = self
            .path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        // Such a file is its owner's alone, too.
        let temporary = NamedTempFile::new_in(folder.unwrap_or(Path::new(".")))?;
        let mut wider = BufWriter::new(temporary);
        let (mut in_quotes, mut more) = (false, names.as_str());
        for byte in BufReader::new(File::open(&self.path)?).bytes() {
            let byte = byte?;
            in_quotes ^= byte == b'"';
            if byte == b'\n' && !in_quotes {
                wider.write_all(std::mem::replace(&mut more, &commas).as_bytes())?;
            }
            wider.write_all(&[byte])?;
        }
        let temporary = wider.into_inner().map_err(io::IntoInnerError::into_error)?;
        temporary.persist(&self.path).map_err(|error| error.error)?;
        self.file = Some(OpenOptions::new().append(true).open(&self.path)?);
        Ok(())
    }
}

/// Adds all of the bytes or none: on a disk that is full, half a row would spoil those before it.
fn append(file: &mut File, bytes: &[u8]) -> io::Result<()> {
    let before = file.metadata()?.len();
    let written = file.write_all(bytes);
    if written.is_err() && stands(Guard::WholeRows) {
        file.set_len(before)?;
    }
    written
}

/// Makes room for a file of rejects: takes away one that is there, and nothing else.
fn clear(path: &Path) -> Result<(), Failure> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    if let Some(folder) = folder.filter(|folder| !folder.is_dir()) {
        let (path, folder) = (path.display(), folder.display());
        return Err(Failure::new(format!(
            "can't write `{path}`: there is no folder `{folder}`"
        ))
        .help("make the folder, or write the file beside the job: `rejects: rejects.csv`"));
    }
    match fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(cannot("write", path, &error)),
        Ok(metadata) if metadata.is_file() && is_ours(path, metadata.len()) => {
            fs::remove_file(path).map_err(|error| cannot("replace", path, &error))
        }
        Ok(_) => {
            let path = path.display();
            let message = format!("`{path}` is there, and is not a file of rejects");
            Err(Failure::new(message).help(
                "give the rejects another file, or move that one away: it is not overwritten",
            ))
        }
    }
}

/// Whether a file is one of these, or empty.
fn is_ours(path: &Path, length: u64) -> bool {
    let mut head = [0; HEAD.len()];
    let read = File::open(path).and_then(|mut file| file.read_exact(&mut head));
    length == 0 || !stands(Guard::ForeignFile) || (read.is_ok() && head == *HEAD.as_bytes())
}

fn cell(text: &str) -> Cow<'_, str> {
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\"")).into()
    } else {
        text.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(pairs: &[(&str, &str)]) -> Vec<(Arc<str>, String)> {
        let field = |(name, value): &(&str, &str)| (Arc::from(*name), (*value).to_owned());
        pairs.iter().map(field).collect()
    }

    #[test]
    fn columns_that_come_later_are_empty_before() {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let path = folder.path().join("r.csv");
        let mut file = RejectsFile::begin(&path).expect("nothing is there");
        assert!(!path.exists());
        let mut add = |index, error, pairs| {
            let added = file.add(index, error, &fields(pairs));
            added.expect("the folder can be written");
        };
        add(Some(3), "no, \"never\"\nagain", &[("a", "1\n2")]);
        add(None, "x", &[("b,c", "y"), ("a", "")]);
        let text = fs::read_to_string(&path).expect("it is there");
        let expected = "index,error,a,\"b,c\"\n3,\"no, \"\"never\"\"\nagain\",\"1\n2\",\n,x,,y\n";
        assert_eq!(text, expected);
        RejectsFile::begin(&path).expect("it is one of ours");
        assert!(!path.exists());
    }

    #[test]
    fn what_is_no_file_of_rejects_is_left_alone() {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let path = folder.path().join("orders.csv");
        fs::write(&path, "index,amount\n1,2\n").expect("the folder can be written");
        let refused = RejectsFile::begin(&path).expect_err("it is somebody's data");
        assert!(
            refused.message.contains("is not a file of rejects"),
            "{refused}"
        );
        assert!(path.exists());
        RejectsFile::begin(&folder.path().join("no/r.csv")).expect_err("there is no such folder");
    }
}
