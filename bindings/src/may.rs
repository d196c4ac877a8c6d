//! What someone may do in a circle, and why not.

use kith_core::{
    Role,
    ids::{CircleId, PersonId, RoomId},
    present::{self, Deed, WhyNot},
};

use crate::{KithClient, KithError};

/// What a screen offers to do in a circle.
#[uniffi::remote(Enum)]
pub enum Deed {
    /// Say something to a room.
    Write(RoomId),
    /// Invite someone to be this.
    Invite(Role),
    /// Say yes or no to who answered an invitation; take one back.
    Decide,
    /// Remove a person, or go on without them.
    Remove(PersonId),
    /// Let its rooms go on in other groups.
    StartAnew,
}

/// Why someone may not.
#[uniffi::remote(Enum)]
pub enum WhyNot {
    /// It is the patient's to do.
    NotThePatient,
    /// They are not in the room now, or not any more.
    NotInRoom,
    /// The clinic has revoked this device.
    Revoked,
    /// Nobody who invited them holds them any more.
    Forgotten,
    /// Nobody is invited as that.
    NotInvited,
    /// It would be themselves.
    Oneself,
}

#[uniffi::export]
impl KithClient {
    /// Why this person may not do something in a circle; nothing where they may.
    ///
    /// # Errors
    /// [`KithError::Refresh`] where there is no such circle; those of the store.
    pub async fn may(&self, circle: CircleId, deed: Deed) -> Result<Option<WhyNot>, KithError> {
        self.call(|core| async move { core.may(circle, deed).await })
            .await
    }
}

/// Whom a patient can invite.
#[uniffi::export]
pub fn invited() -> Vec<Role> {
    present::invited()
}
