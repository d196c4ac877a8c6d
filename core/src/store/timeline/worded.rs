//! The words that an event is shown by, and looked for by: its own, or what was made of them.

use kith_protocol::cbor;
use rusqlite::Row;

use crate::{
    content::{event::ContentKind, fold::Item, registry},
    ids::PersonId,
    store::StoreError,
};

/// Most bytes of an item as the store keeps it: the words of an event, and who has put signs to it.
const MAX_ITEM: usize = 4 << 20;

/// Reads what the store keeps.
pub(super) fn read(state: &[u8]) -> Result<Item, StoreError> {
    cbor::decode(state, MAX_ITEM).map_err(|_| StoreError::Unreadable)
}

/// What was made of a row's event, in the column `at`.
pub(super) fn item(row: &Row<'_>, at: usize) -> Result<Item, StoreError> {
    let state = row.get_ref(at)?.as_blob_or_null();
    let state = state.map_err(|_| StoreError::Unreadable)?;
    Ok(state.map(read).transpose()?.unwrap_or_default())
}

/// The words that its sender gave in the place of an event whose kind was not known, in the same columns.
pub(super) fn fallback(row: &Row<'_>, at: usize) -> Result<Option<String>, StoreError> {
    if item(row, at + 2)?.redacted {
        return Ok(None);
    }
    let content = row.get_ref(at + 1)?.as_blob_or_null();
    let content = content.map_err(|_| StoreError::Unreadable)?;
    Ok(content.map(registry::fallback))
}

/// The words that an event is shown by: of its kind, its content and its item, in the columns from
/// `at` on. Nothing where it is erased, or is no event.
pub(super) fn words(row: &Row<'_>, at: usize) -> Result<Option<String>, StoreError> {
    let (words, _) = words_of(row, at, &item(row, at + 2)?)?;
    Ok(words)
}

/// The same, of an item that was read, and whom they name: nobody for certain, where they were edited.
pub(super) fn words_of(
    row: &Row<'_>,
    at: usize,
    item: &Item,
) -> Result<(Option<String>, Vec<PersonId>), StoreError> {
    if item.redacted || item.words.is_some() {
        return Ok((item.words.clone(), Vec::new()));
    }
    let content = row.get_ref(at + 1)?.as_blob_or_null();
    let Some(content) = content.map_err(|_| StoreError::Unreadable)? else {
        return Ok((None, Vec::new()));
    };
    let said = registry::words(ContentKind(row.get(at)?), content);
    Ok(said.map_or((None, Vec::new()), |(words, names)| (Some(words), names)))
}
