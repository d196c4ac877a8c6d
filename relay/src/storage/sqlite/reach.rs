//! What a proof opens. A key of an epoch opens that epoch and all that follows it, up to and
//! including the commits that remove someone: their entries stand in epochs that are reached,
//! the epochs that they begin are not.

use std::collections::{BTreeMap, BTreeSet};

use kith_protocol::{api::groups::CommitInfo, ids::PublicKey};
use rusqlite::{Connection, params};

use super::{
    convert::{bytes, int, number},
    logs::Log,
};
use crate::storage::{Actor, Refusal, StorageError, sqlite::audit, sqlite::write_tx::WriteTx};
use kith_protocol::ids::GroupId;

/// One node of a log's tree.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    parent: u64,
    key: PublicKey,
    removal: bool,
    /// The newest entry that stands in it; 0 for none.
    last: u64,
}

/// The nodes of a log from some node on, by number. A child's number is above its parent's.
pub(super) type Tree = BTreeMap<u64, Node>;

/// At most so many: a node stays for good, and whoever asks pays nothing for those that they made.
const MOST: usize = 20_000;

fn load(conn: &Connection, gid: i64, from: u64) -> Result<Tree, StorageError> {
    let mut select = conn.prepare_cached(
        "SELECT node, parent, key, removal, last FROM nodes WHERE gid = ?1 AND node >= ?2
         ORDER BY node LIMIT ?3",
    )?;
    let nodes = select.query_map(params![gid, int(from), MOST], |row| {
        let parent: Option<i64> = row.get(1)?;
        let node = Node {
            // Node 0 is its own parent: below all others, so that no loop can miss it.
            parent: parent.map_or(0, super::convert::uint),
            key: PublicKey(bytes(row, 2)?),
            removal: row.get(3)?,
            last: number(row, 4)?,
        };
        Ok((number(row, 0)?, node))
    })?;
    Ok(nodes.collect::<Result<_, _>>()?)
}

/// What proofs open of a log. Where more commits than are looked at came after the lowest of them, it
/// is what the newest opens: whoever reads on proves a newer one.
pub(super) fn opened(
    conn: &Connection,
    gid: i64,
    proven: &[u64],
) -> Result<(Tree, Reach), StorageError> {
    let lowest = proven.iter().copied().min().unwrap_or(0);
    let newest = proven.iter().copied().max().unwrap_or(0);
    let mut tree = load(conn, gid, lowest)?;
    if tree.len() == MOST && newest > lowest {
        tree = load(conn, gid, newest)?;
    }
    let reach = Reach::of(&tree, proven);
    Ok((tree, reach))
}

/// The epochs that some proofs open.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Reach {
    epochs: BTreeSet<u64>,
    /// The newest entry that is visible, or the newest commit that is known by its proof. Of what
    /// stands behind it, in epochs that are not reached, nobody is told, not even that it is there.
    pub(super) head: u64,
}

impl Reach {
    pub(super) fn of(tree: &Tree, proven: &[u64]) -> Self {
        let mut epochs: BTreeSet<u64> = proven
            .iter()
            .copied()
            .filter(|node| tree.contains_key(node))
            .collect();
        for (&number, node) in tree {
            if number != 0 && !node.removal && epochs.contains(&node.parent) {
                epochs.insert(number);
            }
        }
        let of = |epoch: &u64| tree.get(epoch).map_or(0, |node| node.last).max(*epoch);
        let head = epochs.iter().map(of).max().unwrap_or(0);
        Self { epochs, head }
    }

    pub(super) fn sees(&self, node: u64) -> bool {
        self.epochs.contains(&node)
    }
}

/// What readers are told of the commit at `seq`, if it is one.
pub(super) fn commit_info(tree: &Tree, seq: u64) -> Option<CommitInfo> {
    tree.get(&seq).map(|node| CommitInfo {
        next_key: node.key,
        removal: node.removal,
    })
}

/// Whether `node` is one of `proven` or an ancestor of one.
fn is_at_or_above(tree: &Tree, node: u64, proven: &[u64]) -> bool {
    let mut below = BTreeSet::from([node]);
    for (&number, child) in tree.range(node..) {
        if number != 0 && below.contains(&child.parent) {
            below.insert(number);
        }
    }
    proven.iter().any(|node| below.contains(node))
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
    let tree = load(conn, log.gid, node)?;
    if !is_at_or_above(&tree, node, proven) {
        return Err(Refusal::Unproven.into());
    }
    if node == 0 || !tree.contains_key(&node) {
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
    fn tree(nodes: &[(u64, u64, bool)]) -> Tree {
        let last = |of: u64| {
            let children = nodes
                .iter()
                .filter(|(node, parent, _)| *node != 0 && *parent == of);
            children.map(|(node, ..)| *node).max().unwrap_or(0)
        };
        let node = |&(number, parent, removal)| {
            let node = Node {
                parent,
                key: PublicKey([0; 32]),
                removal,
                last: last(number),
            };
            (number, node)
        };
        nodes.iter().map(node).collect()
    }

    fn reach(epochs: &[u64], head: u64) -> Reach {
        Reach {
            epochs: epochs.iter().copied().collect(),
            head,
        }
    }

    #[test]
    fn a_key_opens_what_follows_it_but_not_what_came_before() {
        let tree = tree(&[(0, 0, false), (3, 0, false), (7, 3, false)]);
        assert_eq!(Reach::of(&tree, &[0]), reach(&[0, 3, 7], 7));
        assert_eq!(Reach::of(&tree, &[3]), reach(&[3, 7], 7));
        assert_eq!(Reach::of(&tree, &[7]), reach(&[7], 7));
    }

    #[test]
    fn a_removal_is_seen_and_closes_what_follows() {
        let tree = tree(&[(0, 0, false), (3, 0, true), (7, 3, false)]);
        assert_eq!(Reach::of(&tree, &[0]), reach(&[0], 3));
        assert_eq!(Reach::of(&tree, &[3]), reach(&[3, 7], 7));
    }

    #[test]
    fn all_branches_of_an_epoch_are_open_to_its_holders() {
        let tree = tree(&[(0, 0, false), (3, 0, true), (4, 0, false), (5, 0, true)]);
        assert_eq!(Reach::of(&tree, &[0]), reach(&[0, 4], 5));
        let closed = self::tree(&[(0, 0, false), (3, 0, true), (5, 0, true)]);
        assert_eq!(Reach::of(&closed, &[0]), reach(&[0], 5));
    }

    #[test]
    fn a_node_that_is_not_there_opens_nothing() {
        let tree = tree(&[(0, 0, false), (3, 0, false)]);
        assert_eq!(Reach::of(&tree, &[9]), reach(&[], 0));
    }

    #[test]
    fn of_a_log_without_end_so_many_nodes_are_looked_at() {
        let conn = Connection::open_in_memory().expect("opens");
        conn.execute_batch(
            "CREATE TABLE nodes (gid, node, parent, key, removal, last, PRIMARY KEY (gid, node))",
        )
        .expect("made");
        let most = MOST as u64;
        conn.execute(
            "WITH RECURSIVE n (node) AS (SELECT 0 UNION ALL SELECT node + 1 FROM n WHERE node < ?1)
             INSERT INTO nodes SELECT 1, node, max(node - 1, 0), zeroblob(32), 0, node + 1 FROM n",
            [most + 5],
        )
        .expect("filled");
        let head = |proven: &[u64]| {
            let (tree, reach) = opened(&conn, 1, proven).expect("read");
            (tree.len(), reach.head)
        };
        assert_eq!(head(&[0]), (MOST, most));
        assert_eq!(head(&[0, most]), (6, most + 6), "who has read on");
        assert_eq!(head(&[10]), (MOST - 4, most + 6), "control");
    }

    #[test]
    fn only_a_holder_of_the_node_or_of_a_later_one_stands_below_it() {
        let tree = tree(&[(0, 0, false), (3, 0, false), (4, 0, false), (7, 3, false)]);
        assert!(is_at_or_above(&tree, 3, &[3]));
        assert!(is_at_or_above(&tree, 3, &[7]));
        assert!(!is_at_or_above(&tree, 3, &[0]));
        assert!(!is_at_or_above(&tree, 3, &[4]));
    }
}
