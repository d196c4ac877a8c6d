//! The secrets of a closed store, read past the client, for what must not be found elsewhere.

use std::path::Path;

use crate::database;

/// `GroupEpochSecrets` and `MessageSecrets` in `mls_value`.
const SECRET_KINDS: &str = "7, 10";
/// `Tree` and `GroupContext`: what every member may know stands in the others too.
const SHARED_KINDS: &str = "2, 3";

/// Everything secret in a store whose key is known, each with a name for reports.
pub fn secrets_of(dir: &Path, key: &[u8; 48]) -> Vec<(String, Vec<u8>)> {
    let db = database(dir, key);
    let mut secrets = vec![
        ("store key".to_owned(), key[..32].to_vec()),
        ("store key with salt".to_owned(), key.to_vec()),
    ];
    for (name, sql) in [
        ("person secret", "SELECT person_secret FROM account"),
        ("device secret", "SELECT device_secret FROM account"),
        ("inbox secret", "SELECT inbox_secret FROM account"),
        ("invitation secret", "SELECT secret FROM invitation"),
    ] {
        for secret in blobs(&db, sql) {
            secrets.push((name.to_owned(), secret));
        }
    }
    let values = |kinds| {
        let sql = format!("SELECT value FROM mls_value WHERE kind IN ({kinds})");
        blobs(&db, &sql)
    };
    let shared = values(SHARED_KINDS).concat();
    for secret in values(SECRET_KINDS).iter().flat_map(|value| fields(value)) {
        if !shared.windows(secret.len()).any(|window| window == secret) {
            secrets.push(("epoch or message secret".to_owned(), secret));
        }
    }
    secrets
}

fn blobs(db: &rusqlite::Connection, sql: &str) -> Vec<Vec<u8>> {
    let mut statement = db.prepare(sql).expect("the schema is known");
    let rows = statement.query_map([], |row| row.get(0)).expect("read");
    rows.collect::<Result<_, _>>().expect("read")
}

/// The 32-byte fields of a postcard value: each has its length before it.
fn fields(value: &[u8]) -> Vec<Vec<u8>> {
    let mut fields = Vec::new();
    let mut at = 0;
    while let Some(field) = value.get(at + 1..at + 33) {
        let is_random = field
            .iter()
            .collect::<std::collections::BTreeSet<_>>()
            .len()
            > 16;
        if value[at] == 32 && is_random {
            fields.push(field.to_vec());
            at += 33;
        } else {
            at += 1;
        }
    }
    fields
}
