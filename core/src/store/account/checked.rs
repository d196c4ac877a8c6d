//! Whose number this person compared with theirs, and what came of it: the keys that it was said of, and
//! what whoever had them was called then.

use kith_protocol::identity::Role;
use rusqlite::params;

use crate::{
    ids::{AccountId, PublicKey},
    people::likeness::Likeness,
    store::{Change, ReadTx, StoreError, WriteTx, circle::participants::role_from},
};

struct Checked {
    key: PublicKey,
    role: Role,
    /// Milliseconds since 1970 (UTC).
    at: u64,
    /// Whether the numbers were the same.
    same: bool,
    /// Whether they had a name here then.
    named: bool,
    likeness: Likeness,
}

impl Checked {
    fn is_called(&self, name: &Likeness) -> bool {
        !self.named || self.likeness.is_like(name)
    }
}

/// Everyone whom a person checked at one clinic.
pub struct Checks(Vec<Checked>);

impl Checks {
    /// Reads them.
    pub fn of(db: &ReadTx<'_>, account: AccountId) -> Result<Self, StoreError> {
        let mut statement = db.prepare_cached(
            "SELECT person_key, role, at, name, same FROM checked WHERE account = ?1",
        )?;
        let mut rows = statement.query([account.0])?;
        let mut all = Vec::new();
        while let Some(row) = rows.next()? {
            let name: String = row.get(3)?;
            all.push(Checked {
                named: !name.is_empty(),
                key: PublicKey(row.get(0)?),
                role: role_from(&row.get::<_, String>(1)?)?,
                at: row.get(2)?,
                same: row.get(4)?,
                likeness: Likeness::of(&name),
            });
        }
        Ok(Self(all))
    }

    /// Whether nobody's number was compared.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// When this key was checked in this role, milliseconds since 1970 (UTC): by whoever was called then
    /// as they are now, or had no name here yet. A check is of somebody, not of a device alone: who was
    /// compared as one comes back as nobody else.
    pub fn at(&self, key: &PublicKey, role: Role, name: &str) -> Option<u64> {
        // Of most people nothing was compared, and a likeness takes a while to make.
        self.of_key(key).next()?;
        let likeness = Likeness::of(name);
        self.of_key(key)
            .find(|checked| checked.role == role && checked.is_called(&likeness))
            .map(|checked| checked.at)
    }

    /// When the number of whoever has this key was another one than here, milliseconds since 1970 (UTC):
    /// it was not compared again and found the same.
    pub fn different_at(&self, key: &PublicKey) -> Option<u64> {
        let theirs = self.0.iter().filter(|checked| checked.key == *key);
        theirs.filter(|checked| !checked.same).map(|c| c.at).max()
    }

    /// Whether this is not whom a check was of: somebody who is called like this was checked with another
    /// key than this one, which was not, or this key as somebody who is called otherwise. A new device,
    /// another one of the same name, or somebody who poses as them.
    pub fn has_another_key(&self, key: &PublicKey, name: &str) -> bool {
        if !self.0.iter().any(|checked| checked.same) {
            return false;
        }
        let likeness = Likeness::of(name);
        if self.of_key(key).next().is_some() {
            return !self.of_key(key).any(|checked| checked.is_called(&likeness));
        }
        self.0
            .iter()
            .any(|checked| checked.same && checked.likeness.is_like(&likeness))
    }

    /// What was found the same.
    fn of_key<'a>(&'a self, key: &'a PublicKey) -> impl Iterator<Item = &'a Checked> {
        let of = |checked: &&Checked| checked.same && checked.key == *key;
        self.0.iter().filter(of)
    }
}

/// Keeps that a key was checked, in a role and under a name, and found the same: whatever was found
/// different of it is over.
pub fn add(
    db: &WriteTx<'_>,
    account: AccountId,
    (key, role): (&PublicKey, Role),
    name: &str,
    now_ms: u64,
) -> Result<(), StoreError> {
    db.prepare_cached("DELETE FROM checked WHERE account = ?1 AND person_key = ?2 AND same = 0")?
        .execute(params![account.0, key.0])?;
    put(db, account, (key, role), (name, now_ms, true))
}

/// Keeps that the number of whoever has a key was another one than here: that they were checked is taken
/// back with it, in whichever role.
pub fn add_different(
    db: &WriteTx<'_>,
    account: AccountId,
    (key, role): (&PublicKey, Role),
    name: &str,
    now_ms: u64,
) -> Result<(), StoreError> {
    remove(db, account, key)?;
    put(db, account, (key, role), (name, now_ms, false))
}

fn put(
    db: &WriteTx<'_>,
    account: AccountId,
    (key, role): (&PublicKey, Role),
    (name, now_ms, same): (&str, u64, bool),
) -> Result<(), StoreError> {
    db.prepare_cached(
        "INSERT INTO checked (account, person_key, role, name, at, same)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (account, person_key, role) DO UPDATE SET name = ?4, at = ?5, same = ?6",
    )?
    .execute(params![account.0, key.0, role.word(), name, now_ms, same])?;
    db.changed(Change::Account);
    Ok(())
}

/// Takes back that a key was checked. That it was found different stays: only what is found the same
/// ends it.
pub fn remove(db: &WriteTx<'_>, account: AccountId, key: &PublicKey) -> Result<(), StoreError> {
    db.prepare_cached("DELETE FROM checked WHERE account = ?1 AND person_key = ?2 AND same = 1")?
        .execute(params![account.0, key.0])?;
    db.changed(Change::Account);
    Ok(())
}
