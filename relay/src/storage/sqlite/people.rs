//! People and their devices.

use kith_protocol::{
    api::people::DeviceRecord,
    ids::{DeviceId, PersonId, PublicKey},
    limits::MAX_DEVICES,
};
use rusqlite::{Connection, OptionalExtension, params};

use super::{
    convert::{bytes, decode, encode, int},
    guests,
    write_tx::WriteTx,
};
use crate::storage::{DeviceEntry, Enrol, Gone, Refusal, Standing, StorageError, TenantId};

pub(super) fn device(conn: &Connection, id: DeviceId) -> Result<Option<DeviceEntry>, StorageError> {
    let mut select = conn.prepare_cached(
        "SELECT d.key, d.person, p.tenant, p.revoked_at IS NOT NULL
         FROM devices d JOIN people p USING (person) WHERE d.device = ?1",
    )?;
    let device = select.query_row([id.0], |row| {
        let person = PersonId(bytes(row, 1)?);
        Ok(DeviceEntry {
            key: PublicKey(bytes(row, 0)?),
            person,
            tenant: TenantId(row.get(2)?),
            revoked: row.get(3)?,
            root: person,
            standing: Standing::Clinic,
        })
    });
    let Some(device) = device.optional()? else {
        return Ok(None);
    };
    let (root, standing) = guests::root(conn, device.person)?;
    Ok(Some(DeviceEntry {
        root,
        standing,
        ..device
    }))
}

pub(super) fn revoked(
    conn: &Connection,
    devices: &[DeviceId],
) -> Result<Vec<(DeviceId, Gone)>, StorageError> {
    let mut gone = Vec::new();
    for id in devices {
        match device(conn, *id)? {
            None => gone.push((*id, Gone::Forgotten)),
            Some(device) if device.revoked => gone.push((*id, Gone::Revoked)),
            Some(_) => {}
        }
    }
    Ok(gone)
}

pub(super) fn devices_of(
    conn: &Connection,
    person: PersonId,
    tenant: TenantId,
) -> Result<Vec<DeviceRecord>, StorageError> {
    let mut select = conn.prepare_cached(
        "SELECT d.certificate, d.inbox_key FROM devices d JOIN people p USING (person)
         WHERE p.person = ?1 AND p.tenant = ?2 AND p.revoked_at IS NULL ORDER BY d.ordinal",
    )?;
    let mut rows = select.query(params![person.0, tenant.0])?;
    let mut devices = Vec::new();
    while let Some(row) = rows.next()? {
        let (certificate, inbox_key): (Vec<u8>, Vec<u8>) = (row.get(0)?, row.get(1)?);
        devices.push(DeviceRecord {
            device: decode(&certificate)?,
            inbox_key: decode(&inbox_key)?,
        });
    }
    Ok(devices)
}

/// Makes a person and a device known, or brings a known device's record up to date.
pub(super) fn enrol(tx: &WriteTx<'_>, tenant: TenantId, enrol: &Enrol) -> Result<(), StorageError> {
    let (person, id) = (PersonId::of(&enrol.person), DeviceId::of(&enrol.device));
    let known: Option<(i64, bool)> = tx
        .conn
        .prepare_cached("SELECT tenant, revoked_at IS NOT NULL FROM people WHERE person = ?1")?
        .query_row([person.0], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    match known {
        Some((_, true)) => return Err(Refusal::Revoked.into()),
        Some((home, false)) if home != tenant.0 => return Err(Refusal::Exists.into()),
        Some(_) => {}
        None => {
            tx.conn
                .prepare_cached(
                    "INSERT INTO people (person, tenant, key, enrolled_at)
                     VALUES (?1, ?2, ?3, ?4)",
                )?
                .execute(params![person.0, tenant.0, enrol.person.0, int(tx.now)])?;
        }
    }
    match device(tx.conn, id)? {
        Some(known) if known.person != person => return Err(Refusal::Exists.into()),
        Some(_) => {}
        None => {
            let devices: i64 = tx
                .conn
                .prepare_cached("SELECT count(*) FROM devices WHERE person = ?1")?
                .query_row([person.0], |row| row.get(0))?;
            if usize::try_from(devices).unwrap_or(usize::MAX) >= MAX_DEVICES {
                return Err(Refusal::Quota.into());
            }
        }
    }
    tx.conn
        .prepare_cached(
            "INSERT INTO devices (device, person, key, certificate, inbox_key, enrolled_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (device) DO UPDATE SET certificate = excluded.certificate,
                                                inbox_key = excluded.inbox_key",
        )?
        .execute(params![
            id.0,
            person.0,
            enrol.device.0,
            encode(&enrol.record.device),
            encode(&enrol.record.inbox_key),
            int(tx.now)
        ])?;
    Ok(())
}

/// Notes that the clinic itself enrolled a person: they are nobody's guest.
pub(super) fn is_clinics(tx: &WriteTx<'_>, person: PersonId) -> Result<(), StorageError> {
    tx.conn
        .prepare_cached("UPDATE people SET by_clinic = 1 WHERE person = ?1")?
        .execute([person.0])?;
    Ok(())
}

/// Ends what a person may do here, and what their guests may by nobody else's word: sessions follow, since the revision grows.
pub(super) fn revoke(
    tx: &WriteTx<'_>,
    tenant: TenantId,
    person: PersonId,
) -> Result<(), StorageError> {
    let known = tx
        .conn
        .prepare_cached(
            "UPDATE people SET revoked_at = coalesce(revoked_at, ?3)
             WHERE person = ?1 AND tenant = ?2",
        )?
        .execute(params![person.0, tenant.0, int(tx.now)])?;
    if known == 0 {
        return Err(Refusal::NotFound.into());
    }
    for sql in [
        "DELETE FROM key_packages WHERE device IN (SELECT device FROM devices WHERE person = ?1)",
        "DELETE FROM inbox WHERE device IN (SELECT device FROM devices WHERE person = ?1)",
        "UPDATE invitations SET state = 'revoked' WHERE state = 'open'
           AND inviter IN (SELECT device FROM devices WHERE person = ?1)",
    ] {
        tx.conn.prepare_cached(sql)?.execute([person.0])?;
    }
    guests::fall_with(tx, person)?;
    tx.conn
        .prepare_cached("UPDATE meta SET revision = revision + 1")?
        .execute([])?;
    Ok(())
}
