//! What was begun and not sent: kept, added to, and taken back from where the relay refused it.

use super::Client;
use crate::{
    content::event::ContentError,
    error::Error,
    ids::ConversationId,
    receive::{add_to_draft, take_back},
    rights::table::Audience,
    store::{
        circle::conversations,
        rows::EventRow,
        timeline::{
            answering,
            drafts::{self, Draft},
        },
    },
    view,
};

impl Client {
    /// Keeps what was begun to be written in a conversation; nothing but white space throws it away.
    /// Sending the same words throws it away too, in one transaction with them. A draft may be
    /// longer than a message: what was pasted is there to be shortened or sent in parts.
    ///
    /// # Errors
    /// [`Error::Content`] for more than [`drafts::MAX_BYTES`], [`StoreError`](crate::store::StoreError).
    pub async fn keep_draft(
        &self,
        conversation: impl Into<ConversationId>,
        audience: Audience,
        body: &str,
    ) -> Result<(), Error> {
        let conversation = conversation.into();
        let draft = match drafts::checked(body.to_owned()) {
            Ok(body) => Some(Draft {
                audience,
                body,
                reply: None,
            }),
            Err(ContentError::Empty) => None,
            Err(error) => return Err(error.into()),
        };
        self.inner
            .db
            .write(move |tx| -> Result<_, Error> {
                let of = conversations::get(tx, &conversation)?;
                match &draft {
                    Some(draft) => drafts::set(tx, &of, draft)?,
                    None => drafts::clear(tx, &of)?,
                }
                Ok(())
            })
            .await
    }

    /// Keeps what someone who had `base` before them made of it. What was made of `base` elsewhere meanwhile
    /// stays, behind what they made of it, and is answered.
    pub(crate) async fn keep_behind(
        &self,
        conversation: ConversationId,
        base: Option<Draft>,
        now: Option<Draft>,
    ) -> Result<Option<Draft>, Error> {
        self.inner
            .db
            .write(move |tx| -> Result<_, Error> {
                let conversation = conversations::get(tx, &conversation)?;
                let stored = drafts::get(tx, conversation.row)?;
                let added = stored
                    .filter(|stored| Some(stored) != base.as_ref() && Some(stored) != now.as_ref())
                    .and_then(|stored| stored.besides(base.as_ref()));
                match Draft::joined(now, added.clone()) {
                    Some(mut draft) => {
                        draft.body = drafts::checked(draft.body)?;
                        draft.audience = conversation.audience(draft.audience);
                        drafts::set(tx, &conversation, &draft)?;
                    }
                    None => drafts::clear(tx, &conversation)?,
                }
                Ok(added)
            })
            .await
    }

    /// Puts words behind what was begun to be written in a conversation, for whom that was meant; where
    /// nothing was begun, for whom words begun now are.
    ///
    /// # Errors
    /// [`Error::Content`] for nothing or too much, [`StoreError`](crate::store::StoreError).
    pub async fn add_to_draft(
        &self,
        conversation: impl Into<ConversationId>,
        words: &str,
    ) -> Result<(), Error> {
        let conversation = conversation.into();
        let words = drafts::checked(words.to_owned())?;
        self.inner
            .db
            .write(move |tx| -> Result<_, Error> {
                let conversation = conversations::get(tx, &conversation)?;
                let row = conversation.row;
                let audience = match drafts::get(tx, row)? {
                    Some(begun) => begun.audience,
                    None => answering::answers(tx, row)?.audience,
                };
                let more = Draft {
                    audience,
                    body: words,
                    reply: None,
                };
                add_to_draft(tx, &conversation, more)
            })
            .await
    }

    /// Keeps words that could not be sent from outside of their conversation, as an answer to a notification,
    /// behind what was begun there. Answers whether they are kept: what is begun for others stays by itself, and
    /// nobody writes to whom they cannot write.
    ///
    /// # Errors
    /// [`Error::Content`] for nothing or more than [`drafts::MAX_BYTES`], [`StoreError`](crate::store::StoreError).
    pub async fn keep_unsent(
        &self,
        conversation: impl Into<ConversationId>,
        audience: Audience,
        words: &str,
    ) -> Result<bool, Error> {
        let conversation = conversation.into();
        let body = drafts::checked(words.to_owned())?;
        self.inner
            .db
            .write(move |tx| -> Result<_, Error> {
                let conversation = conversations::get(tx, &conversation)?;
                let writes = view::circle_row(tx, &conversation)?.audiences;
                let begun = drafts::get(tx, conversation.row)?;
                let apart = begun.is_some_and(|begun| begun.audience != audience);
                if apart || !writes.contains(&audience) {
                    return Ok(false);
                }
                let more = Draft {
                    audience,
                    body,
                    reply: None,
                };
                add_to_draft(tx, &conversation, more)?;
                Ok(true)
            })
            .await
    }

    /// Takes back a message that the relay will never take. It is no longer among the messages; its
    /// words stand behind what was begun in the conversation, and what waited behind it goes out.
    ///
    /// # Errors
    /// [`StoreError::NotFound`](crate::store::StoreError::NotFound) where there is no such message, or it was not refused;
    /// [`Error::NotAMember`] where nothing can be said there any more; [`Error::Content`] where the words and
    /// what was begun are too much together: then everything stays as it was.
    pub async fn write_again(&self, row: EventRow) -> Result<(), Error> {
        let room = self.inner.db.write(move |tx| take_back(tx, row)).await?;
        self.ring(room.account);
        Ok(())
    }
}
