//! Only the language server knows the types of its protocol, and counts in UTF-16.

use super::source::rust;

/// What only `src/lsp` may name.
const OF_THE_PROTOCOL: &[&str] = &["lsp_types", "lsp_server", "encode_utf16", "len_utf16"];

#[test]
fn only_the_language_server_knows_its_protocol() {
    let mut found = Vec::new();
    let mut used = 0;
    for source in rust("src") {
        for (line, code) in source.code().lines().enumerate() {
            let Some(word) = OF_THE_PROTOCOL.iter().find(|word| code.contains(**word)) else {
                continue;
            };
            used += 1;
            if source.stage() != "lsp" {
                found.push(format!("{}:{}: {word}", source.path, line + 1));
            }
        }
    }
    assert!(found.is_empty(), "\n{}", found.join("\n"));
    assert!(used > 5, "the scan is blind");
}
