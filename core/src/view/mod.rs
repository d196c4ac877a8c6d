//! Rows ready to render. Codes, names and times go out; sentences are the apps'.

mod chat;
mod details;
mod inbox;
mod invitations;
mod people;
mod preview;
mod rows;
mod search;
mod when;
mod window;

pub use chat::Chat;
pub use details::MessageDetails;
pub use inbox::{CircleRow, ClinicRow, Inbox, JoiningRow, JoiningStanding, Standing};
pub use preview::{CirclePreview, InvitationPreview};
pub use rows::{InvitationRow, PairNumber, PersonRow, Resemblance, Resembled, TimelineRow};
pub use search::{Hit, Span};
pub use window::{PAGE, WINDOW};

pub(crate) use chat::{Move, Place, chat};
pub(crate) use details::details;
pub(crate) use inbox::{circle_row, clinic_named, inbox};
pub(crate) use invitations::invitations;
pub(crate) use people::people;
pub(crate) use search::hits;
