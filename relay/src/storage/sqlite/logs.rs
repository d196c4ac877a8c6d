//! Group logs: creation and what both kinds of entry share.

use kith_protocol::{
    api::groups::NewGroup,
    ids::{DeviceId, Digest32, GroupId, PublicKey, RequestId},
    limits::MAX_SEQ,
};
use rusqlite::{Connection, OptionalExtension, params};

use super::{
    audit,
    convert::{bytes, int, number},
    write_tx::WriteTx,
};
use crate::{
    audit::AuditKeys,
    storage::{Actor, Change, Refusal, Stale, StorageError, TenantId, entry_bytes},
};

const SEQ_BITS: u32 = 32;
const _: () = assert!(MAX_SEQ == (1 << SEQ_BITS) - 1, "a place holds each");

/// The key of an entry in the one tree that holds all logs.
pub(super) fn place(gid: i64, seq: u64) -> i64 {
    (gid << SEQ_BITS) | int(seq.min(MAX_SEQ))
}

/// The sequence number in a place.
pub(super) fn seq(place: i64) -> u64 {
    place.cast_unsigned() & MAX_SEQ
}

/// What wants space.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Space {
    /// Messages leave a reserve.
    Messages,
    /// Which commits use.
    Commit,
    /// Whoever has filled a log is not kept in by that.
    Removal,
}

/// Of each quota, this part is kept for commits.
const RESERVE: u64 = 16;

impl Space {
    /// How much of a quota it may use.
    pub(super) fn of(self, quota: u64) -> u64 {
        match self {
            Self::Messages => quota - quota / RESERVE,
            Self::Commit => quota,
            Self::Removal => u64::MAX,
        }
    }
}

/// Refuses what comes once the database has grown into what is kept from it: all but commits leave a
/// sixteenth, these half of that, and the rest is for removals and for what makes room.
pub(super) fn room_for(tx: &WriteTx<'_>, space: Space) -> Result<(), StorageError> {
    let Some(most) = tx.limits().database_bytes else {
        return Ok(());
    };
    let most = match space {
        Space::Messages => most - most / RESERVE,
        Space::Commit => most - most / (2 * RESERVE),
        Space::Removal => return Ok(()),
    };
    let used: i64 = tx
        .conn
        .prepare_cached(
            "SELECT (page_count - freelist_count) * page_size
             FROM pragma_page_count, pragma_freelist_count, pragma_page_size",
        )?
        .query_row([], |row| row.get(0))?;
    if used > int(most) {
        return Err(StorageError::Full);
    }
    Ok(())
}

/// The head of a log.
#[derive(Clone, Copy)]
pub(super) struct Log {
    pub(super) gid: i64,
    pub(super) tenant: TenantId,
    pub(super) head: u64,
    pub(super) first: u64,
    last_at: u64,
    bytes: u64,
}

impl Log {
    pub(super) fn find(conn: &Connection, group: &GroupId) -> Result<Option<Self>, StorageError> {
        let mut select = conn.prepare_cached(
            "SELECT gid, tenant, head, first, last_at, bytes FROM groups WHERE id = ?1",
        )?;
        let log = select
            .query_row([group.0], |row| {
                Ok(Self {
                    gid: row.get(0)?,
                    tenant: TenantId(row.get(1)?),
                    head: number(row, 2)?,
                    first: number(row, 3)?,
                    last_at: number(row, 4)?,
                    bytes: number(row, 5)?,
                })
            })
            .optional()?;
        Ok(log)
    }

    /// The commits that ended an epoch, in log order.
    pub(super) fn children(&self, conn: &Connection, node: u64) -> Result<Vec<u64>, StorageError> {
        let mut select = conn.prepare_cached(
            "SELECT node FROM nodes INDEXED BY nodes_by_parent
             WHERE gid = ?1 AND parent = ?2 ORDER BY node",
        )?;
        let children = select.query_map(params![self.gid, int(node)], |row| number(row, 0))?;
        Ok(children.collect::<Result<_, _>>()?)
    }

    /// Whether one of its nodes is named by this key.
    pub(super) fn has_key(&self, conn: &Connection, key: &PublicKey) -> Result<bool, StorageError> {
        let mut select = conn.prepare_cached("SELECT 1 FROM nodes WHERE gid = ?1 AND key = ?2")?;
        Ok(select.exists(params![self.gid, key.0])?)
    }

    /// The depth of a node.
    pub(super) fn epoch(&self, conn: &Connection, node: u64) -> Result<u64, StorageError> {
        let mut select =
            conn.prepare_cached("SELECT epoch FROM nodes WHERE gid = ?1 AND node = ?2")?;
        let epoch = select.query_row(params![self.gid, int(node)], |row| number(row, 0));
        Ok(epoch.optional()?.ok_or(Refusal::Unproven)?)
    }

    /// The refusal of a request that names an epoch which `commits` ended.
    pub(super) fn stale(
        &self,
        conn: &Connection,
        node: u64,
        commits: Vec<u64>,
    ) -> Result<StorageError, StorageError> {
        let epoch = self.epoch(conn, node)?;
        Ok(Refusal::Stale(Stale { epoch, commits }).into())
    }

    /// Puts an entry at the end. [`Self::save`] must follow.
    pub(super) fn push(
        &mut self,
        tx: &WriteTx<'_>,
        sender: DeviceId,
        id: RequestId,
        node: u64,
        body: &[u8],
    ) -> Result<(u64, u64), StorageError> {
        let (seq, at) = (self.head + 1, self.last_at.max(tx.now));
        if seq > MAX_SEQ {
            return Err(Refusal::Quota.into());
        }
        tx.conn
            .prepare_cached(
                "INSERT INTO entries (place, gid, request, id, node, at, body)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )?
            .execute(params![
                place(self.gid, seq),
                self.gid,
                request(tx.audit_keys(), sender, id),
                id.0,
                int(node),
                int(at),
                body
            ])?;
        if self.first == seq {
            tx.conn
                .prepare_cached("UPDATE groups SET oldest_at = ?2 WHERE gid = ?1")?
                .execute(params![self.gid, int(at)])?;
        }
        self.head = seq;
        self.last_at = at;
        self.bytes += entry_bytes(body) as u64;
        Ok((seq, at))
    }

    /// Writes the head back after `added` bytes were pushed into an epoch, within the quotas.
    pub(super) fn save(
        &self,
        tx: &WriteTx<'_>,
        group: GroupId,
        node: u64,
        added: u64,
        space: Space,
    ) -> Result<(), StorageError> {
        tx.conn
            .prepare_cached(
                "UPDATE groups SET head = ?2, head_node = ?3, last_at = ?4, bytes = ?5 WHERE gid = ?1",
            )?
            .execute(params![
                self.gid,
                int(self.head),
                int(node),
                int(self.last_at),
                int(self.bytes)
            ])?;
        let used: i64 = tx
            .conn
            .prepare_cached(
                "UPDATE usage SET bytes = bytes + ?2 WHERE tenant = ?1 RETURNING bytes",
            )?
            .query_row(params![self.tenant.0, int(added)], |row| row.get(0))?;
        let limits = tx.limits();
        if self.bytes > space.of(limits.group_bytes) || used > int(space.of(limits.tenant_bytes)) {
            return Err(Refusal::Quota.into());
        }
        tx.conn
            .prepare_cached("UPDATE nodes SET last = ?3 WHERE gid = ?1 AND node = ?2")?
            .execute(params![self.gid, int(node), int(self.head)])?;
        tx.announce(Change::Group {
            group,
            head: self.head,
            node,
        });
        Ok(())
    }
}

/// What names an entry here: its sender and the id that they chose. Who else knows the id, and those
/// who were in the room know many, can neither take it before them nor ask for it. Keyed, so that
/// the database alone does not tell who wrote what.
pub(super) fn request(keys: &AuditKeys, sender: DeviceId, id: RequestId) -> [u8; 16] {
    let named = [&b"kith/v1/entry-request"[..], &sender.0, &id.0].concat();
    let mut request = [0; 16];
    request.copy_from_slice(&keys.pseudonym(&named)[..16]);
    request
}

/// Where an entry of this sender and id stands, if the log has it.
pub(super) struct Known {
    pub(super) seq: u64,
    pub(super) at: u64,
    pub(super) node: u64,
    pub(super) same_body: bool,
    /// The key that it installed, where it is a commit.
    pub(super) commit: Option<PublicKey>,
}

pub(super) fn known(
    tx: &WriteTx<'_>,
    gid: i64,
    sender: DeviceId,
    id: RequestId,
    body: &[u8],
) -> Result<Option<Known>, StorageError> {
    let mut select = tx.conn.prepare_cached(
        "SELECT place, at, node, body = ?3,
           (SELECT key FROM nodes WHERE gid = ?1 AND node = (e.place & 4294967295))
         FROM entries e WHERE gid = ?1 AND request = ?2",
    )?;
    let known = select
        .query_row(
            params![gid, request(tx.audit_keys(), sender, id), body],
            |row| {
                let key: Option<Vec<u8>> = row.get(4)?;
                Ok(Known {
                    seq: seq(row.get(0)?),
                    at: number(row, 1)?,
                    node: number(row, 2)?,
                    same_body: row.get(3)?,
                    commit: key.and_then(|key| PublicKey::from_slice(&key)),
                })
            },
        )
        .optional()?;
    Ok(known)
}

/// A commit that the log has.
pub(super) struct KnownCommit {
    pub(super) seq: u64,
    pub(super) at: u64,
    /// Whether somebody else may have made it than who hands it in.
    pub(super) is_anothers: bool,
}

/// Where a commit stands that ended this epoch, whoever brought it: after a restore any member
/// brings the commits that were forgotten. It is known by what it is.
pub(super) fn known_commit(
    tx: &WriteTx<'_>,
    gid: i64,
    sender: DeviceId,
    (parent, key): (u64, &PublicKey),
    body: &[u8],
) -> Result<Option<KnownCommit>, StorageError> {
    let mut select = tx.conn.prepare_cached(
        "SELECT n.node, e.at, e.request, e.id FROM nodes n
         JOIN entries e ON e.place = (n.gid << 32 | n.node)
         WHERE n.gid = ?1 AND n.parent = ?2 AND n.key = ?3 AND e.body = ?4
         ORDER BY n.node LIMIT 1",
    )?;
    let known = select
        .query_row(params![gid, int(parent), key.0, body], |row| {
            let by: [u8; 16] = bytes(row, 2)?;
            let id = RequestId(bytes(row, 3)?);
            Ok(KnownCommit {
                seq: number(row, 0)?,
                at: number(row, 1)?,
                is_anothers: by != request(tx.audit_keys(), sender, id),
            })
        })
        .optional()?;
    Ok(known)
}

/// Whether this database was ever restored, or moved: then any member may have brought any commit, and who made it is
/// not known here.
pub(super) fn is_copied(conn: &Connection) -> Result<bool, StorageError> {
    let mut select = conn.prepare_cached("SELECT copied FROM meta")?;
    Ok(select.query_row([], |row| row.get(0))?)
}

pub(super) fn create(
    tx: &WriteTx<'_>,
    actor: Actor,
    group: &NewGroup,
) -> Result<bool, StorageError> {
    if let Some(log) = Log::find(tx.conn, &group.group)? {
        let mut select = tx
            .conn
            .prepare_cached("SELECT key FROM nodes WHERE gid = ?1 AND node = 0")?;
        let key: [u8; 32] = select.query_row([log.gid], |row| bytes(row, 0))?;
        return if key == group.epoch_key.0 {
            Ok(false)
        } else {
            Err(Refusal::Exists.into())
        };
    }
    room_for(tx, Space::Messages)?;
    tx.conn
        .prepare_cached(
            "INSERT INTO groups (id, tenant, head, head_node, first, last_at, bytes)
             VALUES (?1, ?2, 0, 0, 1, ?3, 0)",
        )?
        .execute(params![group.group.0, actor.tenant.0, int(tx.now)])?;
    let gid = tx.conn.last_insert_rowid();
    let first = Node {
        seq: 0,
        parent: None,
        epoch: 0,
        key: group.epoch_key,
        digest: None,
        removal: false,
    };
    insert_node(tx, gid, &first)?;
    audit::write(tx, Some(actor), "group-create", &group.group.0, "done")?;
    tx.announce(Change::Group {
        group: group.group,
        head: 0,
        node: 0,
    });
    Ok(true)
}

/// An epoch, as its log has it.
pub(super) struct Node {
    /// Of the commit that began it.
    pub(super) seq: u64,
    pub(super) parent: Option<u64>,
    /// How deep it stands.
    pub(super) epoch: u64,
    pub(super) key: PublicKey,
    /// Of that commit; none of the first.
    pub(super) digest: Option<Digest32>,
    pub(super) removal: bool,
}

pub(super) fn insert_node(tx: &WriteTx<'_>, gid: i64, node: &Node) -> Result<(), StorageError> {
    tx.conn
        .prepare_cached(
            "INSERT INTO nodes (gid, node, parent, epoch, key, digest, removal)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute(params![
            gid,
            int(node.seq),
            node.parent.map(int),
            int(node.epoch),
            node.key.0,
            node.digest.map(|digest| digest.0),
            node.removal
        ])?;
    Ok(())
}
