//! The idempotency keys that a run has used: under one key, a receiver takes every request but the first for a repetition.

use std::{cell::RefCell, collections::HashMap};

use sha2::{Digest, Sha256};

use super::failure::Cause;
use crate::{
    connect::http,
    faults::{Guard, stands},
    ir::ConnectionId,
    text::Span,
    value::Value,
};

/// What each key was used for. A key takes 16 bytes however long it is, for a run may use a million of them.
#[derive(Debug, Default)]
pub(super) struct Keys(RefCell<HashMap<[u32; 3], u32>>);

/// A key on a connection, and the request that it is used for.
#[derive(Debug)]
pub(super) struct KeyUse {
    key: [u32; 3],
    request: u32,
    shown: String,
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
        let text = exposed(key);
        let connection = connection.map_or(u64::MAX, |id| id.0 as u64);
        let (http::Target::Path(target) | http::Target::Url(target)) = &request.target;
        let mut parts = vec![request.method.to_string(), target.clone()];
        for (name, value) in &request.query {
            parts.extend([name.clone(), exposed(value)]);
        }
        let parts = parts.iter().map(String::as_bytes);
        let body = request.body.as_ref().map_or(&[][..], http::Body::bytes);
        let request = digest(parts.chain([body]));
        let key_words = digest([&connection.to_le_bytes()[..], text.as_bytes()].into_iter());
        Self {
            key: [key_words[0], key_words[1], key_words[2]],
            request: request[0],
            shown: crate::value::show::shown(key, 80),
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
        let key = &used.shown;
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

fn exposed(value: &Value) -> String {
    match value {
        Value::Secret(secret) => exposed(secret.expose()),
        other => crate::value::show::text_of(other).unwrap_or_default(),
    }
}

/// The parts' lengths are digested with them, so that no two lists of parts read the same.
fn digest<'p>(parts: impl Iterator<Item = &'p [u8]>) -> [u32; 8] {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    let bytes = hash.finalize();
    let mut words = [0; 8];
    for (word, bytes) in words.iter_mut().zip(bytes.chunks_exact(4)) {
        *word = u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
    }
    words
}
