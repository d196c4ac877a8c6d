//! Reading logs, for sync and for proofs.

use std::{cmp::Reverse, collections::BinaryHeap};

use kith_protocol::{
    api::groups::{CommitInfo, Entry, EpochName, FoundNode},
    ids::{Digest32, GroupId, PublicKey, RequestId},
};
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde_bytes::ByteBuf;

use super::{
    convert::{bytes, int, number},
    logs::{self, Log, place, seq},
    reach::Reach,
};
use crate::{
    audit::AuditKeys,
    storage::{Grown, Page, ReadRequest, StorageError, TenantId},
};

/// What an entry costs in an answer besides its body.
const OVERHEAD: usize = 64;

/// The newest entry of each log, and the epoch in which it stands.
pub(super) fn heads(
    conn: &Connection,
    groups: &[GroupId],
) -> Result<Vec<(GroupId, u64, u64)>, StorageError> {
    let mut select = conn.prepare_cached("SELECT head, head_node FROM groups WHERE id = ?1")?;
    let mut heads = Vec::with_capacity(groups.len());
    for group in groups {
        let head = select.query_row([group.0], |row| {
            Ok((*group, number(row, 0)?, number(row, 1)?))
        });
        heads.extend(head.optional()?);
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
) -> Result<Vec<Option<FoundNode>>, StorageError> {
    let mut select = conn.prepare_cached(
        "SELECT n.node, n.digest FROM groups g JOIN nodes n USING (gid) WHERE g.id = ?1 AND n.key = ?2
         AND g.tenant = ?3",
    )?;
    let mut node = |epoch: &EpochName| {
        select
            .query_row(params![epoch.group.0, epoch.key.0, tenant.0], |row| {
                let commit: Option<[u8; 32]> = row.get(1)?;
                Ok(FoundNode {
                    node: number(row, 0)?,
                    commit: commit.map(Digest32),
                })
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
        let reach = Reach::of(conn, log.gid, proven)?;
        passed_over += reach.len();
        for node in nodes {
            if reach.leads_to(conn, log.gid, *node)? {
                reached.push(*group);
                break;
            }
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

/// Entries of branches that are not reached that are gone through one by one; then those that are
/// reached are asked for by their epochs, however many lie between.
const PATIENCE: usize = 100;

fn read(
    conn: &Connection,
    keys: &AuditKeys,
    log: &Log,
    request: &ReadRequest,
    (max_page, budget): (usize, &mut Budget),
) -> Result<Page, StorageError> {
    let reach = Reach::of(conn, log.gid, &request.proven)?;
    let after = request.after;
    let mut head = reach.head;
    // Where not all was looked at, they may have read more.
    if after > head && stands_in_reach(conn, log, &reach, after)? {
        head = after;
    }
    let head = head.min(request.upto);
    let end = reach.end(after).min(head);
    let mut page = Page {
        head,
        first: log.first.min(head + 1),
        more: end < head && end > after,
        forgotten: log.first > after.saturating_add(1) && head > after,
        entries: Vec::new(),
        passed_over: reach.len(),
    };
    if end <= after {
        return Ok(page);
    }
    let mut rows = Rows {
        conn,
        log,
        reader: |id| logs::request(keys, request.device, id),
        max_page,
        budget,
    };
    if let Some(from) = rows.scan(&mut page, &reach, after, end)? {
        rows.pick(&mut page, &reach, from, end)?;
    }
    Ok(page)
}

/// Whether an entry is there and visible.
fn stands_in_reach(
    conn: &Connection,
    log: &Log,
    reach: &Reach,
    seq: u64,
) -> Result<bool, StorageError> {
    let node = conn
        .prepare_cached("SELECT node FROM entries WHERE place = ?1")?
        .query_row([place(log.gid, seq)], |row| number(row, 0))
        .optional()?;
    match node {
        Some(node) if seq <= log.head => reach.leads_to(conn, log.gid, node),
        _ => Ok(false),
    }
}

/// What fills a page.
struct Rows<'r, F> {
    conn: &'r Connection,
    log: &'r Log,
    /// The name of an entry of the reader's with some id.
    reader: F,
    max_page: usize,
    budget: &'r mut Budget,
}

impl<F: Fn(RequestId) -> [u8; 16]> Rows<'_, F> {
    /// Goes through all entries, until the page is full or too many were not visible: from where then.
    fn scan(
        &mut self,
        page: &mut Page,
        reach: &Reach,
        after: u64,
        end: u64,
    ) -> Result<Option<u64>, StorageError> {
        let mut select = self.conn.prepare_cached(
            "SELECT place, node, id, at, body, request FROM entries
             WHERE place > ?1 AND place <= ?2 ORDER BY place",
        )?;
        let gid = self.log.gid;
        let mut rows = select.query(params![place(gid, after), place(gid, end)])?;
        let mut passed = 0;
        while let Some(row) = rows.next()? {
            if !reach.sees(number(row, 1)?) {
                passed += 1;
                if passed > PATIENCE {
                    page.passed_over += passed;
                    return Ok(Some(seq(row.get(0)?)));
                }
            } else if !self.add(page, row)? {
                break;
            }
        }
        page.passed_over += passed;
        Ok(None)
    }

    /// Asks for the next entry of each epoch that is reached, in the log's order.
    fn pick(
        &mut self,
        page: &mut Page,
        reach: &Reach,
        from: u64,
        end: u64,
    ) -> Result<(), StorageError> {
        let mut next = self.conn.prepare_cached(
            "SELECT place FROM entries INDEXED BY entries_by_node
             WHERE gid = ?1 AND node = ?2 AND place > ?3 AND place <= ?4 ORDER BY place LIMIT 1",
        )?;
        let mut select = self.conn.prepare_cached(
            "SELECT place, node, id, at, body, request FROM entries WHERE place = ?1",
        )?;
        let (gid, last) = (self.log.gid, place(self.log.gid, end));
        let mut after = |node: u64, place: i64| {
            let found = next.query_row(params![gid, int(node), place, last], |row| row.get(0));
            found.optional()
        };
        let mut waiting = BinaryHeap::new();
        for node in reach.grown_after(from) {
            if let Some(first) = after(node, place(gid, from))? {
                waiting.push(Reverse((first, node)));
            }
        }
        while let Some(Reverse((at, node))) = waiting.pop() {
            let mut rows = select.query([at])?;
            let row = rows.next()?.ok_or(StorageError::Record)?;
            if !self.add(page, row)? {
                break;
            }
            if let Some(further) = after(node, at)? {
                waiting.push(Reverse((further, node)));
            }
        }
        Ok(())
    }

    /// Adds an entry; `false` where the page is full.
    fn add(&mut self, page: &mut Page, row: &Row<'_>) -> Result<bool, StorageError> {
        let body = row
            .get_ref(4)?
            .as_blob()
            .map_err(|_| StorageError::Record)?;
        let fits = page.entries.len() < self.max_page && self.budget.take(body.len() + OVERHEAD);
        if fits {
            page.entries.push(self.entry(row, body)?);
        } else {
            page.more = true;
        }
        Ok(fits)
    }

    /// The id of a message is told to the device that sent it; to everyone else it is noise.
    fn entry(&self, row: &Row<'_>, body: &[u8]) -> Result<Entry, StorageError> {
        let seq = seq(row.get(0)?);
        let commit = self.commit_info(seq)?;
        let id = RequestId(bytes(row, 2)?);
        let told = commit.is_some() || bytes::<16>(row, 5)? == (self.reader)(id);
        Ok(Entry {
            at: number(row, 3)?,
            body: ByteBuf::from(body),
            commit,
            id: told.then_some(id),
            node: number(row, 1)?,
            seq,
        })
    }

    /// What readers are told of the commit at `seq`, if it is one.
    fn commit_info(&self, seq: u64) -> Result<Option<CommitInfo>, StorageError> {
        let mut select = self
            .conn
            .prepare_cached("SELECT key, removal FROM nodes WHERE gid = ?1 AND node = ?2")?;
        let info = select.query_row(params![self.log.gid, int(seq)], |row| {
            Ok(CommitInfo {
                next_key: PublicKey(bytes(row, 0)?),
                removal: row.get(1)?,
            })
        });
        Ok(info.optional()?)
    }
}
