//! Everything that was said in the rooms, as it was said.

use rusqlite::{OptionalExtension, params};

use crate::{
    content::{
        event::{ContentKind, EventHash, content_digest},
        registry::Class,
        stamp::Stamp,
    },
    ids::{DeviceId, MessageId, PersonId},
    store::{
        ReadTx, StoreError, WriteTx,
        circle::room::Room,
        rows::{ConversationRow, EventRow, RoomRow, VoiceRow},
    },
};

/// What became of an event. A query has to have the same literal to use an index on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It counts.
    Allowed = 0,
    /// Its kind is not known to this version: kept whole, until one knows it.
    Newer = 1,
    /// Whoever said it may not: kept, and nothing is made of it.
    Refused = 2,
    /// What it is about has not come: nothing is made of it until then.
    Waits = 3,
    /// Its kind was not known to this version, or what it is about had not come, and there was no room to keep what
    /// it says.
    LetGo = 4,
}

/// As they stand in a query.
pub(super) const ALLOWED: i64 = Verdict::Allowed as i64;
pub(super) const NEWER: i64 = Verdict::Newer as i64;
pub(super) const REFUSED: i64 = Verdict::Refused as i64;
pub(super) const WAITS: i64 = Verdict::Waits as i64;

/// An event to keep.
pub struct NewEvent<'a> {
    /// The conversation's row.
    pub conversation: ConversationRow,
    /// The room's row.
    pub room: RoomRow,
    /// The device that said it.
    pub device: DeviceId,
    /// Whose device.
    pub person: PersonId,
    /// Its counter.
    pub counter: u64,
    /// What `content` is.
    pub kind: ContentKind,
    /// When, by the sender's clock, and after what.
    pub said: Stamp,
    /// Version of the room's policy when it was sealed, where that is known.
    pub policy: Option<u64>,
    /// Where it stands in the log, if that has shown it.
    pub seq: Option<u64>,
    /// When the relay had it, by its clock, milliseconds since 1970 (UTC); `None` where it does
    /// not say.
    pub at: Option<u64>,
    /// Its name.
    pub name: MessageId,
    /// Its digest.
    pub hash: EventHash,
    /// What becomes of it.
    pub verdict: Verdict,
    /// By kind.
    pub content: &'a [u8],
}

/// The id of what comes next: events and local notes are counted together.
pub(super) const NEXT_ID: &str = "1 + max((SELECT coalesce(max(id), 0) FROM event),
                                          (SELECT coalesce(max(id), 0) FROM message))";

/// There is no room to keep what an event says; that it was is noted.
pub fn let_go(db: &WriteTx<'_>, event: EventRow) -> Result<(), StoreError> {
    erase(db, event)?;
    set_verdict(db, event, Verdict::LetGo)
}

/// Keeps an event that a [`voice`] said; answers its id.
pub fn insert(
    db: &WriteTx<'_>,
    voice: VoiceRow,
    event: &NewEvent<'_>,
) -> Result<EventRow, StoreError> {
    let is_silent = matches!(event.kind.class(), Class::Annotation | Class::Ephemeral);
    db.prepare_cached(&format!(
        "INSERT INTO event
             (id, room, voice, counter, kind, policy, seq, at, name, hash, verdict, content, said)
         VALUES ({NEXT_ID}, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)"
    ))?
    .execute(params![
        event.room,
        voice,
        event.counter,
        event.kind.0,
        event.policy,
        event.seq,
        event.at,
        event.name.0,
        event.hash,
        event.verdict as i64,
        event.content,
        is_silent.then_some(event.said.0),
    ])?;
    Ok(EventRow(db.last_insert_rowid()))
}

/// A device in a conversation, as events name it.
pub fn voice(
    db: &WriteTx<'_>,
    conversation: ConversationRow,
    device: &DeviceId,
    person: &PersonId,
) -> Result<VoiceRow, StoreError> {
    let known = db
        .prepare_cached(
            "SELECT id FROM voice WHERE conversation = ?1 AND device = ?2 AND person = ?3",
        )?
        .query_row(params![conversation, device.0, person.0], |row| row.get(0))
        .optional()?;
    if let Some(voice) = known {
        return Ok(voice);
    }
    db.prepare_cached("INSERT INTO voice (conversation, device, person) VALUES (?1, ?2, ?3)")?
        .execute(params![conversation, device.0, person.0])?;
    Ok(VoiceRow(db.last_insert_rowid()))
}

/// Gives one's own event its place in the log, which has shown it at a time of the relay's, under this
/// version of the policy. Answers whether that is news.
pub fn set_placed(
    db: &WriteTx<'_>,
    event: EventRow,
    seq: u64,
    at: u64,
    policy: u64,
) -> Result<bool, StoreError> {
    Ok(db
        .prepare_cached(
            "UPDATE event SET seq = ?2, at = ?3, policy = ?4 WHERE id = ?1 AND seq IS NULL",
        )?
        .execute(params![event, seq, at, policy])?
        > 0)
}

/// Another name for one's own event that was never sent.
pub fn set_name(db: &WriteTx<'_>, event: EventRow, name: &MessageId) -> Result<(), StoreError> {
    db.prepare_cached("UPDATE event SET name = ?2 WHERE id = ?1")?
        .execute(params![event, name.0])?;
    Ok(())
}

/// One's own event that was never sent has another place in the chain.
pub fn set_link(
    db: &WriteTx<'_>,
    event: EventRow,
    counter: u64,
    hash: &EventHash,
) -> Result<(), StoreError> {
    db.prepare_cached("UPDATE event SET counter = ?2, hash = ?3 WHERE id = ?1")?
        .execute(params![event, counter, hash])?;
    Ok(())
}

/// One's own event that was never sent names others otherwise.
pub fn set_content(db: &WriteTx<'_>, event: EventRow, content: &[u8]) -> Result<(), StoreError> {
    db.prepare_cached("UPDATE event SET content = ?2 WHERE id = ?1 AND content IS NOT NULL")?
        .execute(params![event, content])?;
    Ok(())
}

/// One's own event that was never sent says nothing after all.
pub fn set_withdrawn(
    db: &WriteTx<'_>,
    event: EventRow,
    kind: ContentKind,
    content: &[u8],
) -> Result<(), StoreError> {
    db.prepare_cached(&format!(
        "UPDATE event SET kind = ?2, content = ?3, verdict = {ALLOWED}, target = NULL WHERE id = ?1"
    ))?
    .execute(params![event, kind.0, content])?;
    Ok(())
}

/// Whether an event has no row.
pub fn is_silent(db: &ReadTx<'_>, event: EventRow) -> Result<bool, StoreError> {
    Ok(db
        .prepare_cached("SELECT NOT EXISTS (SELECT 1 FROM message WHERE id = ?1)")?
        .query_row([event], |row| row.get(0))?)
}

/// The content of an event goes; that it was, and its digest, stay. Answers whether it was there.
pub fn erase(db: &WriteTx<'_>, event: EventRow) -> Result<bool, StoreError> {
    let content: Option<Vec<u8>> = db
        .prepare_cached("SELECT content FROM event WHERE id = ?1 AND content IS NOT NULL")?
        .query_row([event], |row| row.get(0))
        .optional()?;
    let Some(content) = content else {
        return Ok(false);
    };
    set_erased(db, event, &content_digest(&content))?;
    Ok(true)
}

/// The content of an event is gone: its digest is all that came of it.
pub fn set_erased(db: &WriteTx<'_>, event: EventRow, digest: &[u8; 32]) -> Result<(), StoreError> {
    db.prepare_cached("UPDATE event SET content = NULL, digest = ?2 WHERE id = ?1")?
        .execute(params![event, digest])?;
    Ok(())
}

/// Takes away one's own event that was never sent, with what was made of it. What is said of it is said of nothing.
pub fn remove_unsent(db: &WriteTx<'_>, event: EventRow) -> Result<(), StoreError> {
    let answer = ContentKind::REPLY.0;
    for sql in [
        // Its id may come to be another's.
        "UPDATE draft SET reply = NULL WHERE reply = ?1",
        "UPDATE later SET reply = NULL WHERE reply = ?1",
        "DELETE FROM item WHERE event = ?1",
        "DELETE FROM orphan WHERE event = ?1",
        // An answer waits for what will not come.
        &format!(
            "INSERT INTO orphan (room, device, counter, event)
             SELECT gone.room, voice.device, gone.counter, answer.id FROM event AS gone
             JOIN voice ON voice.id = gone.voice
             JOIN event AS answer ON answer.target = gone.id AND answer.target IS NOT NULL
             WHERE gone.id = ?1 AND answer.kind = {answer}"
        ),
        "UPDATE event SET target = NULL WHERE target = ?1 AND target IS NOT NULL",
        "DELETE FROM event WHERE id = ?1",
    ] {
        db.prepare_cached(sql)?.execute([event])?;
    }
    Ok(())
}

/// Whether the very event is here.
pub fn is_known(
    db: &ReadTx<'_>,
    room: &Room,
    (device, counter): (&DeviceId, u64),
    hash: &EventHash,
) -> Result<bool, StoreError> {
    Ok(db
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM voice JOIN event ON event.voice = voice.id
             WHERE voice.conversation = ?1 AND device = ?2 AND event.room = ?3 AND counter = ?4
               AND hash = ?5)",
        )?
        .query_row(
            params![room.conversation_row, device.0, room.row, counter, hash],
            |row| row.get(0),
        )?)
}

/// Whether what a device said at a moment is on the timeline already, or was: it may have been taken back
/// since, or edited: it is known by its digest. Another thing is not here, whatever became of the first: else
/// those alone would read it who keep what others let go. Of what is heaped up at one moment so many rows are looked at.
pub fn is_here(
    db: &ReadTx<'_>,
    room: &Room,
    device: &DeviceId,
    said: Stamp,
    (kind, content): (ContentKind, &[u8; 32]),
) -> Result<bool, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT content, digest FROM (
             SELECT message.id FROM voice JOIN message ON message.voice = voice.id
             WHERE voice.conversation = ?1 AND device = ?2 AND sent_at = ?3
             ORDER BY message.id LIMIT 16) AS moment
         JOIN event ON event.id = moment.id
         WHERE event.room = ?4 AND event.kind = ?5",
    )?;
    let key = params![room.conversation_row, device.0, said.0, room.row, kind.0];
    let mut rows = statement.query(key)?;
    while let Some(row) = rows.next()? {
        let here: Option<Vec<u8>> = row.get(0)?;
        let here = match here {
            Some(here) => Some(content_digest(&here)),
            None => row.get(1)?,
        };
        if here.as_ref() == Some(content) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Notes what became of an event.
pub fn set_verdict(db: &WriteTx<'_>, event: EventRow, verdict: Verdict) -> Result<(), StoreError> {
    db.prepare_cached("UPDATE event SET verdict = ?2 WHERE id = ?1")?
        .execute(params![event, verdict as i64])?;
    Ok(())
}
