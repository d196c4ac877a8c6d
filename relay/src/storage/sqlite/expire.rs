//! Retention: what has outlived its time goes, a piece at a time so that nobody waits long for
//! the writer. Nodes of a log stay: they are what tells who may read.

use rusqlite::{OptionalExtension, params};

use super::{
    convert::{int, number, uint},
    guests,
    logs::{place, seq},
    redate,
    write_tx::WriteTx,
};
use crate::{
    clock::DAY_MS,
    storage::{Believed, Expired, LEAST_ENTRY, StorageError, crash},
};

/// Rows of one kind in one piece.
const PIECE: i64 = 2_000;
/// Days that a request is remembered: longer than any client repeats it.
const REQUEST_DAYS: u64 = 7;
/// Days that an invitation's fate can be told after it ran out.
const INVITATION_DAYS: u64 = 30;
/// Days that a claimed key package's hash is kept.
const CLAIM_DAYS: u64 = 90;

fn cutoff(now: &Believed, days: u64) -> i64 {
    int(now.before(days * DAY_MS))
}

/// `now`: the time that is believed, never what a clock says alone.
pub(super) fn expire(tx: &WriteTx<'_>, now: &Believed) -> Result<Expired, StorageError> {
    // What is dated again is looked at by its new date, the next time.
    let redated = redate::all(tx, now)?;
    if redated > 0 {
        return Ok(Expired {
            redated,
            ..Expired::default()
        });
    }
    let delete = |sql: &str, days: u64| -> Result<u64, StorageError> {
        let mut delete = tx.conn.prepare_cached(sql)?;
        Ok(delete.execute(params![cutoff(now, days), PIECE])? as u64)
    };
    let inbox = delete(
        "DELETE FROM inbox WHERE seq IN (SELECT seq FROM inbox WHERE at < ?1 LIMIT ?2)",
        u64::from(tx.limits().inbox_days),
    )?;
    let mut records = delete(
        "DELETE FROM requests WHERE request IN
           (SELECT request FROM requests WHERE at < ?1 LIMIT ?2)",
        REQUEST_DAYS,
    )?;
    records += delete(
        "DELETE FROM invitations WHERE invitation IN
           (SELECT invitation FROM invitations WHERE expires < ?1 LIMIT ?2)",
        INVITATION_DAYS,
    )?;
    records += delete(
        "DELETE FROM key_packages WHERE ordinal IN
           (SELECT ordinal FROM key_packages WHERE claimed_at < ?1 LIMIT ?2)",
        CLAIM_DAYS,
    )?;
    records += guests::expire(tx, now)?;
    crash::point("relay.expire");
    Ok(Expired {
        entries: logs(tx, now)?,
        inbox,
        records,
        redated,
    })
}

fn logs(tx: &WriteTx<'_>, now: &Believed) -> Result<u64, StorageError> {
    let mut tenants = tx
        .conn
        .prepare_cached("SELECT tenant, retention_days FROM tenants")?;
    let tenants = tenants
        .query_map([], |row| Ok((row.get(0)?, number(row, 1)?)))?
        .collect::<Result<Vec<(i64, u64)>, _>>()?;
    let mut removed = 0;
    for (tenant, days) in tenants {
        let before = cutoff(now, days);
        let mut oldest = tx.conn.prepare_cached(
            "SELECT gid, head FROM groups WHERE tenant = ?1 AND oldest_at < ?2
             ORDER BY oldest_at LIMIT 1",
        )?;
        while removed < PIECE {
            let log: Option<(i64, u64)> = oldest
                .query_row(params![tenant, before], |row| {
                    Ok((row.get(0)?, number(row, 1)?))
                })
                .optional()?;
            let Some((gid, head)) = log else {
                break;
            };
            removed += shorten(tx, tenant, gid, head, before, PIECE - removed)?;
        }
    }
    Ok(uint(removed))
}

/// Takes at most `most` entries older than `before` from the beginning of a log.
fn shorten(
    tx: &WriteTx<'_>,
    tenant: i64,
    gid: i64,
    head: u64,
    before: i64,
    most: i64,
) -> Result<i64, StorageError> {
    let (count, bytes, last): (i64, i64, i64) = tx
        .conn
        .prepare_cached(
            "SELECT count(*), coalesce(sum(max(length(body), ?5)), 0), max(place) FROM
               (SELECT place, body FROM entries
                WHERE place BETWEEN ?1 AND ?2 AND at < ?3 ORDER BY place LIMIT ?4)",
        )?
        .query_row(
            params![place(gid, 0), place(gid, head), before, most, LEAST_ENTRY],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )?;
    tx.conn
        .prepare_cached("DELETE FROM entries WHERE place BETWEEN ?1 AND ?2")?
        .execute(params![place(gid, 0), last])?;
    let oldest: Option<i64> = tx
        .conn
        .prepare_cached(
            "SELECT at FROM entries WHERE place BETWEEN ?1 AND ?2 ORDER BY place LIMIT 1",
        )?
        .query_row(params![place(gid, 0), place(gid, head)], |row| row.get(0))
        .optional()?;
    tx.conn
        .prepare_cached(
            "UPDATE groups SET first = ?2, oldest_at = ?3, bytes = bytes - ?4 WHERE gid = ?1",
        )?
        .execute(params![gid, int(seq(last) + 1), oldest, bytes])?;
    tx.conn
        .prepare_cached("UPDATE usage SET bytes = bytes - ?2 WHERE tenant = ?1")?
        .execute(params![tenant, bytes])?;
    Ok(count)
}
