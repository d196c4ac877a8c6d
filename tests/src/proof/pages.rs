//! What a store holds, wherever in it: in its tables, and in the pages of its files, free ones too, which no query shows.

use std::{fs, path::Path};

use aes::{
    Aes256,
    cipher::{BlockDecrypt, KeyInit, generic_array::GenericArray},
};

use crate::Person;

/// As SQLCipher 4 has them, in bytes: pages, and behind each its vector and its MAC.
const PAGE: usize = 4096;
const RESERVED: usize = 80;
const BLOCK: usize = 16;
/// Of the first page so much is not encrypted (`cipher_plaintext_header_size`).
const PLAIN: usize = 32;
/// Before the frames of a write-ahead log, and before the page of each.
const WAL_HEADER: usize = 32;
const FRAME_HEADER: usize = 24;

/// The pages of a person's store and of what is beside it, in the clear.
///
/// # Panics
/// Where there is no store.
pub fn pages(person: &Person) -> Vec<Vec<u8>> {
    let (dir, key) = (person.dir(), person.key());
    let file = fs::read(dir.join("kith.db")).expect("a store");
    let mut pages: Vec<Vec<u8>> = (file.chunks(PAGE).enumerate())
        .map(|(nth, page)| clear(&key, page, nth == 0))
        .collect();
    for frame in frames(dir).chunks(FRAME_HEADER + PAGE) {
        let (header, page) = frame.split_at(FRAME_HEADER.min(frame.len()));
        let first = header.first_chunk() == Some(&1_u32.to_be_bytes());
        pages.push(clear(&key, page, first));
    }
    pages
}

fn frames(dir: &Path) -> Vec<u8> {
    let log = fs::read(dir.join("kith.db-wal")).unwrap_or_default();
    log.get(WAL_HEADER..).unwrap_or_default().to_vec()
}

/// AES-256 in CBC, whose vector stands behind the page.
fn clear(key: &[u8; 48], page: &[u8], first: bool) -> Vec<u8> {
    if page.len() < PAGE {
        return page.to_vec();
    }
    let cipher = Aes256::new(GenericArray::from_slice(&key[..32]));
    let start = if first { PLAIN } else { 0 };
    let end = PAGE - RESERVED;
    let mut before = &page[end..end + BLOCK];
    let mut clear = page[..start].to_vec();
    for block in page[start..end].chunks(BLOCK) {
        let mut open = GenericArray::clone_from_slice(block);
        cipher.decrypt_block(&mut open);
        clear.extend(open.iter().zip(before).map(|(byte, other)| byte ^ other));
        before = block;
    }
    clear
}

/// In how many pages of a person's store a word stands, in small letters or as it is.
///
/// # Panics
/// As [`pages`].
pub fn pages_with(person: &Person, word: &str) -> usize {
    let has = |page: &Vec<u8>| {
        let lower = page.to_ascii_lowercase();
        lower
            .windows(word.len())
            .any(|part| part == word.as_bytes())
    };
    pages(person).iter().filter(|page| has(page)).count()
}

/// The tables in which a word stands, of a closed person's store, those of its index among them.
///
/// # Panics
/// Where there is no store.
pub fn tables_with(person: &Person, word: &str) -> Vec<String> {
    let store = crate::database(person.dir(), &person.key());
    let names = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'";
    let mut tables = store.prepare(names).expect("read");
    let tables: Vec<String> = tables
        .query_map([], |row| row.get(0))
        .expect("read")
        .collect::<Result<_, _>>()
        .expect("read");
    let mut found = Vec::new();
    for table in tables.iter().filter(|table| *table != "message_text") {
        let mut all = store
            .prepare(&format!("SELECT * FROM \"{table}\""))
            .expect("read");
        let columns = all.column_count();
        let mut rows = all.query([]).expect("read");
        while let Some(row) = rows.next().expect("read") {
            for column in 0..columns {
                let bytes = match row.get_ref(column).expect("read") {
                    rusqlite::types::ValueRef::Text(bytes)
                    | rusqlite::types::ValueRef::Blob(bytes) => bytes,
                    _ => continue,
                };
                let lower = bytes.to_ascii_lowercase();
                if lower
                    .windows(word.len())
                    .any(|part| part == word.as_bytes())
                {
                    found.push(table.clone());
                }
            }
        }
    }
    found
}
