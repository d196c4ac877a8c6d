//! How far an enrolment has come: asked for, answered, revoked by the clinic.

use kith_protocol::{api::people::Enrolment, ids::Digest32};
use rusqlite::params;

use super::accounts::{Ended, column, to_column};
use crate::{
    ids::AccountId,
    store::{ReadTx, StoreError, WriteTx},
};

/// Takes an enrolment that was not answered up again, under what the link and the person say now.
pub fn begin_again(
    db: &WriteTx<'_>,
    id: AccountId,
    pins: &[Digest32],
    name: &str,
) -> Result<(), StoreError> {
    db.prepare_cached(
        "UPDATE account SET pins = ?2, name = ?3 WHERE id = ?1 AND documents IS NULL",
    )?
    .execute(params![id.0, to_column(&pins), name])?;
    Ok(())
}

/// Lets go of an enrolment that was not answered. Nothing hangs on one: keys, pins and name are
/// all that it left.
pub fn give_up(db: &WriteTx<'_>, id: AccountId) -> Result<(), StoreError> {
    db.prepare_cached("DELETE FROM account WHERE id = ?1 AND documents IS NULL")?
        .execute([id.0])?;
    Ok(())
}

/// Notes whether, and why, the enrolment has ended.
pub fn set_ended(db: &WriteTx<'_>, id: AccountId, ended: Option<Ended>) -> Result<(), StoreError> {
    db.prepare_cached("UPDATE account SET revoked = ?2 WHERE id = ?1")?
        .execute(params![id.0, Ended::code(ended)])?;
    Ok(())
}

/// Whether, and why, the enrolment has ended.
pub fn ended(db: &ReadTx<'_>, id: AccountId) -> Result<Option<Ended>, StoreError> {
    let code: i64 = db
        .prepare_cached("SELECT revoked FROM account WHERE id = ?1")?
        .query_row([id.0], |row| row.get(0))?;
    Ended::of(code)
}

/// Keeps the enrolment that is asked for, or was answered last.
pub fn set_enrolment(
    db: &WriteTx<'_>,
    id: AccountId,
    enrolment: &Enrolment,
) -> Result<(), StoreError> {
    db.prepare_cached("UPDATE account SET enrolment = ?2 WHERE id = ?1")?
        .execute(params![id.0, to_column(enrolment)])?;
    Ok(())
}

/// The enrolment that was answered last; before the first answer, the one that is asked for.
pub fn enrolment(db: &ReadTx<'_>, id: AccountId) -> Result<Option<Enrolment>, StoreError> {
    let found: Option<Vec<u8>> = db
        .prepare_cached("SELECT enrolment FROM account WHERE id = ?1")?
        .query_row([id.0], |row| row.get(0))?;
    found.as_deref().map(column).transpose()
}
