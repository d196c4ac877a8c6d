//! The audit's rows: written in the transaction of what they tell of.

use rusqlite::{Connection, OptionalExtension, params};

use super::{
    convert::{bytes, int, number},
    write_tx::WriteTx,
};
use crate::{
    audit::{AuditEntry, Checkpoint, NO_ONE, OPERATOR, RELAY_CHAIN},
    storage::{Actor, AuditNote, StorageError, TenantId},
};

/// Writes what a device did.
pub(super) fn write(
    tx: &WriteTx<'_>,
    actor: Option<Actor>,
    action: &'static str,
    object: &[u8],
    outcome: &'static str,
) -> Result<(), StorageError> {
    let tenant = actor.map_or(RELAY_CHAIN, |actor| actor.tenant.0);
    let who = actor.map_or(NO_ONE.to_vec(), |actor| actor.device.0.to_vec());
    append(tx, tenant, &who, action, object, outcome)
}

/// Writes what the clinic's operator did.
pub(super) fn operator(
    tx: &WriteTx<'_>,
    tenant: TenantId,
    action: &'static str,
    object: &[u8],
) -> Result<(), StorageError> {
    append(tx, tenant.0, OPERATOR, action, object, "done")
}

pub(super) fn note(tx: &WriteTx<'_>, note: &AuditNote) -> Result<(), StorageError> {
    let tenant = note.tenant.map_or(RELAY_CHAIN, |tenant| tenant.0);
    let actor = note.actor.map_or(NO_ONE.to_vec(), |id| id.0.to_vec());
    append(tx, tenant, &actor, note.action, &[], note.outcome)
}

fn append(
    tx: &WriteTx<'_>,
    tenant: i64,
    actor: &[u8],
    action: &'static str,
    object: &[u8],
    outcome: &'static str,
) -> Result<(), StorageError> {
    let keys = tx.audit_keys();
    let last = last(tx.conn, tenant)?;
    let mut entry = AuditEntry {
        tenant,
        number: last.map_or(1, |(number, _)| number + 1),
        at: tx.now,
        actor: keys.pseudonym(actor),
        action: action.to_owned(),
        object: keys.pseudonym(object),
        outcome: outcome.to_owned(),
        hash: [0; 32],
    };
    entry.hash = entry.chain(&last.map_or([0; 32], |(_, hash)| hash));
    tx.conn
        .prepare_cached(
            "INSERT INTO audit (tenant, number, at, actor, action, object, outcome, hash)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?
        .execute(params![
            entry.tenant,
            int(entry.number),
            int(entry.at),
            entry.actor,
            entry.action,
            entry.object,
            entry.outcome,
            entry.hash
        ])?;
    Ok(())
}

fn last(conn: &Connection, tenant: i64) -> Result<Option<(u64, [u8; 32])>, StorageError> {
    let mut select = conn.prepare_cached(
        "SELECT number, hash FROM audit WHERE tenant = ?1 ORDER BY number DESC LIMIT 1",
    )?;
    let last = select.query_row([tenant], |row| Ok((number(row, 0)?, bytes(row, 1)?)));
    Ok(last.optional()?)
}

/// Which chains there are, also of one whose entries are gone and whose checkpoints are not. From one to the
/// next: a chain is as long as the relay is old.
pub(super) fn chains(conn: &Connection) -> Result<Vec<i64>, StorageError> {
    let mut select = conn.prepare_cached(
        "WITH RECURSIVE
           written (tenant) AS (
             SELECT min(tenant) FROM audit
             UNION ALL
             SELECT (SELECT min(a.tenant) FROM audit a WHERE a.tenant > w.tenant)
             FROM written w WHERE w.tenant IS NOT NULL),
           signed (tenant) AS (
             SELECT min(tenant) FROM audit_checkpoints
             UNION ALL
             SELECT (SELECT min(a.tenant) FROM audit_checkpoints a WHERE a.tenant > s.tenant)
             FROM signed s WHERE s.tenant IS NOT NULL)
         SELECT tenant FROM written WHERE tenant IS NOT NULL
         UNION SELECT tenant FROM signed WHERE tenant IS NOT NULL",
    )?;
    let chains = select.query_map([], |row| row.get(0))?;
    Ok(chains.collect::<Result<_, _>>()?)
}

/// Signs the newest entry of each chain that grew since its last checkpoint.
pub(super) fn checkpoint(tx: &WriteTx<'_>) -> Result<(), StorageError> {
    for tenant in chains(tx.conn)? {
        let Some((number, hash)) = last(tx.conn, tenant)? else {
            continue;
        };
        let mut checkpoint = Checkpoint {
            tenant,
            number,
            at: tx.now,
            hash,
            signature: [0; 64],
        };
        checkpoint.signature = tx.audit_keys().sign(&checkpoint);
        tx.conn
            .prepare_cached(
                "INSERT INTO audit_checkpoints (tenant, number, at, hash, signature)
                 VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING",
            )?
            .execute(params![
                tenant,
                int(number),
                int(checkpoint.at),
                checkpoint.hash,
                checkpoint.signature
            ])?;
    }
    Ok(())
}

/// Shows every entry of a chain, in order.
pub(super) fn for_each(
    conn: &Connection,
    tenant: i64,
    mut see: impl FnMut(AuditEntry),
) -> Result<(), StorageError> {
    let mut select = conn.prepare_cached(
        "SELECT number, at, actor, action, object, outcome, hash FROM audit
         WHERE tenant = ?1 ORDER BY number",
    )?;
    let mut rows = select.query([tenant])?;
    while let Some(row) = rows.next()? {
        see(AuditEntry {
            tenant,
            number: number(row, 0)?,
            at: number(row, 1)?,
            actor: bytes(row, 2)?,
            action: row.get(3)?,
            object: bytes(row, 4)?,
            outcome: row.get(5)?,
            hash: bytes(row, 6)?,
        });
    }
    Ok(())
}

pub(super) fn checkpoints(conn: &Connection, tenant: i64) -> Result<Vec<Checkpoint>, StorageError> {
    let mut select = conn.prepare_cached(
        "SELECT number, at, hash, signature FROM audit_checkpoints
         WHERE tenant = ?1 ORDER BY number",
    )?;
    let checkpoints = select.query_map([tenant], |row| {
        Ok(Checkpoint {
            tenant,
            number: number(row, 0)?,
            at: number(row, 1)?,
            hash: bytes(row, 2)?,
            signature: bytes(row, 3)?,
        })
    })?;
    Ok(checkpoints.collect::<Result<_, _>>()?)
}
