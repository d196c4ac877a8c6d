//! Entries of a log as a page carries them: an array each, its numbers relative to the entry
//! before. Every message is written once and read by everyone, so its envelope is kept small.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _, ser::SerializeSeq};
use serde_bytes::{ByteBuf, Bytes};

use super::groups::{CommitInfo, Entry};
use crate::{
    ids::RequestId,
    limits::{MAX_NUMBER, MAX_PAGE},
    list::at_most,
};

/// `at`, `body`, `id`, `node`, `seq`, `commit`; numbers as differences, the first to 0.
#[derive(Serialize)]
struct Row<'a>(
    i64,
    &'a Bytes,
    Option<RequestId>,
    i64,
    i64,
    &'a Option<CommitInfo>,
);

/// [`Row`], as read.
#[derive(Deserialize)]
struct OwnedRow(
    i64,
    ByteBuf,
    Option<RequestId>,
    i64,
    i64,
    Option<CommitInfo>,
);

/// `at`, `node`, `seq` of the entry before.
#[derive(Default)]
struct Before(u64, u64, u64);

pub(super) fn serialize<S: Serializer>(entries: &[Entry], to: S) -> Result<S::Ok, S::Error> {
    let mut rows = to.serialize_seq(Some(entries.len()))?;
    let mut before = Before::default();
    for entry in entries {
        rows.serialize_element(&Row(
            entry.at.wrapping_sub(before.0).cast_signed(),
            Bytes::new(&entry.body),
            entry.id,
            entry.node.wrapping_sub(before.1).cast_signed(),
            entry.seq.wrapping_sub(before.2).cast_signed(),
            &entry.commit,
        ))?;
        before = Before(entry.at, entry.node, entry.seq);
    }
    rows.end()
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Entry>, D::Error> {
    let rows = at_most::<MAX_PAGE, OwnedRow, _>(from)?;
    let mut before = Before::default();
    let next = |number: u64, by| {
        number
            .checked_add_signed(by)
            .filter(|number| *number < MAX_NUMBER)
            .ok_or_else(|| D::Error::custom("a number that nobody counts to"))
    };
    rows.into_iter()
        .map(|OwnedRow(at, body, id, node, seq, commit)| {
            before = Before(
                next(before.0, at)?,
                next(before.1, node)?,
                next(before.2, seq)?,
            );
            Ok(Entry {
                at: before.0,
                body,
                commit,
                id,
                node: before.1,
                seq: before.2,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::{
        api::{
            groups::{CommitInfo, Entry},
            sync::{Access, GroupUpdate},
        },
        cbor,
        ids::{GroupId, PublicKey, RequestId},
        limits::MAX_NUMBER,
    };

    fn entry(at: u64, node: u64, seq: u64) -> Entry {
        Entry {
            at,
            body: vec![7; 386].into(),
            commit: None,
            id: None,
            node,
            seq,
        }
    }

    fn update(entries: Vec<Entry>) -> GroupUpdate {
        GroupUpdate {
            head: 9,
            more: false,
            first: 1,
            group: GroupId([1; 16]),
            access: Access::Member,
            entries,
        }
    }

    #[test]
    fn entries_come_back_as_they_were_even_those_of_a_liar() {
        let mut commit = entry(MAX_NUMBER - 1, MAX_NUMBER - 1, 0);
        commit.id = Some(RequestId([9; 16]));
        commit.commit = Some(CommitInfo {
            next_key: PublicKey([3; 32]),
            removal: true,
        });
        let entries = vec![
            entry(1_800_000_000_000, 900, 901),
            entry(1_800_000_000_005, 900, 902),
            commit,
            entry(0, 0, MAX_NUMBER - 1),
        ];
        let page = update(entries);
        let read: GroupUpdate = cbor::decode(&cbor::encode(&page), 1 << 20).expect("it reads");
        assert_eq!(read, page);
    }

    #[test]
    fn numbers_that_no_log_counts_to_are_refused() {
        let reads = |entries| {
            let page = cbor::encode(&update(entries));
            cbor::decode::<GroupUpdate>(&page, 1 << 20).is_ok()
        };
        assert!(reads(vec![entry(0, 0, 1), entry(0, 0, MAX_NUMBER - 1)]));
        for step in [MAX_NUMBER, 1 << 63, u64::MAX] {
            assert!(!reads(vec![entry(step, 0, 1)]), "{step}");
        }
        let half = MAX_NUMBER / 2;
        assert!(!reads(vec![entry(half, 0, 1), entry(2 * half, 0, 2)]));
    }

    #[test]
    fn a_minute_later_an_entry_costs_twelve_bytes_besides_its_message() {
        let first = entry(1_800_000_000_000, 90_000, 90_001);
        let next = entry(1_800_000_060_000, 90_000, 90_002);
        let one = cbor::encode(&update(vec![first.clone()])).len();
        let two = cbor::encode(&update(vec![first, next])).len();
        assert!(two - one <= 386 + 12, "{}", two - one);
    }
}
