//! What of a page can be the log. A relay may lie about order, repeat, or leave out the commit
//! that everything after it stands on: such a page is cut before the hole, the cursor waits
//! there, and the rest is asked for again. A hole between messages is found by their devices'
//! chains instead: some epochs of other branches are rightly kept from this device.

use kith_protocol::{
    api::{groups::Entry, sync::GroupUpdate},
    limits::MAX_SEQ,
};

/// The entries of `update` after `cursor`, in order, each once, up to the first that stands on
/// a commit which was not shown. Answers also whether anything was cut off.
pub(crate) fn consistent(cursor: u64, update: &mut GroupUpdate) -> (Vec<Entry>, bool) {
    let mut entries = std::mem::take(&mut update.entries);
    // No log counts further; the store counts times to 2^63.
    let in_range = |entry: &Entry| entry.seq <= MAX_SEQ && i64::try_from(entry.at).is_ok();
    let all = entries.len();
    entries.retain(in_range);
    let mut cut = entries.len() < all;
    entries.retain(|entry| entry.seq > cursor);
    entries.sort_by_key(|entry| entry.seq);
    entries.dedup_by_key(|entry| entry.seq);
    let mut commits = Vec::new();
    let mut end = u64::MAX;
    for entry in &entries {
        let forgotten = entry.node < update.first;
        if entry.node >= entry.seq {
            end = entry.seq;
        } else if entry.node > cursor && !forgotten && !commits.contains(&entry.node) {
            end = entry.node;
        } else {
            if entry.commit.is_some() {
                commits.push(entry.seq);
            }
            continue;
        }
        break;
    }
    let before = entries.len();
    entries.retain(|entry| entry.seq < end);
    cut |= entries.len() < before;
    (entries, cut)
}

#[cfg(test)]
mod tests {
    use kith_protocol::{
        api::{groups::CommitInfo, sync::Access},
        ids::{GroupId, PublicKey},
    };
    use serde_bytes::ByteBuf;

    use super::*;

    fn entry(seq: u64, node: u64, commit: bool) -> Entry {
        Entry {
            at: 1,
            body: ByteBuf::new(),
            commit: commit.then_some(CommitInfo {
                next_key: PublicKey([0; 32]),
                removal: false,
            }),
            id: None,
            node,
            seq,
        }
    }

    fn read(cursor: u64, first: u64, entries: Vec<Entry>) -> (Vec<u64>, bool) {
        let mut update = GroupUpdate {
            head: 100,
            more: false,
            first,
            group: GroupId([0; 16]),
            access: Access::Member,
            entries,
        };
        let (entries, cut) = consistent(cursor, &mut update);
        (entries.iter().map(|entry| entry.seq).collect(), cut)
    }

    #[test]
    fn an_honest_page_passes_whole() {
        let page = vec![entry(4, 3, false), entry(5, 3, true), entry(6, 5, false)];
        assert_eq!(read(3, 1, page), (vec![4, 5, 6], false));
        // Another branch's epochs are not shown, nor is what the relay has forgotten.
        let gaps = vec![entry(4, 3, true), entry(9, 4, true), entry(12, 9, false)];
        assert_eq!(read(3, 1, gaps), (vec![4, 9, 12], false));
        assert_eq!(read(3, 9, vec![entry(9, 7, false)]), (vec![9], false));
    }

    #[test]
    fn disorder_and_repetition_are_put_right() {
        let page = vec![
            entry(6, 5, false),
            entry(2, 0, false),
            entry(5, 3, true),
            entry(4, 3, false),
            entry(5, 3, true),
        ];
        assert_eq!(read(3, 1, page), (vec![4, 5, 6], false));
    }

    #[test]
    fn what_stands_on_a_hidden_commit_waits_for_it() {
        let hidden = vec![entry(4, 3, false), entry(6, 5, false)];
        assert_eq!(read(3, 1, hidden), (vec![4], true));
        let disguised = vec![entry(4, 3, false), entry(5, 3, false), entry(6, 5, false)];
        assert_eq!(read(3, 1, disguised), (vec![4], true));
    }

    #[test]
    fn what_no_log_can_hold_is_cut() {
        assert_eq!(read(3, 1, vec![entry(4, 4, false)]), (vec![], true));
        assert_eq!(read(3, 1, vec![entry(u64::MAX, 3, false)]), (vec![], true));
    }
}
