//! A patched client whose chain of events goes on wherever it likes.

use super::rooms::room_of;
use crate::{
    Client, Error, ids::CircleId, mls::commit_data::Restart, rights::table::Audience,
    store::outgoing::intents,
};

impl Client {
    /// Decides that this device's chain goes on after a counter, whatever it has said; goes out with the next
    /// sync, and this device follows it.
    ///
    /// # Errors
    /// [`Error::NotAMember`] where there is no such room.
    pub async fn restarts_chain(
        &self,
        circle: CircleId,
        audience: Audience,
        from: u64,
    ) -> Result<(), Error> {
        self.inner
            .db
            .write(move |tx| {
                let room = room_of(tx, &circle, audience)?;
                let restart = Restart {
                    from,
                    last: None,
                    said: from,
                };
                let change = intents::Change::Restart(restart);
                Ok(intents::add_intent(tx, room.row, &change)?)
            })
            .await
    }
}
