//! What to do about what could not be done.

use std::fmt;

use kith_core::{Code, DeliveryError, Error, LinkError, NameError, Recovery, store::StoreError};

/// The lines of an answer, or why there is none.
pub type Answer = Result<Vec<String>, Sorry>;

/// Why something could not be done, with what to do about it.
#[derive(Debug)]
pub struct Sorry(String);

impl Sorry {
    /// In these words.
    pub fn new(words: &str) -> Self {
        Self(words.to_owned())
    }
}

impl fmt::Display for Sorry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<Error> for Sorry {
    fn from(error: Error) -> Self {
        Self::new(match &error {
            Error::Store(StoreError::WrongKey) => {
                "The key does not fit this store; nothing was touched. Use the key it was made with."
            }
            Error::Store(StoreError::Locked) => {
                "This store is open in another program. Close that one first."
            }
            Error::Store(StoreError::NewerSchema { .. }) => {
                "A newer version wrote this store. Update this program."
            }
            Error::Store(StoreError::DiskFull) => "The disk is full. Make room, then try again.",
            Error::Store(StoreError::Io(_) | StoreError::Files(_)) => {
                "The files of this store cannot be reached. See that you may read and write them, then try again."
            }
            Error::Delivery(DeliveryError::Unreachable) => {
                "The relay cannot be reached. What you wrote waits here and goes out by itself."
            }
            Error::Delivery(DeliveryError::Untrusted) => {
                "Something else answers in the relay's place; nothing was sent. Log in to this network, or \
                 use another. If it stays so, type `clinic` and call them."
            }
            Error::Delivery(DeliveryError::ProxyLogin) => {
                "This network's proxy wants a name and a password: HTTPS_PROXY=http://NAME:PASSWORD@…"
            }
            Error::Link(LinkError::NotALink) => {
                "There is no invitation in this. Paste the whole link."
            }
            Error::Link(LinkError::CutOff) => {
                "A part of this link is missing. Copy it again, from its start to its end."
            }
            Error::Link(LinkError::Altered) => {
                "Something in this link was changed on its way. Scan its code, or ask for it again."
            }
            Error::Link(LinkError::Unreadable) => {
                "A newer version made this link. Update this program."
            }
            Error::Link(LinkError::WebPage) => {
                "This link opens as a web page, which could have read it. Ask for a new invitation."
            }
            Error::Link(LinkError::Forged) => {
                "This link is not from the patient whom it names. Ask them for a new one."
            }
            Error::OwnInvitation => "This link is from you. It is for the one whom you invite.",
            Error::AlreadyIn => "You are in this circle already. Type `list`.",
            Error::TooManyInvitations => {
                "Too many of your invitations are open. `decline` some that nobody uses."
            }
            Error::NotVouched => {
                "The clinic does not vouch for this person. `decline` them, or call the clinic."
            }
            Error::Oneself => "You cannot leave your own circle: it is yours.",
            Error::Forgotten => {
                "Nobody who invited you holds your place any more. Ask them for a new link."
            }
            Error::Revoked => "Your clinic has closed the way of this device. Call your clinic.",
            Error::Name(NameError::Blank) => "There is nothing to be seen in this name. Type one.",
            Error::Name(NameError::TooLong) => "This is too long. Say it in a few words.",
            Error::Name(NameError::Unfit) => {
                "There are signs in this that do not belong in a name. Type plain letters."
            }
            Error::Invitation(Code::InvitationUsed) => {
                "This invitation was used before. If it was not by you, tell whoever invited you."
            }
            Error::Invitation(_) => "This invitation does not hold any more. Ask for a new one.",
            Error::NotTheClinic(_) | Error::NotItsRelay => {
                "This is not the clinic that invited you. Type `clinic` and call yours."
            }
            Error::NotAllowed => "Only the patient can do this. Ask them.",
            Error::NotAMember => {
                "You are not in this room now. What is here stays readable; ask the patient."
            }
            Error::Field => "This is empty or too long. Say it in a few words.",
            Error::Content(_) => "There is nothing to send, or too much. Send it in parts.",
            Error::Clock | Error::Delivery(DeliveryError::Clock) => {
                "This device's clock is wrong. Set its date and time; nothing was lost."
            }
            Error::NotFound => "There is no such thing here. Look with `people` or `invitations`.",
            other => match other.recovery() {
                Recovery::Retry => "This did not work. Try again; nothing was lost.",
                Recovery::WaitForNetwork => "The relay is busy. It goes on by itself.",
                Recovery::UserAction => "The relay refused this. Type `clinic` and call them.",
                Recovery::Reopen => {
                    "Something went wrong in this program. Close it and open it again; nothing was lost."
                }
                Recovery::Fatal => "This store is damaged. Restore it from a backup.",
            },
        })
    }
}
