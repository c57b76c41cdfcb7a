//! A receiver that acts once for each key. What it did is on disk before it answers, and nothing else says what it did.

use std::{
    collections::HashMap,
    fs::{self, File, OpenOptions},
    io::Write,
    path::{Path, PathBuf},
};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::http::{Answer, Recorded, Server};

/// What a request meets.
#[derive(Debug, Clone)]
pub(super) enum Met {
    /// It is acted upon unless its key is known, and answered.
    Served(Answer),
    /// It is answered without an effect.
    Refused(u16),
}

/// An HTTP server with a ledger of its effects.
pub(super) struct Receiver {
    server: Server,
    ledger: PathBuf,
    _folder: TempDir,
}

/// Something that the receiver did.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Effect {
    pub(super) key: String,
    pub(super) path: String,
    pub(super) body: String,
    /// Whether its key was known, with another body. It has no effect then.
    pub(super) differs: bool,
}

impl Receiver {
    /// A receiver that asks `meets` what each request meets.
    pub(super) fn start(mut meets: impl FnMut(&Recorded) -> Met + Send + 'static) -> Self {
        let folder = TempDir::with_prefix("portl-ledger-").expect("the folder can be written");
        let path = folder.path().join("ledger.jsonl");
        let mut ledger = Ledger::open(&path);
        let server = Server::start(move |request| match meets(request) {
            Met::Refused(status) => Answer::status(status),
            Met::Served(answer) => {
                ledger.act(request);
                answer
            }
        });
        Self {
            server,
            ledger: path,
            _folder: folder,
        }
    }

    pub(super) fn url(&self) -> String {
        self.server.url()
    }

    /// All requests, also those that had no effect.
    pub(super) fn requests(&self) -> Vec<Recorded> {
        self.server.requests()
    }

    /// What it did, in that order, as the disk says.
    pub(super) fn effects(&self) -> Vec<Effect> {
        read(&self.ledger)
    }
}

/// The effects so far, and the file that holds them.
struct Ledger {
    file: File,
    bodies: HashMap<String, String>,
}

impl Ledger {
    fn open(path: &Path) -> Self {
        let bodies = read(path).into_iter().filter(|effect| !effect.differs);
        let bodies = bodies.map(|effect| (effect.key, effect.body)).collect();
        let file = OpenOptions::new().create(true).append(true).open(path);
        let file = file.expect("the folder can be written");
        Self { file, bodies }
    }

    fn act(&mut self, request: &Recorded) {
        let key = request.header("idempotency-key").expect("a key").to_owned();
        let body = String::from_utf8_lossy(&request.body).into_owned();
        let known = self.bodies.get(&key);
        if known == Some(&body) {
            return;
        }
        let line =
            json!({"key": key, "path": request.path, "body": body, "differs": known.is_some()});
        let written = self.file.write_all(format!("{line}\n").as_bytes());
        written
            .and_then(|()| self.file.sync_data())
            .expect("the disk takes it");
        self.bodies.entry(key).or_insert(body);
    }
}

fn read(path: &Path) -> Vec<Effect> {
    let text = fs::read_to_string(path).unwrap_or_default();
    let effect = |line| {
        let line: Value = serde_json::from_str(line).expect("whole lines");
        let text = |name: &str| line[name].as_str().unwrap_or_default().to_owned();
        Effect {
            key: text("key"),
            path: text("path"),
            body: text("body"),
            differs: line["differs"] == json!(true),
        }
    };
    text.lines().map(effect).collect()
}

#[test]
fn a_key_is_acted_upon_once_also_by_a_receiver_that_was_restarted() {
    let folder = TempDir::new().expect("the folder can be written");
    let path = folder.path().join("ledger.jsonl");
    let request = |key: &str, body: &'static str| Recorded {
        method: "POST".to_owned(),
        path: "/x".to_owned(),
        headers: [(
            "idempotency-key".parse().expect("a name"),
            key.parse().expect("a value"),
        )]
        .into_iter()
        .collect(),
        body: body.into(),
    };
    let mut ledger = Ledger::open(&path);
    ledger.act(&request("a", "1"));
    ledger.act(&request("a", "1"));
    drop(ledger);
    let mut ledger = Ledger::open(&path);
    for (key, body) in [("a", "1"), ("b", "1"), ("a", "2")] {
        ledger.act(&request(key, body));
    }
    let found: Vec<_> = read(&path)
        .into_iter()
        .map(|effect| (effect.key, effect.body, effect.differs))
        .collect();
    let effect = |key: &str, body: &str, differs| (key.to_owned(), body.to_owned(), differs);
    assert_eq!(
        found,
        [
            effect("a", "1", false),
            effect("b", "1", false),
            effect("a", "2", true)
        ]
    );
}
