//! The person's settings of this device.

use rusqlite::{OptionalExtension, params};

use crate::store::{Change, ReadTx, StoreError, WriteTx};

/// What a person has set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// A BCP 47 tag; none: the device's language.
    pub language: Option<String>,
    /// How long the app stays open when it is left, in milliseconds; none: the app decides.
    pub lock_after_ms: Option<u64>,
}

/// The settings; those of a new store say nothing.
pub fn get(db: &ReadTx<'_>) -> Result<Settings, StoreError> {
    Ok(db
        .prepare_cached("SELECT language, lock_after_ms FROM setting")?
        .query_row([], |row| {
            Ok(Settings {
                language: row.get(0)?,
                lock_after_ms: row.get(1)?,
            })
        })
        .optional()?
        .unwrap_or_default())
}

/// Keeps settings in place of those before.
pub fn set(db: &WriteTx<'_>, settings: &Settings) -> Result<(), StoreError> {
    db.prepare_cached(
        "INSERT INTO setting (id, language, lock_after_ms) VALUES (1, ?1, ?2)
         ON CONFLICT (id) DO UPDATE SET language = ?1, lock_after_ms = ?2",
    )?
    .execute(params![settings.language, settings.lock_after_ms])?;
    db.changed(Change::Account);
    Ok(())
}
