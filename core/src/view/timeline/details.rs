//! What is known of one message.

use rusqlite::Connection;

use crate::{
    error::Error,
    store::{
        circle::{circles, conversations, participants},
        healing::missing,
        timeline::messages::{self, MessageState},
    },
    view::{Doubts, PersonRow, TimelineRow, people},
};

/// A message, and who has it. Whether it was delivered to someone's device, or opened there, nobody
/// says yet.
#[derive(Clone)]
pub struct MessageDetails {
    /// The message.
    pub row: TimelineRow,
    /// When the relay took it, by the relay's clock, milliseconds since 1970 (UTC). Known of one's
    /// own messages, for as long as a log keeps them.
    pub relay_at: Option<u64>,
    /// Who can read it, its sender not among them; who left since has a date.
    pub readers: Vec<PersonRow>,
    /// Who is in the conversation now and cannot read it.
    pub others: Vec<PersonRow>,
}

/// Looks a message up. Who was in the room then follows from epochs where the message's is known,
/// else from the times of sending and of coming and going.
pub(crate) fn details(db: &Connection, row: i64) -> Result<MessageDetails, Error> {
    let message = messages::get(db, row)?;
    let conversation = conversations::get(db, &message.conversation)?;
    let said = missing::said_at(db, row)?;
    let room = circles::room(db, &message.room)?.ok_or(Error::NotFound)?;
    let at = match (said, message.state) {
        (Some(said), _) => said.at,
        // Whoever is in the room when it goes out.
        (None, MessageState::Queued) => u64::MAX,
        (None, _) => message.at.unwrap_or(message.said.clock()),
    };
    let had: Vec<_> = participants::all(db, room.row)?
        .into_iter()
        .filter(|person| {
            let came = match said {
                Some(said) => person.since_epoch <= said.epoch,
                None => person.since <= at,
            };
            came && person.until.is_none_or(|until| until > at)
        })
        .map(|person| person.person)
        .collect();
    let mut readers = Vec::new();
    let mut others = Vec::new();
    for person in people(db, &conversation)? {
        if Some(person.person) == message.sender {
            continue;
        }
        if had.contains(&person.person) {
            readers.push(person);
        } else if person.until.is_none() {
            others.push(person);
        }
    }
    Ok(MessageDetails {
        row: Doubts::default().mark(db, message.into())?,
        relay_at: said.map(|said| said.at),
        readers,
        others,
    })
}

kith_protocol::tells_nothing!(MessageDetails);
