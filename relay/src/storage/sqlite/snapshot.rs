//! The database as a whole, for copies of it: taken while others write, begun anew, looked
//! through. Nothing here goes through the writer thread.

use std::path::Path;

use kith_protocol::{identity::IssuerCertificate, ids::PublicKey, signed::Signed};
use rusqlite::{Connection, OpenFlags};

use super::{
    audit_reader::AuditReader,
    convert::{decode, number},
    logs::{place, seq},
    schema,
};
use crate::{data_dir::DataDir, storage::StorageError};

/// Faults that SQLite's own check names at most.
const MOST: u32 = 50;

/// What is wrong with a database.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DatabaseFault {
    /// SQLite finds the file damaged.
    #[error("the database is damaged: {0}")]
    Damaged(String),
    /// A log has a hole, or begins or ends elsewhere than its head says.
    #[error("log {log} is broken at entry {seq}")]
    Log {
        /// The log's number in the database.
        log: i64,
        /// The first entry that is missing, or not its.
        seq: u64,
    },
    /// An epoch does not follow from another one of its log.
    #[error("log {log} has an epoch that does not follow: {node}")]
    Node {
        /// The log's number in the database.
        log: i64,
        /// The commit that began it.
        node: u64,
    },
}

/// Writes a consistent copy of a data directory's database to `to`, an empty file or none: one
/// state of it, with everything that was answered before the call. Others may write meanwhile.
///
/// # Errors
/// [`StorageError`].
pub fn copy_to(dir: &DataDir, to: &Path) -> Result<(), StorageError> {
    // A connection that may only query could not write the copy either.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = schema::connect(dir, flags)?;
    let to = to.to_str().ok_or(StorageError::Record)?;
    conn.execute("VACUUM INTO ?1", [to])?;
    Ok(())
}

/// Makes a restored database begin a new life when it is opened: another incarnation, whatever
/// the file system says of the file.
///
/// # Errors
/// [`StorageError`].
pub fn begin_anew(dir: &DataDir) -> Result<(), StorageError> {
    let conn = Connection::open_with_flags(
        dir.database()?,
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    conn.execute_batch("PRAGMA synchronous = FULL; UPDATE meta SET place = ''")?;
    drop(conn);
    schema::open_writer(dir, None).map(drop)
}

/// A database that is looked through, never changed.
pub struct Snapshot(Connection);

impl Snapshot {
    /// Opens a database; a relay may be serving from it.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn open(file: &Path) -> Result<Self, StorageError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let conn = Connection::open_with_flags(file, flags)?;
        conn.execute_batch("PRAGMA busy_timeout = 5000; BEGIN")?;
        Ok(Self(conn))
    }

    /// The audit in it.
    pub fn audit(self) -> AuditReader {
        AuditReader::of(self.0)
    }

    /// The issuing keys that its clinics use now.
    ///
    /// # Errors
    /// [`StorageError`].
    pub fn issuers(&self) -> Result<Vec<PublicKey>, StorageError> {
        let mut select = self.0.prepare("SELECT issuer FROM tenants")?;
        let documents = select.query_map([], |row| row.get::<_, Vec<u8>>(0))?;
        documents
            .map(|document| {
                let signed: Signed<IssuerCertificate> = decode(&document?)?;
                let issuer = signed.read_unverified().map_err(|_| StorageError::Record)?;
                Ok(issuer.issuer)
            })
            .collect()
    }

    /// Everything that is wrong with the file and the logs in it.
    ///
    /// # Errors
    /// [`StorageError`] where it cannot be read at all.
    pub fn faults(&self) -> Result<Vec<DatabaseFault>, StorageError> {
        let mut check = self.0.prepare(&format!("PRAGMA integrity_check({MOST})"))?;
        let said = check.query_map([], |row| row.get::<_, String>(0))?;
        let mut faults = Vec::new();
        for line in said {
            let line = line?;
            if line != "ok" {
                faults.push(DatabaseFault::Damaged(line));
            }
        }
        // What SQLite cannot read in order says nothing of the logs.
        if faults.is_empty() {
            self.logs(&mut faults)?;
        }
        Ok(faults)
    }

    fn logs(&self, faults: &mut Vec<DatabaseFault>) -> Result<(), StorageError> {
        let mut select = self.0.prepare("SELECT gid, first, head FROM groups")?;
        let mut rows = select.query([])?;
        while let Some(row) = rows.next()? {
            let gid: i64 = row.get(0)?;
            let (first, head) = (number(row, 1)?, number(row, 2)?);
            if let Some(seq) = self.hole(gid, first, head)? {
                faults.push(DatabaseFault::Log { log: gid, seq });
            }
            self.nodes(gid, head, faults)?;
        }
        let mut strays = self
            .0
            .prepare("SELECT DISTINCT gid FROM entries WHERE gid != place >> 32
                      UNION SELECT DISTINCT gid FROM entries WHERE gid NOT IN (SELECT gid FROM groups)")?;
        for log in strays.query_map([], |row| row.get(0))? {
            faults.push(DatabaseFault::Log { log: log?, seq: 0 });
        }
        Ok(())
    }

    /// The first entry of a log that is not where it must be.
    fn hole(&self, gid: i64, first: u64, head: u64) -> Result<Option<u64>, StorageError> {
        let mut select = self.0.prepare_cached(
            "SELECT place FROM entries WHERE place BETWEEN ?1 AND ?2 ORDER BY place",
        )?;
        let mut rows = select.query([place(gid, 0), place(gid, u64::MAX)])?;
        let mut next = first;
        while let Some(row) = rows.next()? {
            if seq(row.get(0)?) != next {
                return Ok(Some(next));
            }
            next += 1;
        }
        Ok((next != head + 1).then_some(next))
    }

    /// Every epoch but the first is begun by a commit that stands in the epoch before it.
    fn nodes(
        &self,
        gid: i64,
        head: u64,
        faults: &mut Vec<DatabaseFault>,
    ) -> Result<(), StorageError> {
        let mut select = self.0.prepare_cached(
            "SELECT n.node FROM nodes n
             LEFT JOIN nodes p ON p.gid = n.gid AND p.node = n.parent
             LEFT JOIN entries e ON e.place = (n.gid << 32 | n.node)
             WHERE n.gid = ?1 AND NOT coalesce(
               (n.node = 0 AND n.parent IS NULL AND n.epoch = 0)
               OR (n.node > p.node AND n.node <= ?2 AND n.epoch = p.epoch + 1
                   AND (e.node IS NULL OR e.node = n.parent)), 0)
             UNION SELECT e.node FROM entries e
             WHERE e.gid = ?1 AND NOT EXISTS
               (SELECT 1 FROM nodes n WHERE n.gid = e.gid AND n.node = e.node)
             UNION SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM nodes WHERE gid = ?1 AND node = 0)",
        )?;
        let mut rows = select.query(rusqlite::params![gid, super::convert::int(head)])?;
        while let Some(row) = rows.next()? {
            let node = number(row, 0)?;
            faults.push(DatabaseFault::Node { log: gid, node });
        }
        Ok(())
    }
}
