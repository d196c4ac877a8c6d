//! Requests that must have one effect however often they come, where nothing else remembers
//! them.

use kith_protocol::ids::{DeviceId, Digest32, RequestId, digest};
use rusqlite::{OptionalExtension, params};

use super::{
    convert::{bytes, int},
    write_tx::WriteTx,
};
use crate::storage::{Refusal, StorageError};

/// A request: who, what for, its id, and what its body came to.
pub(super) struct Request {
    key: Digest32,
    body: Digest32,
}

impl Request {
    pub(super) fn new(device: DeviceId, kind: &str, id: RequestId, body: &[&[u8]]) -> Self {
        Self::of(&device.0, kind, id, body)
    }

    /// The same of whoever is named so.
    pub(super) fn of(who: &[u8], kind: &str, id: RequestId, body: &[&[u8]]) -> Self {
        Self {
            key: digest("kith/v1/request", &[who, kind.as_bytes(), &id.0]),
            body: digest("kith/v1/request-body", body),
        }
    }

    /// The answer that it got before.
    pub(super) fn answered(&self, tx: &WriteTx<'_>) -> Result<Option<Vec<u8>>, StorageError> {
        let mut select = tx
            .conn
            .prepare_cached("SELECT body, answer FROM requests WHERE request = ?1")?;
        let found = select
            .query_row([self.key.0], |row| {
                Ok((bytes::<32>(row, 0)?, row.get::<_, Vec<u8>>(1)?))
            })
            .optional()?;
        match found {
            Some((body, _)) if body != self.body.0 => Err(Refusal::Mismatch.into()),
            found => Ok(found.map(|(_, answer)| answer)),
        }
    }

    /// Remembers the answer.
    pub(super) fn remember(&self, tx: &WriteTx<'_>, answer: &[u8]) -> Result<(), StorageError> {
        tx.conn
            .prepare_cached(
                "INSERT INTO requests (request, body, answer, at) VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute(params![self.key.0, self.body.0, answer, int(tx.now)])?;
        Ok(())
    }
}
