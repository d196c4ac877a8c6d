//! How far devices have read, as they say themselves.

use kith_protocol::ids::{DeviceId, GroupId};
use rusqlite::{Connection, params};

use super::{convert::int, convert::uint, inbox, logs::Log, write_tx::WriteTx};
use crate::storage::StorageError;

pub(super) fn ack(
    tx: &WriteTx<'_>,
    device: DeviceId,
    inbox: Option<u64>,
    groups: &[(GroupId, u64)],
) -> Result<(), StorageError> {
    if let Some(seq) = inbox {
        inbox::forget(tx, device, seq)?;
    }
    for (group, seq) in groups {
        let Some(log) = Log::find(tx.conn, group)? else {
            continue;
        };
        tx.conn
            .prepare_cached(
                "INSERT INTO acks (device, gid, seq) VALUES (?1, ?2, ?3)
                 ON CONFLICT (gid, device) DO UPDATE SET seq = max(seq, excluded.seq)",
            )?
            .execute(params![device.0, log.gid, int((*seq).min(log.head))])?;
    }
    Ok(())
}

pub(super) fn readers(conn: &Connection, group: GroupId, seq: u64) -> Result<u64, StorageError> {
    let mut select = conn.prepare_cached(
        "SELECT count(*) FROM groups g JOIN acks a USING (gid) WHERE g.id = ?1 AND a.seq >= ?2",
    )?;
    Ok(select.query_row(params![group.0, int(seq)], |row| row.get(0).map(uint))?)
}
