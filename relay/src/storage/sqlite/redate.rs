//! What was stored while the clock was far ahead is dated so. Once the clock is right again, that
//! would stand still: a log's times never fall, so all that is said in it would be dated in the
//! future too, and be kept until then. It is dated by the clock that is believed; the order of a
//! log is that of its sequence numbers, and stays.

use rusqlite::{OptionalExtension, params};

use super::{convert::int, logs::place, write_tx::WriteTx};
use crate::{
    clock::DAY_MS,
    storage::{Believed, StorageError},
};

/// How far ahead a date may lie: clocks are put right by less each day.
const AHEAD_MS: u64 = DAY_MS;
/// Logs that one piece dates again.
const PIECE: u64 = 50;

/// Dates again some of what lies ahead of a clock that was set back; answers how much, 0 when all
/// is done.
pub(super) fn all(tx: &WriteTx<'_>, now: &Believed) -> Result<u64, StorageError> {
    if !now.set_back {
        return Ok(0);
    }
    let (at, ahead) = (int(now.now), int(now.now.saturating_add(AHEAD_MS)));
    let mut done = 0;
    while done < PIECE && log(tx, at, ahead)? {
        done += 1;
    }
    if done > 0 {
        return Ok(done);
    }
    for sql in [
        "UPDATE inbox SET at = ?1 WHERE at > ?2",
        "UPDATE requests SET at = ?1 WHERE at > ?2",
        "UPDATE guests SET ended_at = ?1 WHERE ended_at > ?2",
        "UPDATE key_packages SET claimed_at = ?1 WHERE claimed_at > ?2",
    ] {
        done += tx.conn.prepare_cached(sql)?.execute(params![at, ahead])? as u64;
    }
    if done == 0 {
        let over = "UPDATE meta SET clock_set_back = NULL";
        tx.conn.prepare_cached(over)?.execute([])?;
    }
    Ok(done)
}

/// Dates one log again; `false` where none lies ahead.
fn log(tx: &WriteTx<'_>, at: i64, ahead: i64) -> Result<bool, StorageError> {
    let found: Option<(i64, i64)> = tx
        .conn
        .prepare_cached("SELECT gid, head FROM groups WHERE last_at > ?1 LIMIT 1")?
        .query_row([ahead], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((gid, head)) = found else {
        return Ok(false);
    };
    let head = head.cast_unsigned();
    tx.conn
        .prepare_cached("UPDATE entries SET at = ?3 WHERE place BETWEEN ?1 AND ?2 AND at > ?3")?
        .execute(params![place(gid, 0), place(gid, head), at])?;
    tx.conn
        .prepare_cached(
            "UPDATE groups SET last_at = ?2, oldest_at = min(oldest_at, ?2) WHERE gid = ?1",
        )?
        .execute(params![gid, at])?;
    Ok(true)
}
