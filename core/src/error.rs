//! The one error of the crate's surface. Modules have their own; what an app should do about
//! any of them is [`Error::recovery`].

use kith_protocol::{link::LinkError, names::NameError, problem::Code, signed::SignedError};

use crate::{
    content::event::ContentError, mls::MlsError, store::StoreError, sync::DeliveryError,
    vault::VaultError,
};

/// What went wrong, for whoever called.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The store's key did not come.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The relay or the way to it.
    #[error(transparent)]
    Delivery(#[from] DeliveryError),
    /// An invitation's link.
    #[error(transparent)]
    Link(#[from] LinkError),
    /// What someone typed as a name, a title or a relationship.
    #[error(transparent)]
    Name(#[from] NameError),
    /// What someone wanted to send.
    #[error(transparent)]
    Content(#[from] ContentError),
    /// The MLS engine.
    #[error(transparent)]
    Mls(MlsError),
    /// An invitation at the relay: used, expired, replaced, taken back or unknown.
    #[error("{}", .0.title())]
    Invitation(Code),
    /// The clinic's documents do not carry the signatures that the invitation pins.
    #[error("the clinic's documents are not signed by the invited clinic")]
    NotTheClinic(#[source] SignedError),
    /// The clinic's documents do not name the relay that handed them out.
    #[error("the clinic does not know this relay as its own")]
    NotItsRelay,
    /// The invitation is this person's own.
    #[error("the invitation is one's own")]
    OwnInvitation,
    /// This person is in the circle that the invitation is for.
    #[error("this person is in the circle already")]
    AlreadyIn,
    /// As many invitations are open as a relay keeps of one device.
    #[error("too many invitations are open")]
    TooManyInvitations,
    /// As many messages wait for their time as may in one conversation.
    #[error("too many messages wait for their time")]
    TooManyLater,
    /// The clinic does not vouch for who was invited as its staff.
    #[error("the clinic does not vouch for this person in this role")]
    NotVouched,
    /// What the clinic says is too old to let somebody in in place of who is in: neither would be.
    #[error("the clinic's last word is too old")]
    OldWord,
    /// A patient cannot leave her own circle.
    #[error("a patient is not removed from her own circle")]
    Oneself,
    /// The clinic has revoked this device.
    #[error("the clinic has revoked this device")]
    Revoked,
    /// Nobody who invited this person holds them any more.
    #[error("nobody holds this person's place any more")]
    Forgotten,
    /// The person's role in the circle does not allow it.
    #[error("this person's role does not allow it")]
    NotAllowed,
    /// This person was removed from the circle, or waits to be added again.
    #[error("this person is not in the circle now")]
    NotAMember,
    /// Something is empty or too long.
    #[error("a field is empty or too long")]
    Field,
    /// There is no such circle, invitation or person here.
    #[error("there is no such thing here")]
    NotFound,
    /// The message was taken back by whoever said it: nothing more can be said of it.
    #[error("the message was taken back")]
    TakenBack,
    /// The relay will never take the message: nobody else has it, and nothing more can be said of it.
    #[error("the message was not sent")]
    NotSent,
    /// It is too long ago to be undone.
    #[error("it is too long ago to be undone")]
    TooLate,
    /// This device's clock says a time before 1970. Until it is set nothing goes out or comes in,
    /// and nothing is lost.
    #[error("this device's clock says a time before 1970")]
    Clock,
}

impl From<MlsError> for Error {
    fn from(error: MlsError) -> Self {
        match error {
            MlsError::Store(error) => Self::Store(error),
            error => Self::Mls(error),
        }
    }
}

/// What to do about an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recovery {
    /// Try again; nothing was lost.
    Retry,
    /// It will go on by itself when the network is back.
    WaitForNetwork,
    /// Someone has to do something: the error says what.
    UserAction,
    /// Close the app and open it again: something in it broke. Nothing was lost.
    Reopen,
    /// The store is damaged: the app cannot go on with it.
    Fatal,
}

impl Error {
    /// Whether it is about the one thing that was tried, so that others need not wait for it: not the
    /// way to the relay, the store as a whole or the clock.
    pub(crate) fn is_of_one_thing(&self) -> bool {
        match self {
            Self::Store(error) => !error.ends_the_pass(),
            Self::Delivery(DeliveryError::Problem(problem)) => {
                problem.status < 500 && problem.code() != Some(Code::Unauthenticated)
            }
            Self::Delivery(_) | Self::Vault(_) | Self::Clock | Self::Mls(MlsError::Clock) => false,
            _ => true,
        }
    }

    /// What to do about it.
    pub fn recovery(&self) -> Recovery {
        match self {
            Self::Store(error) => error.recovery(),
            Self::Delivery(error) if error.is_transient() => Recovery::WaitForNetwork,
            Self::Mls(_) => Recovery::Retry,
            Self::Clock => Recovery::WaitForNetwork,
            _ => Recovery::UserAction,
        }
    }
}
