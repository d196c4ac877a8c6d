//! The physical floor of receiving on this machine: one Ed25519 verification, one AEAD opening,
//! and one SQLCipher row with its search-index row in a batch of 500.

use chacha20poly1305::{AeadInPlace, ChaCha20Poly1305, KeyInit};
use ed25519_dalek::{Signer, SigningKey, Verifier};
use rusqlite::Connection;

use crate::{cpu, crowd::MESSAGE, report::Report, words::Words};

const ROUNDS: usize = 5_000;
const BATCH: usize = 500;

pub fn run(report: &Report) {
    report.figure("floor_cpu_us", measured(), "us/msg", ROUNDS);
}

/// Microseconds of CPU for a message.
pub fn measured() -> f64 {
    let key = SigningKey::from_bytes(&[3; 32]);
    let aead = ChaCha20Poly1305::new(&[5; 32].into());
    let dir = tempfile::tempdir().expect("a folder");
    let mut db = Connection::open(dir.path().join("floor.db")).expect("opened");
    db.execute_batch(
        "PRAGMA key = \"x'00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff'\";
         PRAGMA cipher_memory_security = OFF; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
         CREATE TABLE message (id INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT;
         CREATE VIRTUAL TABLE message_text USING fts5 (body, content = 'message', content_rowid = 'id');
         INSERT INTO message_text (message_text, rank) VALUES ('secure-delete', 1);",
    )
    .expect("prepared");
    let mut words = Words::new(17);
    let texts: Vec<String> = (0..ROUNDS).map(|_| words.text(MESSAGE)).collect();
    let signatures: Vec<_> = texts.iter().map(|text| key.sign(text.as_bytes())).collect();
    let sealed: Vec<(Vec<u8>, _)> = texts
        .iter()
        .map(|text| {
            let mut body = text.clone().into_bytes();
            let tag = aead
                .encrypt_in_place_detached(&[0; 12].into(), &[], &mut body)
                .expect("sealed");
            (body, tag)
        })
        .collect();
    let public = key.verifying_key();
    let before = cpu::used_us();
    for start in (0..ROUNDS).step_by(BATCH) {
        let tx = db.transaction().expect("begun");
        for n in start..start + BATCH {
            let (mut body, tag) = sealed[n].clone();
            aead.decrypt_in_place_detached(&[0; 12].into(), &[], &mut body, &tag)
                .expect("opened");
            public.verify(&body, &signatures[n]).expect("verified");
            let body = std::str::from_utf8(&body).expect("text");
            tx.prepare_cached("INSERT INTO message (body) VALUES (?1)")
                .and_then(|mut insert| insert.execute([body]))
                .expect("stored");
            let row = tx.last_insert_rowid();
            tx.prepare_cached("INSERT INTO message_text (rowid, body) VALUES (?1, ?2)")
                .and_then(|mut insert| insert.execute(rusqlite::params![row, body]))
                .expect("indexed");
        }
        tx.commit().expect("durable");
    }
    (cpu::used_us() - before) / ROUNDS as f64
}
