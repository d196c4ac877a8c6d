//! What a patched client does to keys and epochs.

use kith_protocol::api::{endpoint, groups::MarkRemoval};

use super::rooms::room_of;
use crate::{
    Client, Error,
    ids::CircleId,
    mls::{Provider, group},
    rights::table::Audience,
    store::{
        account::accounts,
        outgoing::{intents, sealed},
    },
};

impl Client {
    /// Decides on a self-update, as honest clients do now and then. A patched one may do so as
    /// often as the relay lets it.
    ///
    /// # Errors
    /// [`Error::NotAMember`].
    pub async fn renews_keys(&self, circle: CircleId, audience: Audience) -> Result<(), Error> {
        self.inner
            .db
            .write(move |tx| {
                let room = room_of(tx, &circle, audience)?;
                Ok(intents::add_intent(tx, room.row, &intents::Change::Update)?)
            })
            .await
    }

    /// Turns the ratchet without saying anything: what is said next is so far ahead. Honest clients
    /// count such steps; a patched one says nothing of them.
    ///
    /// # Errors
    /// [`Error::NotAMember`].
    pub async fn turns_ratchet(
        &self,
        circle: CircleId,
        audience: Audience,
        steps: usize,
        counted: bool,
    ) -> Result<(), Error> {
        self.inner
            .db
            .write(move |tx| {
                let room = room_of(tx, &circle, audience)?;
                let identity = accounts::identity(tx, room.account)?;
                let provider = Provider::deferring(tx.connection());
                let mut mls = group::load(&provider, &room.group)?;
                for _ in 0..steps {
                    group::encrypt(&mut mls, &provider, &identity, b"unsaid")?;
                }
                provider.flush(&mut mls)?;
                if counted {
                    sealed::turn(tx, room.row, steps)?;
                }
                Ok(provider.finish()?)
            })
            .await
    }

    /// Marks the current epoch's commit as a removal, which it is not.
    ///
    /// # Errors
    /// As of any request.
    pub async fn marks_removal(&self, circle: CircleId, audience: Audience) -> Result<(), Error> {
        let room = self
            .inner
            .db
            .read(move |tx| room_of(tx, &circle, audience))
            .await?;
        let link = self.link(room.account).await?;
        link.prove(std::slice::from_ref(&room)).await?;
        let mark = MarkRemoval { node: room.node };
        let asked = endpoint::MARK_REMOVAL.of_with(&room.group, &mark);
        link.delivery.send(&asked).await?;
        Ok(())
    }
}
