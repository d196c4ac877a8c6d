//! Whose guests people are. Who was enrolled by the clinic itself is nobody's guest; a guest stays
//! enrolled as long as somebody who invited them holds them.

use kith_protocol::{
    ids::{DeviceId, PersonId},
    limits::MAX_GUESTS,
};
use rusqlite::{Connection, OptionalExtension, params};

use super::{
    convert::{bytes, int},
    key_packages,
    write_tx::WriteTx,
};
use crate::{
    clock::DAY_MS,
    storage::{Actor, Believed, Refusal, Standing, StorageError},
};

/// Days that a guest who was let go can still fetch what tells them so.
const GRACE_DAYS: u64 = 7;
/// People that are forgotten in one transaction, each with a few rows: all that a host can have.
const PIECE: i64 = 2 * MAX_GUESTS as i64;

/// The person of a device, if they may have guests: the clinic enrolled them, and nobody ended it.
pub(super) fn host(conn: &Connection, device: DeviceId) -> Result<PersonId, StorageError> {
    let host: Option<PersonId> = conn
        .prepare_cached(
            "SELECT p.person FROM devices d JOIN people p USING (person)
             WHERE d.device = ?1 AND p.by_clinic = 1 AND p.revoked_at IS NULL",
        )?
        .query_row([device.0], |row| Ok(PersonId(bytes(row, 0)?)))
        .optional()?;
    Ok(host.ok_or(Refusal::Guest)?)
}

/// In whose tree a person stands, and how: in their own, where the clinic enrolled them, else in their
/// host's; of several, of one who has not let them go.
pub(super) fn root(
    conn: &Connection,
    person: PersonId,
) -> Result<(PersonId, Standing), StorageError> {
    let host = conn
        .prepare_cached(
            "SELECT host, ended_at IS NULL FROM guests g JOIN people p ON p.person = g.guest
             WHERE g.guest = ?1 AND p.by_clinic = 0
             ORDER BY ended_at IS NOT NULL, host LIMIT 1",
        )?
        .query_row([person.0], |row| {
            let standing = match row.get(1)? {
                true => Standing::Guest,
                false => Standing::LetGo,
            };
            Ok((PersonId(bytes(row, 0)?), standing))
        })
        .optional()?;
    Ok(host.unwrap_or((person, Standing::Clinic)))
}

/// Notes that a person is a guest of another, again if they were let go before. Who was let go counts
/// until they are gone: they may still use what any guest may.
pub(super) fn take_in(
    tx: &WriteTx<'_>,
    guest: PersonId,
    host: PersonId,
) -> Result<(), StorageError> {
    let others: i64 = tx
        .conn
        .prepare_cached("SELECT count(*) FROM guests WHERE host = ?1 AND guest != ?2")?
        .query_row(params![host.0, guest.0], |row| row.get(0))?;
    if usize::try_from(others).unwrap_or(usize::MAX) >= MAX_GUESTS {
        return Err(Refusal::Quota.into());
    }
    tx.conn
        .prepare_cached(
            "INSERT INTO guests (guest, host) VALUES (?1, ?2)
             ON CONFLICT DO UPDATE SET ended_at = NULL",
        )?
        .execute(params![guest.0, host.0])?;
    Ok(())
}

/// A host lets a guest go. Whoever is none of theirs stays, and nobody is told which it was.
pub(super) fn let_go(tx: &WriteTx<'_>, host: Actor, guest: PersonId) -> Result<(), StorageError> {
    let host: Option<PersonId> = tx
        .conn
        .prepare_cached("SELECT person FROM devices WHERE device = ?1")?
        .query_row([host.device.0], |row| Ok(PersonId(bytes(row, 0)?)))
        .optional()?;
    let host = host.ok_or(Refusal::NotFound)?;
    tx.conn
        .prepare_cached(
            "UPDATE guests SET ended_at = coalesce(ended_at, ?3) WHERE guest = ?1 AND host = ?2",
        )?
        .execute(params![guest.0, host.0, int(tx.now)])?;
    Ok(())
}

/// A host holds a guest again whom they let go and who is still here: who came by another invitation
/// since may be hit by a letting go that was repeated late.
pub(super) fn hold_again(
    tx: &WriteTx<'_>,
    host: Actor,
    guest: PersonId,
) -> Result<(), StorageError> {
    let host = self::host(tx.conn, host.device)?;
    let is_theirs: bool = tx
        .conn
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM guests WHERE guest = ?1 AND host = ?2)")?
        .query_row(params![guest.0, host.0], |row| row.get(0))?;
    if !is_theirs {
        return Err(Refusal::NotFound.into());
    }
    take_in(tx, guest, host)
}

/// What a host who was revoked held falls at once.
pub(super) fn fall_with(tx: &WriteTx<'_>, host: PersonId) -> Result<(), StorageError> {
    let guests = chosen(
        tx,
        "SELECT guest FROM guests WHERE host = ?1 LIMIT ?2",
        &host.0,
    )?;
    tx.conn
        .prepare_cached("DELETE FROM guests WHERE host = ?1")?
        .execute([host.0])?;
    for guest in guests {
        forget_unheld(tx, guest)?;
    }
    Ok(())
}

/// Forgets those whose time to hear of it is over. Answers how many they were, at most a piece.
pub(super) fn expire(tx: &WriteTx<'_>, now: &Believed) -> Result<u64, StorageError> {
    let before = int(now.before(GRACE_DAYS * DAY_MS));
    let ended = chosen(
        tx,
        "SELECT guest FROM guests WHERE ended_at < ?1 ORDER BY ended_at LIMIT ?2",
        &before,
    )?;
    for guest in &ended {
        tx.conn
            .prepare_cached("DELETE FROM guests WHERE guest = ?1 AND ended_at < ?2")?
            .execute(params![guest.0, before])?;
        forget_unheld(tx, *guest)?;
    }
    Ok(ended.len() as u64)
}

fn chosen(
    tx: &WriteTx<'_>,
    sql: &str,
    by: &dyn rusqlite::ToSql,
) -> Result<Vec<PersonId>, StorageError> {
    let mut select = tx.conn.prepare_cached(sql)?;
    let people = select.query_map(params![by, PIECE], |row| Ok(PersonId(bytes(row, 0)?)))?;
    Ok(people.collect::<Result<_, _>>()?)
}

/// All devices of a person.
pub(super) const DEVICES: &str = "(SELECT device FROM devices WHERE person = ?1)";

/// Ends the enrolment of who is held by nobody: nothing of them stays but what others' logs hold.
fn forget_unheld(tx: &WriteTx<'_>, person: PersonId) -> Result<(), StorageError> {
    let is_held: bool = tx
        .conn
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM guests WHERE guest = ?1)
                 OR EXISTS (SELECT 1 FROM people WHERE person = ?1
                            AND (by_clinic = 1 OR revoked_at IS NOT NULL))",
        )?
        .query_row([person.0], |row| row.get(0))?;
    if is_held {
        return Ok(());
    }
    let mut devices = tx
        .conn
        .prepare_cached("SELECT device FROM devices WHERE person = ?1")?;
    let devices = devices
        .query_map([person.0], |row| Ok(DeviceId(bytes(row, 0)?)))?
        .collect::<Result<Vec<_>, _>>()?;
    for table in ["key_packages", "inbox", "acks"] {
        tx.conn
            .prepare_cached(&format!("DELETE FROM {table} WHERE device IN {DEVICES}"))?
            .execute([person.0])?;
    }
    tx.conn
        .prepare_cached(&format!(
            "UPDATE invitations SET state = 'revoked' WHERE state = 'open' AND inviter IN {DEVICES}"
        ))?
        .execute([person.0])?;
    // Who comes again is told that none of theirs wait.
    for device in devices {
        key_packages::announce(tx, device)?;
    }
    for sql in [
        "DELETE FROM devices WHERE person = ?1",
        "DELETE FROM people WHERE person = ?1",
    ] {
        tx.conn.prepare_cached(sql)?.execute([person.0])?;
    }
    // Sessions follow.
    tx.conn
        .prepare_cached("UPDATE meta SET revision = revision + 1")?
        .execute([])?;
    Ok(())
}
