//! The built `portl` in a folder of its own.

use std::ffi::OsString;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// A run that takes longer than this is stuck.
const LIMIT: Duration = Duration::from_secs(60);

/// A folder with a job, and the variables that `portl` will see.
pub(crate) struct Workspace {
    folder: TempDir,
    variables: Vec<(String, String)>,
}

/// What a finished `portl` left.
#[derive(Debug)]
pub(crate) struct Finished {
    /// The exit code; none where a signal ended it.
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Finished {
    /// The same, after a check of the exit code that shows all output where it fails.
    pub(crate) fn expect_code(self, code: i32) -> Self {
        assert_eq!(
            self.code,
            Some(code),
            "\n--- stdout\n{}\n--- stderr\n{}",
            self.stdout,
            self.stderr
        );
        self
    }
}

impl Workspace {
    /// An empty folder, with credentials for AWS that no one would accept.
    pub(crate) fn new() -> Self {
        let folder =
            TempDir::with_prefix("portl-test-").expect("the temporary folder can be written");
        let variables = Vec::new();
        Self { folder, variables }
            .env("AWS_ACCESS_KEY_ID", "test")
            .env("AWS_SECRET_ACCESS_KEY", "test")
            .env("AWS_EC2_METADATA_DISABLED", "true")
    }

    /// A copy of `examples/NAME`.
    pub(crate) fn of_example(name: &str) -> Self {
        let workspace = Self::new();
        let source = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("examples")
            .join(name);
        copy(&source, workspace.folder.path());
        workspace
    }

    /// The same with one more file.
    pub(crate) fn file(self, name: &str, text: &str) -> Self {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a file lies in a folder"))
            .expect("folders can be made");
        fs::write(path, text).expect("files can be written");
        self
    }

    /// The same with one more variable.
    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Where a file of this folder is.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// What a file of this folder holds.
    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// Runs `portl` with these arguments to its end.
    pub(crate) fn portl(&self, arguments: &[&str]) -> Finished {
        self.start(arguments).finish()
    }

    /// As [`portl`](Self::portl), with more variables for this run alone.
    pub(crate) fn portl_with(&self, variables: &[(&str, &str)], arguments: &[&str]) -> Finished {
        self.start_with(variables, arguments).finish()
    }

    /// As [`start`](Self::start), with more variables for this run alone.
    pub(crate) fn start_with(&self, variables: &[(&str, &str)], arguments: &[&str]) -> Running {
        self.start_program(env!("CARGO_BIN_EXE_portl"), arguments, variables)
    }

    /// Runs a command line in this folder, in which `portl` is the built one.
    pub(crate) fn shell(&self, command: &str) -> Finished {
        self.start_program("sh", &["-c", command], &[]).finish()
    }

    /// Starts `portl` in this folder; of the caller's environment it sees nothing that could steer it.
    pub(crate) fn start(&self, arguments: &[&str]) -> Running {
        self.start_with(&[], arguments)
    }

    fn start_program(&self, program: &str, arguments: &[&str], more: &[(&str, &str)]) -> Running {
        let mut child = Command::new(program)
            .args(arguments)
            .current_dir(self.folder.path())
            .env_clear()
            .env("PATH", path_with_portl())
            .env("HOME", self.folder.path())
            .envs(self.variables.iter().map(|(name, value)| (name, value)))
            .envs(more.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary was built with the tests");
        let stdout = drain(child.stdout.take());
        let stderr = drain(child.stderr.take());
        Running {
            child,
            stdout,
            stderr,
        }
    }
}

/// A `portl` at work.
pub(crate) struct Running {
    child: Child,
    stdout: JoinHandle<String>,
    stderr: JoinHandle<String>,
}

impl Running {
    /// Sends it a signal, by its name: `INT`, `TERM`, `KILL`.
    pub(crate) fn signal(&self, name: &str) {
        let sent = Command::new("kill")
            .arg(format!("-{name}"))
            .arg(self.child.id().to_string())
            .status();
        assert!(
            sent.is_ok_and(|status| status.success()),
            "the signal was not sent"
        );
    }

    /// The most memory that it has held so far, in KiB; none once it has ended, or where the system does not say.
    pub(crate) fn peak_memory(&self) -> Option<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
        line.split_whitespace().nth(1)?.parse().ok()
    }

    /// Waits for its end.
    pub(crate) fn finish(mut self) -> Finished {
        let begin = Instant::now();
        let status = loop {
            if let Some(status) = self.child.try_wait().expect("the child is ours") {
                break status;
            }
            if begin.elapsed() > LIMIT {
                self.child.kill().expect("the child is ours");
            }
            std::thread::sleep(Duration::from_millis(2));
        };
        let stdout = self.stdout.join().expect("the reader does not panic");
        let stderr = self.stderr.join().expect("the reader does not panic");
        assert!(
            begin.elapsed() < LIMIT,
            "stuck\n--- stdout\n{stdout}\n--- stderr\n{stderr}"
        );
        Finished {
            code: status.code(),
            stdout,
            stderr,
        }
    }
}

/// Where programs are looked for, the built `portl` first.
fn path_with_portl() -> OsString {
    let built = Path::new(env!("CARGO_BIN_EXE_portl")).parent();
    let others = std::env::var_os("PATH").unwrap_or_default();
    let folders = built.map(Path::to_owned).into_iter();
    std::env::join_paths(folders.chain(std::env::split_paths(&others)))
        .expect("no folder of a build has a colon in its name")
}

/// Reads a pipe in the background, so that the writer never waits.
fn drain(pipe: Option<impl Read + Send + 'static>) -> JoinHandle<String> {
    let mut pipe = pipe.expect("the pipe was asked for");
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        pipe.read_to_end(&mut bytes).expect("a pipe can be read");
        String::from_utf8(bytes).expect("portl writes UTF-8")
    })
}

fn copy(source: &Path, target: &Path) {
    for entry in
        fs::read_dir(source).unwrap_or_else(|error| panic!("{}: {error}", source.display()))
    {
        let entry = entry.expect("the folder can be listed");
        let target = target.join(entry.file_name());
        if entry.path().is_dir() {
            fs::create_dir_all(&target).expect("folders can be made");
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("files can be copied");
        }
    }
}

/// Checks that standard error holds each of these.
pub(crate) fn expect_said(finished: &Finished, texts: &[&str]) {
    for text in texts {
        assert!(
            finished.stderr.contains(text),
            "no `{text}` in\n{}",
            finished.stderr
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_binary_starts_and_ends() {
        Workspace::new().portl(&["--version"]).expect_code(0);
    }

    #[test]
    fn a_program_sees_its_folder_and_only_the_variables_given() {
        let workspace = Workspace::of_example("flow_a")
            .file("sub/a.txt", "hello")
            .env("NAME", "value");
        let script =
            "cat sub/a.txt; ls job.yaml >&2; env | grep -cE '^(PORTL|CARGO)' ; echo $NAME; exit 3";
        let finished = workspace
            .start_program("sh", &["-c", script], &[])
            .finish()
            .expect_code(3);
        assert_eq!(
            (finished.stdout.as_str(), finished.stderr.as_str()),
            ("hello0\nvalue\n", "job.yaml\n")
        );
        assert_eq!(workspace.read("sub/a.txt"), "hello");
    }

    #[test]
    fn a_signal_ends_a_program() {
        let running = Workspace::new().start_program("sleep", &["30"], &[]);
        running.signal("TERM");
        assert_eq!(running.finish().code, None);
        Workspace::new().start(&["--help"]).finish();
    }
}
