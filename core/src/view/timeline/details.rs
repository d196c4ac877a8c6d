//! What is known of one message.

use super::{
    acts,
    reached::{ReceiptRow, receipts},
};
use crate::{
    error::Error,
    ids::PersonId,
    store::{
        ReadTx,
        circle::{conversations, participants},
        healing::missing,
        rows::EventRow,
        timeline::messages::{self, Message, MessageState},
    },
    view::{Doubts, PersonRow, TimelineRow, circle_row, people},
};

/// A message, and who has it.
#[derive(Clone)]
pub struct MessageDetails {
    /// The message.
    pub row: TimelineRow,
    /// When the relay took it, by the relay's clock, milliseconds since 1970 (UTC). Known of one's
    /// own messages, for as long as a log keeps them.
    pub relay_at: Option<u64>,
    /// Who can read it, its sender not among them; who left since has a date.
    pub readers: Vec<PersonRow>,
    /// Of one's own: who has told that it came, and when.
    pub receipts: Vec<ReceiptRow>,
    /// Who is in the conversation now and cannot read it.
    pub others: Vec<PersonRow>,
    /// Which signs were put to it, and by whom, in the order of the signs.
    pub signs: Vec<PutSign>,
}

/// A sign that was put to a message.
#[derive(Clone)]
pub struct PutSign {
    /// An emoji.
    pub sign: String,
    /// Who has put it there: who is or was in the circle.
    pub people: Vec<PersonRow>,
}

/// Who could read a message where it was said, and has left by now or has not. Who was in the room then follows
/// from epochs where the message's is known, else from the times of sending and of coming and going: who came less than
/// `margin_ms` before it is not among them.
pub(crate) fn had(
    db: &ReadTx<'_>,
    message: &Message,
    margin_ms: u64,
) -> Result<Vec<PersonId>, Error> {
    let said = missing::said_at(db, message.row)?;
    let at = match (said, message.state) {
        (Some(said), _) => said.at,
        // Whoever is in the room when it goes out.
        (None, MessageState::Queued) => u64::MAX,
        (None, _) => {
            let said = message.said.clock();
            let at = message.at.unwrap_or(said);
            // What was said again came later than it was said, and a relay may date it as late as it likes: who
            // is in doubt was not there.
            if margin_ms > 0 { at.min(said) } else { at }
        }
    };
    let had = participants::all(db, message.room_row)?
        .into_iter()
        .filter(|person| {
            let came = match said {
                Some(said) => person.since_epoch <= said.epoch,
                None => person.since.saturating_add(margin_ms) <= at,
            };
            came && person.until.is_none_or(|until| until > at)
        });
    Ok(had.map(|person| person.person).collect())
}

/// Looks a message up.
pub(crate) fn details(db: &ReadTx<'_>, row: EventRow) -> Result<MessageDetails, Error> {
    let message = messages::get(db, row)?;
    let conversation = conversations::get(db, &message.conversation)?;
    let said = missing::said_at(db, row)?;
    let had = had(db, &message, 0)?;
    let mut readers = Vec::new();
    let mut others = Vec::new();
    let people = people(db, &conversation)?;
    let signs = message.signs.iter().map(|put| PutSign {
        sign: put.sign.clone(),
        people: people
            .iter()
            .filter(|person| put.people.contains(&person.person))
            .cloned()
            .collect(),
    });
    let signs = signs.collect();
    for person in people {
        if Some(person.person) == message.sender {
            continue;
        }
        if had.contains(&person.person) {
            readers.push(person);
        } else if person.until.is_none() {
            others.push(person);
        }
    }
    let receipts = receipts(db, &message)?;
    let mut row = Doubts::default().row(db, message)?;
    acts::mark(
        db,
        std::slice::from_mut(&mut row),
        &circle_row(db, &conversation)?,
    )?;
    Ok(MessageDetails {
        receipts,
        row,
        relay_at: said.map(|said| said.at),
        readers,
        others,
        signs,
    })
}

kith_protocol::tells_nothing!(MessageDetails, PutSign);
