//! Inboxes.

use kith_protocol::{
    api::inbox::{InboxItem, InboxKind},
    ids::DeviceId,
};
use rusqlite::{Connection, OptionalExtension, params};
use serde_bytes::ByteBuf;

use super::{
    convert::{int, number, uint},
    logs::{Space, room_for},
    people,
    requests::Request,
    write_tx::WriteTx,
};
use crate::{
    config::InboxQuota,
    storage::{Actor, Change, DepositRequest, DeviceEntry, Refusal, StorageError},
    tree::Place,
};

const OVERHEAD: usize = 64;
const KINDS: [(InboxKind, &str); 6] = [
    (InboxKind::Welcome, "welcome"),
    (InboxKind::Consent, "consent"),
    (InboxKind::Readd, "readd"),
    (InboxKind::Linking, "linking"),
    (InboxKind::Resend, "resend"),
    (InboxKind::Whereabouts, "whereabouts"),
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

/// Of whose items an inbox holds so many: of a person, whichever of their devices sent them, and of
/// all who use the same part of the relay. Keyed, so that the database alone does not tell who wrote
/// to whom.
struct Sender {
    person: [u8; 16],
    part: [u8; 16],
    /// Of the inbox, one part has one in so many.
    share: u64,
    is_shared: bool,
}

impl Sender {
    fn of(
        tx: &WriteTx<'_>,
        actor: Actor,
        to: &DeviceEntry,
        id: DeviceId,
    ) -> Result<Self, StorageError> {
        let from = people::device(tx.conn, actor.device)?.ok_or(Refusal::NotFound)?;
        let place = Place::of(&from);
        let named = |who: &[u8]| {
            let named = [&b"kith/v1/inbox-sender"[..], &id.0, who].concat();
            let mut sender = [0; 16];
            sender.copy_from_slice(&tx.audit_keys().pseudonym(&named)[..16]);
            sender
        };
        // Whom one invited write to her above all.
        let share = match from.root == to.root && place.is_shared() {
            true => InboxQuota::SHARE / 2,
            false => InboxQuota::SHARE,
        };
        Ok(Self {
            person: named(&place.person.0),
            part: named(&place.part.name()),
            share,
            is_shared: place.is_shared(),
        })
    }

    /// What one person may have, of what their part may.
    fn of_part(&self, part: u64) -> u64 {
        match self.is_shared {
            true => (part / 2).max(1),
            false => part.max(1),
        }
    }
}

/// What waits in an inbox: items of one kind, and bytes; of all, of one part, of one person.
struct Waiting {
    items: [u64; 3],
    bytes: [u64; 3],
}

impl Waiting {
    fn with(
        tx: &WriteTx<'_>,
        item: &Item<'_>,
        kind: &str,
        sender: &Sender,
    ) -> Result<Self, StorageError> {
        let mut select = tx.conn.prepare_cached(
            "SELECT count(*) FILTER (WHERE kind = ?2),
                    count(*) FILTER (WHERE kind = ?2 AND part = ?3),
                    count(*) FILTER (WHERE kind = ?2 AND sender = ?4),
                    coalesce(sum(length(body) + ?5), 0),
                    coalesce(sum(length(body) + ?5) FILTER (WHERE part = ?3), 0),
                    coalesce(sum(length(body) + ?5) FILTER (WHERE sender = ?4), 0)
             FROM inbox WHERE device = ?1",
        )?;
        let of = params![item.to.0, kind, sender.part, sender.person, OVERHEAD as i64];
        let own = (item.body.len() + OVERHEAD) as u64;
        Ok(select.query_row(of, |row| {
            Ok(Self {
                items: [
                    number(row, 0)? + 1,
                    number(row, 1)? + 1,
                    number(row, 2)? + 1,
                ],
                bytes: [
                    number(row, 3)? + own,
                    number(row, 4)? + own,
                    number(row, 5)? + own,
                ],
            })
        })?)
    }

    /// Whether that is no more than the inbox may hold.
    fn is_within(&self, quota: &InboxQuota, kind: InboxKind, sender: &Sender) -> bool {
        // Who comes in has no other way, and what else is lost is asked for again.
        let may_use_all = matches!(kind, InboxKind::Welcome | InboxKind::Consent);
        let bytes = match may_use_all {
            true => quota.bytes,
            false => quota.bytes - quota.bytes / InboxQuota::SHARE,
        };
        let items = u64::from(quota.of(kind));
        let fits = |waiting: [u64; 3], all: u64, of: u64| {
            let part = (of / sender.share).max(1);
            waiting[0] <= all && waiting[1] <= part && waiting[2] <= sender.of_part(part)
        };
        fits(self.items, items, items) && fits(self.bytes, bytes, quota.bytes)
    }
}

/// Puts an item in, within the quotas of its kind, of all and of its sender. The inbox must be of the
/// actor's clinic.
pub(super) fn put(tx: &WriteTx<'_>, actor: Actor, item: &Item<'_>) -> Result<(), StorageError> {
    let (to, kind) = (item.to, name(item.kind));
    let known = people::device(tx.conn, to)?
        .filter(|device| device.tenant == actor.tenant && !device.revoked)
        .ok_or(Refusal::NotFound)?;
    let sender = Sender::of(tx, actor, &known, to)?;
    let waiting = Waiting::with(tx, item, kind, &sender)?;
    if !waiting.is_within(&tx.limits().inbox, item.kind, &sender) {
        return Err(Refusal::Quota.into());
    }
    tx.conn
        .prepare_cached(
            "INSERT INTO inbox (device, kind, part, sender, at, body, node)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute(params![
            to.0,
            kind,
            sender.part,
            sender.person,
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
    room_for(tx, Space::Messages)?;
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
