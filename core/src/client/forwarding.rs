//! Passing on: words that somebody said, said once more elsewhere, in the name of who passes them on. Nothing goes
//! with them: no signs, no answers, no mark of whose they were.

use super::{Client, writing::checked};
use crate::{
    error::Error,
    ids::{AccountId, ConversationId, MessageId, PersonId},
    receive::{open_room, say_words},
    rights::{WhyNot, table::Audience},
    store::{
        ReadTx, StoreError, WriteTx,
        circle::conversations::{self, Conversation},
        rows::EventRow,
        timeline::messages,
    },
    view::{self, Act, PersonRow},
};

/// What became of words that were to be passed on.
#[derive(Clone)]
pub enum Forwarded {
    /// They wait to go out: their name in their new place.
    Sent(MessageId),
    /// Nothing was said: these would read them, and could not where they were said. Whoever passes them on has to
    /// know it.
    Asks(Vec<PersonRow>),
    /// Nothing was said: the message says this now, and whoever passes it on has not read it.
    Changed(String),
}

impl Client {
    /// Says a message's words once more: to an audience of a conversation. `shown` are its words as they were shown to
    /// who passes them on ([`TimelineRow`](crate::view::TimelineRow)): where they are others by now nothing is said. It
    /// is done only where those who would read them there, and could not where they were said, are among `told`: people of whom
    /// the person who passes them on knows it. Who comes in meanwhile is asked about.
    ///
    /// # Errors
    /// [`Error::TakenBack`] where the message was taken back; [`StoreError::NotFound`] where there is no such message
    /// or conversation, or nobody said it; [`Error::NotAMember`], [`Error::Revoked`], [`Error::Forgotten`] as
    /// [`Self::send`], of where it was said and of where it is passed on to; [`Error::NotSent`] where the relay will
    /// never take it; [`Error::Content`] where it is too long.
    pub async fn forward(
        &self,
        row: EventRow,
        shown: &str,
        to: (impl Into<ConversationId>, Audience),
        told: &[PersonId],
    ) -> Result<Forwarded, Error> {
        let what = (row, shown.to_owned());
        let (to, told) = ((to.0.into(), to.1), told.to_vec());
        let now = self.inner.clock.now_ms();
        let db = &self.inner.db;
        let (account, done) = db
            .write(move |tx| forward(tx, what, to, &told, now))
            .await?;
        if let Forwarded::Sent(_) = done {
            self.ring(account);
        }
        Ok(done)
    }
}

fn forward(
    tx: &mut WriteTx<'_>,
    (row, shown): (EventRow, String),
    (to, audience): (ConversationId, Audience),
    told: &[PersonId],
    now: u64,
) -> Result<(AccountId, Forwarded), Error> {
    let message = messages::get(tx, row)?;
    match view::why_not(tx, row, Act::Forward)? {
        None => {}
        Some(WhyNot::NoWords) if message.content == messages::Shown::Deleted => {
            return Err(Error::TakenBack);
        }
        Some(WhyNot::NoWords) => return Err(StoreError::NotFound.into()),
        Some(WhyNot::NotInRoom) => return Err(Error::NotAMember),
        Some(WhyNot::Revoked) => return Err(Error::Revoked),
        Some(WhyNot::Forgotten) => return Err(Error::Forgotten),
        Some(WhyNot::NotSent) => return Err(Error::NotSent),
        Some(_) => return Err(Error::NotAllowed),
    }
    let conversation = conversations::get(tx, &to)?;
    let room = open_room(tx, &conversation.room(audience))?;
    let words = view::drawn(message.content.words().to_owned());
    if words != view::drawn(shown) {
        return Ok((room.account, Forwarded::Changed(words)));
    }
    let mut others = newcomers(tx, &message, &conversation, audience)?;
    if others.iter().any(|other| !told.contains(&other.person)) {
        // All of them: whoever is shown them decides anew.
        others.sort_by(|one, other| one.name.cmp(&other.name));
        return Ok((room.account, Forwarded::Asks(others)));
    }
    let text = checked(message.content.words(), None)?;
    let name = say_words(tx, &room, text, None, now)?;
    Ok((room.account, Forwarded::Sent(name)))
}

/// Who came to a room so little before something was said there may have come after it: they came by the patient's
/// clock, and it was said by its author's.
const MARGIN_MS: u64 = 60 * 60 * 1000;

/// Who reads what is said to an audience of a conversation now, and could not read a message where it was said, or may
/// not have been able to.
fn newcomers(
    db: &ReadTx<'_>,
    message: &messages::Message,
    to: &Conversation,
    audience: Audience,
) -> Result<Vec<PersonRow>, Error> {
    let had = view::had(db, message, MARGIN_MS)?;
    let audience = to.audience(audience);
    let mut readers = view::members(db, to)?;
    readers.retain(|one| {
        let knew = had.contains(&one.person) || message.sender == Some(one.person);
        one.reads.contains(&audience) && !one.me && !knew
    });
    Ok(readers)
}

kith_protocol::tells_nothing!(Forwarded);
