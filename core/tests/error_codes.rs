//! `docs/error-codes.json` is the table of error codes, for the documentation's pages.

use serde_json::{Value, json};
use std::path::Path;
use tillkit_core::error::KNOWN_CODES;

fn table() -> String {
    let rows: Vec<Value> = KNOWN_CODES
        .iter()
        .map(|known| {
            json!({
                "code": known.code,
                "type": known.kind.name(),
                "who": known.who.name(),
                "retry": known.retry.name(),
                "message": known.message,
            })
        })
        .collect();
    format!("{:#}\n", Value::from(rows))
}

#[test]
fn the_documented_codes_are_these() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/error-codes.json");
    let made = table();
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
