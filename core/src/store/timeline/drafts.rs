//! What this person was writing in a conversation and has not sent.

use std::collections::{BTreeMap, HashMap};

use rusqlite::params;

use crate::{
    content::event::ContentError,
    rights::table::Audience,
    store::{
        Change, ReadTx, StoreError, WriteTx,
        circle::{conversations::Conversation, listed::Conversations, room::Room},
        rows::{ConversationRow, EventRow},
    },
};

/// Largest draft in bytes (UTF-8): many times a message's, so that what was pasted is there to be
/// shortened or sent in parts.
pub const MAX_BYTES: usize = 1 << 20;

/// Words that were begun.
#[derive(Clone, PartialEq, Eq)]
pub struct Draft {
    /// Who would read them.
    pub audience: Audience,
    /// The words so far.
    pub body: String,
    /// The row of the message that they answer.
    pub reply: Option<EventRow>,
}

impl Draft {
    /// What was put behind a draft from elsewhere, where this is that one and more.
    pub(crate) fn behind(&self, begun: Option<&Self>) -> Option<Self> {
        let begun_reply = begun.and_then(|draft| draft.reply);
        let begun = begun.map_or("", |draft| draft.body.trim_end());
        let more = self.body.strip_prefix(begun)?;
        let more = if begun.is_empty() {
            more
        } else {
            more.strip_prefix('\n')?
        };
        (!more.trim().is_empty()).then(|| Self {
            audience: self.audience,
            body: more.to_owned(),
            reply: self.reply.filter(|row| begun_reply != Some(*row)),
        })
    }

    /// What was made of a draft elsewhere and is not in it: what was put behind it, or else every line that it
    /// has not, if only that fewer are to read it. Somebody may have the half of a word twice then, and loses
    /// none.
    pub(crate) fn besides(&self, begun: Option<&Self>) -> Option<Self> {
        self.behind(begun).or_else(|| {
            let mut had: BTreeMap<&str, usize> = BTreeMap::new();
            for line in begun.map_or("", |draft| &draft.body).lines() {
                *had.entry(line.trim_end()).or_default() += 1;
            }
            let is_new = |line: &&str| match had.get_mut(line.trim_end()) {
                Some(more) if *more > 0 => {
                    *more -= 1;
                    false
                }
                _ => !line.trim().is_empty(),
            };
            let new: Vec<&str> = self.body.lines().filter(is_new).collect();
            let is_for_fewer = begun.is_some_and(|begun| self.audience > begun.audience);
            (is_for_fewer || !new.is_empty()).then(|| Self {
                audience: self.audience,
                body: new.join("\n"),
                reply: self.reply,
            })
        })
    }

    /// One draft of two: the words of the one behind those of the other. What only the clinic was to read is
    /// read by nobody else.
    pub(crate) fn joined(begun: Option<Self>, more: Option<Self>) -> Option<Self> {
        match (begun, more) {
            (Some(begun), Some(more)) => {
                let audience = begun.audience.max(more.audience);
                // What is answered stands in the room that the words go to.
                let of = |draft: &Self| draft.reply.filter(|_| draft.audience == audience);
                Some(Self {
                    audience,
                    body: behind(&begun.body, &more.body),
                    reply: of(&begun).or(of(&more)),
                })
            }
            (begun, more) => begun.or(more),
        }
    }
}

/// Words that can be kept.
///
/// # Errors
/// [`ContentError::Empty`] for nothing but white space, [`ContentError::TooLarge`] for more than [`MAX_BYTES`].
pub(crate) fn checked(body: String) -> Result<String, ContentError> {
    if body.trim().is_empty() {
        Err(ContentError::Empty)
    } else if body.len() > MAX_BYTES {
        Err(ContentError::TooLarge)
    } else {
        Ok(body)
    }
}

/// Words behind others, on a line of their own.
pub(crate) fn behind(begun: &str, more: &str) -> String {
    if begun.trim().is_empty() {
        more.to_owned()
    } else if more.trim().is_empty() {
        begun.to_owned()
    } else {
        format!("{}\n{more}", begun.trim_end())
    }
}

/// The draft of a conversation.
pub fn get(db: &ReadTx<'_>, conversation: ConversationRow) -> Result<Option<Draft>, StoreError> {
    Ok(of(db, Conversations::only(conversation))?.remove(&conversation))
}

/// The draft of each conversation that has one.
pub fn of(
    db: &ReadTx<'_>,
    all: Conversations,
) -> Result<HashMap<ConversationRow, Draft>, StoreError> {
    let sql = "SELECT conversation, audience, body, reply FROM draft
               WHERE conversation BETWEEN ?1 AND ?2";
    all.read_one(db, sql, |row| {
        Ok(Draft {
            audience: Audience::from_code(row.get(1)?).ok_or(StoreError::Unreadable)?,
            body: row.get(2)?,
            reply: row.get(3)?,
        })
    })
}

/// Keeps a draft in place of the one before.
pub fn set(db: &WriteTx<'_>, of: &Conversation, draft: &Draft) -> Result<(), StoreError> {
    db.prepare_cached(
        "INSERT INTO draft (conversation, audience, body, reply) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (conversation) DO UPDATE SET audience = ?2, body = ?3, reply = ?4",
    )?
    .execute(params![
        of.row,
        draft.audience.code(),
        draft.body,
        draft.reply
    ])?;
    db.changed(Change::Marks(of.id));
    Ok(())
}

/// Throws the draft of a conversation away.
pub fn clear(db: &WriteTx<'_>, of: &Conversation) -> Result<(), StoreError> {
    db.prepare_cached("DELETE FROM draft WHERE conversation = ?1")?
        .execute([of.row])?;
    db.changed(Change::Marks(of.id));
    Ok(())
}

/// The draft was sent; another one, begun meanwhile, stays.
pub fn sent(db: &WriteTx<'_>, room: &Room, body: &str) -> Result<(), StoreError> {
    let gone = db
        .prepare_cached("DELETE FROM draft WHERE conversation = ?1 AND body = ?2")?
        .execute(params![room.conversation_row, body])?;
    if gone > 0 {
        db.changed(Change::Marks(room.conversation));
    }
    Ok(())
}

kith_protocol::tells_nothing!(Draft);
