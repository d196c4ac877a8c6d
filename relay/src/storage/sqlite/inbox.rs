//! Inboxes.

use kith_protocol::{
    api::inbox::{InboxItem, InboxKind},
    ids::DeviceId,
};
use rusqlite::{Connection, OptionalExtension, params};
use serde_bytes::ByteBuf;

use super::{
    convert::{int, number, uint},
    logs::leave_reserve,
    people,
    requests::Request,
    write_tx::WriteTx,
};
use crate::storage::{Actor, Change, DepositRequest, Refusal, StorageError};

const OVERHEAD: usize = 64;
const KINDS: [(InboxKind, &str); 5] = [
    (InboxKind::Welcome, "welcome"),
    (InboxKind::Consent, "consent"),
    (InboxKind::Readd, "readd"),
    (InboxKind::Linking, "linking"),
    (InboxKind::Resend, "resend"),
];

fn name(kind: InboxKind) -> &'static str {
    KINDS
        .iter()
        .find_map(|(known, name)| (*known == kind).then_some(*name))
        .unwrap_or("unknown")
}

/// An item on its way in.
pub(super) struct Item<'a> {
    pub(super) to: DeviceId,
    pub(super) kind: InboxKind,
    pub(super) body: &'a [u8],
    /// With a Welcome: its commit.
    pub(super) node: Option<u64>,
}

/// Puts an item in, within the quota of its kind. The inbox must be of the actor's clinic.
pub(super) fn put(tx: &WriteTx<'_>, actor: Actor, item: &Item<'_>) -> Result<(), StorageError> {
    let (to, kind) = (item.to, name(item.kind));
    people::device(tx.conn, to)?
        .filter(|device| device.tenant == actor.tenant && !device.revoked)
        .ok_or(Refusal::NotFound)?;
    let waiting: i64 = tx
        .conn
        .prepare_cached("SELECT count(*) FROM inbox WHERE device = ?1 AND kind = ?2")?
        .query_row(params![to.0, kind], |row| row.get(0))?;
    if waiting >= i64::from(tx.limits().inbox.of(item.kind)) {
        return Err(Refusal::Quota.into());
    }
    tx.conn
        .prepare_cached(
            "INSERT INTO inbox (device, kind, at, body, node) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![
            to.0,
            kind,
            int(tx.now),
            item.body,
            item.node.map(int)
        ])?;
    tx.announce(Change::Inbox {
        device: to,
        seq: tx.conn.last_insert_rowid().cast_unsigned(),
    });
    Ok(())
}

pub(super) fn deposit(tx: &WriteTx<'_>, request: &DepositRequest) -> Result<(), StorageError> {
    let kind = name(request.kind).as_bytes();
    let record = Request::new(
        request.actor.device,
        "deposit",
        request.id,
        &[&request.to.0, kind, &request.body],
    );
    if record.answered(tx)?.is_some() {
        return Ok(());
    }
    let item = Item {
        to: request.to,
        kind: request.kind,
        body: &request.body,
        node: None,
    };
    leave_reserve(tx)?;
    put(tx, request.actor, &item)?;
    record.remember(tx, &[])
}

pub(super) fn read(
    conn: &Connection,
    device: DeviceId,
    after: u64,
    max_bytes: usize,
) -> Result<Vec<InboxItem>, StorageError> {
    let mut select = conn.prepare_cached(
        "SELECT seq, kind, at, body, node FROM inbox WHERE device = ?1 AND seq > ?2 ORDER BY seq",
    )?;
    let mut rows = select.query(params![device.0, int(after)])?;
    let (mut items, mut left) = (Vec::new(), max_bytes);
    while let Some(row) = rows.next()? {
        let body = row
            .get_ref(3)?
            .as_blob()
            .map_err(|_| StorageError::Record)?;
        let cost = body.len() + OVERHEAD;
        if cost > left && !items.is_empty() {
            break;
        }
        left = left.saturating_sub(cost);
        let kind: String = row.get(1)?;
        items.push(InboxItem {
            at: number(row, 2)?,
            seq: number(row, 0)?,
            body: ByteBuf::from(body),
            kind: KINDS
                .iter()
                .find_map(|(known, name)| (*name == kind).then_some(*known))
                .ok_or(StorageError::Record)?,
            node: row.get::<_, Option<i64>>(4)?.map(uint),
        });
    }
    Ok(items)
}

pub(super) fn head(conn: &Connection, device: DeviceId) -> Result<u64, StorageError> {
    let mut select =
        conn.prepare_cached("SELECT seq FROM inbox WHERE device = ?1 ORDER BY seq DESC LIMIT 1")?;
    let head = select.query_row([device.0], |row| number(row, 0));
    Ok(head.optional()?.unwrap_or(0))
}

/// Forgets items up to `seq`.
pub(super) fn forget(tx: &WriteTx<'_>, device: DeviceId, seq: u64) -> Result<(), StorageError> {
    tx.conn
        .prepare_cached("DELETE FROM inbox WHERE device = ?1 AND seq <= ?2")?
        .execute(params![device.0, int(seq)])?;
    Ok(())
}
