//! A client that talks to a `portl lsp` over its pipes.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::{Value as Json, json};

use crate::support::portl::Workspace;

/// A `portl lsp` and what it was told.
pub(super) struct Client {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
    requests: i64,
    notes: Vec<Json>,
}

impl Client {
    /// Starts a server in the folder, and greets it.
    pub(super) fn new(workspace: &Workspace) -> Self {
        let mut client = Self::silent(workspace);
        let answer = client.ask("initialize", json!({"capabilities": {}}));
        assert!(answer["result"]["capabilities"].is_object(), "{answer}");
        client.tell("initialized", json!({}));
        client
    }

    /// Starts a server, and says nothing yet.
    pub(super) fn silent(workspace: &Workspace) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_portl"))
            .arg("lsp")
            .current_dir(workspace.path(""))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the binary was built with the tests");
        let output = BufReader::new(child.stdout.take().expect("the pipe was asked for"));
        Self {
            input: child.stdin.take(),
            output,
            child,
            requests: 0,
            notes: Vec::new(),
        }
    }

    /// Sends bytes as they are.
    pub(super) fn send_raw(&mut self, bytes: &[u8]) {
        let input = self.input.as_mut().expect("the pipe is open");
        input.write_all(bytes).expect("the server reads");
        input.flush().expect("the server reads");
    }

    fn send(&mut self, mut message: Json) {
        message["jsonrpc"] = "2.0".into();
        let text = message.to_string();
        let framed = format!("Content-Length: {}\r\n\r\n{text}", text.len());
        self.send_raw(framed.as_bytes());
    }

    /// Sends a notification.
    pub(super) fn tell(&mut self, method: &str, params: Json) {
        self.send(json!({"method": method, "params": params}));
    }

    /// Sends a request, and gives its whole answer; what the server says meanwhile is kept.
    pub(super) fn ask(&mut self, method: &str, params: Json) -> Json {
        self.requests += 1;
        let id = self.requests;
        self.send(json!({"id": id, "method": method, "params": params}));
        loop {
            let message = self.read().expect("the server answers");
            if message["id"] == json!(id) {
                return message;
            }
            self.notes.push(message);
        }
    }

    /// The next message; none if the server has ended.
    fn read(&mut self) -> Option<Json> {
        let mut length = 0;
        loop {
            let mut line = String::new();
            if self.output.read_line(&mut line).expect("UTF-8") == 0 {
                return None;
            }
            match line.trim_end() {
                "" => break,
                header => {
                    if let Some(number) = header.strip_prefix("Content-Length: ") {
                        length = number.parse().expect("a length is a number");
                    }
                }
            }
        }
        let mut body = vec![0; length];
        self.output.read_exact(&mut body).expect("the body follows");
        Some(serde_json::from_slice(&body).expect("a message is JSON"))
    }

    /// Opens a document, and gives what the server finds in it.
    pub(super) fn open(&mut self, uri: &str, text: &str) -> Vec<Json> {
        let document = json!({"uri": uri, "languageId": "yaml", "version": 1, "text": text});
        self.tell("textDocument/didOpen", json!({"textDocument": document}));
        self.diagnostics(uri)
    }

    /// Changes a document, and gives what the server finds in it.
    pub(super) fn change(&mut self, uri: &str, text: &str) -> Vec<Json> {
        self.tell(
            "textDocument/didChange",
            json!({"textDocument": {"uri": uri, "version": 2}, "contentChanges": [{"text": text}]}),
        );
        self.diagnostics(uri)
    }

    /// What the server shows of a document by now. A request that it does not know makes sure that it has come so far.
    pub(super) fn diagnostics(&mut self, uri: &str) -> Vec<Json> {
        self.ask("$/areYouThere", Json::Null);
        let mut shown = Vec::new();
        for note in &self.notes {
            if note["method"] == "textDocument/publishDiagnostics" && note["params"]["uri"] == uri {
                shown = note["params"]["diagnostics"]
                    .as_array()
                    .expect("a list")
                    .clone();
            }
        }
        shown
    }

    /// Lets the pipe fall shut, and gives the server's exit code.
    pub(super) fn code(mut self) -> Option<i32> {
        drop(self.input.take());
        while self.read().is_some() {}
        self.child.wait().expect("the child is ours").code()
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        drop(self.input.take());
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
