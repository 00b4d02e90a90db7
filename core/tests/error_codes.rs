//! `docs/error-codes.json` is the table of error codes, for the documentation's pages.

use std::collections::BTreeMap;
use std::path::Path;
use tillkit_core::error::KNOWN_CODES;

fn table() -> serde_json::Result<String> {
    // Not `json!`: the order of its members depends on the features that other packages ask of serde_json.
    let rows: Vec<BTreeMap<&str, &str>> = KNOWN_CODES
        .iter()
        .map(|known| {
            BTreeMap::from([
                ("code", known.code),
                ("type", known.kind.name()),
                ("who", known.who.name()),
                ("retry", known.retry.name()),
                ("message", known.message),
            ])
        })
        .collect();
    Ok(format!("{}\n", serde_json::to_string_pretty(&rows)?))
}

#[test]
fn the_documented_codes_are_these() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/error-codes.json");
    let made = table().unwrap();
    if std::env::var_os("TILLKIT_WRITE_ERROR_CODES").is_some() {
        std::fs::write(&path, &made).unwrap();
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        found == made,
        "docs/error-codes.json differs from core/src/error/codes.rs; write it anew with\n  \
         TILLKIT_WRITE_ERROR_CODES=1 cargo test -p tillkit-core --test error_codes"
    );
}
