//! The idempotency keys that a run has used: under one key, a receiver takes every request but the first for a repetition.

use std::{borrow::Cow, cell::RefCell, collections::HashMap};

use sha2::{Digest, Sha256};

use super::failure::Cause;
use crate::{
    connect::http,
    faults::{Guard, stands},
    ir::ConnectionId,
    text::Span,
    value::{
        Value,
        show::{shown, text_of},
    },
};

/// How much of a key a failure shows.
const WIDTH: usize = 80;

/// What each key was used for. A key takes 16 bytes however long it is, for a run may use a million of them.
#[derive(Debug, Default)]
pub(super) struct Keys(RefCell<HashMap<[u32; 3], u32>>);

/// A key on a connection, and the request that it is used for.
#[derive(Debug)]
pub(super) struct KeyUse {
    key: [u32; 3],
    request: u32,
    value: Value,
    span: Span,
}

impl KeyUse {
    /// `key` is used for `request`; `span` is where the job has it.
    pub(super) fn new(
        connection: Option<ConnectionId>,
        key: &Value,
        request: &http::Request,
        span: Span,
    ) -> Self {
        let connection = connection.map_or(u64::MAX, |id| id.0 as u64);
        let mut used = Parts::default();
        used.add(&connection.to_le_bytes());
        used.add(exposed(key).as_bytes());
        let used = used.digest();
        Self {
            key: [used[0], used[1], used[2]],
            request: digest_of(request)[0],
            value: key.clone(),
            span,
        }
    }
}

impl Keys {
    /// Notes that a key is used.
    ///
    /// # Errors
    /// If it was used for another request.
    pub(super) fn use_for(&self, used: &KeyUse) -> Result<(), Cause> {
        let mut known = self.0.borrow_mut();
        if *known.entry(used.key).or_insert(used.request) == used.request
            || !stands(Guard::OneRequestPerKey)
        {
            return Ok(());
        }
        let key = shown(&used.value, WIDTH);
        let mut cause = Cause::new(format!(
            "the idempotency key {key} was used for another request in this run: its receiver would take this one for a repetition, and not carry it out"
        ));
        cause.help = Some(
            "make the key of what identifies the item: `idempotency_key: \"{{ job.name }}-{{ … }}\"`"
                .to_owned(),
        );
        Err(cause.at(used.span))
    }

    /// Forgets all keys: a transaction that begins again has other ids, and nothing outside knows of it.
    pub(super) fn forget(&self) {
        self.0.borrow_mut().clear();
    }
}

/// What tells a request from others under one key.
fn digest_of(request: &http::Request) -> [u32; 8] {
    let (http::Target::Path(target) | http::Target::Url(target)) = &request.target;
    let mut parts = Parts::default();
    parts.add(request.method.as_str().as_bytes());
    parts.add(target.as_bytes());
    for (name, value) in &request.query {
        parts.add(name.as_bytes());
        parts.add(exposed(value).as_bytes());
    }
    parts.add(request.body.as_ref().map_or(&[], http::Body::bytes));
    parts.digest()
}

fn exposed(value: &Value) -> Cow<'_, str> {
    match value {
        Value::Secret(secret) => exposed(secret.expose()),
        Value::Text(text) => Cow::Borrowed(text),
        other => Cow::Owned(text_of(other).unwrap_or_default()),
    }
}

/// Parts and their lengths, so that no two lists of parts read the same.
#[derive(Default)]
struct Parts(Sha256);

impl Parts {
    fn add(&mut self, part: &[u8]) {
        self.0.update((part.len() as u64).to_le_bytes());
        self.0.update(part);
    }

    fn digest(self) -> [u32; 8] {
        let bytes = self.0.finalize();
        let mut words = [0; 8];
        for (word, bytes) in words.iter_mut().zip(bytes.chunks_exact(4)) {
            *word = u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
        }
        words
    }
}
