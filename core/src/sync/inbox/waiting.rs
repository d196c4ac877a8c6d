//! What waits in memory for the log that it is about to be read to its end: who is said in it to have left says
//! nothing again.

use std::collections::BTreeMap;

use kith_protocol::api::inbox::InboxItem;

use crate::store::rows::RoomRow;

/// Most bytes that wait.
const MOST: usize = 4 << 20;

/// What waits, as it came, each for a room.
#[derive(Debug, Default)]
pub(crate) struct Waiting {
    items: Vec<(RoomRow, InboxItem)>,
    /// Of each room: a member's many small letters must not be counted again with each that comes.
    bytes: BTreeMap<RoomRow, usize>,
}

impl Waiting {
    /// Behind what waits. What is too much is let go of, the newest of the room for which most waits: what is said in
    /// one keeps nothing of another out.
    pub(super) fn add(&mut self, room: RoomRow, item: InboxItem) {
        *self.bytes.entry(room).or_default() += item.body.len();
        self.items.push((room, item));
        while self.bytes.values().sum::<usize>() > MOST {
            let rooms = self.items.iter().map(|(room, _)| *room);
            let largest = rooms.max_by_key(|room| self.bytes.get(room));
            let of_it = |(room, _): &(RoomRow, InboxItem)| Some(*room) == largest;
            let Some(newest) = self.items.iter().rposition(of_it) else {
                return;
            };
            let (room, item) = self.items.remove(newest);
            *self.bytes.entry(room).or_default() -= item.body.len();
        }
    }

    /// All of it, in order.
    pub(super) fn take(&mut self) -> Vec<InboxItem> {
        let all = std::mem::take(self).items.into_iter();
        all.map(|(_, item)| item).collect()
    }
}

#[cfg(test)]
mod tests {
    use kith_protocol::api::inbox::InboxKind;
    use serde_bytes::ByteBuf;

    use super::*;

    fn item(seq: u64, bytes: usize) -> InboxItem {
        InboxItem {
            at: 0,
            seq,
            body: ByteBuf::from(vec![0; bytes]),
            kind: InboxKind::Resend,
            node: None,
        }
    }

    fn left(mut waiting: Waiting) -> Vec<u64> {
        waiting.take().iter().map(|item| item.seq).collect()
    }

    #[test]
    fn who_says_much_in_one_room_keeps_nothing_of_another_out() {
        let mut waiting = Waiting::default();
        waiting.add(RoomRow(1), item(1, 1_000));
        for seq in 2..20 {
            waiting.add(RoomRow(2), item(seq, MOST / 8));
        }
        waiting.add(RoomRow(3), item(20, 1_000));
        waiting.add(RoomRow(1), item(21, MOST / 4));
        // Of the second room the oldest have stayed.
        assert_eq!(left(waiting), [1, 2, 3, 4, 5, 6, 20, 21]);
    }

    #[test]
    fn what_is_too_large_by_itself_keeps_nothing_out() {
        let mut waiting = Waiting::default();
        for (seq, bytes) in [(1, 10), (2, MOST), (3, 10), (4, MOST - 20)] {
            waiting.add(RoomRow(1), item(seq, bytes));
        }
        assert_eq!(left(waiting), [1, 3, 4], "the second alone was too much");
    }
}
