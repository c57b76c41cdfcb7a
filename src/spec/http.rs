//! What HTTP says of its methods, and which headers carry an idempotency key.

/// The header that carries an idempotency key where a connection names no other.
pub const KEY_HEADER: &str = "Idempotency-Key";

/// Whether a method asks for nothing but an answer.
#[must_use]
pub fn only_reads(method: &str) -> bool {
    matches!(method, "GET" | "HEAD" | "OPTIONS")
}

/// Whether making a request twice has the effect of making it once, by its method alone.
#[must_use]
pub fn is_idempotent(method: &str) -> bool {
    !matches!(method, "POST" | "PATCH")
}

/// Whether a status sends the request elsewhere: making it again would be answered the same.
#[must_use]
pub const fn is_redirect(status: u16) -> bool {
    matches!(status, 300..=399)
}

/// Whether a header is likely to carry what must not be seen, by its name.
#[must_use]
pub fn is_credential(header: &str) -> bool {
    let header = header.to_lowercase();
    let words = ["auth", "cookie", "key", "password", "secret", "token"];
    words.iter().any(|word| header.contains(word)) && !carries_key(&header, KEY_HEADER)
}

/// Whether a header carries an idempotency key, by its usual names or the connection's own.
#[must_use]
pub fn carries_key(header: &str, own: &str) -> bool {
    [own, KEY_HEADER, "X-Idempotency-Key"]
        .iter()
        .any(|known| header.eq_ignore_ascii_case(known))
}
