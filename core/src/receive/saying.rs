//! Words to a room: who may say them there, whom they name, what they answer. Stored, and put behind what waits.

use super::project::say;
use crate::{
    content::{
        event::ContentKind,
        mention,
        reply::Reply,
        text::{MAX_MENTIONS, Text},
    },
    error::Error,
    ids::{MessageId, PersonId, RoomId},
    store::{
        Change, StoreError, WriteTx,
        account::{
            accounts::{self, Ended},
            enrolments,
        },
        circle::{
            circles::{self, Room},
            participants::{self, Participant},
        },
        outgoing::later::{self, Later},
        rows::EventRow,
        timeline::targets,
    },
};

/// The room of this name, where this person may still say something.
pub(crate) fn open_room(tx: &WriteTx<'_>, room: &RoomId) -> Result<Room, Error> {
    let room = circles::room(tx, room)?.ok_or(Error::NotAMember)?;
    if circles::is_over(tx, &room)? {
        return Err(Error::NotAMember);
    }
    match enrolments::ended(tx, room.account)? {
        Some(Ended::Revoked) => Err(Error::Revoked),
        Some(Ended::Forgotten) => Err(Error::Forgotten),
        None => Ok(room),
    }
}

/// Says words to a room, in answer to a row of that room, if to any: one that was taken back is answered no more.
pub(crate) fn say_words(
    tx: &mut WriteTx<'_>,
    room: &Room,
    mut text: Text,
    reply_to: Option<EventRow>,
    now: u64,
) -> Result<MessageId, Error> {
    let me = PersonId::of(&accounts::me(tx, room.account)?.person);
    text.mentions = mentions(&participants::all(tx, room.row)?, me, &text.body);
    let answered = match reply_to {
        Some(row) => targets::answerable(tx, room.row, row)?,
        None => None,
    };
    let (kind, content) = match answered {
        Some(target) => {
            let reply = Reply {
                target,
                body: text.body,
                mentions: text.mentions,
            };
            (ContentKind::REPLY, reply.encode())
        }
        None => (ContentKind::TEXT, text.encode()),
    };
    let name = say(tx, room, kind, content, now)?;
    tx.changed(Change::Timeline(room.conversation));
    Ok(name)
}

/// Says what was kept for later, as of a time; it waits no longer. What it answers may have gone meanwhile.
pub(crate) fn say_kept(
    tx: &mut WriteTx<'_>,
    room: &Room,
    kept: &Later,
    text: Text,
    at: u64,
) -> Result<MessageId, Error> {
    let reply = match kept.reply.map(|row| targets::answerable(tx, room.row, row)) {
        None | Some(Err(StoreError::NotFound)) => None,
        Some(answered) => answered?.and(kept.reply),
    };
    later::remove(tx, kept.id)?;
    say_words(tx, room, text, reply, at)
}

/// Who is in a room and named in words: their name stands there behind an @, and no letter after it.
fn mentions(people: &[Participant], me: PersonId, words: &str) -> Vec<PersonId> {
    if !words.contains('@') {
        return Vec::new();
    }
    let read = people
        .iter()
        .filter(|one| one.until.is_none() && one.person != me);
    let found = read.filter(|one| !mention::places(words, &one.name).is_empty());
    found.map(|one| one.person).take(MAX_MENTIONS).collect()
}
