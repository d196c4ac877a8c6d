//! Where a key package of last resort has led: it stays at the relay, and leads into a group once.

use rusqlite::params;

use crate::{
    ids::{AccountId, GroupId},
    store::{StoreError, WriteTx},
};

/// Notes that one leads into a group; `now_ms` in milliseconds since 1970 (UTC). Answers whether it is
/// the first time.
pub fn leads(
    db: &WriteTx<'_>,
    account: AccountId,
    package: &[u8],
    group: &GroupId,
    now_ms: u64,
) -> Result<bool, StoreError> {
    Ok(db
        .prepare_cached(
            "INSERT INTO led (package, group_id, account, at) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT DO NOTHING",
        )?
        .execute(params![package, group.0, account.0, now_ms])?
        > 0)
}

/// Forgets what was noted before a moment: the private halves are gone since.
pub fn forget(db: &WriteTx<'_>, account: AccountId, before_ms: u64) -> Result<(), StoreError> {
    db.prepare_cached("DELETE FROM led WHERE account = ?1 AND at < ?2")?
        .execute(params![account.0, before_ms])?;
    Ok(())
}
