//! What someone may do in a circle or with a message, and why not.

use kith_core::{
    Role,
    ids::{CircleId, PersonId, RoomId},
    present::{self, Act, Deed, WhyNot},
    store::rows::EventRow,
};

use crate::{KithClient, KithError};

/// What a screen offers to do in a circle.
#[uniffi::remote(Enum)]
pub enum Deed {
    /// Say something to a room.
    Write(RoomId),
    /// Talk with a person alone.
    TalkAlone(PersonId),
    /// Invite someone to be this.
    Invite(Role),
    /// Say yes or no to who answered an invitation; take one back.
    Decide,
    /// Remove a person, or go on without them.
    Remove(PersonId),
    /// Let its rooms go on in other groups.
    StartAnew,
}

/// What a screen offers to do with a message.
#[uniffi::remote(Enum)]
pub enum Act {
    /// Put a sign to it.
    React,
    /// Answer it.
    Reply,
    /// Put other words in place of its own.
    Edit,
    /// Take it back, for everyone.
    Delete,
    /// Put it on the shelf of what is important, or take it off.
    Pin,
    /// Say its words once more, elsewhere.
    Forward,
    /// Have the words of one's own that the relay will never take in the field again, and let go out what waits
    /// behind them.
    WriteAgain,
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
    /// It is the patient's and the staff's to do.
    NotTheirRole,
    /// Nobody is invited as that.
    NotInvited,
    /// It would be themselves.
    Oneself,
    /// Somebody else has said it.
    NotTheirWords,
    /// There are no words that anybody said: it was taken back, or nobody wrote it.
    NoWords,
    /// The relay will never take it: nobody else has it.
    NotSent,
    /// It went out, or goes out yet.
    NotRefused,
    /// It was to be sent at a time that had passed more than a day ago when it could have been.
    TooLate,
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

    /// Why this person may not do something with a message; nothing where they may. A row says what they may.
    ///
    /// # Errors
    /// [`KithError::Refresh`] where there is no such row; those of the store.
    pub async fn may_with(&self, row: EventRow, act: Act) -> Result<Option<WhyNot>, KithError> {
        self.call(|core| async move { core.may_with(row, act).await })
            .await
    }
}

/// The signs that are put to a message by one touch: yes, love, thank you, glad, sad.
#[uniffi::export]
pub fn signs() -> Vec<String> {
    present::signs()
}

/// The sign in what someone typed to put to a message: its first emoji; nothing where there is none.
#[uniffi::export]
pub fn find_sign(typed: String) -> Option<String> {
    present::find_sign(&typed)
}

/// Whom a patient can invite.
#[uniffi::export]
pub fn invited() -> Vec<Role> {
    present::invited()
}
