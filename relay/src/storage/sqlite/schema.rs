//! Connections, schema and migrations.

use kith_protocol::ids::Incarnation;
use rand_core::{OsRng, RngCore};
use rusqlite::{Connection, OpenFlags, OptionalExtension, TransactionBehavior, params};

use crate::{
    data_dir::DataDir,
    storage::{StorageError, crash},
};

const VERSION: i64 = 1;
const STATEMENTS: usize = 96;

/// `place` in `entries` is `gid << 32 | seq`: one tree, each log in one piece of it. `request` names
/// an entry by its sender and the `id` that they chose: nobody meets the ids of another.
/// `copied` in `meta` is whether the database was ever restored, or moved.
/// `digest` in `nodes` names the commit that began the epoch, also once its entry is forgotten; the first has none.
/// `last` in `nodes` is the newest entry of that epoch, 0 for none; `head_node` in `groups` is the epoch of
/// the newest of all.
pub(super) const V1: &str = "
CREATE TABLE meta (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  incarnation BLOB NOT NULL,
  place TEXT NOT NULL,
  revision INTEGER NOT NULL,
  clock_seen INTEGER,
  clock_trusted INTEGER,
  clock_confirmed INTEGER NOT NULL DEFAULT 0,
  clock_lead INTEGER NOT NULL DEFAULT 0,
  clock_jump INTEGER NOT NULL DEFAULT 0,
  clock_since INTEGER NOT NULL DEFAULT 0,
  clock_set_back INTEGER,
  copied INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE tenants (
  tenant INTEGER PRIMARY KEY,
  clinic BLOB NOT NULL UNIQUE,
  url TEXT NOT NULL,
  retention_days INTEGER NOT NULL,
  issuer BLOB NOT NULL,
  profile BLOB NOT NULL,
  revocations BLOB NOT NULL
) STRICT;
CREATE TABLE usage (
  tenant INTEGER PRIMARY KEY REFERENCES tenants,
  bytes INTEGER NOT NULL
) STRICT;
CREATE TABLE invitations (
  invitation BLOB PRIMARY KEY,
  tenant INTEGER NOT NULL REFERENCES tenants,
  role BLOB,
  name BLOB,
  inviter BLOB,
  token_hash BLOB NOT NULL,
  expires INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open', 'used', 'replaced', 'revoked')),
  used_by BLOB,
  attestation BLOB,
  receipt BLOB,
  CHECK ((role IS NULL) <> (inviter IS NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX invitations_by_inviter ON invitations (inviter, state);
CREATE INDEX invitations_by_expiry ON invitations (expires);

CREATE TABLE people (
  person BLOB PRIMARY KEY,
  tenant INTEGER NOT NULL REFERENCES tenants,
  key BLOB NOT NULL,
  enrolled_at INTEGER NOT NULL,
  by_clinic INTEGER NOT NULL DEFAULT 0,
  revoked_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE TABLE guests (
  guest BLOB NOT NULL REFERENCES people (person) ON DELETE CASCADE,
  host BLOB NOT NULL,
  ended_at INTEGER,
  PRIMARY KEY (guest, host)
) STRICT, WITHOUT ROWID;
CREATE INDEX guests_by_host ON guests (host);
CREATE INDEX ended_guests ON guests (ended_at) WHERE ended_at IS NOT NULL;
CREATE TABLE devices (
  ordinal INTEGER PRIMARY KEY AUTOINCREMENT,
  device BLOB NOT NULL UNIQUE,
  person BLOB NOT NULL REFERENCES people,
  key BLOB NOT NULL,
  certificate BLOB NOT NULL,
  inbox_key BLOB NOT NULL,
  enrolled_at INTEGER NOT NULL
) STRICT;
CREATE INDEX devices_by_person ON devices (person);
CREATE TABLE key_packages (
  ordinal INTEGER PRIMARY KEY AUTOINCREMENT,
  device BLOB NOT NULL,
  hash BLOB NOT NULL,
  package BLOB,
  last_resort INTEGER NOT NULL,
  claimed_at INTEGER,
  UNIQUE (device, hash)
) STRICT;
CREATE UNIQUE INDEX last_resort ON key_packages (device) WHERE last_resort = 1;
CREATE INDEX waiting_key_packages ON key_packages (device, ordinal)
  WHERE last_resort = 0 AND package IS NOT NULL;
CREATE INDEX claimed_key_packages ON key_packages (claimed_at) WHERE claimed_at IS NOT NULL;

CREATE TABLE groups (
  gid INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  tenant INTEGER NOT NULL REFERENCES tenants,
  head INTEGER NOT NULL,
  head_node INTEGER NOT NULL,
  first INTEGER NOT NULL,
  last_at INTEGER NOT NULL,
  oldest_at INTEGER,
  bytes INTEGER NOT NULL
) STRICT;
CREATE INDEX groups_by_age ON groups (tenant, oldest_at) WHERE oldest_at IS NOT NULL;
CREATE TABLE nodes (
  gid INTEGER NOT NULL REFERENCES groups,
  node INTEGER NOT NULL,
  parent INTEGER,
  epoch INTEGER NOT NULL,
  key BLOB NOT NULL,
  digest BLOB,
  removal INTEGER NOT NULL,
  last INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (gid, node)
) STRICT, WITHOUT ROWID;
CREATE INDEX nodes_by_parent ON nodes (gid, parent);
CREATE UNIQUE INDEX nodes_by_key ON nodes (gid, key);
CREATE TABLE entries (
  place INTEGER PRIMARY KEY,
  gid INTEGER NOT NULL,
  request BLOB NOT NULL,
  id BLOB NOT NULL,
  node INTEGER NOT NULL,
  at INTEGER NOT NULL,
  body BLOB NOT NULL,
  UNIQUE (gid, request)
) STRICT;
CREATE INDEX entries_by_node ON entries (gid, node);

CREATE TABLE inbox (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  device BLOB NOT NULL,
  kind TEXT NOT NULL,
  part BLOB NOT NULL,
  sender BLOB NOT NULL,
  at INTEGER NOT NULL,
  body BLOB NOT NULL,
  node INTEGER
) STRICT;
CREATE INDEX inbox_by_device ON inbox (device, seq);
CREATE INDEX inbox_by_sender ON inbox (device, part, sender, kind, length(body));
CREATE INDEX inbox_by_age ON inbox (at);
CREATE TABLE acks (
  device BLOB NOT NULL,
  gid INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  PRIMARY KEY (gid, device)
) STRICT, WITHOUT ROWID;
CREATE INDEX acks_by_device ON acks (device);
CREATE TABLE requests (
  request BLOB PRIMARY KEY,
  body BLOB NOT NULL,
  answer BLOB NOT NULL,
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX requests_by_age ON requests (at);

CREATE TABLE audit (
  tenant INTEGER NOT NULL,
  number INTEGER NOT NULL,
  at INTEGER NOT NULL,
  actor BLOB NOT NULL,
  action TEXT NOT NULL,
  object BLOB NOT NULL,
  outcome TEXT NOT NULL,
  hash BLOB NOT NULL,
  PRIMARY KEY (tenant, number)
) STRICT, WITHOUT ROWID;
CREATE TABLE audit_checkpoints (
  tenant INTEGER NOT NULL,
  number INTEGER NOT NULL,
  at INTEGER NOT NULL,
  hash BLOB NOT NULL,
  signature BLOB NOT NULL,
  PRIMARY KEY (tenant, number)
) STRICT, WITHOUT ROWID;
";

pub(super) fn connect(dir: &DataDir, flags: OpenFlags) -> Result<Connection, StorageError> {
    let conn = Connection::open_with_flags(dir.database()?, flags)?;
    conn.set_prepared_statement_cache_capacity(STATEMENTS);
    conn.execute_batch(
        "PRAGMA busy_timeout = 5000;
         PRAGMA synchronous = FULL;
         PRAGMA foreign_keys = ON;
         PRAGMA secure_delete = FAST;
         PRAGMA temp_store = MEMORY;
         PRAGMA cache_size = -8000;
         PRAGMA journal_size_limit = 67108864;",
    )?;
    if crash::flaw("relay.unsynced") {
        conn.execute_batch("PRAGMA synchronous = OFF")?;
    }
    Ok(conn)
}

/// The connection of the one writer thread; migrates.
pub(super) fn open_writer(
    dir: &DataDir,
    max_bytes: Option<u64>,
) -> Result<(Connection, Incarnation), StorageError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut conn = connect(dir, flags)?;
    conn.execute_batch(
        "PRAGMA auto_vacuum = INCREMENTAL;
         PRAGMA journal_mode = WAL;
         PRAGMA wal_autocheckpoint = 4000;",
    )?;
    if let Some(max) = max_bytes {
        let page: i64 = conn.query_row("PRAGMA page_size", [], |row| row.get(0))?;
        let pages = i64::try_from(max).unwrap_or(i64::MAX) / page.max(1);
        conn.query_row(&format!("PRAGMA max_page_count = {pages}"), [], |_| Ok(()))?;
    }
    let incarnation = migrate(&mut conn, &dir.database_place()?)?;
    Ok((conn, incarnation))
}

/// A connection that only reads.
pub(super) fn open_reader(dir: &DataDir) -> Result<Connection, StorageError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = connect(dir, flags)?;
    conn.execute_batch("PRAGMA query_only = ON")?;
    Ok(conn)
}

fn migrate(conn: &mut Connection, place: &str) -> Result<Incarnation, StorageError> {
    let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found: i64 = tx.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    match found {
        0 => {
            tx.execute_batch(V1)?;
            tx.execute_batch(&format!("PRAGMA user_version = {VERSION}"))?;
        }
        VERSION => {}
        found => return Err(StorageError::Newer { found }),
    }
    let incarnation = live(&tx, place)?;
    tx.commit()?;
    Ok(incarnation)
}

/// A database that lies in another file than it did is a copy, and begins a new life.
fn live(conn: &Connection, place: &str) -> Result<Incarnation, StorageError> {
    let stored: Option<(Vec<u8>, String)> = conn
        .query_row("SELECT incarnation, place FROM meta", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .optional()?;
    if let Some((bytes, at)) = stored
        && at == place
    {
        return Incarnation::from_slice(&bytes).ok_or(StorageError::Record);
    }
    let mut fresh = Incarnation([0; Incarnation::LEN]);
    OsRng.fill_bytes(&mut fresh.0);
    conn.execute(
        "INSERT INTO meta (one, incarnation, place, revision) VALUES (1, ?1, ?2, 0)
         ON CONFLICT (one) DO UPDATE SET incarnation = excluded.incarnation,
                                         place = excluded.place, copied = 1",
        params![fresh.0, place],
    )?;
    Ok(fresh)
}
