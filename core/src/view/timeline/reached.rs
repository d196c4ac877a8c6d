//! How far one's own message has come with those who read it, as its row shows it.

use std::collections::{HashMap, hash_map::Entry};

use crate::{
    ids::PersonId,
    store::{
        ReadTx, StoreError,
        account::accounts,
        circle::{circles, participants},
        rows::RoomRow,
        timeline::{
            messages::{Message, MessageState},
            receipts::{self, Come},
        },
    },
};

/// How far one's own message has come: with everyone who could read it then and is still there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reached {
    /// The relay has it.
    Sent,
    /// Everyone's device has it.
    Delivered,
    /// Everyone has had it on the screen, of whom each lets it be known.
    Seen,
}

/// When somebody's device had a message, and when they had it on the screen, as they told it: by their clock,
/// milliseconds since 1970 (UTC).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReceiptRow {
    /// Who.
    pub person: PersonId,
    /// When their device had it; nothing where that is not known.
    pub delivered: Option<u64>,
    /// When they had it on the screen; nothing where that is not known, or they do not let it be known.
    pub seen: Option<u64>,
}

/// Someone who reads a room.
struct Reader {
    since: u64,
    come: Come,
}

/// How far those have come who read the rooms: of each room it is looked up once.
#[derive(Default)]
pub(crate) struct Readers(HashMap<RoomRow, Vec<Reader>>);

impl Readers {
    /// How far a message has come; nothing of what is not one's own, or has not gone out.
    pub(crate) fn reached(
        &mut self,
        db: &ReadTx<'_>,
        message: &Message,
    ) -> Result<Option<Reached>, StoreError> {
        if message.state != MessageState::Sent || message.name.is_none() {
            return Ok(None);
        }
        let readers = match self.0.entry(message.room_row) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(of_room(db, message.room_row)?),
        };
        let said = message.at.unwrap_or(message.said.clock());
        let each = readers
            .iter()
            .filter(|reader| reader.since <= said)
            .map(|reader| match reader.come {
                Come { seen, .. } if seen >= message.counter => Reached::Seen,
                Come { delivered, .. } if delivered >= message.counter => Reached::Delivered,
                _ => Reached::Sent,
            });
        Ok(Some(each.min().unwrap_or(Reached::Sent)))
    }
}

fn of_room(db: &ReadTx<'_>, room: RoomRow) -> Result<Vec<Reader>, StoreError> {
    let room = circles::room_by_row(db, room)?;
    let me = accounts::me(db, room.account)?.person;
    let come = receipts::come(db, &room)?;
    let people = participants::all(db, room.row)?.into_iter();
    Ok(people
        .filter(|one| one.until.is_none() && one.key != me)
        .map(|one| Reader {
            since: one.since,
            come: come.get(&one.person).copied().unwrap_or_default(),
        })
        .collect())
}

/// Who had one's own message when, of those who told it.
pub(super) fn receipts(db: &ReadTx<'_>, message: &Message) -> Result<Vec<ReceiptRow>, StoreError> {
    if !matches!(message.state, MessageState::Sent) {
        return Ok(Vec::new());
    }
    let room = circles::room_by_row(db, message.room_row)?;
    let times = receipts::times(db, &room, message.counter)?.into_iter();
    Ok(times
        .filter(|(_, times)| times.iter().any(Option::is_some))
        .map(|(person, [delivered, seen])| ReceiptRow {
            person,
            delivered,
            seen,
        })
        .collect())
}
