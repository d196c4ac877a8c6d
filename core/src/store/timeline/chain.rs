//! The last event of every device: what a relay that withholds cannot hide.

use rusqlite::{OptionalExtension, params};

use crate::{
    content::{event::EventHash, stamp::Stamp},
    ids::DeviceId,
    store::{ReadTx, StoreError, WriteTx, rows::RoomRow},
};

/// A device's last event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// Its counter.
    pub counter: u64,
    /// Its digest.
    pub hash: EventHash,
    /// Its stamp.
    pub said: Stamp,
}

/// The last event of a device that was seen here.
pub fn last(db: &ReadTx<'_>, room: RoomRow, device: &DeviceId) -> Result<Option<Link>, StoreError> {
    Ok(db
        .prepare_cached("SELECT counter, hash, said FROM chain WHERE room = ?1 AND device = ?2")?
        .query_row(params![room, device.0], |row| {
            Ok(Link {
                counter: row.get(0)?,
                hash: row.get(1)?,
                said: Stamp(row.get(2)?),
            })
        })
        .optional()?)
}

/// Notes the last event of a device.
pub fn set_last(
    db: &WriteTx<'_>,
    room: RoomRow,
    device: &DeviceId,
    link: Link,
) -> Result<(), StoreError> {
    db.prepare_cached(
        "INSERT INTO chain (room, device, counter, hash, said) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (room, device) DO UPDATE SET counter = ?3, hash = ?4, said = ?5",
    )?
    .execute(params![
        room,
        device.0,
        link.counter,
        link.hash,
        link.said.0
    ])?;
    Ok(())
}
