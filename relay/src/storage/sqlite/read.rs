//! Reading logs, for sync and for proofs.

use kith_protocol::{
    api::groups::{Entry, EpochName},
    ids::{GroupId, PublicKey, RequestId},
};
use rusqlite::{Connection, OptionalExtension, params};
use serde_bytes::ByteBuf;

use super::{
    convert::{bytes, int, number, uint},
    logs::{self, Log, place, seq},
    reach::{self, Tree},
};
use crate::{
    audit::AuditKeys,
    storage::{Grown, Page, ReadRequest, StorageError, TenantId},
};

/// What an entry costs in an answer besides its body.
const OVERHEAD: usize = 64;

pub(super) fn heads(
    conn: &Connection,
    groups: &[GroupId],
) -> Result<Vec<(GroupId, u64, Option<u64>)>, StorageError> {
    let mut heads = Vec::with_capacity(groups.len());
    // Of an entry that retention took, its epoch still says so.
    let mut select = conn.prepare_cached(
        "SELECT coalesce((SELECT node FROM entries WHERE place = ?1),
                         (SELECT node FROM nodes WHERE gid = ?2 AND last = ?3))",
    )?;
    for group in groups {
        if let Some(log) = Log::find(conn, group)? {
            let node = match log.head {
                0 => Some(0),
                head => {
                    let of = params![place(log.gid, head), log.gid, int(head)];
                    let node: Option<i64> = select.query_row(of, |row| row.get(0))?;
                    node.map(uint)
                }
            };
            heads.push((*group, log.head, node));
        }
    }
    Ok(heads)
}

pub(super) fn epoch_keys(
    conn: &Connection,
    tenant: TenantId,
    nodes: &[(GroupId, u64)],
) -> Result<Vec<Option<PublicKey>>, StorageError> {
    let mut select = conn.prepare_cached(
        "SELECT n.key FROM groups g JOIN nodes n USING (gid)
         WHERE g.id = ?1 AND n.node = ?2 AND g.tenant = ?3",
    )?;
    let mut key = |(group, node): &(GroupId, u64)| {
        select
            .query_row(params![group.0, int(*node), tenant.0], |row| {
                bytes(row, 0).map(PublicKey)
            })
            .optional()
    };
    Ok(nodes.iter().map(&mut key).collect::<Result<_, _>>()?)
}

pub(super) fn find_nodes(
    conn: &Connection,
    tenant: TenantId,
    epochs: &[EpochName],
) -> Result<Vec<Option<u64>>, StorageError> {
    let mut select = conn.prepare_cached(
        "SELECT n.node FROM groups g JOIN nodes n USING (gid) WHERE g.id = ?1 AND n.key = ?2
         AND g.tenant = ?3",
    )?;
    let mut node = |epoch: &EpochName| {
        select
            .query_row(params![epoch.group.0, epoch.key.0, tenant.0], |row| {
                number(row, 0)
            })
            .optional()
    };
    Ok(epochs.iter().map(&mut node).collect::<Result<_, _>>()?)
}

/// Which of these logs have grown where the proofs reach, and how many epochs were looked at.
pub(super) fn grown(
    conn: &Connection,
    news: &[Grown],
) -> Result<(Vec<GroupId>, usize), StorageError> {
    let (mut reached, mut passed_over) = (Vec::new(), 0);
    for Grown {
        group,
        proven,
        nodes,
    } in news
    {
        let Some(log) = Log::find(conn, group)? else {
            continue;
        };
        let (tree, reach) = reach::opened(conn, log.gid, proven)?;
        passed_over += tree.len();
        if nodes.iter().any(|node| reach.sees(*node)) {
            reached.push(*group);
        }
    }
    Ok((reached, passed_over))
}

pub(super) fn read_after(
    conn: &Connection,
    keys: &AuditKeys,
    requests: &[ReadRequest],
    (max_page, max_bytes): (usize, usize),
) -> Result<Vec<(GroupId, Page)>, StorageError> {
    let mut budget = Budget {
        bytes: max_bytes,
        empty: true,
    };
    let mut pages = Vec::with_capacity(requests.len());
    for request in requests {
        if let Some(log) = Log::find(conn, &request.group)? {
            let page = read(conn, keys, &log, request, (max_page.max(1), &mut budget))?;
            pages.push((request.group, page));
        }
    }
    Ok(pages)
}

/// What is left of an answer. The first entry always fits, so that every answer goes forward.
struct Budget {
    bytes: usize,
    empty: bool,
}

impl Budget {
    fn take(&mut self, bytes: usize) -> bool {
        let fits = self.empty || bytes <= self.bytes;
        if fits {
            self.empty = false;
            self.bytes = self.bytes.saturating_sub(bytes);
        }
        fits
    }
}

fn read(
    conn: &Connection,
    keys: &AuditKeys,
    log: &Log,
    request: &ReadRequest,
    (max_page, budget): (usize, &mut Budget),
) -> Result<Page, StorageError> {
    let (tree, reach) = reach::opened(conn, log.gid, &request.proven)?;
    let head = reach.head.min(request.upto);
    let mut page = Page {
        head,
        first: log.first.min(head + 1),
        more: false,
        forgotten: log.first > request.after.saturating_add(1) && head > request.after,
        entries: Vec::new(),
        passed_over: tree.len(),
    };
    let (after, end) = (request.after, head);
    if end <= after {
        return Ok(page);
    }
    let mut select = conn.prepare_cached(
        "SELECT place, node, id, at, body, request FROM entries
         WHERE place > ?1 AND place <= ?2 ORDER BY place",
    )?;
    let mut rows = select.query(params![place(log.gid, after), place(log.gid, end)])?;
    while let Some(row) = rows.next()? {
        if !reach.sees(number(row, 1)?) {
            page.passed_over += 1;
            continue;
        }
        let body = row
            .get_ref(4)?
            .as_blob()
            .map_err(|_| StorageError::Record)?;
        if page.entries.len() == max_page || !budget.take(body.len() + OVERHEAD) {
            page.more = true;
            break;
        }
        page.entries.push(entry(row, &tree, body, |id| {
            logs::request(keys, request.device, id)
        })?);
    }
    Ok(page)
}

/// The id of a message is told to the device that sent it; to everyone else it is noise.
fn entry(
    row: &rusqlite::Row<'_>,
    tree: &Tree,
    body: &[u8],
    of_reader: impl Fn(RequestId) -> [u8; 16],
) -> Result<Entry, StorageError> {
    let seq = seq(row.get(0)?);
    let commit = reach::commit_info(tree, seq);
    let id = RequestId(bytes(row, 2)?);
    let told = commit.is_some() || bytes::<16>(row, 5)? == of_reader(id);
    Ok(Entry {
        at: number(row, 3)?,
        body: ByteBuf::from(body),
        commit,
        id: told.then_some(id),
        node: number(row, 1)?,
        seq,
    })
}
