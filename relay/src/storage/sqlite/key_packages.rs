//! Key packages. A claimed one leaves its hash behind, so that a repeated publication does not
//! bring it back.

use kith_protocol::{
    api::people::{ClaimedPackage, KeyPackages},
    ids::{DeviceId, PersonId, RequestId, digest},
    limits::MAX_KEY_PACKAGES,
};
use rusqlite::{Connection, OptionalExtension, params};
use serde_bytes::ByteBuf;

use super::{
    audit,
    convert::{decode, encode, int},
    logs::{Space, room_for},
    requests::Request,
    write_tx::WriteTx,
};
use crate::storage::{Actor, Change, Refusal, StorageError};

fn hash(package: &[u8]) -> [u8; 32] {
    digest("kith/v1/key-package", &[package]).0
}

pub(super) fn waiting(conn: &Connection, device: DeviceId) -> Result<u32, StorageError> {
    let mut select = conn.prepare_cached(
        "SELECT count(*) FROM key_packages
         WHERE device = ?1 AND last_resort = 0 AND package IS NOT NULL",
    )?;
    Ok(select.query_row([device.0], |row| row.get(0))?)
}

pub(super) fn announce(tx: &WriteTx<'_>, device: DeviceId) -> Result<u32, StorageError> {
    let waiting = waiting(tx.conn, device)?;
    tx.announce(Change::KeyPackages { device, waiting });
    Ok(waiting)
}

pub(super) fn publish(
    tx: &WriteTx<'_>,
    device: DeviceId,
    packages: &KeyPackages,
) -> Result<(), StorageError> {
    if packages.fresh {
        tx.conn
            .prepare_cached(
                "DELETE FROM key_packages
                 WHERE device = ?1 AND last_resort = 0 AND package IS NOT NULL",
            )?
            .execute([device.0])?;
    }
    room_for(tx, Space::Messages)?;
    let mut insert = tx.conn.prepare_cached(
        "INSERT INTO key_packages (device, hash, package, last_resort) VALUES (?1, ?2, ?3, 0)
         ON CONFLICT DO NOTHING",
    )?;
    for package in &packages.packages {
        insert.execute(params![device.0, hash(package), &package[..]])?;
    }
    if let Some(package) = &packages.last_resort {
        let hash = hash(package);
        tx.conn
            .prepare_cached(
                "DELETE FROM key_packages WHERE device = ?1 AND last_resort = 1 AND hash <> ?2",
            )?
            .execute(params![device.0, hash])?;
        tx.conn
            .prepare_cached(
                "INSERT INTO key_packages (device, hash, package, last_resort)
                 VALUES (?1, ?2, ?3, 1)
                 ON CONFLICT (device, hash) DO UPDATE SET last_resort = 1,
                   package = excluded.package, claimed_at = NULL",
            )?
            .execute(params![device.0, hash, &package[..]])?;
    }
    let waiting = announce(tx, device)?;
    if usize::try_from(waiting).unwrap_or(usize::MAX) > MAX_KEY_PACKAGES {
        return Err(Refusal::Quota.into());
    }
    Ok(())
}

/// Hands them to who may let the person in: whoever's invitation they came by, and did not let
/// them go since. To anyone else it is as if nobody were there.
pub(super) fn claim(
    tx: &WriteTx<'_>,
    actor: Actor,
    id: RequestId,
    person: PersonId,
) -> Result<Vec<ClaimedPackage>, StorageError> {
    let record = Request::new(actor.device, "claim", id, &[&person.0]);
    if let Some(answer) = record.answered(tx)? {
        return decode(&answer);
    }
    room_for(tx, Space::Commit)?;
    // Each is good for one group: whoever could take them without a reason would use them up.
    let mut select = tx.conn.prepare_cached(
        "SELECT d.device FROM devices d JOIN people p USING (person)
         WHERE p.person = ?1 AND p.tenant = ?2 AND p.revoked_at IS NULL AND EXISTS
           (SELECT 1 FROM guests g JOIN devices host ON host.person = g.host
            WHERE g.guest = p.person AND host.device = ?3 AND g.ended_at IS NULL)
         ORDER BY d.ordinal",
    )?;
    let devices = select
        .query_map(params![person.0, actor.tenant.0, actor.device.0], |row| {
            super::convert::bytes(row, 0).map(DeviceId)
        })?
        .collect::<Result<Vec<_>, _>>()?;
    if devices.is_empty() {
        return Err(Refusal::NotFound.into());
    }
    let mut claimed = Vec::new();
    for device in devices {
        if let Some(package) = take(tx, device)? {
            claimed.push(ClaimedPackage {
                device,
                package: ByteBuf::from(package),
            });
        }
    }
    if claimed.is_empty() {
        // Asked again, there may be some.
        return Ok(claimed);
    }
    record.remember(tx, &encode(&claimed))?;
    audit::write(tx, Some(actor), "claim", &person.0, "done")?;
    Ok(claimed)
}

/// The oldest that waits, else the one of last resort.
fn take(tx: &WriteTx<'_>, device: DeviceId) -> Result<Option<Vec<u8>>, StorageError> {
    let oldest: Option<(i64, Vec<u8>)> = tx
        .conn
        .prepare_cached(
            "SELECT ordinal, package FROM key_packages
             WHERE device = ?1 AND last_resort = 0 AND package IS NOT NULL
             ORDER BY ordinal LIMIT 1",
        )?
        .query_row([device.0], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    if let Some((ordinal, package)) = oldest {
        tx.conn
            .prepare_cached(
                "UPDATE key_packages SET package = NULL, claimed_at = ?2 WHERE ordinal = ?1",
            )?
            .execute(params![ordinal, int(tx.now)])?;
        announce(tx, device)?;
        return Ok(Some(package));
    }
    let last_resort = tx
        .conn
        .prepare_cached("SELECT package FROM key_packages WHERE device = ?1 AND last_resort = 1")?
        .query_row([device.0], |row| row.get(0))
        .optional()?;
    Ok(last_resort)
}
