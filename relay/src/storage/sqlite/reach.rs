//! What a proof opens. A key of an epoch opens that epoch and all that follows it, up to and
//! including the commits that remove someone: their entries stand in epochs that are reached,
//! the epochs that they begin are not.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet, BinaryHeap},
};

use kith_protocol::ids::GroupId;
use rusqlite::{Connection, OptionalExtension, params};

use super::{
    audit,
    convert::{int, number, uint},
    logs::Log,
    write_tx::WriteTx,
};
use crate::storage::{Actor, Refusal, StorageError};

/// So many epochs are looked at: a node stays for good. Those that a proof does not open, and on a
/// branch that was left anyone may begin them without end, take nothing of it.
const MOST: usize = 20_000;

/// The epochs that some proofs open.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Reach {
    /// The newest entry that stands in each; 0 for none.
    epochs: BTreeMap<u64, u64>,
    /// The newest entry that is visible, or the newest commit that is known by its proof. Of what
    /// stands behind it, in epochs that are not reached, nobody is told, not even that it is there.
    pub(super) head: u64,
    /// Commits that are visible and whose epochs are beyond what is looked at.
    beyond: BTreeSet<u64>,
}

impl Reach {
    /// What proofs open of a log. What the newest opens comes first: whoever reads on proves a newer
    /// one, and the branches that an older one opens too do not come before theirs.
    pub(super) fn of(conn: &Connection, gid: i64, proven: &[u64]) -> Result<Self, StorageError> {
        let mut find =
            conn.prepare_cached("SELECT last FROM nodes WHERE gid = ?1 AND node = ?2")?;
        // Left to itself SQLite goes through all nodes of the log, for each of them.
        let mut begun = conn.prepare_cached(
            "SELECT node, last FROM nodes INDEXED BY nodes_by_parent
             WHERE gid = ?1 AND parent = ?2 AND removal = 0",
        )?;
        let mut reach = Self::default();
        for node in proven {
            let last = find.query_row(params![gid, int(*node)], |row| number(row, 0));
            if let Some(last) = last.optional()? {
                reach.add(*node, last);
            }
        }
        let roots: Vec<u64> = reach.epochs.keys().rev().copied().collect();
        for root in roots {
            let mut waiting = BinaryHeap::from([Reverse(root)]);
            while let Some(Reverse(parent)) = waiting.pop() {
                let mut rows = begun.query(params![gid, int(parent)])?;
                while let Some(row) = rows.next()? {
                    let node = number(row, 0)?;
                    if reach.sees(node) {
                        continue;
                    }
                    if reach.len() < MOST {
                        reach.add(node, number(row, 1)?);
                        waiting.push(Reverse(node));
                    } else {
                        reach.beyond.insert(node);
                    }
                }
            }
        }
        Ok(reach)
    }

    fn add(&mut self, node: u64, last: u64) {
        self.epochs.insert(node, last);
        self.head = self.head.max(last).max(node);
    }

    pub(super) fn sees(&self, node: u64) -> bool {
        self.epochs.contains_key(&node)
    }

    /// How many epochs were looked at.
    pub(super) fn len(&self) -> usize {
        self.epochs.len()
    }

    /// Where a reader who has read up to `after` has to stop, and to prove what they find there. A
    /// commit that they have read and did not prove is none that they take.
    pub(super) fn end(&self, after: u64) -> u64 {
        let beyond = self.beyond.range(after.saturating_add(1)..).next();
        beyond.copied().unwrap_or(self.head)
    }

    /// The epochs in which something stands after an entry.
    pub(super) fn grown_after(&self, after: u64) -> impl Iterator<Item = u64> {
        let epochs = self.epochs.iter();
        epochs.filter_map(move |(node, last)| (*last > after).then_some(*node))
    }

    /// Whether a node is reached, or would be if more were looked at.
    pub(super) fn leads_to(
        &self,
        conn: &Connection,
        gid: i64,
        node: u64,
    ) -> Result<bool, StorageError> {
        if self.beyond.is_empty() {
            return Ok(self.sees(node));
        }
        let mut above = Ancestors::of(conn, gid, node);
        while let Some((node, removal)) = above.climb()? {
            if self.sees(node) {
                return Ok(true);
            }
            if removal {
                break;
            }
        }
        Ok(false)
    }
}

/// A node and those above it, to the first, each with whether it is a removal; [`MOST`] at most.
struct Ancestors<'c> {
    conn: &'c Connection,
    gid: i64,
    next: Option<u64>,
    left: usize,
}

impl<'c> Ancestors<'c> {
    fn of(conn: &'c Connection, gid: i64, node: u64) -> Self {
        Self {
            conn,
            gid,
            next: Some(node),
            left: MOST,
        }
    }

    fn climb(&mut self) -> Result<Option<(u64, bool)>, StorageError> {
        let Some(node) = self.next.take().filter(|_| self.left > 0) else {
            return Ok(None);
        };
        self.left -= 1;
        let mut select = self
            .conn
            .prepare_cached("SELECT parent, removal FROM nodes WHERE gid = ?1 AND node = ?2")?;
        let found = select
            .query_row(params![self.gid, int(node)], |row| {
                Ok((row.get::<_, Option<i64>>(0)?, row.get(1)?))
            })
            .optional()?;
        let Some((parent, removal)) = found else {
            return Ok(None);
        };
        self.next = parent.map(uint);
        Ok(Some((node, removal)))
    }
}

/// Whether a node is there, and a node of `proven` is it or descends from it.
fn is_at_or_above(
    conn: &Connection,
    gid: i64,
    node: u64,
    proven: &[u64],
) -> Result<bool, StorageError> {
    let mut passed = BTreeSet::new();
    for proven in proven {
        let mut above = Ancestors::of(conn, gid, *proven);
        above.left = MOST.saturating_sub(passed.len());
        while let Some((ancestor, _)) = above.climb()? {
            if ancestor == node {
                return Ok(true);
            }
            // A child's number is above its parent's.
            if ancestor < node || !passed.insert(ancestor) {
                break;
            }
        }
    }
    Ok(false)
}

/// Whether proofs are of a node or of what descends from it, and it is there and begins with a commit.
/// A node's place does not change: whoever writes need not look.
pub(super) fn may_mark(
    conn: &Connection,
    group: GroupId,
    node: u64,
    proven: &[u64],
) -> Result<(), StorageError> {
    let log = Log::find(conn, &group)?.ok_or(Refusal::Unproven)?;
    if !is_at_or_above(conn, log.gid, node, proven)? {
        return Err(Refusal::Unproven.into());
    }
    if node == 0 {
        return Err(Refusal::NotFound.into());
    }
    Ok(())
}

/// Marks a node as a removal. [`may_mark`] comes before it: the one writer looks through no tree.
pub(super) fn mark_removal(
    tx: &WriteTx<'_>,
    actor: Actor,
    group: GroupId,
    node: u64,
) -> Result<(), StorageError> {
    let log = Log::find(tx.conn, &group)?.ok_or(Refusal::Unproven)?;
    let marked = tx
        .conn
        .prepare_cached(
            "UPDATE nodes SET removal = 1 WHERE gid = ?1 AND node = ?2 AND removal = 0",
        )?
        .execute(params![log.gid, int(node)])?;
    match marked {
        0 => Ok(()),
        _ => audit::write(tx, Some(actor), "mark-removal", &group.0, "done"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Nodes by number, parent and mark; each commit is its parent's newest entry.
    fn log(nodes: &[(u64, u64, bool)]) -> Connection {
        let conn = Connection::open_in_memory().expect("opens");
        conn.execute_batch(
            "CREATE TABLE nodes (gid, node, parent, removal, last, PRIMARY KEY (gid, node));
             CREATE INDEX nodes_by_parent ON nodes (gid, parent)",
        )
        .expect("made");
        for (node, parent, removal) in nodes {
            let parent = (*node != 0).then_some(int(*parent));
            conn.execute(
                "INSERT INTO nodes VALUES (1, ?1, ?2, ?3, 0)",
                params![int(*node), parent, removal],
            )
            .expect("added");
        }
        set_last(&conn);
        conn
    }

    fn set_last(conn: &Connection) {
        conn.execute_batch(
            "UPDATE nodes SET last =
               coalesce((SELECT max(node) FROM nodes c INDEXED BY nodes_by_parent WHERE c.gid = 1 AND c.parent = nodes.node), 0)",
        )
        .expect("set");
    }

    /// A branch of so many commits below a node, one on the other.
    fn grows(conn: &Connection, below: u64, from: u64, count: usize) {
        conn.execute(
            "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ?3)
             INSERT INTO nodes
             SELECT 1, ?2 + i, CASE i WHEN 0 THEN ?1 ELSE ?2 + i - 1 END, 0, 0 FROM n",
            params![int(below), int(from), count],
        )
        .expect("grown");
        set_last(conn);
    }

    fn reach(conn: &Connection, proven: &[u64]) -> Reach {
        Reach::of(conn, 1, proven).expect("read")
    }

    /// Which epochs are reached, and the head.
    fn of(conn: &Connection, proven: &[u64]) -> (Vec<u64>, u64) {
        let reach = reach(conn, proven);
        (reach.epochs.keys().copied().collect(), reach.head)
    }

    #[test]
    fn a_key_opens_what_follows_it_but_not_what_came_before() {
        let log = log(&[(0, 0, false), (3, 0, false), (7, 3, false)]);
        assert_eq!(of(&log, &[0]), (vec![0, 3, 7], 7));
        assert_eq!(of(&log, &[3]), (vec![3, 7], 7));
        assert_eq!(of(&log, &[7]), (vec![7], 7));
    }

    #[test]
    fn a_removal_is_seen_and_closes_what_follows() {
        let log = log(&[(0, 0, false), (3, 0, true), (7, 3, false)]);
        assert_eq!(of(&log, &[0]), (vec![0], 3));
        assert_eq!(of(&log, &[3]), (vec![3, 7], 7));
    }

    #[test]
    fn all_branches_of_an_epoch_are_open_to_its_holders() {
        let open = log(&[(0, 0, false), (3, 0, true), (4, 0, false), (5, 0, true)]);
        assert_eq!(of(&open, &[0]), (vec![0, 4], 5));
        let closed = log(&[(0, 0, false), (3, 0, true), (5, 0, true)]);
        assert_eq!(of(&closed, &[0]), (vec![0], 5));
    }

    #[test]
    fn a_node_that_is_not_there_opens_nothing() {
        let log = log(&[(0, 0, false), (3, 0, false)]);
        assert_eq!(of(&log, &[9]), (vec![], 0));
    }

    /// Control: their own branch is looked at as far as that, and read on from there.
    #[test]
    fn of_a_log_without_end_so_many_nodes_are_looked_at() {
        let most = MOST as u64;
        // 1 and 2 begin branches of 0; 1's has no end.
        let log = log(&[(0, 0, false), (1, 0, false), (2, 0, false)]);
        grows(&log, 1, 3, MOST + 5);
        let newest = most + 8;
        grows(&log, 2, newest, 3);
        assert_eq!(of(&log, &[2]).0, [2, newest, newest + 1, newest + 2]);
        let both = reach(&log, &[0, 2]);
        assert_eq!((both.len(), both.head), (MOST, newest + 2));
        assert!(both.sees(newest + 2), "what the newest opens comes first");
        let all = reach(&log, &[0]);
        assert_eq!(all.len(), MOST);
        let cut = all.end(0);
        assert!(cut < all.head || cut == newest, "{cut}");
        assert!(all.end(cut) > cut, "whoever has read that goes on");
        assert!(all.leads_to(&log, 1, newest + 2).expect("looked"));
        assert!(!reach(&log, &[2]).leads_to(&log, 1, 1).expect("looked"));
    }

    #[test]
    fn only_a_holder_of_the_node_or_of_a_later_one_stands_below_it() {
        let log = log(&[(0, 0, false), (3, 0, false), (4, 0, false), (7, 3, false)]);
        grows(&log, 4, 8, MOST + 1);
        let stands = |node, proven: &[u64]| is_at_or_above(&log, 1, node, proven).expect("looked");
        assert!(stands(3, &[3]));
        assert!(stands(3, &[7]));
        assert!(!stands(3, &[0]));
        assert!(!stands(3, &[4]));
        assert!(!stands(9, &[4]), "above it");
        assert!(!stands(5, &[7]), "none is there");
    }
}
