//! Enrolments.

use ed25519_dalek::SigningKey;
use kith_protocol::{
    api::people::Clinic,
    cbor,
    identity::{AttestationChain, AttestedName, Role},
    ids::{Digest32, Incarnation, PublicKey},
    limits::MAX_ANSWER,
};
use rusqlite::{OptionalExtension, Row, params};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use zeroize::Zeroizing;

use crate::{
    ids::AccountId,
    people::identity::Identity,
    store::{ReadTx, StoreError, WriteTx},
};

/// Why the relay answers nothing any more. Stands in the column `revoked`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// The clinic has revoked this device.
    Revoked = 1,
    /// Nobody who invited this person holds them any more.
    Forgotten = 2,
}

impl Ended {
    /// What stands for it, and for none.
    pub fn code(ended: Option<Self>) -> u8 {
        ended.map_or(0, |ended| ended as u8)
    }

    pub(super) fn of(code: i64) -> Result<Option<Self>, StoreError> {
        match code {
            0 => Ok(None),
            1 => Ok(Some(Self::Revoked)),
            2 => Ok(Some(Self::Forgotten)),
            _ => Err(StoreError::Unreadable),
        }
    }
}

/// An enrolment without its keys.
#[derive(Clone)]
pub struct Account {
    /// Local id.
    pub id: AccountId,
    /// The relay's address.
    pub relay: String,
    /// Its TLS pins; empty means the public roots.
    pub pins: Vec<Digest32>,
    /// Fingerprint of the clinic's root.
    pub clinic: Digest32,
    /// What the person wants to be called there.
    pub name: String,
    /// The clinic's word for the person, once for each role; empty for a guest.
    pub attestations: Vec<Attested>,
    /// The clinic's documents, verified when they came.
    pub documents: Option<Clinic>,
    /// When the older of profile and revocations was signed, milliseconds since 1970 (UTC).
    pub documents_at: u64,
    /// When the relay last answered what the clinic says, by this device's clock, milliseconds since 1970
    /// (UTC).
    pub heard_at: Option<u64>,
    /// Last inbox item that was processed.
    pub inbox_cursor: u64,
    /// Which life of the relay's database the cursors belong to.
    pub incarnation: Option<Incarnation>,
    /// Whether the enrolment has ended: its relay answers nothing any more.
    pub ended: Option<Ended>,
}

/// Between when documents were signed and now, by this device's clock: they are signed anew each day.
/// What is further away is not gone by, on either side: then it may be the clock that is wrong.
const OLD_MS: u64 = 7 * 24 * 60 * 60 * 1000;

impl Account {
    /// When the clinic's documents were signed, where that is too long ago to say for whom it speaks
    /// today: nothing newer was shown. `now_ms` is this device's own clock: the relay's time would be
    /// the word of whom this is to find out.
    pub fn old_documents(&self, now_ms: u64) -> Option<u64> {
        let old = self.documents.is_some() && self.documents_at.abs_diff(now_ms) > OLD_MS;
        old.then_some(self.documents_at)
    }

    /// The same where the relay has answered and shown nothing newer. Who was away for long has old ones
    /// too, and is told nothing: the relay was not asked.
    pub fn shown_old_documents(&self) -> Option<u64> {
        self.old_documents(self.heard_at?)
    }

    /// The clinic's word for the person in a role, verified when it came.
    pub fn attested_as(&self, role: Role) -> Option<&Attested> {
        self.attestations.iter().find(|attested| {
            let said = attested.chain.attestation.read_unverified();
            said.is_ok_and(|attested| attested.role == role)
        })
    }
}

/// The clinic's word for a person.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attested {
    /// The word.
    pub chain: AttestationChain,
    /// The name that it is of, as the clinic's link said it; verified when it came.
    pub name: Option<AttestedName>,
}

/// CBOR from one of our own columns.
pub(crate) fn column<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, StoreError> {
    cbor::decode(bytes, MAX_ANSWER).map_err(|_| StoreError::Unreadable)
}

/// One of our own columns as CBOR.
pub(crate) fn to_column<T: Serialize>(value: &T) -> Vec<u8> {
    cbor::encode(value)
}

const COLUMNS: &str = "id, relay, pins, clinic, name, attestations, documents, inbox_cursor, incarnation, revoked, documents_at, heard_at";

fn account(row: &Row<'_>) -> Result<Account, StoreError> {
    let attestations: Option<Vec<u8>> = row.get(5)?;
    let documents: Option<Vec<u8>> = row.get(6)?;
    let incarnation: Option<[u8; 16]> = row.get(8)?;
    Ok(Account {
        id: AccountId(row.get(0)?),
        relay: row.get(1)?,
        pins: column(&row.get::<_, Vec<u8>>(2)?)?,
        clinic: Digest32(row.get(3)?),
        name: row.get(4)?,
        attestations: attestations.as_deref().map_or(Ok(Vec::new()), column)?,
        documents: documents.as_deref().map(column).transpose()?,
        inbox_cursor: row.get(7)?,
        incarnation: incarnation.map(Incarnation),
        ended: Ended::of(row.get(9)?)?,
        documents_at: row.get(10)?,
        heard_at: row.get(11)?,
    })
}

/// All enrolments.
pub fn all(db: &ReadTx<'_>) -> Result<Vec<Account>, StoreError> {
    let mut statement = db.prepare_cached(&format!("SELECT {COLUMNS} FROM account ORDER BY id"))?;
    let mut rows = statement.query([])?;
    let mut accounts = Vec::new();
    while let Some(row) = rows.next()? {
        accounts.push(account(row)?);
    }
    Ok(accounts)
}

/// One enrolment.
pub fn get(db: &ReadTx<'_>, id: AccountId) -> Result<Account, StoreError> {
    let mut statement =
        db.prepare_cached(&format!("SELECT {COLUMNS} FROM account WHERE id = ?1"))?;
    let mut rows = statement.query([id.0])?;
    rows.next()?
        .map(account)
        .transpose()?
        .ok_or(StoreError::NotFound)
}

/// The enrolments at a clinic: one, unless it has relays that are not one.
pub fn at_clinic(db: &ReadTx<'_>, clinic: &Digest32) -> Result<Vec<Account>, StoreError> {
    let mut accounts = all(db)?;
    accounts.retain(|account| account.clinic == *clinic);
    Ok(accounts)
}

/// Notes another address of the same relay, by which it answered, and its pins.
pub fn set_relay(
    db: &WriteTx<'_>,
    id: AccountId,
    relay: &str,
    pins: &[Digest32],
) -> Result<(), StoreError> {
    db.prepare_cached("UPDATE account SET relay = ?2, pins = ?3 WHERE id = ?1")?
        .execute(params![id.0, relay, to_column(&pins)])?;
    Ok(())
}

/// Notes an enrolment before it is asked for, so that a lost answer can be asked for again with
/// the same keys.
pub fn insert(
    db: &WriteTx<'_>,
    relay: &str,
    pins: &[Digest32],
    clinic: &Digest32,
    name: &str,
    identity: &Identity,
) -> Result<AccountId, StoreError> {
    db.prepare_cached(
        "INSERT INTO account (relay, pins, clinic, name, person_secret, device_secret,
                              inbox_secret, inbox_public, certificate, person_key, device_key)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
    )?
    .execute(params![
        relay,
        to_column(&pins),
        clinic.0,
        name,
        identity.person.as_bytes().as_slice(),
        identity.device.as_bytes().as_slice(),
        identity.inbox_secret.as_slice(),
        identity.inbox_public,
        to_column(&identity.certificate),
        identity.person_key().0,
        identity.device_key().0,
    ])?;
    Ok(AccountId(db.last_insert_rowid()))
}

/// The public keys of an enrolment.
#[derive(Clone, Copy, Debug)]
pub struct Me {
    /// The person key.
    pub person: PublicKey,
    /// The device key.
    pub device: PublicKey,
}

/// Who this person and this device are in an enrolment.
pub fn me(db: &ReadTx<'_>, id: AccountId) -> Result<Me, StoreError> {
    db.prepare_cached("SELECT person_key, device_key FROM account WHERE id = ?1")?
        .query_row([id.0], |row| {
            Ok(Me {
                person: PublicKey(row.get(0)?),
                device: PublicKey(row.get(1)?),
            })
        })
        .optional()?
        .ok_or(StoreError::NotFound)
}

/// The keys of an enrolment.
pub fn identity(db: &ReadTx<'_>, id: AccountId) -> Result<Identity, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT person_secret, device_secret, inbox_secret, inbox_public, certificate
         FROM account WHERE id = ?1",
    )?;
    let mut rows = statement.query([id.0])?;
    let row = rows.next()?.ok_or(StoreError::NotFound)?;
    let key = |at| -> Result<Box<SigningKey>, StoreError> {
        let bytes = Zeroizing::new(row.get::<_, [u8; 32]>(at)?);
        Ok(Box::new(SigningKey::from_bytes(&bytes)))
    };
    Ok(Identity {
        person: key(0)?,
        device: key(1)?,
        inbox_secret: Zeroizing::new(row.get(2)?),
        inbox_public: row.get(3)?,
        certificate: column(&row.get::<_, Vec<u8>>(4)?)?,
    })
}

/// Keeps what the clinic said, which the caller has verified. Versions never go back under one serial of
/// the issuer, and what one of a higher serial signed takes the place of all that came before.
pub fn set_documents(
    db: &WriteTx<'_>,
    id: AccountId,
    documents: &Clinic,
    versions: DocumentVersions,
    pins: &[Digest32],
) -> Result<bool, StoreError> {
    let changed = db
        .prepare_cached(
            "UPDATE account SET documents = ?2, issuer_serial = ?3, profile_version = ?4,
                    revocations_version = ?5, pins = ?6, documents_at = ?7
             WHERE id = ?1 AND (issuer_serial < ?3
                   OR issuer_serial = ?3 AND profile_version <= ?4 AND revocations_version <= ?5
                      AND ((profile_version, revocations_version) != (?4, ?5)
                           OR documents_at < ?7))",
        )?
        .execute(params![
            id.0,
            to_column(documents),
            versions.issuer,
            versions.profile,
            versions.revocations,
            to_column(&pins),
            versions.at,
        ])?;
    Ok(changed > 0)
}

/// Versions of the three documents of a clinic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DocumentVersions {
    /// Serial of the issuer certificate.
    pub issuer: u64,
    /// Of the profile.
    pub profile: u64,
    /// Of the revocations.
    pub revocations: u64,
    /// When the older of profile and revocations was signed, milliseconds since 1970 (UTC).
    pub at: u64,
}

/// Keeps the clinic's word for this person, in place of an earlier one for the same role: a nurse
/// who becomes a patient of her own clinic is both.
pub fn add_attestation(
    db: &WriteTx<'_>,
    id: AccountId,
    role: Role,
    attested: &Attested,
) -> Result<(), StoreError> {
    let known = get(db, id)?;
    let same = known.attested_as(role).cloned();
    let mut all = known.attestations;
    all.retain(|other| Some(other) != same.as_ref());
    all.push(attested.clone());
    db.prepare_cached("UPDATE account SET attestations = ?2 WHERE id = ?1")?
        .execute(params![id.0, to_column(&all)])?;
    Ok(())
}

/// Notes how far the inbox was read, by the numbers that the relay tells now.
pub fn set_inbox_cursor(db: &WriteTx<'_>, id: AccountId, cursor: u64) -> Result<(), StoreError> {
    db.prepare_cached("UPDATE account SET inbox_cursor = ?2 WHERE id = ?1")?
        .execute(params![id.0, cursor])?;
    Ok(())
}

/// Notes that the relay's database is another one: its inboxes are numbered anew.
pub fn begin_life(
    db: &WriteTx<'_>,
    id: AccountId,
    incarnation: &Incarnation,
) -> Result<(), StoreError> {
    db.prepare_cached("UPDATE account SET incarnation = ?2, inbox_cursor = 0 WHERE id = ?1")?
        .execute(params![id.0, incarnation.0])?;
    Ok(())
}

/// Notes which life of the relay was met and, where nothing was left in the inbox, when.
pub fn set_synced(
    db: &WriteTx<'_>,
    id: AccountId,
    incarnation: &Incarnation,
    emptied_ms: Option<u64>,
) -> Result<(), StoreError> {
    db.prepare_cached(
        "UPDATE account SET incarnation = ?2, synced_at = coalesce(?3, synced_at) WHERE id = ?1",
    )?
    .execute(params![id.0, incarnation.0, emptied_ms])?;
    Ok(())
}

/// Notes that the relay answered what the clinic says, by this device's clock.
pub fn set_heard(db: &WriteTx<'_>, id: AccountId, now_ms: u64) -> Result<(), StoreError> {
    db.prepare_cached("UPDATE account SET heard_at = ?2 WHERE id = ?1")?
        .execute(params![id.0, now_ms])?;
    Ok(())
}

/// When the key package of last resort was renewed, milliseconds since 1970 (UTC).
pub fn last_resort(db: &ReadTx<'_>, id: AccountId) -> Result<Option<u64>, StoreError> {
    Ok(db
        .prepare_cached("SELECT last_resort FROM account WHERE id = ?1")?
        .query_row([id.0], |row| row.get(0))?)
}

/// Notes when it was.
pub fn set_last_resort(db: &WriteTx<'_>, id: AccountId, now_ms: u64) -> Result<(), StoreError> {
    db.prepare_cached("UPDATE account SET last_resort = ?2 WHERE id = ?1")?
        .execute(params![id.0, now_ms])?;
    Ok(())
}

/// When nothing was left to fetch, by the relay's clock, milliseconds since 1970 (UTC).
pub fn synced_at(db: &ReadTx<'_>, id: AccountId) -> Result<Option<u64>, StoreError> {
    Ok(db
        .prepare_cached("SELECT synced_at FROM account WHERE id = ?1")?
        .query_row([id.0], |row| row.get(0))?)
}

kith_protocol::tells_nothing!(Account, Attested);
